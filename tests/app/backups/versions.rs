//! Backups of other versions: those of older ones are brought up to date, those of newer ones refused.

use super::{NOTHING, Shelf};
use crate::{
    api::Program,
    client::Client,
    harness::TestSite,
    upgrades::{self, Rows},
};
use bytes::Bytes;
use sqlx::{Connection, PgConnection};
use tessera::{
    model::errors::Problem,
    store::blobs::{self, Place, Sha256Hash},
};

/// The first version that made backups.
const FIRST: i64 = 24;

/// A site as that version left it, on which people have lived since the first one of all.
async fn old_site() -> TestSite {
    let site = TestSite::start().await;
    let mut connection = PgConnection::connect(&site.database).await.unwrap();
    sqlx::raw_sql("drop schema public cascade; create schema public").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    upgrades::bring_up_to(FIRST, &site.database).await;
    // The rows name files that nobody has made; those of the last pin are there.
    let place = Place::folder(&site.folder.path().join("blobs")).unwrap();
    for file in files() {
        place.put(&blobs::name(&Sha256Hash::of(&file)), file).await.unwrap();
    }
    site
}

fn files() -> [Bytes; 3] {
    ["original", "full size", "lowest"].map(|kind| Bytes::from(format!("{kind} {FIRST}")))
}

async fn rows(site: &TestSite) -> Rows {
    upgrades::rows(&mut site.rows.acquire().await.unwrap()).await
}

#[tokio::test]
async fn a_backup_of_the_oldest_version_that_made_them_is_restored_and_brought_up_to_date() {
    let shelf = Shelf::new();
    let site = old_site().await;
    let outcome = shelf.attempt(&site, 7).await;
    assert!(outcome.size.is_some(), "{outcome:?}");
    let manifest = shelf.manifest(&outcome.name).await;
    assert!(manifest.schema == FIRST && FIRST < upgrades::newest(), "{}", manifest.schema);
    let mut before = rows(&site).await;
    before.retain(|table, _| manifest.tables.iter().any(|kept| kept.shape.name == *table));
    assert!(before.len() > 40 && before["pins"].len() > 20, "{:?}", before.keys());

    let fresh = TestSite::start().await;
    let restored = shelf.restore(&fresh, &outcome.name, NOTHING).await.unwrap();
    assert_eq!((restored.members, restored.files - restored.lost), (manifest.members, 3));
    let lost = upgrades::lost(&before, &rows(&fresh).await, &upgrades::changed_after(FIRST));
    assert!(lost.is_empty(), "the restore has lost or changed:\n{}", lost.join("\n"));
    let newest: i64 =
        sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(&fresh.rows).await.unwrap();
    assert_eq!(newest, upgrades::newest());
    let place = Place::folder(&fresh.folder.path().join("blobs")).unwrap();
    for file in files() {
        let name = blobs::name(&Sha256Hash::of(&file));
        assert_eq!(place.size(&name).await.unwrap(), Some(file.len() as u64), "{file:?}");
    }
    let server = fresh.another_server().await;
    let page = Client::new(server.address).get(&format!("/pin/{}", upgrades::pin(FIRST))).await;
    assert!(page.status == 200 && page.text().contains(&format!("Heron {FIRST}")), "{}", page.status);
    server.stop().await;
}

#[tokio::test]
async fn a_backup_of_a_newer_version_is_refused_and_both_are_named() {
    let shelf = Shelf::new();
    let site = TestSite::start().await;
    Program::sign_up(&site, "ana").await;
    let tomorrow = "create table tomorrows (id uuid primary key);
                    insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                    select max(version) + 1, 'tomorrows', true, '\\x01', 0 from _sqlx_migrations";
    sqlx::raw_sql(tomorrow).execute(&site.rows).await.unwrap();
    let name = shelf.make(&site).await;
    shelf.change(&name, |manifest| manifest["tessera"] = "98.7.6".into());
    let manifest = shelf.manifest(&name).await;
    assert_eq!(manifest.schema, upgrades::newest() + 1);
    assert!(manifest.tables.iter().any(|table| table.shape.name == "tomorrows"));

    let fresh = TestSite::start().await;
    let refused = shelf.restore(&fresh, &name, NOTHING).await.unwrap_err();
    assert!(matches!(refused, Problem::Refused { .. }), "{refused:?}");
    let words = refused.to_string();
    for part in [name.as_str(), "98.7.6", env!("CARGO_PKG_VERSION"), "newer", "Update Tessera"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert_eq!((fresh.count("users").await, fresh.count("restores").await), (0, 0));
}
