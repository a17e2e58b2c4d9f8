//! What the work on pictures may use, and what is kept of them in memory.

use super::keys::{ConfigError, Environment, bytes};
use std::thread::available_parallelism;

/// Limits of uploads and of the work on pictures.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// How many pictures are worked on side by side.
    pub workers: usize,
    /// How many bytes of memory the pictures under work may take together.
    pub memory: u64,
    /// The largest file taken, in bytes.
    pub max_upload_bytes: u64,
    /// How many bytes of files that everyone may have are kept in memory.
    pub cache_bytes: u64,
    /// How many bytes of uploads may wait on this machine's disk together; `None` for a part of the room there is.
    pub upload_spool_bytes: Option<u64>,
}

impl MediaConfig {
    pub(super) fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let cores = available_parallelism().map_or(2, usize::from);
        let worker_count = |text: &str| text.parse().ok().filter(|count| (1..=64).contains(count));
        Ok(Self {
            workers: environment.parse("MEDIA_WORKERS", "a number from 1 to 64", cores.min(64), worker_count)?,
            memory: environment.parse("MEDIA_MEMORY", "a number of bytes such as 512MiB", 512 << 20, bytes)?,
            max_upload_bytes: environment.parse(
                "MAX_UPLOAD_BYTES",
                "a number of bytes such as 100MB",
                100_000_000,
                bytes,
            )?,
            cache_bytes: environment.parse(
                "MEDIA_CACHE_BYTES",
                "a number of bytes such as 256MiB, or 0",
                256 << 20,
                |text| if text == "0" { Some(0) } else { bytes(text) },
            )?,
            upload_spool_bytes: environment.parse(
                "UPLOAD_SPOOL_BYTES",
                "a number of bytes such as 20GB",
                None,
                |text| bytes(text).map(Some),
            )?,
        })
    }
}
