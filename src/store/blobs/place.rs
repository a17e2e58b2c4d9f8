//! A place that keeps files under names: a folder of this machine, or a bucket of S3 or Google Cloud Storage.
//!
//! A name is made of parts between slashes. A file is there whole or not at all: what is being written is seen by nobody, and goes
//! where the writing breaks off.

use super::{
    circuit::{Circuit, is_away},
    cloud::{self, Bucket, Clients, is_behind_the_end},
    space,
    writing::Writing,
};
use crate::{model::errors::Problem, store::folders, telemetry};
use bytes::Bytes;
use futures::{FutureExt, Stream, StreamExt, TryStreamExt, pin_mut, stream::BoxStream};
use object_store::{
    Error, GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, PutPayload, Result as Stored,
    local::LocalFileSystem, path::Path as Key, prefix::PrefixStore,
};
use recloser::Error as Stopped;
use std::{
    fmt,
    future::{Future, ready},
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use time::OffsetDateTime;

/// The most that is read in one piece from a folder, in bytes: a stream comes in pieces of 8 KiB, each a trip to another thread.
const READ_AT_ONCE: u64 = 512 * 1024;

/// How large the parts are that a file is written in, in bytes: S3 takes 10,000 of them, none but the last below 5 MiB.
const PART: usize = 8 << 20;

/// How long a bucket may take to begin its answer to whoever reads, with all that is tried again.
const READ_PATIENCE: Duration = Duration::from_secs(5);

/// Where [`Place::answers`] looks: a folder that nothing is ever written to.
const NOWHERE: &str = "answers";

/// A place that keeps files under names. Cheap to clone.
#[derive(Clone)]
pub struct Place {
    /// For whoever reads, who is not to wait for long.
    reads: Arc<dyn ObjectStore>,
    /// The same store for whoever writes, which may take its time.
    writes: Arc<dyn ObjectStore>,
    /// What it is called in the log.
    kind: &'static str,
    /// Where it is on this machine, if it is.
    folder: Option<PathBuf>,
    /// `None` for a folder: there is nothing to wait for.
    circuit: Option<Circuit>,
}

/// A file in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFile {
    /// Its name.
    pub name: String,
    /// In bytes.
    pub bytes: u64,
    /// When it was stored.
    pub stored_at: OffsetDateTime,
}

