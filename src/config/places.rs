//! Where rows and files are kept.

use super::{
    buckets::{BucketPlace, bucket},
    keys::{ConfigError, Environment},
};
use std::path::PathBuf;
use url::Url;

/// The key with the replicas of the database.
pub(super) const REPLICAS: &str = "DATABASE_REPLICA_URL";

/// What stands before the keys that open the old place of files alone.
const OLD: &str = "BLOBS_OLD_";

/// Where PostgreSQL is.
#[derive(Debug, Clone)]
pub enum DatabasePlace {
    /// A server that somebody runs, as a connection URL.
    Url(String),
    /// A server of our own under the data folder.
    Private,
}

/// Where files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobsPlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of S3 or Google Cloud Storage.
    Bucket(BucketPlace),
}

/// The places a site keeps things in.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder for all that has no other place.
    pub data_dir: PathBuf,
    /// Where rows are.
    pub database: DatabasePlace,
    /// The streaming replicas of that server, as connection URLs.
    pub replicas: Vec<String>,
    /// Where files are.
    pub blobs: BlobsPlace,
    /// Where files were before, while they are being moved.
    pub old_blobs: Option<BlobsPlace>,
    /// The Redis by which several servers hear of each other and share rate limits, as a connection URL.
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
        let replicas = environment.parse(
            REPLICAS,
            "connection URLs such as postgres://user:password@replica/database, separated by commas, or not set",
            Vec::new(),
            replica_urls,
        )?;
        if !replicas.is_empty() && matches!(database, DatabasePlace::Private) {
            let value = environment.get(REPLICAS).unwrap_or_default();
            return Err(ConfigError { key: REPLICAS, value, expected: "set together with DATABASE_URL, or not set" });
        }
        let blobs = BlobsPlace::read("BLOBS_URL", "", environment)?;
        let blobs = blobs.unwrap_or_else(|| BlobsPlace::Folder(data_dir.join("blobs")));
        let old_blobs = BlobsPlace::read("BLOBS_OLD_URL", OLD, environment)?;
        if old_blobs.as_ref() == Some(&blobs) {
            let value = environment.get("BLOBS_OLD_URL").unwrap_or_default();
            return Err(ConfigError {
                key: "BLOBS_OLD_URL",
                value,
                expected: "another place than BLOBS_URL, or not set",
            });
        }
        let redis = environment.parse(
            "REDIS_URL",
            "a connection URL such as redis://host:6379, or not set",
            None,
            redis_url,
        )?;
        Ok(Self { data_dir, database, replicas, blobs, old_blobs, redis })
    }
}

fn database_url(text: &str) -> Option<DatabasePlace> {
    is_postgres(text).then(|| DatabasePlace::Url(text.to_owned()))
}

fn is_postgres(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql"))
}

/// The URLs of replicas, one or several; `None` where one of them is none.
pub(super) fn replica_urls(text: &str) -> Option<Vec<String>> {
    let urls = text.split(',').map(|url| Some(url.trim()).filter(|url| is_postgres(url)).map(str::to_owned));
    urls.collect()
}

fn redis_url(text: &str) -> Option<Option<String>> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "redis" | "rediss" | "redis+unix").then(|| Some(text.to_owned()))
}

impl BlobsPlace {
    /// The place that a key names; `None` where it is not set. `own` stands before keys that open this place alone.
    pub(super) fn read(key: &'static str, own: &str, environment: &Environment) -> Result<Option<Self>, ConfigError> {
        environment.get(key).map(|text| Self::named(key, text.trim(), own, environment)).transpose()
    }

    /// The places that a command is given: FROM, which keys beginning with `BLOBS_OLD_` open before others, and TO.
    ///
    /// # Errors
    /// A text names no place, or a key of the environment cannot be used.
    pub fn from_and_to(from: &str, to: &str) -> Result<(Self, Self), ConfigError> {
        let lookup = |key: &str| std::env::var(key).ok();
        let environment = Environment::new(&lookup);
        Ok((Self::named("FROM", from, OLD, &environment)?, Self::named("TO", to, "", &environment)?))
    }

    pub(super) fn named(
        key: &'static str,
        text: &str,
        own: &str,
        environment: &Environment,
    ) -> Result<Self, ConfigError> {
        let folder = || {
            let url = Url::parse(text).ok().filter(|url| url.scheme() == "file")?;
            url.to_file_path().ok().map(Self::Folder)
        };
        let expected = "a folder as file:///path, or a bucket as s3://bucket/prefix or gs://bucket/prefix";
        let place = bucket(text, own, environment)?.map(Self::Bucket).or_else(folder);
        place.ok_or_else(|| ConfigError { key, value: text.to_owned(), expected })
    }
}
