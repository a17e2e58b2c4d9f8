//! Configuration: the environment, read and checked once at the start, one struct a concern.

mod access;
mod backups;
mod buckets;
mod declared;
mod keys;
mod mail;
mod media;
mod places;
mod serving;

pub use access::{AccessConfig, CorsOrigins};
pub use backups::BackupConfig;
pub use buckets::{BucketKind, BucketPlace};
pub use declared::{Setting, settings};
pub use keys::{ConfigError, without_passwords};
pub use mail::MailConfig;
pub use media::MediaConfig;
pub use places::{BlobsPlace, DatabasePlace, Places};
pub use serving::{LogFormat, ServingConfig};

use keys::Environment;

/// All that can be configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where rows and files are kept.
    pub places: Places,
    /// Where backups go, and how often.
    pub backups: BackupConfig,
    /// How requests are taken and answered.
    pub serving: ServingConfig,
    /// What the work on pictures may use.
    pub media: MediaConfig,
    /// Who may come in.
    pub access: AccessConfig,
    /// How mail is sent; `None` where it is not.
    pub mail: Option<MailConfig>,
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// The first key whose value cannot be used: the key, the value and what it may be.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|key| std::env::var(key).ok())
    }

    /// Reads keys through a function.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environment = Environment::new(&lookup);
        let serving = ServingConfig::read(&environment)?;
        let places = Places::read(&environment)?;
        Ok(Self {
            backups: BackupConfig::read(&environment, &places)?,
            places,
            media: MediaConfig::read(&environment)?,
            access: AccessConfig::read(&environment)?,
            mail: MailConfig::read(&environment, &serving.public_url)?,
            serving,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_configured_is_a_whole_site() {
        let config = read(&[]).unwrap();
        assert!(matches!(config.places.database, DatabasePlace::Private));
        assert_eq!(config.places.data_dir, Path::new("./data"));
        assert_eq!(config.serving.public_url.as_str(), "http://127.0.0.1:3000/");
        assert!(!config.serving.secure() && !config.serving.traced);
        assert!(config.mail.is_none() && config.access.rate_limits && config.access.trusted_proxies.is_empty());
        assert_eq!(config.access.cors_origins, CorsOrigins::None);
        assert_eq!((config.serving.host.clone(), config.serving.drain.as_secs()), (None, 5));
    }

    #[test]
    fn a_database_has_one_replica_or_several() {
        let replicas = |urls| {
            let config = read(&[("DATABASE_URL", "postgres://a/x"), ("DATABASE_REPLICA_URL", urls)]).unwrap();
            config.places.replicas
        };
        assert_eq!(replicas("postgres://b/x"), ["postgres://b/x"]);
        assert_eq!(replicas("postgres://b/x, postgresql://c/x"), ["postgres://b/x", "postgresql://c/x"]);
        assert!(replicas("").is_empty());
    }

    #[test]
    fn origins_are_compared_as_browsers_write_them() {
        let config = read(&[("CORS_ORIGINS", "https://App.example.com:443/, http://localhost:5173")]).unwrap();
        let origins = ["https://app.example.com", "http://localhost:5173"].map(str::to_owned).to_vec();
        assert_eq!(config.access.cors_origins, CorsOrigins::These(origins));
    }

    #[test]
    fn a_wrong_value_is_answered_with_key_value_and_what_it_may_be() {
        for (key, value, hint) in [
            ("DATABASE_URL", "mysql://x", "postgres://"),
            ("DATABASE_REPLICA_URL", "postgres://a/x, mysql://b/x", "postgres://"),
            ("DATABASE_REPLICA_URL", "postgres://a/x", "DATABASE_URL"),
            ("REDIS_URL", "http://x", "redis://"),
            ("BLOBS_URL", "ftp://x", "file:///"),
            ("BACKUP_URL", "ftp://x", "file:///"),
            ("BACKUP_EVERY", "daily", "24h"),
            ("BACKUP_EVERY", "24h", "BACKUP_URL"),
            ("BACKUP_KEEP", "0", "1 to 1000"),
            ("PUBLIC_URL", "pictures.example.com", "https://"),
            ("LEPTOS_SITE_ADDR", "3000", "127.0.0.1:3000"),
            ("METRICS_ADDR", "9464", "127.0.0.1:9464"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318", "http://127.0.0.1:4318"),
            ("LOG_FORMAT", "xml", "json"),
            ("MAX_CONNECTIONS", "0", "16 to 1000000"),
            ("DRAIN_SECONDS", "soon", "0 to 300"),
            ("MEDIA_WORKERS", "0", "1 to 64"),
            ("MEDIA_MEMORY", "lots", "512MiB"),
            ("MAX_UPLOAD_BYTES", "-1", "100MB"),
            ("MEDIA_CACHE_BYTES", "much", "256MiB"),
            ("UPLOAD_SPOOL_BYTES", "some", "20GB"),
            ("SIGNUP", "friends", "invite"),
            ("RATE_LIMITS", "some", "off"),
            ("CORS_ORIGINS", "example.com", "https://"),
            ("TRUSTED_PROXIES", "10.0.0.0/40", "10.0.0.0/8"),
            ("SMTP_URL", "mail.example.com", "smtps://"),
            ("MAIL_FROM", "Tessera", "@example.com"),
        ] {
            let error = read(&[(key, value)]).unwrap_err().to_string();
            for part in [key, value, hint] {
                assert!(error.contains(part), "{error:?} should name {part:?}");
            }
        }
    }

    #[test]
    fn a_wrong_value_does_not_give_its_password_away() {
        for (key, value) in [
            ("DATABASE_URL", "mysql://ana:s3cret@host/db"),
            ("SMTP_URL", "ana:s3cret@mail.example.com"),
            ("BLOBS_URL", "s3://ana:s3cret@bucket"),
            ("PUBLIC_URL", "ftp://ana:s3cret@host"),
        ] {
            let error = read(&[(key, value)]).unwrap_err().to_string();
            assert!(error.contains("***") && !error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_site_whose_address_is_known_knows_its_host() {
        let host = |url| read(&[("PUBLIC_URL", url)]).unwrap().serving.host;
        assert_eq!(host("https://Pictures.example.com/"), Some("pictures.example.com".to_owned()));
        assert_eq!(host("http://10.0.0.5:3000"), Some("10.0.0.5:3000".to_owned()));
    }

    #[test]
    fn an_empty_value_is_no_value() {
        assert!(matches!(read(&[("DATABASE_URL", "")]).unwrap().places.database, DatabasePlace::Private));
    }

    #[test]
    fn https_makes_cookies_secure() {
        assert!(read(&[("PUBLIC_URL", "https://pictures.example.com")]).unwrap().serving.secure());
    }
}
