//! Which backups and files are kept, and what is copied anew; and that no file goes while one is made.

use super::{Shelf, World};
use crate::{
    api::{Program, a_minute_later},
    faults::until,
    harness::TestSite,
    pictures,
};
use std::{fs, os::unix::fs::MetadataExt, path::PathBuf};
use tessera::services::{backups, blobs};

#[tokio::test]
async fn the_next_backup_copies_only_what_is_new() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let first = shelf.attempt(&site, 7).await.size.unwrap();
    let inodes = |paths: &[PathBuf]| {
        paths.iter().map(|path| (path.clone(), fs::metadata(path).unwrap().ino())).collect::<Vec<_>>()
    };
    let before = inodes(&shelf.blobs());
    assert_eq!((before.len() as u64, first.new_bytes), (first.files, first.bytes));
    let mut bob = Program::sign_in(&site, "bob").await;
    bob.pin("New.png", &pictures::png(90, 90, 77), "public").await;
    site.work_off().await;
    let second = shelf.attempt(&site, 7).await.size.unwrap();
    assert!(second.files > first.files && second.new_bytes < second.bytes);
    let paths: Vec<_> = before.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(inodes(&paths), before, "what was there is untouched");
    let new: u64 =
        shelf.blobs().iter().filter(|path| !paths.contains(path)).map(|path| fs::metadata(path).unwrap().len()).sum();
    let kept = shelf.all().await;
    let tables = shelf.manifest(&kept[0].name).await;
    let tables: u64 = tables.tables.iter().map(|table| table.file.bytes).sum::<u64>() + tables.blobs.file.bytes;
    assert_eq!(second.new_bytes, new + tables);
}

#[tokio::test]
async fn the_newest_backups_are_kept_and_every_file_that_one_of_them_needs() {
    let shelf = Shelf::new();
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let old = ana.pin("Old.png", &pictures::png(90, 60, 1), "public").await;
    ana.pin("Kept.png", &pictures::png(60, 90, 2), "public").await;
    site.work_off().await;
    let first = shelf.attempt(&site, 2).await.name;
    let all = shelf.blobs();
    assert_eq!(ana.delete(&format!("/pins/{old}")).await.status, 204);
    a_minute_later(&site).await;
    site.work_off().await;
    let second = shelf.attempt(&site, 2).await.name;
    assert_eq!(shelf.blobs(), all, "the first one needs them");
    let third = shelf.attempt(&site, 2).await.name;
    assert_eq!(
        shelf.all().await.iter().map(|kept| kept.name.clone()).collect::<Vec<_>>(),
        [third.clone(), second.clone()]
    );
    assert!(!shelf.path(&format!("backups/{first}/manifest.json")).exists());
    assert_eq!(shelf.blobs().len() as i64, site.count("blobs").await);
    for name in [second, third] {
        assert!(shelf.verify(&name).await.is_none());
    }
}

#[tokio::test]
async fn backups_that_lack_something_take_the_place_of_no_whole_one() {
    let shelf = Shelf::new();
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("Lost.png", &pictures::png(90, 60, 1), "public").await;
    site.work_off().await;
    let whole = shelf.attempt(&site, 1).await;
    assert_eq!(whole.problem, None);
    // The next backup finds neither the picture on the site nor in the place.
    let lost: String =
        sqlx::query_scalar("select encode(sha256, 'hex') from blobs limit 1").fetch_one(&site.rows).await.unwrap();
    fs::remove_file(site.folder.path().join("blobs").join(&lost[..2]).join(&lost[2..4]).join(&lost)).unwrap();
    let kept: Vec<_> = shelf.blobs().into_iter().filter(|path| path.ends_with(&lost)).collect();
    kept.iter().for_each(|path| fs::remove_file(path).unwrap());
    let damaged = [shelf.attempt(&site, 1).await, shelf.attempt(&site, 1).await];
    assert!(damaged.iter().all(|outcome| outcome.problem.is_some()), "{pin} has lost a file");
    let names: Vec<_> = shelf.all().await.into_iter().map(|kept| kept.name).collect();
    assert_eq!(names, [damaged[1].name.clone(), whole.name], "the newest, and the newest that was whole");
}

#[tokio::test]
async fn no_file_goes_while_a_backup_is_made_and_all_go_after_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(90, 60, 1), "public").await;
    site.work_off().await;
    let files = site.files();
    let db = site.server.site.db();
    let lock = db.lock_for_backup().await.unwrap().unwrap();
    assert!(db.lock_for_backup().await.unwrap().is_none(), "one at a time");
    assert!(
        backups::make(
            backups::Stores::of(&site.server.site),
            &backups::Backups { place: Shelf::new().place, every: None, keep: 7 }
        )
        .await
        .is_err()
    );
    assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 204);
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!((site.count("pins").await, site.files()), (0, files));
    lock.end().await.unwrap();
    assert!(blobs::sweep(&site.server.site).await.unwrap() > 0);
    assert_eq!(site.files(), 0);
    // A process that dies holds nobody up.
    drop(db.lock_for_backup().await.unwrap().unwrap());
    until("the lock of a dead process", async || match db.lock_for_backup().await.unwrap() {
        Some(lock) => lock.end().await.is_ok(),
        None => false,
    })
    .await;
}
