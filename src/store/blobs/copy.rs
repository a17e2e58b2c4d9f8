//! Copies all blobs of one place to another. The name of each is the hash of its bytes: what does not have it is not copied.
//!
//! They are gone through in the order of names, a 256th at a time, so that the memory it takes is bounded. What is there already is left
//! alone, so a copy that was stopped goes on where it was.

use super::{Place, Sha256Hash, listing, name};
use crate::model::errors::Problem;
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    io,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::time::sleep;

/// How many files are copied at once.
const AT_ONCE: usize = 8;

/// How often a file is tried again while a store is away: after a second, then after twice as long each time, a minute in all.
const RETRIES: u32 = 6;

/// How many parts the files are gone through in.
pub const PARTS: u16 = 256;

/// How far a copy is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// How many of the [`PARTS`] are done.
    pub parts: u16,
    /// How many files were copied.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many were there already.
    pub kept: u64,
    /// Files that are not what their names say where they come from; they were not copied.
    pub broken: Vec<Sha256Hash>,
    /// Files that are not what their names say where they were brought to, and could not be replaced.
    pub broken_there: Vec<Sha256Hash>,
    /// Files that could not be copied, and why.
    pub failed: Vec<(Sha256Hash, Problem)>,
}

/// What became of a file.
enum Outcome {
    Copied(u64),
    Kept,
    /// It was deleted meanwhile.
    Gone,
    Broken,
    BrokenThere,
}

/// What was wrong with a stream.
#[derive(Default)]
struct Flaws {
    /// It had not the bytes that its name says.
    other_bytes: AtomicBool,
    /// It ended too soon.
    broke_off: AtomicBool,
}

/// A file, and how many bytes it has in either place.
#[derive(Default)]
struct Found {
    here: Option<u64>,
    there: Option<u64>,
}

impl Copied {
    /// Whether every file has arrived whole.
    pub fn is_whole(&self) -> bool {
        self.broken.is_empty() && self.broken_there.is_empty() && self.failed.is_empty()
    }

    fn count(&mut self, sha256: Sha256Hash, outcome: Result<Outcome, Problem>) {
        match outcome {
            Ok(Outcome::Copied(bytes)) => {
                self.files += 1;
                self.bytes += bytes;
            }
            Ok(Outcome::Kept) => self.kept += 1,
            Ok(Outcome::Gone) => {}
            Ok(Outcome::Broken) => self.broken.push(sha256),
            Ok(Outcome::BrokenThere) => self.broken_there.push(sha256),
            Err(problem) => self.failed.push((sha256, problem)),
        }
    }
}

/// Copies what `to` lacks, or has with another number of bytes. With `check` everything there is read back as well, and what is broken is
/// copied again. Tells how far it is after each file and each part.
///
/// # Errors
/// [`Problem::StoreAway`] for longer than a minute; [`Problem::DiskFull`]; a place cannot be listed. That single files cannot be copied
/// stops nothing, and is told in the end.
pub async fn copy(from: &Place, to: &Place, check: bool, mut progress: impl FnMut(&Copied)) -> Result<Copied, Problem> {
    let mut copied = Copied::default();
    for first in 0..=u8::MAX {
        let mut files = BTreeMap::<_, Found>::new();
        for file in again(async || listing::in_place(from, first).await).await? {
            files.entry(file.sha256).or_default().here = Some(file.bytes);
        }
        for file in again(async || listing::in_place(to, first).await).await? {
            files.entry(file.sha256).or_default().there = Some(file.bytes);
        }
        let outcomes = files.into_iter().map(|(sha256, found)| async move {
            (sha256, again(async || one(from, to, &sha256, &found, check).await).await)
        });
        let mut outcomes = futures::stream::iter(outcomes).buffer_unordered(AT_ONCE);
        while let Some((sha256, outcome)) = outcomes.next().await {
            match outcome {
                // It would be the same with all the others.
                Err(problem @ (Problem::StoreAway | Problem::DiskFull)) => return Err(problem),
                outcome => copied.count(sha256, outcome),
            }
            progress(&copied);
        }
        copied.parts += 1;
        progress(&copied);
    }
    Ok(copied)
}

