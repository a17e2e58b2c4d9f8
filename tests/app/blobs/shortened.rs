//! A file that is shorter than it should be, as after a crash of the machine it lies on: it is damaged, which says nothing about its store.

use super::{Places, all_of, numbers};
use crate::{api::Program, harness::TestSite, pictures};
use bytes::Bytes;
use std::{fs::File, path::Path};

#[tokio::test]
async fn a_file_that_is_too_short_is_no_file_and_no_fault_of_its_store() {
    let places = Places::open().await;
    for place in places.all() {
        place.put("short", numbers(1000)).await.unwrap();
        place.put("empty", Bytes::new()).await.unwrap();
        // More often than a store may fail before it is left alone.
        for _ in 0..3 {
            for (name, range) in [("short", 0..2000), ("short", 500..2000), ("short", 1500..2000), ("empty", 0..10)] {
                let found = place.get_range(name, range.clone()).await.unwrap();
                assert!(found.is_none(), "{range:?} of {name} in {place:?}");
            }
        }
        for range in [0..1000, 0..10, 990..1000] {
            let found = place.get_range("short", range.clone()).await.unwrap();
            let bytes = numbers(1000).slice(range.start as usize..range.end as usize);
            assert_eq!(all_of(found).await.unwrap(), bytes, "{range:?} in {place:?}");
        }
    }
}

fn cut(path: &Path, bytes: u64) {
    File::options().write(true).open(path).unwrap().set_len(bytes).unwrap();
}

#[tokio::test]
async fn a_picture_whose_file_is_too_short_is_answered_like_one_whose_file_is_gone() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut paths = Vec::new();
    for (nth, visibility) in [(1, "public"), (2, "private")] {
        let pin = ana.pin(&format!("{nth}.png"), &pictures::png(300, 200, nth), visibility).await;
        site.work_off().await;
        paths.push(format!("/media/{}-1", site.picture_of(&pin).await));
    }
    let files: Vec<String> = sqlx::query_scalar("select encode(sha256, 'hex') from qualities where n = 1")
        .fetch_all(&site.rows)
        .await
        .unwrap();
    let files = files.iter().map(|name| site.folder.path().join("blobs").join(&name[..2]).join(&name[2..4]).join(name));
    let files: Vec<_> = files.collect();
    assert_eq!(files.len(), 2);
    for bytes in [10, 0] {
        files.iter().for_each(|file| cut(file, bytes));
        for path in &paths {
            assert_eq!(ana.outside(path).await.status, 404, "{path} of {bytes} bytes");
        }
    }
    files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
    for path in &paths {
        assert_eq!(ana.outside(path).await.status, 404, "{path} without its file");
    }
}
