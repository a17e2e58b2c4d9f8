//! Where backups go, how often one is made, and how many are kept.

use super::{
    buckets::BucketPlace,
    keys::{ConfigError, Environment},
    places::{BlobsPlace, Places},
};
use std::{
    fs, iter,
    path::{self, Path, PathBuf},
    time::Duration,
};

/// What stands before the keys that open the place of backups alone.
pub(super) const OWN: &str = "BACKUP_";

/// How many backups are kept where nothing is said.
const KEEP_DEFAULT: usize = 7;

/// How often it is looked whether it is time for a backup.
const LEAST: Duration = Duration::from_secs(5 * 60);

/// Backups of the site.
#[derive(Debug, Clone)]
pub struct BackupConfig {
    /// Where they go; `None` where nobody has said so.
    pub place: Option<BlobsPlace>,
    /// How often one is made by itself; `None` where none is.
    pub every: Option<Duration>,
    /// How many are kept.
    pub keep: usize,
}

impl BackupConfig {
    /// `places` says where the files of the site are: a backup beside them would go with them.
    pub(super) fn read(environment: &Environment, places: &Places) -> Result<Self, ConfigError> {
        let wrong = |key, expected| Err(ConfigError { key, value: environment.get(key).unwrap_or_default(), expected });
        let place = BlobsPlace::read("BACKUP_URL", OWN, environment)?;
        if place.as_ref().is_some_and(|place| place.is_of_files(places)) {
            return wrong("BACKUP_URL", "another place than BLOBS_URL and the one around it, or not set");
        }
        let every =
            environment.parse("BACKUP_EVERY", "5m or more, such as 30m, 24h or 7d, or not set", None, |text| {
                duration(text).filter(|every| *every >= LEAST).map(Some)
            })?;
        if every.is_some() && place.is_none() {
            return wrong("BACKUP_EVERY", "not set as long as BACKUP_URL is not");
        }
        let keep = environment.parse("BACKUP_KEEP", "a number of backups, 1 to 1000", KEEP_DEFAULT, |text| {
            text.parse().ok().filter(|keep| (1..=1000).contains(keep))
        })?;
        Ok(Self { place, every, keep })
    }
}

impl BlobsPlace {
    /// The place that a command is given for its backups, which keys beginning with `BACKUP_` open before others. `key` is the option.
    ///
    /// # Errors
    /// The text names no place, or a key of the environment cannot be used.
    pub fn of_backups(key: &'static str, text: &str) -> Result<Self, ConfigError> {
        let lookup = |key: &str| std::env::var(key).ok();
        Self::named(key, text, OWN, &Environment::new(&lookup))
    }

    /// Whether backups that went here would lie among the files of the site: what is below `blobs` is deleted once no backup needs it.
    pub fn is_of_files(&self, places: &Places) -> bool {
        let blobs = match self {
            Self::Folder(folder) => Self::Folder(folder.join("blobs")),
            Self::Bucket(bucket) => {
                let prefix = format!("{}/blobs", bucket.prefix.trim_matches('/'));
                Self::Bucket(BucketPlace { prefix, ..bucket.clone() })
            }
        };
        iter::once(&places.blobs).chain(&places.old_blobs).any(|files| self.is_same(files) || blobs.is_same(files))
    }

    /// Whether it is the same place, whatever opens it.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(one), Self::Folder(other)) => resolved(one) == resolved(other),
            (Self::Bucket(one), Self::Bucket(other)) => {
                (one.kind, &one.name, addresses(one)) == (other.kind, &other.name, addresses(other))
                    && one.prefix.trim_matches('/') == other.prefix.trim_matches('/')
            }
            _ => false,
        }
    }

    /// The folder of the data for backups that are made before something is restored over them, where there is no other place for them.
    pub fn restore_points(data_dir: &Path) -> Self {
        Self::Folder(data_dir.join("restore-points"))
    }
}

/// A folder by its one name, which may not be there so far.
fn resolved(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).or_else(|_| path::absolute(folder)).unwrap_or_else(|_| folder.to_owned())
}

/// The servers that a bucket is asked for: two of them may each have one of the same name.
fn addresses(bucket: &BucketPlace) -> Vec<&str> {
    const KEYS: [&str; 4] = ["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "GOOGLE_BASE_URL"];
    let addresses = bucket.settings.iter().filter(|(key, _)| KEYS.contains(&key.as_str()));
    addresses.map(|(_, address)| address.as_str()).collect()
}

/// A number of minutes, hours or days: a year at most.
fn duration(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok())??;
    number.checked_mul(seconds).filter(|seconds| *seconds <= 366 * 24 * 60 * 60).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        for (text, seconds) in [
            ("5m", Some(300)),
            ("24h", Some(86_400)),
            ("7d", Some(604_800)),
            ("24", None),
            ("h", None),
            ("", None),
            ("-1h", None),
            ("1.5h", None),
            ("1 h", None),
            ("9999d", None),
            ("é", None),
        ] {
            assert_eq!(duration(text), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn backups_do_not_go_among_the_files_of_the_site() {
        for (blobs, backups, refused) in [
            ("file:///nowhere/blobs", "file:///nowhere", true),
            ("file:///nowhere/blobs", "file:///nowhere/blobs", true),
            ("file:///nowhere/blobs", "file:///nowhere/backups", false),
            ("s3://birds/blobs", "s3://birds", true),
            ("s3://birds/a/blobs", "s3://birds/a", true),
            ("s3://birds", "s3://birds/backups", false),
            ("gs://birds/blobs", "s3://birds", false),
        ] {
            let lookup = |key: &str| match key {
                "BLOBS_URL" => Some(blobs.to_owned()),
                "BACKUP_URL" => Some(backups.to_owned()),
                "BACKUP_AWS_ACCESS_KEY_ID" => Some("another".to_owned()),
                _ => None,
            };
            assert_eq!(Config::from_lookup(lookup).is_err(), refused, "{blobs} {backups}");
        }
    }
}