impl Place {
    /// A folder, which is made where it is missing.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn folder(folder: &Path) -> io::Result<Self> {
        folders::make(folder)?;
        // Rows are written after files: what a row names must survive the power going out.
        let store: Arc<dyn ObjectStore> = Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true));
        let reads = Arc::clone(&store);
        let folder = Some(folder.to_owned());
        Ok(Self { reads, writes: store, kind: "folder", folder, circuit: None })
    }

    /// A bucket. Nothing is sent to it so far.
    ///
    /// # Errors
    /// What is wrong with its settings, in words for whoever wrote them.
    pub fn bucket(bucket: &Bucket) -> Result<Self, String> {
        let Clients { reads, writes } = cloud::connect(bucket).map_err(|error| error.to_string())?;
        let kind = bucket.cloud.name();
        Ok(Self { reads, writes, kind, folder: None, circuit: Some(Circuit::new()) })
    }

    /// The part of it whose names begin with this folder, which they are without there.
    pub fn below(&self, folder: &str) -> Self {
        let prefix = Key::from(folder);
        let below = |store: &Arc<dyn ObjectStore>| -> Arc<dyn ObjectStore> {
            Arc::new(PrefixStore::new(Arc::clone(store), prefix.clone()))
        };
        let (reads, writes) = (below(&self.reads), below(&self.writes));
        Self { reads, writes, folder: self.folder.as_ref().map(|all| all.join(folder)), ..self.clone() }
    }

    /// Where it is on this machine; `None` for a bucket.
    pub fn on_this_machine(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Whether it answers at all, and lets us look.
    pub async fn answers(&self) -> bool {
        match &self.folder {
            Some(folder) => tokio::fs::metadata(folder).await.is_ok_and(|meta| meta.is_dir()),
            None => self.look().await.is_ok(),
        }
    }

    /// Why a bucket cannot be used, in words for whoever set it up: there is none of this name, or the keys do not open it. One that is
    /// away just now is no fault of theirs.
    ///
    /// # Errors
    /// The words.
    pub async fn check(&self) -> Result<(), String> {
        if self.folder.is_some() {
            return Ok(());
        }
        match self.look().await {
            Ok(()) => Ok(()),
            Err(Stopped::Inner(error)) if !cloud::is_out_of_reach(&error) => Err(error.to_string()),
            Err(_) => {
                tracing::warn!(
                    store = self.kind,
                    "the blob store is out of reach; files can be neither read nor saved"
                );
                Ok(())
            }
        }
    }

    /// Lists what is nowhere, which says that the bucket is there and that we may look into it.
    async fn look(&self) -> Result<(), Stopped<Error>> {
        let nowhere = Key::from(NOWHERE);
        let found = self.send(Some(READ_PATIENCE), self.reads.list_with_delimiter(Some(&nowhere))).await;
        found.map(drop)
    }

    /// Stores bytes under a name, in the place of what had it.
    ///
    /// # Errors
    /// [`Problem::DiskFull`]; [`Problem::StoreAway`]; [`Problem::Internal`] where it fails.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<(), Problem> {
        let key = Key::from(name);
        let put = self.call("store", &key, None, self.writes.put(&key, PutPayload::from_bytes(bytes))).await?;
        put.map(drop).ok_or_else(|| self.is_not_there(&key))
    }

    /// Stores a stream under a name, in the place of what had it, and says how many bytes it had. One that breaks off leaves nothing.
    ///
    /// # Errors
    /// As [`Place::put`]; [`Problem::DiskFull`] or [`Problem::Internal`] where the stream breaks off.
    pub async fn put_stream(
        &self,
        name: &str,
        stream: impl Stream<Item = io::Result<Bytes>> + Send,
    ) -> Result<u64, Problem> {
        let key = Key::from(name);
        let written = self.call("store", &key, None, self.write(&key, stream)).await?;
        written.ok_or_else(|| self.is_not_there(&key))?.map_err(|error| {
            tracing::error!(name, %error, "a file broke off on its way into the store");
            space::problem(&error)
        })
    }

    /// Writes what is smaller than a part at once, and the rest part by part.
    async fn write(&self, key: &Key, stream: impl Stream<Item = io::Result<Bytes>> + Send) -> Stored<io::Result<u64>> {
        pin_mut!(stream);
        let mut begun = Vec::new();
        let mut bytes = 0;
        while bytes < PART {
            match stream.next().await {
                Some(Ok(chunk)) => {
                    bytes += chunk.len();
                    begun.push(chunk);
                }
                Some(Err(error)) => return Ok(Err(error)),
                None => {
                    self.writes.put(key, begun.into_iter().collect()).await?;
                    return Ok(Ok(bytes as u64));
                }
            }
        }
        let writing = Writing::new(self.writes.put_multipart(key).await?, PART);
        let chunks = futures::stream::iter(begun).map(Ok).chain(stream);
        writing.all(chunks).await
    }

    /// Streams a file; `None` where there is none of this name.
    ///
    /// # Errors
    /// [`Problem::StoreAway`]; [`Problem::Internal`] where it fails.
    pub async fn get(&self, name: &str) -> Result<Option<BoxStream<'static, io::Result<Bytes>>>, Problem> {
        let key = Key::from(name);
        let found = self.call("read", &key, Some(READ_PATIENCE), self.reads.get(&key)).await?;
        Ok(found.map(body))
    }

    /// Streams a range of bytes of a file, in one piece where it is small and the place a folder; `None` where there is none of this
    /// name, or it is shorter: then it is damaged, and the log says so.
    ///
    /// # Errors
    /// As [`Place::get`].
    pub async fn get_range(
        &self,
        name: &str,
        range: Range<u64>,
    ) -> Result<Option<BoxStream<'static, io::Result<Bytes>>>, Problem> {
        if range.is_empty() {
            return Ok(self.size(name).await?.map(|_| futures::stream::empty().boxed()));
        }
        let key = Key::from(name);
        let found = self.call("read", &key, Some(READ_PATIENCE), self.part(&key, range)).await?;
        if let Some(None) = found {
            self.note_too_short(&key);
        }
        Ok(found.flatten())
    }

    /// A range of bytes of a file; `None` where the file is shorter. Most ask for all of it, and how long it is comes with the file: only
    /// what begins or ends within it is asked for as a range, as a store answers one behind the end of a file with an error.
    async fn part(&self, key: &Key, range: Range<u64>) -> Stored<Option<BoxStream<'static, io::Result<Bytes>>>> {
        let in_folder = self.folder.is_some();
        let mut found =
            if in_folder || range.start == 0 { self.reads.get(key).await? } else { self.ranged(key, &range).await? };
        if found.meta.size < range.end {
            return Ok(None);
        }
        if !in_folder {
            return Ok(Some(body(if found.range == range { found } else { self.ranged(key, &range).await? })));
        }
        let small = range.end - range.start <= READ_AT_ONCE;
        found.range = range;
        if !small {
            return Ok(Some(body(found)));
        }
        let bytes = found.bytes().await?;
        Ok(Some(futures::stream::once(async { Ok(bytes) }).boxed()))
    }

    async fn ranged(&self, key: &Key, range: &Range<u64>) -> Stored<GetResult> {
        let options = GetOptions { range: Some(GetRange::Bounded(range.clone())), ..GetOptions::default() };
        self.reads.get_opts(key, options).await
    }

    /// How many bytes a file has; `None` where there is none of this name.
    ///
    /// # Errors
    /// As [`Place::get`].
    pub async fn size(&self, name: &str) -> Result<Option<u64>, Problem> {
        let key = Key::from(name);
        let found = self.call("find", &key, Some(READ_PATIENCE), self.reads.head(&key)).await?;
        Ok(found.map(|meta| meta.size))
    }

    /// The files below a folder of names, or all of them for an empty one, in no order. What has just come or gone may be left out.
    /// Ends after the first problem.
    pub fn list(&self, folder: &str) -> BoxStream<'static, Result<PlacedFile, Problem>> {
        let key = Key::from(folder);
        let found = self.reads.list((!folder.is_empty()).then_some(&key));
        futures::stream::try_unfold((self.clone(), key, found, false), |(place, key, mut found, begun)| async move {
            // A store names many files in one answer: what has come with others was not asked for by itself.
            let here = if begun { found.try_next().now_or_never() } else { None };
            let next = match here {
                Some(Ok(next)) => next,
                Some(Err(error)) => place.call("list", &key, None, ready(Err(error))).await?,
                None => place.call("list", &key, Some(READ_PATIENCE), found.try_next()).await?.flatten(),
            };
            Ok::<_, Problem>(next.map(|meta| {
                let file = PlacedFile {
                    name: meta.location.into(),
                    bytes: meta.size,
                    stored_at: OffsetDateTime::from_unix_timestamp(meta.last_modified.timestamp())
                        .unwrap_or(OffsetDateTime::UNIX_EPOCH),
                };
                (file, (place, key, found, true))
            }))
        })
        .boxed()
    }

    /// Deletes a file; one that is gone already is fine.
    ///
    /// # Errors
    /// As [`Place::get`].
    pub async fn delete(&self, name: &str) -> Result<(), Problem> {
        let key = Key::from(name);
        self.call("delete", &key, Some(READ_PATIENCE), self.writes.delete(&key)).await.map(drop)
    }

    /// Sends a request about a file; `None` where there is none of this name, or it ends before what was asked for.
    async fn call<T>(
        &self,
        what: &str,
        key: &Key,
        patience: Option<Duration>,
        request: impl Future<Output = Stored<T>>,
    ) -> Result<Option<T>, Problem> {
        let began = Instant::now();
        let answer = match self.send(patience, request).await {
            Ok(answer) => Ok(Some(answer)),
            Err(Stopped::Inner(Error::NotFound { .. })) => Ok(None),
            Err(Stopped::Inner(error)) if is_behind_the_end(&error) => {
                self.note_too_short(key);
                Ok(None)
            }
            Err(stopped) => Err(stopped),
        };
        telemetry::store_answered(what, began.elapsed(), answer.is_err());
        answer.map_err(|stopped| self.problem(what, key, &stopped))
    }

    fn problem(&self, what: &str, key: &Key, stopped: &Stopped<Error>) -> Problem {
        match stopped {
            Stopped::Inner(error) if self.circuit.is_some() && is_away(error) => {
                tracing::error!(store = self.kind, %key, %error, "could not {what} a file: the store is away");
                Problem::StoreAway
            }
            Stopped::Inner(error) => {
                tracing::error!(store = self.kind, %key, %error, "could not {what} a file");
                space::problem(error)
            }
            Stopped::Rejected => Problem::StoreAway,
        }
    }

    /// Sends a request, through the circuit where there is one.
    async fn send<T>(
        &self,
        patience: Option<Duration>,
        request: impl Future<Output = Stored<T>>,
    ) -> Result<T, Stopped<Error>> {
        match &self.circuit {
            Some(circuit) => circuit.call(self.kind, patience, request).await,
            None => request.await.map_err(Stopped::Inner),
        }
    }

    /// What it means that a file of it breaks off on its way out: a folder does not go away, but its disk may be damaged there.
    pub fn broke_off(&self) -> Problem {
        if self.circuit.is_none() { Problem::Internal } else { Problem::StoreAway }
    }

    fn note_too_short(&self, key: &Key) {
        tracing::error!(store = self.kind, %key, "a file is shorter than it should be: it is damaged");
    }

    /// A bucket or a folder that has gone answers so whoever writes to it.
    fn is_not_there(&self, key: &Key) -> Problem {
        tracing::error!(store = self.kind, %key, "could not store a file: the bucket or the folder is not there");
        Problem::Internal
    }
}

impl fmt::Debug for Place {
    /// Without what opens it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("kind", &self.kind).field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn body(found: GetResult) -> BoxStream<'static, io::Result<Bytes>> {
    found.into_stream().map_err(io::Error::other).boxed()
}
