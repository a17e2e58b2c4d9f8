//! Where rows and files are kept.

use super::keys::{ConfigError, Environment};
use std::path::PathBuf;
use url::Url;

/// Where PostgreSQL is.
#[derive(Debug, Clone)]
pub enum DatabasePlace {
    /// A server that somebody runs, as a connection URL.
    Url(String),
    /// A server of our own under the data folder.
    Private,
}

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum BlobsPlace {
    /// A folder of this machine.
    Folder(PathBuf),
}

/// The places a site keeps things in.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder for all that has no other place.
    pub data_dir: PathBuf,
    /// Where rows are.
    pub database: DatabasePlace,
    /// Where files are.
    pub blobs: BlobsPlace,
    /// The Redis by which several servers hear of each other, as a connection URL; PostgreSQL where there is none.
    pub redis: Option<String>,
}

impl Places {
    pub(super) fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let data_dir = environment.get("DATA_DIR").map_or_else(|| PathBuf::from("./data"), PathBuf::from);
        let database = environment.parse(
            "DATABASE_URL",
            "a connection URL such as postgres://user:password@host/database, or not set",
            DatabasePlace::Private,
            database_url,
        )?;
        let blobs = environment.parse(
            "BLOBS_URL",
            "a folder as file:///path, or not set",
            BlobsPlace::Folder(data_dir.join("blobs")),
            blobs_url,
        )?;
        let redis = environment.parse(
            "REDIS_URL",
            "a connection URL such as redis://host:6379, or not set",
            None,
            redis_url,
        )?;
        Ok(Self { data_dir, database, blobs, redis })
    }
}

fn database_url(text: &str) -> Option<DatabasePlace> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "postgres" | "postgresql").then(|| DatabasePlace::Url(text.to_owned()))
}

fn redis_url(text: &str) -> Option<Option<String>> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "redis" | "rediss" | "redis+unix").then(|| Some(text.to_owned()))
}

fn blobs_url(text: &str) -> Option<BlobsPlace> {
    let url = Url::parse(text).ok()?;
    let folder = (url.scheme() == "file").then(|| url.to_file_path().ok())??;
    Some(BlobsPlace::Folder(folder))
}
