//! Buckets of S3 and Google Cloud Storage: how they are reached, and how long they may take.

use object_store::{
    BackoffConfig, ClientConfigKey, ClientOptions, Error, ObjectStore, Result, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    client::HttpError,
    gcp::{GoogleCloudStorageBuilder, GoogleConfigKey},
    path::Path as Key,
    prefix::PrefixStore,
};
use std::{io, sync::Arc, time::Duration};

/// How long it may take to connect, three times over.
const CONNECT: Duration = Duration::from_millis(1500);

/// How long a store may be silent while somebody reads.
const READ_SILENCE: Duration = Duration::from_secs(4);

/// How long it may be silent while somebody writes, who sends a whole part before there is an answer.
const WRITE_SILENCE: Duration = Duration::from_secs(60);

/// How often a request is tried again.
const RETRIES: usize = 2;

/// For how long it is tried again.
const RETRIED_FOR: Duration = Duration::from_secs(5);

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cloud {
    /// Amazon S3, or any other server of its protocol.
    S3,
    /// Google Cloud Storage.
    Google,
}

impl Cloud {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::S3 => "S3",
            Self::Google => "Google Cloud Storage",
        }
    }
}

/// A bucket, and how it is opened.
#[derive(Clone)]
pub struct Bucket<'a> {
    /// Whose it is.
    pub cloud: Cloud,
    /// Its name.
    pub name: &'a str,
    /// What all names in it begin with; empty where it is ours alone.
    pub prefix: &'a str,
    /// Keys as object_store reads them from the environment (`AWS_REGION`), with their values.
    pub settings: &'a [(String, String)],
}

/// One bucket, for whoever reads and whoever writes.
pub(super) struct Clients {
    pub(super) reads: Arc<dyn ObjectStore>,
    pub(super) writes: Arc<dyn ObjectStore>,
}

/// Makes clients of a bucket. Nothing is sent.
///
/// # Errors
/// A setting has a value that it cannot have, or one is missing.
pub(super) fn connect(bucket: &Bucket<'_>) -> Result<Clients> {
    // Once in a process. That somebody has done so before is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = |silence| match bucket.cloud {
        Cloud::S3 => s3(bucket, silence),
        Cloud::Google => google(bucket, silence),
    };
    Ok(Clients { reads: client(READ_SILENCE)?, writes: client(WRITE_SILENCE)? })
}

fn s3(bucket: &Bucket<'_>, silence: Duration) -> Result<Arc<dyn ObjectStore>> {
    // One request a file is understood everywhere, a list of files to delete is not.
    let mut builder = AmazonS3Builder::new().with_client_options(options(silence)).with_disable_bulk_delete(true);
    for (key, value) in bucket.settings {
        let key: AmazonS3ConfigKey = key.to_ascii_lowercase().parse()?;
        builder = builder.with_config(key, value);
    }
    let store = builder.with_bucket_name(bucket.name).with_retry(retries()).build()?;
    Ok(below(store, bucket.prefix))
}

fn google(bucket: &Bucket<'_>, silence: Duration) -> Result<Arc<dyn ObjectStore>> {
    let mut builder = GoogleCloudStorageBuilder::new().with_client_options(options(silence).with_allow_http(true));
    for (key, value) in bucket.settings {
        let key: GoogleConfigKey = key.to_ascii_lowercase().parse()?;
        builder = builder.with_config(key, value);
    }
    let store = builder.with_bucket_name(bucket.name).with_retry(retries()).build()?;
    Ok(below(store, bucket.prefix))
}

fn below(store: impl ObjectStore, prefix: &str) -> Arc<dyn ObjectStore> {
    if prefix.is_empty() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, Key::from(prefix))) }
}

/// There is no limit to how long a whole file may take: somebody may read it over a slow line.
fn options(silence: Duration) -> ClientOptions {
    ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(CONNECT)
        .with_read_timeout(silence)
        .with_config(ClientConfigKey::UserAgent, concat!("tessera/", env!("CARGO_PKG_VERSION")))
}

fn retries() -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_millis(500), base: 2.0 };
    RetryConfig { backoff, max_retries: RETRIES, retry_timeout: RETRIED_FOR }
}

/// Whether a store has answered that a file ends before the range that was asked for (RFC 9110, 416). The library has no error of its own for
/// that, so it is known by the library's words.
pub(super) fn is_behind_the_end(error: &Error) -> bool {
    matches!(error, Error::Generic { .. }) && error.to_string().contains("status code: 416 ")
}

/// Whether a request has had no answer at all, or none as long as anybody waited.
pub(super) fn is_out_of_reach(error: &Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let is_late = error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut);
        if is_late || error.is::<HttpError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
