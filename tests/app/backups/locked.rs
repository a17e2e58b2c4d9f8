//! A restore is alone: no backup is made during it, and no file goes, whatever else the site does.

use super::{NOTHING, Shelf, World};
use crate::{faults::until, harness::TestSite};
use std::{
    fs::{self, File},
    time::{Duration, SystemTime},
};
use tessera::{
    model::errors::Problem,
    services::{
        backups::{self, RestoreProgress, Stores},
        storage,
    },
};

#[tokio::test]
async fn no_file_goes_while_a_backup_is_restored() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    let fresh = TestSite::start().await;
    // The files are there already, older than what a sweep leaves alone, and no row says that they are needed.
    let old = SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60);
    for kept in shelf.blobs() {
        let path = fresh.folder.path().join("blobs").join(kept.strip_prefix(shelf.path("blobs")).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(&kept, &path).unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    }
    let files = fresh.files();
    // Somebody reads accounts, so the rows have to wait.
    let mut reader = fresh.rows.begin().await.unwrap();
    sqlx::query("lock table users in access share mode").execute(&mut *reader).await.unwrap();
    let (of, place, named) = (fresh.server.site.clone(), shelf.place.clone(), name.clone());
    let restoring = tokio::spawn(async move {
        backups::restore(Stores::of(&of), &place, &named, NOTHING, &RestoreProgress::default()).await
    });
    let waits = "select exists (select from pg_locks
                 where relation = 'users'::regclass and mode = 'AccessExclusiveLock' and not granted
                   and database = (select oid from pg_database where datname = current_database()))";
    until("a restore that has brought back all files", async || {
        sqlx::query_scalar::<_, bool>(waits).fetch_one(&fresh.rows).await.unwrap()
    })
    .await;
    storage::sweep(&fresh.server.site).await.unwrap();
    assert_eq!(fresh.files(), files);
    reader.rollback().await.unwrap();
    let restored = restoring.await.unwrap().unwrap();
    assert_eq!((restored.lost, fresh.files()), (0, files));
    assert_eq!(fresh.count("blobs").await, files as i64);
}

#[tokio::test]
async fn nothing_is_brought_back_while_a_backup_is_made() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    let fresh = TestSite::start().await;
    let lock = fresh.server.site.db().lock_for_backup().await.unwrap().unwrap();
    let refused = shelf.restore(&fresh, &name, NOTHING).await.unwrap_err();
    assert!(matches!(refused, Problem::Already { .. }), "{refused:?}");
    assert!(!fresh.folder.path().join("blobs").exists() || fresh.files() == 0);
    lock.end().await.unwrap();
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    // It lets go at its end.
    fresh.server.site.db().lock_for_backup().await.unwrap().unwrap().end().await.unwrap();
}
