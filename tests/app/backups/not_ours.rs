//! What others have put into the database: it is in no backup, and no restore takes it away.

use super::{NOTHING, Over, Shelf, files};
use crate::{api::Program, harness::TestSite, pictures};
use std::{collections::BTreeSet, fs};
use tessera::model::errors::Problem;

async fn run(site: &TestSite, statements: &'static str) {
    sqlx::raw_sql(statements).execute(&site.rows).await.unwrap();
}

async fn number(site: &TestSite, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&site.rows).await.unwrap()
}

/// Tables whose rows are in no backup, as they let somebody in, or are about processes that run and files that are being sent.
const LEFT_OUT: [&str; 13] = [
    "_sqlx_migrations",
    "backup_runs",
    "blob_holds",
    "channel_presence",
    "one_time_links",
    "picture_attempts",
    "program_sessions",
    "refresh_tokens",
    "restores",
    "resumable_uploads",
    "servers",
    "sessions",
    "upload_pieces",
];

#[tokio::test]
async fn what_an_administrator_has_made_is_not_backed_up_and_stays() {
    let shelf = Shelf::new();
    let site = TestSite::start().await;
    Program::sign_up(&site, "ana").await;
    let tables = "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";
    let ours = sqlx::query_scalar::<_, String>(tables).fetch_all(&site.rows).await.unwrap();
    let ours: BTreeSet<_> = ours.into_iter().collect();
    run(
        &site,
        "create table notes (id serial primary key, body text not null);
         create table answers (note_id integer references notes);
         insert into notes (body) values ('mine'); insert into answers values (1);
         create view numbers as select 1::bigint as number;
         create function twice(bigint) returns bigint language sql as 'select 2 * $1';
         create schema elsewhere;
         create table elsewhere.users (id integer)",
    )
    .await;
    let name = shelf.make(&site).await;
    let manifest = shelf.manifest(&name).await;
    let kept: BTreeSet<_> = manifest.tables.iter().map(|table| table.shape.name.clone()).collect();
    let left_out: Vec<_> = ours.difference(&kept).map(String::as_str).collect();
    assert_eq!(left_out, LEFT_OUT, "no table of a migration is forgotten");
    assert!(kept.is_subset(&ours), "{kept:?}");
    assert!(manifest.sequences.iter().all(|sequence| !sequence.name.contains("notes")), "{:?}", manifest.sequences);

    shelf.restore(&site, &name, Over { members: true, ..NOTHING }).await.unwrap();
    assert_eq!(site.count("users").await, 1);
    assert_eq!(number(&site, "select twice(number) + (select count(*) from elsewhere.users) from numbers").await, 2);
    assert_eq!(number(&site, "insert into notes (body) values ('next') returning id::bigint").await, 2);
    let strange = "insert into answers values (7)";
    assert!(sqlx::query(strange).execute(&site.rows).await.is_err(), "the keys of others are as they were");
    let fresh = TestSite::start().await;
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    assert_eq!(number(&fresh, "select count(*) from pg_class where relname in ('notes', 'numbers')").await, 0);
}

#[tokio::test]
async fn what_depends_on_our_tables_is_named_before_anything_is_brought_back() {
    let shelf = Shelf::new();
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    ana.pin("a.png", &pictures::png(90, 60, 1), "public").await;
    site.work_off().await;
    let name = shelf.make(&site).await;
    let fresh = TestSite::start().await;
    run(
        &fresh,
        "create table notes (user_id uuid references users, pin pins);
         create view active as select id from users;
         create function note() returns trigger language plpgsql as 'begin return null; end';
         create trigger noted after insert on pins for each row execute function note()",
    )
    .await;
    let refused = shelf.restore(&fresh, &name, NOTHING).await.unwrap_err();
    assert!(matches!(refused, Problem::Refused { .. }), "{refused:?}");
    let words = refused.to_string();
    for part in
        ["Nothing was restored", "view active", "notes_user_id_fkey", "column pin of table notes", "trigger noted"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let mut brought = Vec::new();
    files(&fresh.folder.path().join("blobs"), &mut brought);
    assert_eq!((brought.len(), fresh.count("users").await, fresh.count("active").await), (0, 0, 0));
    run(&fresh, "drop table notes; drop view active; drop trigger noted on pins").await;
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    assert_eq!(number(&fresh, "select count(*) from pg_proc where proname = 'note'").await, 1);
}

#[tokio::test]
async fn what_is_not_ours_in_an_older_backup_is_left_out() {
    let shelf = Shelf::new();
    let site = TestSite::start().await;
    Program::sign_up(&site, "ana").await;
    let name = shelf.make(&site).await;
    let table = |table: &str| shelf.path(&format!("backups/{name}/tables/{table}.gz"));
    fs::copy(table("plans"), table("notes")).unwrap();
    shelf.change(&name, |manifest| {
        let tables = manifest["tables"].as_array_mut().unwrap();
        let mut notes = tables.iter().find(|table| table["name"] == "plans").unwrap().clone();
        notes["name"] = "notes".into();
        tables.push(notes);
        let sequence = serde_json::json!({"name": "notes_id_seq", "last_value": 7});
        manifest["sequences"].as_array_mut().unwrap().push(sequence);
    });
    let fresh = TestSite::start().await;
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    let notes = number(&fresh, "select count(*) from pg_class where relname like 'notes%'").await;
    assert_eq!((fresh.count("users").await, notes), (1, 0));
}
