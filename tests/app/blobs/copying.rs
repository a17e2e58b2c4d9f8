//! Copies of all blobs: whole, checked, taken up where they stopped; and a site that is moved while it runs.

use super::{Places, all_of, names, numbers, pieces};
use bytes::Bytes;
use tessera::store::blobs::{self, Blobs, Copied, Place, Sha256Hash, Spool, copy};

/// Stores this many blobs, an empty one and one in parts among them.
async fn fill(place: &Place, count: usize) -> Vec<Sha256Hash> {
    let mut stored = Vec::new();
    for length in (0..count - 1).chain([9_000_000]) {
        let bytes = numbers(length);
        let hash = Sha256Hash::of(&bytes);
        place.put_stream(&blobs::name(&hash), pieces(&bytes)).await.unwrap();
        stored.push(hash);
    }
    stored
}

async fn bytes_of(place: &Place, hash: &Sha256Hash) -> Option<Vec<u8>> {
    all_of(place.get(&blobs::name(hash)).await.unwrap()).await
}

async fn copied(from: &Place, to: &Place, check: bool) -> Copied {
    copy(from, to, check, |_| {}).await.unwrap()
}

#[tokio::test]
async fn blobs_go_from_place_to_place_and_back_without_losing_a_byte() {
    let places = Places::open().await;
    let first = places.folder("first");
    let stored = fill(&first, 40).await;
    // What is not ours is left where it is.
    first.put("notes.txt", Bytes::from_static(b"mine")).await.unwrap();
    let mut from = first.clone();
    for to in [places.s3(), places.google(), Some(places.folder("last"))].into_iter().flatten() {
        let done = copied(&from, &to, false).await;
        assert_eq!((done.files, done.kept, done.parts, done.is_whole()), (40, 0, 256, true), "{to:?}");
        let again = copied(&from, &to, true).await;
        assert_eq!((again.files, again.kept, again.is_whole()), (0, 40, true), "{to:?}");
        from = to;
    }
    let mut wanted: Vec<_> = stored.iter().map(blobs::name).collect();
    wanted.sort_unstable();
    assert_eq!(names(&from).await, wanted);
    for hash in &stored {
        assert_eq!(Sha256Hash::of(&bytes_of(&from, hash).await.unwrap()), *hash);
    }
}

#[tokio::test]
async fn a_broken_blob_is_named_and_holds_up_no_other() {
    let places = Places::open().await;
    let from = places.folder("from");
    let stored = fill(&from, 20).await;
    let (small, large) = (stored[10], stored[19]);
    let flipped = async |place: &Place, hash: &Sha256Hash| {
        let mut bytes = bytes_of(place, hash).await.unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        place.put_stream(&blobs::name(hash), pieces(&bytes.into())).await.unwrap();
    };
    flipped(&from, &small).await;
    flipped(&from, &large).await;
    for to in [Some(places.folder("to")), places.s3(), places.google()].into_iter().flatten() {
        let mut done = copied(&from, &to, false).await;
        done.broken.sort_unstable();
        let mut broken = [small, large];
        broken.sort_unstable();
        assert_eq!((done.broken.as_slice(), done.files, done.is_whole()), (&broken[..], 18, false), "{to:?}");
        assert_eq!(names(&to).await.len(), 18, "nothing that is broken arrives: {to:?}");
        // What breaks there later is found by whoever checks, and brought again.
        flipped(&to, &stored[5]).await;
        assert_eq!(copied(&from, &to, false).await.files, 0);
        assert_eq!(copied(&from, &to, true).await.files, 1, "{to:?}");
        assert_eq!(Sha256Hash::of(&bytes_of(&to, &stored[5]).await.unwrap()), stored[5]);
        // What only one place has cannot be brought again.
        let alone = Sha256Hash::of(b"only there");
        to.put(&blobs::name(&alone), Bytes::from_static(b"other bytes")).await.unwrap();
        assert_eq!(copied(&from, &to, true).await.broken_there, [alone], "{to:?}");
    }
}

#[tokio::test]
async fn what_is_there_half_is_copied_again() {
    let places = Places::open().await;
    let (from, to) = (places.folder("from"), places.folder("to"));
    let stored = fill(&from, 5).await;
    to.put(&blobs::name(&stored[3]), Bytes::from_static(b"h")).await.unwrap();
    let done = copied(&from, &to, false).await;
    assert_eq!((done.files, done.kept), (5, 0));
    assert_eq!(bytes_of(&to, &stored[3]).await.unwrap(), numbers(3));
}

#[tokio::test]
async fn while_blobs_are_moved_both_places_are_one_store() {
    let places = Places::open().await;
    for (nth, new) in places.all().into_iter().enumerate() {
        let old = places.folder(&format!("old-{nth}"));
        let stored = fill(&old, 3).await;
        let spool = Spool::open(places.folder.path().join(format!("spool-{nth}")), None, 0).unwrap();
        let store = Blobs::new(new.clone(), Some(old.clone()), spool);
        let read = async |hash: &Sha256Hash, length: usize| {
            let found = store.read(hash, 0..length as u64).await.unwrap();
            all_of(Some(found)).await.unwrap()
        };
        // Read from the old place, also by what needs a file.
        assert_eq!(read(&stored[2], 9_000_000).await, numbers(9_000_000), "{new:?}");
        let local = store.local_copy(&stored[1]).await.unwrap();
        assert_eq!(std::fs::read(local.path()).unwrap(), numbers(1));
        // New ones go to the new place, and so does what only the old one had and is brought again.
        let fresh = Sha256Hash::of(b"fresh");
        store.put_bytes(&fresh, Bytes::from_static(b"fresh")).await.unwrap();
        store.put_bytes(&stored[1], numbers(1)).await.unwrap();
        assert_eq!((names(&old).await.len(), names(&new).await.len()), (3, 2), "{new:?}");
        assert_eq!(read(&fresh, 5).await, b"fresh");
        let mut listed = 0;
        for first in 0..=u8::MAX {
            listed += store.list(first).await.unwrap().len();
        }
        assert_eq!(listed, 4, "each once");
        // Deleted is deleted.
        for hash in [&stored[0], &stored[1], &fresh] {
            assert!(store.has(hash).await.unwrap());
            store.delete(hash).await.unwrap();
            assert!(!store.has(hash).await.unwrap(), "{new:?}");
        }
        assert_eq!((names(&old).await.len(), names(&new).await.len()), (1, 0), "{new:?}");
        assert!(copied(&old, &new, true).await.is_whole());
        assert_eq!(names(&new).await, [blobs::name(&stored[2])]);
    }
}
