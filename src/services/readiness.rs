//! Whether this server can take requests, for whoever sends them here.

use super::Site;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;

/// How long rows and files may take to answer. Whoever asks waits a few seconds at most.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Whether this server is about to stop. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draining(Arc<AtomicBool>);

impl Site {
    /// From now on this server says that it is not ready, while it still takes what comes.
    pub fn drain(&self) {
        self.draining.0.store(true, Ordering::Relaxed);
    }

    /// Whether this server is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining.0.load(Ordering::Relaxed)
    }

    /// What keeps this server from taking requests; nothing where it is ready.
    pub async fn obstacles(&self) -> Vec<&'static str> {
        if self.is_draining() {
            return vec!["the server is shutting down"];
        }
        let (rows, files) = tokio::join!(timeout(PATIENCE, self.db.answers()), timeout(PATIENCE, self.blobs.answers()));
        let mut obstacles = Vec::new();
        if rows != Ok(true) {
            obstacles.push("the database does not answer");
        }
        if files != Ok(true) {
            obstacles.push("the blob store does not answer");
        }
        if !self.workers.all_work() {
            obstacles.push("the background worker has stopped and is restarting, so jobs are delayed");
        }
        obstacles
    }
}
