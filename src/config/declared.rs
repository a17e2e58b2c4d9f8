//! Every key of the environment, declared once: what `tessera config` prints and what the README lists. Tests hold both, and what is
//! read, to this.

use super::{
    places::{REPLICAS, replica_urls},
    without_passwords,
};
use serde::Serialize;

/// A key, as the README's table has it.
struct Key {
    name: &'static str,
    /// What it is for, in Markdown.
    meaning: &'static str,
    /// What holds where it is not set, in Markdown.
    default: &'static str,
}

const fn key(name: &'static str, meaning: &'static str, default: &'static str) -> Key {
    Key { name, meaning, default }
}

const KEYS: &[Key] = &[
    key("DATABASE_URL", "PostgreSQL, `postgres://user:password@host/database`", "its own, under `DATA_DIR`"),
    key(
        REPLICAS,
        "streaming replicas of that PostgreSQL, which answer lists and searches, `postgres://user:password@replica/database`, \
         separated by commas; see docs/SCALING.md",
        "none",
    ),
    key(
        "REDIS_URL",
        "Redis, by which several servers of one site hear of each other and share rate limits, `redis://host:6379`",
        "PostgreSQL, and each server counts rate limits by itself",
    ),
    key("DATA_DIR", "the folder for all other data", "`./data`"),
    key(
        "BLOBS_URL",
        "where the files are: a folder, `file:///path`, or a bucket, `s3://bucket/prefix` or `gs://bucket/prefix`",
        "`DATA_DIR/blobs`",
    ),
    key("BLOBS_OLD_URL", "where the files were before, while they are being moved; see below", "none"),
    key(
        "AWS_ENDPOINT",
        "the address of an S3 server other than Amazon's, `https://s3.example.com`",
        "Amazon's in `AWS_REGION`",
    ),
    key("AWS_REGION", "the region of the bucket", "`us-east-1`"),
    key("AWS_ACCESS_KEY_ID", "the access key for S3", "the role of the machine at Amazon"),
    key("AWS_SECRET_ACCESS_KEY", "its secret", "none"),
    key("AWS_ALLOW_HTTP", "`true` allows an `AWS_ENDPOINT` without TLS", "`false`"),
    key(
        "GOOGLE_SERVICE_ACCOUNT",
        "the file with the service account for Google Cloud Storage, `/etc/tessera/google.json`",
        "the account of the machine at Google",
    ),
    key("GOOGLE_BASE_URL", "the address of an emulator of Google Cloud Storage, `http://127.0.0.1:4443`", "Google's"),
    key("BACKUP_URL", "where backups go: a folder or a bucket, as in `BLOBS_URL`; see below", "none: no backups"),
    key("BACKUP_EVERY", "how often a backup is made by itself, `24h`, `30m` or `7d`", "never"),
    key("BACKUP_KEEP", "number of backups to keep, 1 to 1000", "`7`"),
    key("LEPTOS_SITE_ADDR", "the address the server listens on", "`127.0.0.1:3000`"),
    key(
        "PUBLIC_URL",
        "the address people use; with `https://` cookies are secure and HSTS is set; requests for other hosts are refused",
        "`http://127.0.0.1:` and the port",
    ),
    key(
        "MAX_CONNECTIONS",
        "maximum number of open connections, 16 to 1000000; one IP address gets at most half of them",
        "what the limit on open files allows, at most 10000",
    ),
    key(
        "DRAIN_SECONDS",
        "seconds between `/readyz` turning 503 and the listener closing when the site stops, 0 to 300",
        "`5`",
    ),
    key(
        "MEDIA_WORKERS",
        "pictures processed in parallel, 1 to 64, and as many full sizes of large ones",
        "the number of processors",
    ),
    key(
        "MEDIA_MEMORY",
        "memory for all pictures being processed, `512MiB`; a picture that needs more is refused",
        "`512MiB`",
    ),
    key(
        "MEDIA_CACHE_BYTES",
        "memory for the pictures that visitors ask for most, `256MiB`; `0` keeps none",
        "`256MiB`",
    ),
    key("MAX_UPLOAD_BYTES", "the largest file anyone can upload, `100MB`; plans can set lower limits", "`100MB`"),
    key(
        "UPLOAD_SPOOL_BYTES",
        "maximum size of all unfinished uploads under `DATA_DIR/uploads`, `20GB`",
        "a quarter of the free disk space at start",
    ),
    key(
        "SIGNUP",
        "who can sign up: `open`, `invite` (people an admin invited) or `closed`",
        "the setting at `/admin/settings`, initially `open`",
    ),
    key(
        "SMTP_URL",
        "the mail server, `smtp://host:port`, `smtps://user:password@host`, `smtp://host?tls=required` for STARTTLS",
        "none: the site sends no e-mail and says so",
    ),
    key(
        "MAIL_FROM",
        "the sender of e-mails, `Tessera <pictures@example.com>`",
        "`Tessera <tessera@` and the host of `PUBLIC_URL`",
    ),
    key("TRUSTED_PROXIES", "proxies whose `X-Forwarded-For` is trusted, `127.0.0.1, 10.0.0.0/8`", "none"),
    key("CORS_ORIGINS", "origins that may call the API, `https://app.example.com, …` or `*`", "none"),
    key("RATE_LIMITS", "`on`, or `off` for load tests only", "`on`"),
    key(
        "METRICS_ADDR",
        "the address of `/metrics` for Prometheus, which also answers `/healthz` and `/readyz`, `127.0.0.1:9464`; keep it private",
        "none: nothing is measured",
    ),
    key(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "the collector that traces are sent to, by OTLP over HTTP, `http://127.0.0.1:4318`; see below",
        "none: nothing is traced",
    ),
    key("LOG", "log filter, in the syntax of tracing's `EnvFilter`", "`warn,tessera=info`"),
    key("LOG_FORMAT", "`text` or `json`", "`text`"),
];

