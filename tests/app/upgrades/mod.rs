//! Sites that are older than this version: what people had in them is there after all migrations. The site of these tests has lived
//! through every version. Before each migration, the SQL file of its number has added rows as a site of that version has them:
//! `0005.sql` adds what there was once migration 5 had been applied.

use crate::harness::{TestSite, empty_database};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::{collections::BTreeMap, fs, path::Path};
use tessera::model::ids::PinId;
use uuid::Uuid;

/// The first version that has pins.
const FIRST_WITH_PINS: i64 = 2;

/// What a migration changes in rows that were there before it, on purpose.
const CHANGED: [(i64, &[&str]); 3] = [
    // Titles that an owner had given twice are numbered.
    (4, &["pins.title"]),
    // Words are composed, and search finds parts of what is written without spaces.
    (
        15,
        &[
            "users.display_name",
            "users.bio",
            "users.names",
            "pins.title",
            "pins.description",
            "pin_tags.tag",
            "pin_search.tags",
            "pin_search.words",
            "site_settings.name",
        ],
    ),
    // Comments of members who were suspended before migration 8 are withheld, and not counted.
    (26, &["comments.withheld", "pin_counts.comment_count"]),
];

const EARLIER_SUSPENSIONS: &str = include_str!("../../../migrations/0026_earlier_suspensions.sql");

/// All rows, by their table.
pub type Rows = BTreeMap<String, Vec<Value>>;

pub async fn rows(connection: &mut PgConnection) -> Rows {
    let tables = "select relname::text from pg_class
                  where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> '_sqlx_migrations'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *connection).await.unwrap();
    let mut rows = Rows::new();
    for table in tables {
        let all = AssertSqlSafe(format!("select to_jsonb(kept) from {table} as kept"));
        rows.insert(table, sqlx::query_scalar(all).fetch_all(&mut *connection).await.unwrap());
    }
    rows
}

/// The rows of before that are not there as they were, but for columns that were added, and those that were to change.
pub fn lost(before: &Rows, after: &Rows, changed: &[&str]) -> Vec<String> {
    let mut lost = Vec::new();
    for (table, rows) in before {
        let there = after.get(table).map(Vec::as_slice).unwrap_or_default();
        for row in rows {
            let columns = row.as_object().unwrap().iter();
            let kept: Vec<_> =
                columns.filter(|(column, _)| !changed.contains(&format!("{table}.{column}").as_str())).collect();
            if !there.iter().any(|now| kept.iter().all(|(column, value)| now.get(column) == Some(*value))) {
                lost.push(format!("{table}: {row}"));
            }
        }
    }
    lost
}

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/app/upgrades").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}. It is to add rows as a site has them that has come so far.", path.display())
    })
}

/// What the migrations after this one change on purpose.
pub fn changed_after(version: i64) -> Vec<&'static str> {
    CHANGED
        .iter()
        .filter(|(changing, _)| *changing > version)
        .flat_map(|(_, changed)| changed.iter().copied())
        .collect()
}

/// The number of the last migration.
pub fn newest() -> i64 {
    sqlx::migrate!().iter().map(|migration| migration.version).max().unwrap()
}

/// A database in which people have lived since the first version, brought up to this one of the migrations.
pub async fn bring_up_to(last: i64, database: &str) {
    let mut connection = PgConnection::connect(database).await.unwrap();
    let migrations = sqlx::migrate!();
    let mut before = Rows::new();
    for migration in migrations.iter().filter(|migration| migration.version <= last) {
        let version = migration.version;
        migrations.run_to(version, &mut connection).await.unwrap();
        let changed =
            CHANGED.iter().find(|(changing, _)| *changing == version).map_or(&[][..], |(_, changed)| *changed);
        let lost = lost(&before, &rows(&mut connection).await, changed);
        assert!(lost.is_empty(), "migration {version} has lost or changed:\n{}", lost.join("\n"));
        let mut added = file(&format!("{version:04}.sql"));
        if version >= FIRST_WITH_PINS {
            added += &file("every_version.sql").replace("{n}", &format!("{version:02}"));
        }
        let added = sqlx::raw_sql(AssertSqlSafe(added)).execute(&mut connection).await;
        added.unwrap_or_else(|error| panic!("{version:04}.sql: {error}"));
        before = rows(&mut connection).await;
    }
    connection.close().await.unwrap();
}

