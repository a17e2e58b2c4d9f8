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

/// How a file lies in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It has the bytes that its name says.
    Intact,
    /// It is not there.
    Missing,
    /// It has other bytes.
    Damaged,
    /// It is there, but cannot be read, as where the disk is damaged or the file is another account's. The log says why.
    Unreadable,
}

/// What was wrong with a stream.
#[derive(Default)]
struct Flaws {
    /// It had not the bytes that its name says.
    other_bytes: AtomicBool,
    /// It ended too soon.
    broke_off: AtomicBool,
}

impl Flaws {
    /// How the file lies in its place that the stream came from.
    fn condition(&self, place: &Place) -> Result<Condition, Problem> {
        if self.broke_off.load(Ordering::Relaxed) {
            return unreadable(place.broke_off());
        }
        Ok(if self.other_bytes.load(Ordering::Relaxed) { Condition::Damaged } else { Condition::Intact })
    }
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
    let Some(bytes) = found.here else {
        // It came to the new place first, as uploads do while a site is moved.
        return Ok(if !check || is_intact(to, sha256).await? { Outcome::Kept } else { Outcome::BrokenThere });
    };
    if found.there == Some(bytes) && (!check || is_intact(to, sha256).await?) {
        return Ok(Outcome::Kept);
    }
    match bring(from, to, sha256).await? {
        Condition::Intact => {
            let arrived = !check || is_intact(to, sha256).await?;
            Ok(if arrived { Outcome::Copied(bytes) } else { Outcome::BrokenThere })
        }
        Condition::Missing => Ok(Outcome::Gone),
        Condition::Damaged => Ok(Outcome::Broken),
        Condition::Unreadable => Err(Problem::Internal),
    }
}

async fn is_intact(place: &Place, sha256: &Sha256Hash) -> Result<bool, Problem> {
    Ok(condition(place, sha256).await? == Condition::Intact)
}

/// Brings a blob from one place to another, and says how it lies where it comes from: unless it is intact, nothing is stored.
///
/// # Errors
/// A place is away, or the blob cannot be stored. That it cannot be read is none.
pub async fn bring(from: &Place, to: &Place, sha256: &Sha256Hash) -> Result<Condition, Problem> {
    let name = name(sha256);
    let source = match open(from, &name).await? {
        Ok(source) => source,
        Err(condition) => return Ok(condition),
    };
    let flaws = Flaws::default();
    let stored = to.put_stream(&name, checked(source, *sha256, &flaws)).await;
    match flaws.condition(from)? {
        Condition::Intact => stored.map(|_| Condition::Intact),
        flawed => Ok(flawed),
    }
}

/// Reads a blob back, and says how it lies in its place.
///
/// # Errors
/// The place is away. That the blob cannot be read is none.
pub async fn condition(place: &Place, sha256: &Sha256Hash) -> Result<Condition, Problem> {
    let source = match open(place, &name(sha256)).await? {
        Ok(source) => source,
        Err(condition) => return Ok(condition),
    };
    let flaws = Flaws::default();
    if let Err(error) = checked(source, *sha256, &flaws).try_for_each(|_| futures::future::ok(())).await {
        tracing::warn!(%sha256, %error, "a blob is not as it should be");
    }
    flaws.condition(place)
}

/// Opens a file; where there is nothing to be read, the inner error says how it lies there.
async fn open(place: &Place, name: &str) -> Result<Result<BoxStream<'static, io::Result<Bytes>>, Condition>, Problem> {
    match place.get(name).await {
        Ok(source) => Ok(source.ok_or(Condition::Missing)),
        Err(problem) => unreadable(problem).map(Err),
    }
}

/// What is said where a file could not be read. Of a place that is away nothing can be said; one that only did not do as asked may do so
/// with the next file.
fn unreadable(problem: Problem) -> Result<Condition, Problem> {
    if problem == Problem::Internal { Ok(Condition::Unreadable) } else { Err(problem) }
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