/// A key and what it is set to.
#[derive(Debug, Serialize)]
pub struct Setting {
    pub key: &'static str,
    /// What it is set to, without what is secret; none where it is not set.
    pub value: Option<String>,
    pub default: String,
    pub meaning: String,
}

/// All keys, and what they are set to.
pub fn settings(lookup: impl Fn(&str) -> Option<String>) -> Vec<Setting> {
    let setting = |key: &Key| Setting {
        key: key.name,
        value: lookup(key.name).filter(|value| !value.trim().is_empty()).map(|value| shown(key.name, &value)),
        default: plain(key.default),
        meaning: plain(key.meaning),
    };
    KEYS.iter().map(setting).collect()
}

/// A value as it can be shown: nothing of one that is a secret as a whole, and no password of a URL.
fn shown(name: &str, value: &str) -> String {
    let replicas = (name == REPLICAS).then(|| replica_urls(value)).flatten();
    if is_secret(name) {
        "***".to_owned()
    } else if let Some(urls) = replicas {
        urls.iter().map(|url| without_passwords(url)).collect::<Vec<_>>().join(", ")
    } else if name.ends_with("_URL") {
        // All of it is one URL, also where its password has spaces.
        without_passwords(&value.trim().replace(char::is_whitespace, "%20"))
    } else {
        without_passwords(value)
    }
}

/// Whether a key holds nothing but a secret: its name says so.
fn is_secret(name: &str) -> bool {
    ["SECRET", "PASSWORD", "TOKEN"].iter().any(|word| name.contains(word)) || name.ends_with("_KEY")
}

fn plain(markdown: &str) -> String {
    markdown.replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::{cell::RefCell, collections::BTreeSet};

    #[test]
    fn the_readme_lists_every_key_as_it_is_declared() {
        let readme = include_str!("../../README.md");
        let section = readme.split("\n## Configure it\n").nth(1).unwrap().split("\n#").next().unwrap();
        let listed: Vec<_> = section.lines().filter(|line| line.starts_with("| `")).collect();
        let row = |key: &Key| format!("| `{}` | {} | {} |", key.name, key.meaning, key.default);
        let declared: Vec<_> = KEYS.iter().map(row).collect();
        assert_eq!(listed, declared, "the table in README.md and src/config/declared.rs differ");
    }

    #[test]
    fn every_key_that_is_read_is_declared_and_no_other() {
        let read = RefCell::new(BTreeSet::new());
        Config::from_lookup(|key| {
            read.borrow_mut().insert(key.to_owned());
            None
        })
        .unwrap();
        // These are asked for where BLOBS_URL names such a store.
        let of_a_store = |name: &&str| name.starts_with("AWS_") || name.starts_with("GOOGLE_");
        let read = read.into_inner();
        let read: Vec<_> = read.iter().map(String::as_str).filter(|name| !of_a_store(name)).collect();
        let mut declared: Vec<_> = KEYS.iter().map(|key| key.name).filter(|name| !of_a_store(name)).collect();
        declared.sort_unstable();
        assert_eq!(read, declared);
    }

    #[test]
    fn secrets_are_hidden_and_all_else_is_shown() {
        let settings = settings(|key| match key {
            "DATABASE_URL" => Some("postgres://ana:s3cret@host/db".to_owned()),
            "PUBLIC_URL" => Some("https://pictures.example.com".to_owned()),
            "SIGNUP" => Some(" ".to_owned()),
            _ => None,
        });
        let value = |key: &str| settings.iter().find(|setting| setting.key == key).unwrap().value.as_deref();
        assert_eq!(value("DATABASE_URL"), Some("postgres://ana:***@host/db"));
        assert_eq!(value("PUBLIC_URL"), Some("https://pictures.example.com"));
        assert_eq!((value("SIGNUP"), value("REDIS_URL")), (None, None));
        for name in ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GOOGLE_SERVICE_ACCOUNT_KEY"] {
            assert_eq!(shown(name, "s3cret"), "***", "{name}");
        }
        assert_eq!(shown("AWS_ACCESS_KEY_ID", "AKIA"), "AKIA");
        let replicas = "postgres://ana:s3cret@one/db,postgres://ana:s3cret@two/db";
        assert_eq!(shown(REPLICAS, replicas), "postgres://ana:***@one/db, postgres://ana:***@two/db");
        assert_eq!(shown(REPLICAS, "postgres://ana:s3,cret@host/db"), "postgres://ana:***@host/db");
        assert_eq!(shown("DATABASE_URL", "postgres://ana:s3 cret@host/db"), "postgres://ana:***@host/db");
    }
}