/// All that the schema has, a line each.
async fn schema(rows: &PgPool) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(file("schema.sql"))).fetch_all(rows).await.unwrap()
}

/// The public pin that came with a version.
pub fn pin(n: i64) -> String {
    PinId::from_uuid(Uuid::parse_str(&format!("000000{n:02}-0000-7000-8000-000000000003")).unwrap()).to_string()
}

#[tokio::test]
async fn a_site_that_has_lived_through_all_versions_has_lost_nothing() {
    let (database, dropped) = empty_database().await;
    bring_up_to(newest(), &database).await;
    let site = TestSite::start_on(database, dropped).await;

    let promises: Vec<(String, Option<bool>)> =
        sqlx::query_as(AssertSqlSafe(file("promises.sql"))).fetch_all(&site.rows).await.unwrap();
    assert!(promises.len() > 20);
    let broken: Vec<_> = promises.iter().filter(|(_, kept)| *kept != Some(true)).map(|(promise, _)| promise).collect();
    assert!(broken.is_empty(), "{broken:#?}");

    let mut visitor = site.visitor();
    for version in FIRST_WITH_PINS..=newest() {
        let page = visitor.get(&format!("/pin/{}", pin(version))).await;
        assert_eq!(page.status, 200, "the pin of version {version}");
        assert!(page.text().contains(&format!("Heron {version:02}")), "the pin of version {version}");
    }
    for path in ["/", "/@ana", "/search?q=heron", "/communities"] {
        assert_eq!(visitor.get(path).await.status, 200, "{path}");
    }
}

/// How many comments are counted on the pin that Bob, Dan and Fay have commented on.
async fn counted(rows: &PgPool) -> i32 {
    let count = "select comment_count from pin_counts where pin_id = '30000000-0000-7000-8000-000000000001'";
    sqlx::query_scalar(count).fetch_one(rows).await.unwrap()
}

#[tokio::test]
async fn who_was_suspended_long_ago_has_their_comments_again_once_they_are_restored() {
    let (database, _dropped) = empty_database().await;
    bring_up_to(newest(), &database).await;
    let site = PgPool::connect(&database).await.unwrap();
    assert_eq!(counted(&site).await, 1, "what is withheld is not counted");
    sqlx::raw_sql(EARLIER_SUSPENSIONS).execute(&site).await.unwrap();
    assert_eq!(counted(&site).await, 1, "a second time there is nothing left to do");
    let restore = "update users set suspended_at = null, suspended_reason = null where username = 'fay'";
    sqlx::query(restore).execute(&site).await.unwrap();
    assert_eq!(counted(&site).await, 2);
    let withheld = "select array_agg(body) from comments where withheld";
    assert_eq!(sqlx::query_scalar::<_, Vec<String>>(withheld).fetch_one(&site).await.unwrap(), ["Buy this"]);
}

#[tokio::test]
async fn its_schema_is_that_of_a_fresh_site() {
    let (database, dropped) = empty_database().await;
    bring_up_to(newest(), &database).await;
    let old = TestSite::start_on(database, dropped).await;
    let fresh = TestSite::start().await;
    let (old, fresh) = (schema(&old.rows).await, schema(&fresh.rows).await);
    assert!(fresh.len() > 300, "{}", fresh.len());
    let only_in = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter().filter(|line| !others.contains(line)).cloned().collect()
    };
    assert_eq!((only_in(&old, &fresh), only_in(&fresh, &old)), (Vec::new(), Vec::new()));
}

#[test]
fn a_lost_row_and_a_changed_value_would_be_seen() {
    let table = |rows: Value| Rows::from([("pins".to_owned(), rows.as_array().unwrap().clone())]);
    let before = table(serde_json::json!([{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]));
    let added = table(serde_json::json!([{"id": 1, "title": "a", "new": 0}, {"id": 2, "title": "b", "new": 0}]));
    let changed = table(serde_json::json!([{"id": 1, "title": "a"}, {"id": 2, "title": "c"}]));
    assert!(lost(&before, &added, &[]).is_empty());
    assert_eq!(lost(&before, &changed, &[]).len(), 1);
    assert!(lost(&before, &changed, &["pins.title"]).is_empty());
    assert_eq!(lost(&before, &Rows::new(), &["pins.title"]).len(), 2);
}