/// Does it again while a store is away, for a while.
async fn again<T>(work: impl AsyncFn() -> Result<T, Problem>) -> Result<T, Problem> {
    let mut pause = Duration::from_secs(1);
    for _ in 0..RETRIES {
        match work().await {
            Err(Problem::StoreAway) => sleep(pause).await,
            done => return done,
        }
        pause *= 2;
    }
    work().await
}

async fn one(from: &Place, to: &Place, sha256: &Sha256Hash, found: &Found, check: bool) -> Result<Outcome, Problem> {
    let name = name(sha256);
    let Some(bytes) = found.here else {
        // It came to the new place first, as uploads do while a site is moved.
        return Ok(if !check || is_intact(to, &name, sha256).await? { Outcome::Kept } else { Outcome::BrokenThere });
    };
    if found.there == Some(bytes) && (!check || is_intact(to, &name, sha256).await?) {
        return Ok(Outcome::Kept);
    }
    let Some(source) = from.get(&name).await? else { return Ok(Outcome::Gone) };
    let Some(bytes) = store(to, sha256, source, broke_off(from)).await? else { return Ok(Outcome::Broken) };
    if check && !is_intact(to, &name, sha256).await? {
        return Ok(Outcome::BrokenThere);
    }
    Ok(Outcome::Copied(bytes))
}

/// Stores a blob that comes from elsewhere, and says how many bytes it has; `None` where they are not what its name says: nothing is stored
/// then.
///
/// # Errors
/// The place fails, or where it comes from.
pub async fn bring(
    to: &Place,
    sha256: &Sha256Hash,
    source: BoxStream<'static, io::Result<Bytes>>,
) -> Result<Option<u64>, Problem> {
    store(to, sha256, source, Problem::StoreAway).await
}

/// What it means that a file of this place breaks off: a folder does not go away, but its disk may be damaged there.
fn broke_off(place: &Place) -> Problem {
    if place.on_this_machine().is_some() { Problem::Internal } else { Problem::StoreAway }
}

async fn store(
    to: &Place,
    sha256: &Sha256Hash,
    source: BoxStream<'static, io::Result<Bytes>>,
    broke_off: Problem,
) -> Result<Option<u64>, Problem> {
    let flaws = Flaws::default();
    let stored = to.put_stream(&name(sha256), checked(source, *sha256, &flaws)).await;
    if flaws.other_bytes.load(Ordering::Relaxed) {
        return Ok(None);
    }
    if flaws.broke_off.load(Ordering::Relaxed) {
        return Err(broke_off);
    }
    stored.map(Some)
}

/// Whether a file is what its name says; one that is not there is not.
///
/// # Errors
/// The place fails.
pub async fn is_intact(place: &Place, name: &str, sha256: &Sha256Hash) -> Result<bool, Problem> {
    let Some(source) = place.get(name).await? else { return Ok(false) };
    let flaws = Flaws::default();
    match checked(source, *sha256, &flaws).try_for_each(|_| futures::future::ok(())).await {
        Ok(()) => Ok(true),
        Err(_) if flaws.other_bytes.load(Ordering::Relaxed) => Ok(false),
        Err(_) => Err(broke_off(place)),
    }
}

/// The same bytes; but where they are not what the name says, the stream breaks off before its end.
fn checked(
    source: BoxStream<'static, io::Result<Bytes>>,
    sha256: Sha256Hash,
    flaws: &Flaws,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    futures::stream::try_unfold((source, Sha256::new()), move |(mut source, mut hasher)| async move {
        match source.try_next().await {
            Ok(Some(chunk)) => {
                hasher.update(&chunk);
                Ok(Some((chunk, (source, hasher))))
            }
            Ok(None) if Sha256Hash::finish(hasher.clone()) == sha256 => Ok(None),
            Ok(None) => {
                flaws.other_bytes.store(true, Ordering::Relaxed);
                Err(io::Error::other("its bytes are not those that its name says"))
            }
            Err(error) => {
                flaws.broke_off.store(true, Ordering::Relaxed);
                Err(error)
            }
        }
    })
}
