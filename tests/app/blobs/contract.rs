//! What every place does alike.

use super::{BUCKET, PART, Places, all_of, files_in, names, numbers, pieces, shim};
use crate::faults::until;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use std::io;
use tessera::{model::errors::Problem, store::blobs::Place};
use tokio::sync::oneshot;

#[tokio::test]
async fn what_is_stored_comes_back_whole_and_in_ranges() {
    let places = Places::open().await;
    let (small, large) = (numbers(1000), numbers(20_000_000));
    for place in places.all() {
        place.put("a/small", small.clone()).await.unwrap();
        assert_eq!(place.put_stream("a/large", pieces(&large)).await.unwrap(), 20_000_000, "{place:?}");
        for (name, bytes) in [("a/small", &small), ("a/large", &large)] {
            assert_eq!(place.size(name).await.unwrap(), Some(bytes.len() as u64), "{place:?}");
            assert!(all_of(place.get(name).await.unwrap()).await.unwrap() == *bytes, "{place:?}");
        }
        for range in
            [0..1, 5..100, 999_999..1_000_003, PART - 3..PART + 5, 1_000_000..3_000_000, 19_999_999..20_000_000]
        {
            let found = place.get_range("a/large", range.start as u64..range.end as u64).await.unwrap();
            assert!(all_of(found).await.unwrap() == large[range.clone()], "{range:?} of {place:?}");
        }
        // What comes later counts.
        place.put_stream("a/small", pieces(&numbers(2000))).await.unwrap();
        assert_eq!(all_of(place.get("a/small").await.unwrap()).await.unwrap(), numbers(2000), "{place:?}");
        assert!(place.answers().await);
    }
}

#[tokio::test]
async fn a_file_of_just_one_part_and_one_without_a_byte_are_files() {
    let places = Places::open().await;
    for place in places.all() {
        place.put_stream("empty", pieces(&Bytes::new())).await.unwrap();
        place.put("empty-too", Bytes::new()).await.unwrap();
        for name in ["empty", "empty-too"] {
            assert_eq!(place.size(name).await.unwrap(), Some(0), "{place:?}");
            assert_eq!(all_of(place.get(name).await.unwrap()).await.unwrap(), b"", "{place:?}");
            assert_eq!(all_of(place.get_range(name, 0..0).await.unwrap()).await.unwrap(), b"", "{place:?}");
        }
        for length in [PART - 1, PART, PART + 1] {
            let bytes = numbers(length);
            assert_eq!(place.put_stream("part", pieces(&bytes)).await.unwrap(), length as u64, "{place:?}");
            assert!(all_of(place.get("part").await.unwrap()).await.unwrap() == bytes, "{length} in {place:?}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_nothing_and_no_fault() {
    let places = Places::open().await;
    for place in places.all() {
        // More often than a store may fail before it is left alone.
        for _ in 0..5 {
            assert_eq!(place.size("nothing").await.unwrap(), None, "{place:?}");
            assert!(place.get("no/such/file").await.unwrap().is_none(), "{place:?}");
            assert!(place.get_range("nothing", 0..10).await.unwrap().is_none(), "{place:?}");
            assert!(place.get_range("nothing", 0..0).await.unwrap().is_none(), "{place:?}");
            place.delete("nothing").await.unwrap();
        }
        assert_eq!(names(&place).await, [""; 0]);
        place.put("there", Bytes::from_static(b"x")).await.unwrap();
        place.delete("there").await.unwrap();
        assert_eq!((place.size("there").await.unwrap(), names(&place).await.len()), (None, 0), "{place:?}");
        place.check().await.unwrap();
    }
}

#[tokio::test]
async fn a_list_has_what_lies_below_a_folder_and_nothing_beside_it() {
    let places = Places::open().await;
    for place in places.all() {
        for name in ["ab/1", "ab/c/2", "abc/3", "b/4"] {
            place.put(name, numbers(name.len())).await.unwrap();
        }
        let mut found: Vec<_> = place.list("ab").try_collect().await.unwrap();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        let found: Vec<_> = found.iter().map(|file| (file.name.as_str(), file.bytes)).collect();
        assert_eq!(found, [("ab/1", 4), ("ab/c/2", 6)], "{place:?}");
        assert_eq!(names(&place).await, ["ab/1", "ab/c/2", "abc/3", "b/4"], "{place:?}");
        assert!(place.list("none").next().await.is_none(), "{place:?}");
    }
}

#[tokio::test]
async fn a_list_is_whole_however_long_it_is() {
    let places = Places::open().await;
    for place in places.all() {
        // More than a bucket tells at once.
        let wanted: Vec<_> = (0..1100).map(|n| format!("many/{n:04}")).collect();
        let put = |name: &String| {
            let (place, name) = (place.clone(), name.clone());
            async move { place.put(&name, Bytes::from_static(b"x")).await }
        };
        futures::stream::iter(&wanted).map(put).buffer_unordered(16).try_collect::<Vec<_>>().await.unwrap();
        assert_eq!(names(&place).await, wanted, "{place:?}");
    }
}

/// What a server has of files that are not finished.
async fn unfinished(places: &Places) -> String {
    let Some((weed, _)) = &places.servers else { return String::new() };
    let url = format!("http://127.0.0.1:{}/{BUCKET}?uploads", weed.port);
    let list = shim::client().get(url).send().await.unwrap();
    assert_eq!(list.status(), 200);
    list.text().await.unwrap()
}

/// Nothing is there, under no name at all.
async fn assert_nothing(places: &Places, place: &Place) {
    assert_eq!((place.size("broken").await.unwrap(), names(place).await.len()), (None, 0), "{place:?}");
    let left = async || match place.on_this_machine() {
        Some(folder) => files_in(folder) > 0,
        None => unfinished(places).await.contains(&places.prefix),
    };
    until("a place without what was broken off", async || !left().await).await;
}

#[tokio::test]
async fn a_stream_that_breaks_off_leaves_nothing() {
    let places = Places::open().await;
    for place in places.all() {
        for length in [1000, 20_000_000] {
            let broken = pieces(&numbers(length)).chain(futures::stream::iter([Err(io::Error::other("cut"))]));
            assert_eq!(place.put_stream("broken", broken).await.unwrap_err(), Problem::Internal, "{place:?}");
            assert_nothing(&places, &place).await;
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_given_up_leaves_nothing() {
    let places = Places::open().await;
    for place in places.all() {
        let (waits, waiting) = oneshot::channel();
        let endless = pieces(&numbers(20_000_000)).chain(futures::stream::once(async {
            let _ = waits.send(());
            std::future::pending().await
        }));
        tokio::select! {
            stored = place.put_stream("broken", endless) => panic!("{stored:?} although the stream goes on"),
            waits = waiting => waits.unwrap(),
        }
        assert_nothing(&places, &place).await;
    }
}
