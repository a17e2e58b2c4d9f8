//! Whose a place of backups is: no site writes into another's or deletes what is in it, and a site that was restored goes on with its own.

use super::{NOTHING, Shelf};
use crate::{
    admin::command_line::{said, tessera},
    api::Program,
    harness::TestSite,
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{Read, Write},
};

async fn site_of(name: &str) -> TestSite {
    let site = TestSite::start().await;
    Program::sign_up(&site, name).await;
    site
}

async fn names(shelf: &Shelf) -> Vec<String> {
    shelf.all().await.into_iter().map(|kept| kept.name).collect()
}

#[tokio::test]
async fn two_sites_that_name_one_place_delete_nothing_of_each_others() {
    let shelf = Shelf::new();
    let (first, second) = (site_of("ana").await, site_of("bob").await);
    let kept = shelf.make(&first).await;
    for _ in 0..2 {
        let refused = shelf.attempt(&second, 1).await;
        let words = refused.problem.unwrap();
        assert!(refused.size.is_none() && words.contains("another site"), "{words}");
        assert!(!shelf.path(&format!("backups/{}", refused.name)).exists(), "nothing was written");
    }
    assert_eq!(names(&shelf).await, [kept.as_str()]);
    assert!(shelf.verify(&kept).await.is_none());
    let next = shelf.attempt(&first, 1).await;
    assert_eq!((next.problem, names(&shelf).await), (None, vec![next.name]), "its own site clears up");

    // The first one is gone for good, and somebody says so.
    fs::remove_file(shelf.path("site")).unwrap();
    let left = names(&shelf).await;
    for _ in 0..2 {
        assert_eq!(shelf.attempt(&second, 1).await.problem, None);
    }
    let now = names(&shelf).await;
    assert_eq!((now.len(), &now[1]), (2, &left[0]), "the newest of the second, and what the first has left");
    assert!(shelf.verify(&left[0]).await.is_none());
    assert!(shelf.attempt(&first, 1).await.problem.unwrap().contains("another site"));
}

#[tokio::test]
async fn a_restored_site_goes_on_with_the_place_it_came_from() {
    let shelf = Shelf::new();
    let site = site_of("ana").await;
    let name = shelf.make(&site).await;
    let fresh = TestSite::start().await;
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    let next = shelf.attempt(&fresh, 1).await;
    assert_eq!((next.problem, names(&shelf).await), (None, vec![next.name]));
}

/// Makes of a backup what an older version would have made: it knew no names of sites.
fn forget_the_name(shelf: &Shelf, name: &str) {
    let path = shelf.path(&format!("backups/{name}/tables/site_secrets.gz"));
    let mut rows = String::new();
    GzDecoder::new(fs::File::open(&path).unwrap()).read_to_string(&mut rows).unwrap();
    let others: String = rows.split_inclusive('\n').filter(|row| !row.starts_with("backups\t")).collect();
    assert!(others.len() < rows.len(), "{rows}");
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(others.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    fs::write(&path, &packed).unwrap();
    shelf.change(name, |manifest| {
        manifest.as_object_mut().unwrap().remove("site").unwrap();
        let tables = manifest["tables"].as_array_mut().unwrap();
        let table = tables.iter_mut().find(|table| table["name"] == "site_secrets").unwrap();
        table["rows"] = others.lines().count().into();
        table["file"]["bytes"] = packed.len().into();
        table["file"]["sha256"] = hex::encode(Sha256::digest(&packed)).into();
    });
}

#[tokio::test]
async fn a_backup_of_a_version_without_names_belongs_to_whoever_has_its_place() {
    let shelf = Shelf::new();
    let site = site_of("ana").await;
    let old = shelf.make(&site).await;
    forget_the_name(&shelf, &old);
    fs::remove_file(shelf.path("site")).unwrap();
    sqlx::query("delete from site_secrets where name = 'backups'").execute(&site.rows).await.unwrap();
    // The first backup after the update makes the place the site's own.
    shelf.make(&site).await;
    let fresh = TestSite::start().await;
    shelf.restore(&fresh, &old, NOTHING).await.unwrap();
    let next = shelf.attempt(&fresh, 1).await;
    assert_eq!((next.problem, names(&shelf).await), (None, vec![next.name]), "the old ones go when their time comes");
}

/// What the program is told about a site that does not run any more.
fn keys<'a>(database: &'a str, data: &'a str, backups: &'a str) -> [(&'static str, &'a str); 3] {
    [("DATABASE_URL", database), ("DATA_DIR", data), ("BACKUP_URL", backups)]
}

#[tokio::test]
async fn a_site_that_takes_the_place_of_another_writes_nothing_there_before() {
    let shelf = Shelf::new();
    shelf.make(&site_of("ana").await).await;
    let site = site_of("bob").await;
    let TestSite { server, folder, database, .. } = site;
    server.stop().await;
    let (data, url) = (folder.path().to_string_lossy().into_owned(), shelf.url());
    let keys = keys(&database, &data, &url);
    let restored = tessera(&["restore", "--replace"], &keys, "").await;
    assert!(restored.status.success() && said(&restored).contains("/restore-points"), "{}", said(&restored));
    assert_eq!(names(&shelf).await.len(), 1);
    let next = tessera(&["backup"], &keys, "").await;
    assert!(next.status.success(), "{}", said(&next));
    assert_eq!(names(&shelf).await.len(), 2, "it goes on with the place it came from");
}

#[tokio::test]
async fn a_site_that_is_replaced_by_a_copy_of_another_keeps_its_own_place() {
    let (theirs, own) = (Shelf::new(), Shelf::new());
    theirs.make(&site_of("ana").await).await;
    let site = site_of("bob").await;
    own.make(&site).await;
    let TestSite { server, folder, database, .. } = site;
    server.stop().await;
    let (data, url, from) = (folder.path().to_string_lossy().into_owned(), own.url(), theirs.url());
    let keys = keys(&database, &data, &url);
    let restored = tessera(&["restore", "--replace", "--from", &from], &keys, "").await;
    assert!(restored.status.success() && said(&restored).contains("in BACKUP_URL"), "{}", said(&restored));
    let next = tessera(&["backup"], &keys, "").await;
    assert!(next.status.success(), "{}", said(&next));
    assert_eq!((names(&own).await.len(), names(&theirs).await.len()), (3, 1));
}
