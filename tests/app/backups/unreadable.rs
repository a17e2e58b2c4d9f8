//! Files that are there and cannot be read, as on a disk that is damaged: named like all that is damaged, and they hold up no other file.

use super::{NOTHING, Over, Shelf, World, flip_a_bit};
use crate::harness::TestSite;
use std::{fs, os::unix::fs::symlink, path::Path};

/// Makes of a file what nobody can open, whatever their account may do: a link that leads to itself.
fn close(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = fs::remove_file(path);
    symlink(path, path).unwrap();
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[tokio::test]
async fn files_that_cannot_be_read_are_named_with_all_others_that_are_damaged() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    let blobs = shelf.blobs();
    let (first, last) = (&blobs[0], &blobs[blobs.len() - 1]);
    close(first);
    flip_a_bit(last);
    let found = shelf.verify(&name).await;
    assert_eq!((found.unreadable.len(), found.blobs.len()), (1, 1));
    let said = found.sentences().join(" ");
    assert!(said.contains(&format!("unreadable in the backup: {}", name_of(first))) && said.contains(&name_of(last)));

    let fresh = TestSite::start().await;
    let refused = shelf.restore(&fresh, &name, NOTHING).await.unwrap_err().to_string();
    assert!([first, last].iter().all(|path| refused.contains(&name_of(path))), "{refused}");
    assert_eq!(fresh.count("users").await, 0);
    let restored = shelf.restore(&fresh, &name, Over { losses: true, ..NOTHING }).await.unwrap();
    assert_eq!((restored.lost, restored.files), (2, blobs.len() as u64));

    for table in ["pins", "users"] {
        close(&shelf.path(&format!("backups/{name}/tables/{table}.gz")));
    }
    let said = shelf.verify(&name).await.tables;
    let expected = ["pins", "users"].map(|table| format!("backups/{name}/tables/{table}.gz cannot be read."));
    assert_eq!(said, expected);
}

#[tokio::test]
async fn a_file_that_the_site_cannot_read_is_lost_to_a_backup_and_brought_back_by_a_restore() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    let kept = shelf.blobs().swap_remove(0);
    let place = kept.strip_prefix(shelf.path("blobs")).unwrap();
    let own = site.folder.path().join("blobs").join(place);
    close(&own);
    let elsewhere = Shelf::new();
    let outcome = elsewhere.attempt(&site, 7).await;
    let told = outcome.problem.unwrap();
    assert!(told.contains(&name_of(&kept)) && told.contains("on the site when the backup was made"), "{told}");
    assert!(outcome.size.is_some(), "it is a backup all the same");
    assert_eq!(elsewhere.blobs().len() + 1, shelf.blobs().len(), "all others are in it");

    let restored = shelf.restore(&site, &name, Over { members: true, ..NOTHING }).await.unwrap();
    assert_eq!((restored.lost, fs::read(&own).unwrap()), (0, fs::read(&kept).unwrap()));
}
