//! Where files are kept: a folder, S3 and Google Cloud Storage keep one contract, with real servers. Here is what its tests share.

mod buckets;
mod command;
mod contract;
mod copying;
mod outage;
mod shim;
mod shortened;
mod site;
mod weed;
mod wire;

pub use buckets::{BUCKET, s3_settings};

use buckets::{google, s3};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use std::{io, net::SocketAddr, path::Path, sync::Arc};
use tempfile::TempDir;
use tessera::store::blobs::Place;
use uuid::Uuid;
use weed::Weed;

/// A part of a file as it is sent to a bucket, in bytes.
const PART: usize = 8 << 20;

/// The places of one test, all of them empty.
pub struct Places {
    folder: TempDir,
    /// What all names of this test begin with.
    pub prefix: String,
    /// `None` where it is not installed: then the contract is shown of the folder alone.
    pub servers: Option<(Arc<Weed>, SocketAddr)>,
}

impl Places {
    pub async fn open() -> Self {
        let servers = match Weed::shared().await {
            Some(weed) => {
                let shim = shim::before(weed.port).await;
                Some((weed, shim))
            }
            None => None,
        };
        let prefix = format!("{}/with-a-prefix", Uuid::now_v7().simple());
        Self { folder: tempfile::tempdir().unwrap(), prefix, servers }
    }

    fn folder(&self, name: &str) -> Place {
        Place::folder(&self.folder.path().join(name)).unwrap()
    }

    pub fn s3(&self) -> Option<Place> {
        let (weed, _) = self.servers.as_ref()?;
        Some(s3(weed.port, &self.prefix))
    }

    fn google(&self) -> Option<Place> {
        let (_, shim) = self.servers.as_ref()?;
        // Apart from what S3 has there: it is the same server.
        Some(google(*shim, &format!("{}/google", self.prefix)))
    }

    /// Each kind of place that can be had here.
    fn all(&self) -> Vec<Place> {
        [Some(self.folder("files")), self.s3(), self.google()].into_iter().flatten().collect()
    }
}

/// Bytes of which no two thousand are the same.
fn numbers(length: usize) -> Bytes {
    (0..length.div_ceil(4)).flat_map(|n| u32::try_from(n).unwrap().to_be_bytes()).take(length).collect()
}

/// The bytes in pieces, as a file is read.
fn pieces(bytes: &Bytes) -> BoxStream<'static, io::Result<Bytes>> {
    let pieces: Vec<_> = bytes.chunks(100_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    futures::stream::iter(pieces).boxed()
}

async fn all_of(stream: Option<BoxStream<'static, io::Result<Bytes>>>) -> Option<Vec<u8>> {
    let chunks: Vec<_> = stream?.try_collect().await.unwrap();
    Some(chunks.concat())
}

/// All names in a place, in order.
pub async fn names(place: &Place) -> Vec<String> {
    let mut names: Vec<_> = place.list("").map_ok(|file| file.name).try_collect().await.unwrap();
    names.sort_unstable();
    names
}

/// How many files of any kind lie in a folder.
fn files_in(folder: &Path) -> usize {
    let count = |entry: io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        if path.is_dir() { files_in(&path) } else { 1 }
    };
    std::fs::read_dir(folder).unwrap().map(count).sum()
}
