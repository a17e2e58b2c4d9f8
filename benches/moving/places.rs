//! The places that files go through: a folder, S3, Google Cloud Storage, and another folder. Both clouds are one S3 server of this machine,
//! asked by the client of each.

use crate::{
    buckets::{BUCKET, google, google_settings, s3, s3_settings},
    release::Environment,
    shim,
    weed::Weed,
};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;
use tessera::store::blobs::Place;

/// What names begin with there.
const OF_S3: &str = "s3";
const OF_GOOGLE: &str = "google";

/// A place, and how a site and `tessera blobs copy` are told of it.
pub struct Stop {
    pub name: &'static str,
    pub url: String,
    pub place: Place,
}

/// All that the places need to be there.
pub struct Places {
    folder: TempDir,
    weed: Arc<Weed>,
    shim: SocketAddr,
}

impl Places {
    /// `None` where there is no S3 server.
    pub async fn open() -> Option<Self> {
        let weed = Weed::shared().await?;
        let shim = shim::before(weed.port).await;
        Some(Self { folder: tempfile::tempdir().expect("a temporary folder"), weed, shim })
    }

    /// The places, in the order in which files go through them.
    pub fn stops(&self) -> [Stop; 4] {
        let of_s3 = s3(self.weed.port, OF_S3);
        let of_google = google(self.shim, OF_GOOGLE);
        [
            folder("folder", &self.path("first")),
            Stop { name: "S3", url: format!("s3://{BUCKET}/{OF_S3}"), place: of_s3 },
            Stop { name: "Google", url: format!("gs://{BUCKET}/{OF_GOOGLE}"), place: of_google },
            folder("folder", &self.path("last")),
        ]
    }

    /// What opens the buckets.
    pub fn settings(&self) -> Environment {
        s3_settings(self.weed.port).into_iter().chain(google_settings(self.shim)).collect()
    }

    /// Something beside the places, on the same disk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn folder(name: &'static str, path: &Path) -> Stop {
    Stop { name, url: format!("file://{}", path.display()), place: Place::folder(path).expect("a folder") }
}
