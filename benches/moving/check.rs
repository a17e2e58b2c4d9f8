//! What there is: the files that rows name, in a place, and the uploads that were accepted.

use futures::{StreamExt, TryStreamExt, stream};
use sqlx::PgPool;
use std::collections::{BTreeMap, HashMap};
use tessera::{
    model::ids::{PictureId, PinId},
    store::blobs::{self, Place, Sha256Hash},
};
use uuid::Uuid;

/// How many files are read at once.
const AT_ONCE: usize = 16;

/// The files that rows name, and how many bytes they have.
pub type Files = BTreeMap<Sha256Hash, u64>;

/// What is wrong with files.
#[derive(Default)]
pub struct Wrong {
    pub missing: usize,
    pub differing: usize,
}

enum State {
    Same,
    Missing,
    Differing,
}

/// The files that rows name now.
pub async fn files(rows: &PgPool) -> Files {
    let found = sqlx::query_as::<_, (Vec<u8>, i64)>("select sha256, byte_size from blobs").fetch_all(rows).await;
    let found = found.expect("rows").into_iter();
    found.map(|(sha256, bytes)| (hash(&sha256), bytes.unsigned_abs())).collect()
}

/// Reads all of these files in a place, and takes the hash of each.
pub async fn in_place(place: &Place, files: &Files) -> Wrong {
    let states = stream::iter(files).map(|(sha256, bytes)| state(place, sha256, *bytes)).buffer_unordered(AT_ONCE);
    let count = |mut wrong: Wrong, state: State| async move {
        match state {
            State::Same => {}
            State::Missing => wrong.missing += 1,
            State::Differing => wrong.differing += 1,
        }
        wrong
    };
    states.fold(Wrong::default(), count).await
}

async fn state(place: &Place, sha256: &Sha256Hash, bytes: u64) -> State {
    let Some(found) = place.get(&blobs::name(sha256)).await.expect("the place answers") else { return State::Missing };
    let chunks: Vec<_> = found.try_collect().await.expect("a whole file");
    let found = chunks.concat();
    if found.len() as u64 == bytes && Sha256Hash::of(&found) == *sha256 { State::Same } else { State::Differing }
}

/// How many files are in a place, and their bytes.
pub async fn size(place: &Place) -> (usize, u64) {
    let files: Vec<_> = place.list("").map_ok(|file| file.bytes).try_collect().await.expect("a list");
    (files.len(), files.iter().sum())
}

/// How many of these uploads are not there with all that belongs to them.
pub async fn missing_uploads(rows: &PgPool, accepted: &[(PinId, Sha256Hash)]) -> usize {
    let sql = "select pins.id, pictures.original_sha256 from pins join pictures on pictures.id = pins.picture_id
               where pictures.state = 'ready'";
    let found = sqlx::query_as::<_, (Uuid, Vec<u8>)>(sql).fetch_all(rows).await.expect("rows");
    let there: HashMap<_, _> = found.into_iter().map(|(pin, sha256)| (pin, hash(&sha256))).collect();
    accepted.iter().filter(|(pin, sha256)| there.get(&pin.uuid()) != Some(sha256)).count()
}

/// The address of every size of every picture, and what is to be there.
pub async fn readable(rows: &PgPool) -> Vec<(String, Sha256Hash)> {
    let sql =
        "select pictures.id, qualities.n, qualities.sha256 from qualities join pictures on pictures.id = picture_id
               where pictures.state = 'ready'";
    let found = sqlx::query_as::<_, (Uuid, i16, Vec<u8>)>(sql).fetch_all(rows).await.expect("rows");
    let address = |picture, n| format!("/media/{}-{n}", PictureId::from_uuid(picture));
    found.into_iter().map(|(picture, n, sha256)| (address(picture, n), hash(&sha256))).collect()
}

fn hash(bytes: &[u8]) -> Sha256Hash {
    Sha256Hash::from_slice(bytes).expect("a hash")
}
