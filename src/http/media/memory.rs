//! Which files everyone may have, as it was found a moment ago, with the heads of their answers.

use super::{
    super::{headers, request_ids::REQUEST_ID},
    known::Known,
    names::File,
};
use crate::services::{Site, freshness::Freshness};
use axum::http::HeaderValue;
use futures::FutureExt;
use moka::future::Cache;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// How many files at most: some 2 kB each. None is known for longer than a second.
const MOST: u64 = 8192;

/// What is remembered. Of originals nothing is: their owners get other files.
pub(in crate::http) struct Memory {
    /// Whether the site is reached by HTTPS.
    https: bool,
    files: Cache<File, Arc<Remembered>>,
}

struct Remembered {
    known: Arc<Known>,
    fresh: Freshness,
    /// Somebody is about to ask anew.
    renewed: AtomicBool,
}

impl Memory {
    pub(in crate::http) fn new(https: bool) -> Self {
        Self { https, files: Cache::new(MOST) }
    }

    /// A file that everyone may have. Towards the end of its time one of those who ask gets nothing, and so asks the database; all would do
    /// so at once if they waited for the end.
    pub(super) fn get(&self, site: &Site, file: File) -> Option<Arc<Known>> {
        let found = self.files.get(&file).now_or_never().flatten()?;
        let left = found.fresh.left(site)?;
        let stays = left > Freshness::RENEWAL || found.renewed.swap(true, Ordering::Relaxed);
        stays.then(|| Arc::clone(&found.known))
    }

    /// Remembers that everyone may have a file.
    pub(super) async fn keep(&self, file: File, mut known: Known, fresh: Freshness) {
        headers::complete(self.https, &mut known.headers);
        // Its place, for the name of each request.
        known.headers.insert(REQUEST_ID, HeaderValue::from_static(""));
        let remembered = Remembered { known: Arc::new(known), fresh, renewed: AtomicBool::new(false) };
        self.files.insert(file, Arc::new(remembered)).await;
    }
}
