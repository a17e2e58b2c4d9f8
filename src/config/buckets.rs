//! Buckets that files are kept in: `s3://bucket/prefix` and `gs://bucket/prefix`, and what opens them.
//!
//! Keys are those that tools of Amazon and Google know. Where two places need different ones, each can have its own: `BLOBS_OLD_AWS_REGION`
//! counts for `BLOBS_OLD_URL` alone, before `AWS_REGION`.

use super::keys::{ConfigError, Environment};
use percent_encoding::percent_decode_str;
use std::{fmt, path::Path};
use url::Url;

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BucketKind {
    /// Amazon S3, or any other server of its protocol.
    S3,
    /// Google Cloud Storage.
    Google,
}

/// A bucket, and how it is opened.
#[derive(Clone, PartialEq, Eq)]
pub struct BucketPlace {
    /// Whose it is.
    pub kind: BucketKind,
    /// Its name.
    pub name: String,
    /// What all names in it begin with; empty where it is ours alone.
    pub prefix: String,
    /// The keys of the environment that open it, without those that are not set.
    pub settings: Vec<(String, String)>,
}

impl fmt::Debug for BucketPlace {
    /// Without what opens it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, prefix, .. } = self;
        f.debug_struct("BucketPlace").field("kind", kind).field("name", name).field("prefix", prefix).finish()
    }
}

/// What the value of a key is.
#[derive(Clone, Copy)]
enum Value {
    Text,
    Flag,
    Address,
    File,
}

const S3: &[(&str, Value)] = &[
    ("AWS_ACCESS_KEY_ID", Value::Text),
    ("AWS_SECRET_ACCESS_KEY", Value::Text),
    ("AWS_SESSION_TOKEN", Value::Text),
    ("AWS_REGION", Value::Text),
    ("AWS_DEFAULT_REGION", Value::Text),
    ("AWS_ENDPOINT", Value::Address),
    ("AWS_ENDPOINT_URL", Value::Address),
    ("AWS_ENDPOINT_URL_S3", Value::Address),
    ("AWS_ALLOW_HTTP", Value::Flag),
    ("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", Value::Flag),
    ("AWS_UNSIGNED_PAYLOAD", Value::Flag),
    ("AWS_SERVER_SIDE_ENCRYPTION", Value::Text),
    ("AWS_SSE_KMS_KEY_ID", Value::Text),
    ("AWS_PROXY_URL", Value::Address),
    // What opens a bucket for a program that runs at Amazon's, as it is set there.
    ("AWS_ROLE_ARN", Value::Text),
    ("AWS_ROLE_SESSION_NAME", Value::Text),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", Value::File),
    ("AWS_ENDPOINT_URL_STS", Value::Address),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Value::Text),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", Value::Address),
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", Value::File),
];

const GOOGLE: &[(&str, Value)] = &[
    ("GOOGLE_SERVICE_ACCOUNT", Value::File),
    ("GOOGLE_SERVICE_ACCOUNT_KEY", Value::Text),
    ("GOOGLE_APPLICATION_CREDENTIALS", Value::File),
    ("GOOGLE_BEARER_TOKEN", Value::Text),
    ("GOOGLE_BASE_URL", Value::Address),
    ("GOOGLE_PROXY_URL", Value::Address),
];

/// The bucket that a URL names, and what opens it, with `own` before keys that count for this place alone. `None` where the URL names
/// none.
pub(super) fn bucket(text: &str, own: &str, environment: &Environment) -> Result<Option<BucketPlace>, ConfigError> {
    let Some((kind, name, prefix)) = named(text) else { return Ok(None) };
    let keys = match kind {
        BucketKind::S3 => S3,
        BucketKind::Google => GOOGLE,
    };
    let mut settings = Vec::new();
    for &(key, value) in keys {
        if let Some(text) = environment.get(&format!("{own}{key}")).or_else(|| environment.get(key)) {
            settings.push((key.to_owned(), checked(key, value, text)?));
        }
    }
    insist_on_https(&settings)?;
    Ok(Some(BucketPlace { kind, name, prefix, settings }))
}

/// Kind, name and prefix.
fn named(text: &str) -> Option<(BucketKind, String, String)> {
    let url = Url::parse(text).ok()?;
    let kind = match url.scheme() {
        "s3" => BucketKind::S3,
        "gs" => BucketKind::Google,
        _ => return None,
    };
    let name = url.host_str()?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let is_all = url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let prefix = percent_decode_str(url.path().trim_matches('/')).decode_utf8().ok()?.into_owned();
    let is_prefix = prefix.is_empty() || prefix.split('/').all(|part| !matches!(part, "" | "." | ".."));
    (is_name && is_all && is_prefix).then(|| (kind, name.to_owned(), prefix))
}

fn checked(key: &'static str, value: Value, text: String) -> Result<String, ConfigError> {
    let (is_right, expected) = match value {
        Value::Text => (true, "a text"),
        Value::Flag => (matches!(text.trim(), "true" | "false"), "true or false, or not set"),
        Value::Address => (is_address(text.trim()), "an address such as https://s3.example.com, or not set"),
        Value::File => (Path::new(text.trim()).is_file(), "a file that is there, or not set"),
    };
    if is_right { Ok(text.trim().to_owned()) } else { Err(ConfigError { key, value: text, expected }) }
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Keys go over the line to whoever answers there.
fn insist_on_https(settings: &[(String, String)]) -> Result<(), ConfigError> {
    let is_allowed = settings.iter().any(|(key, value)| key == "AWS_ALLOW_HTTP" && value == "true");
    let expected = "an address with https://, or one with http:// and AWS_ALLOW_HTTP=true";
    for key in ["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"] {
        let plain = settings.iter().find(|(name, value)| name == key && value.starts_with("http://"));
        if let (Some((_, value)), false) = (plain, is_allowed) {
            return Err(ConfigError { key, value: value.clone(), expected });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BlobsPlace, Config, settings};
    use std::{cell::RefCell, collections::BTreeSet};

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned()))
    }

    fn bucket_of(place: &BlobsPlace) -> &BucketPlace {
        let BlobsPlace::Bucket(bucket) = place else { panic!("{place:?} is no bucket") };
        bucket
    }

    #[test]
    fn a_bucket_is_read_with_its_prefix_and_its_keys() {
        let config = read(&[
            ("BLOBS_URL", "s3://pictures/of/ana%20b/"),
            ("AWS_ENDPOINT", "http://127.0.0.1:8333"),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_SECRET_ACCESS_KEY", "s3cret"),
        ]);
        let config = config.unwrap();
        let bucket = bucket_of(&config.places.blobs);
        assert_eq!(
            (bucket.kind, bucket.name.as_str(), bucket.prefix.as_str()),
            (BucketKind::S3, "pictures", "of/ana b")
        );
        let has = |key: &str, value: &str| bucket.settings.contains(&(key.to_owned(), value.to_owned()));
        assert!(has("AWS_ENDPOINT", "http://127.0.0.1:8333") && has("AWS_SECRET_ACCESS_KEY", "s3cret"));
        assert!(!format!("{config:?}").contains("s3cret"), "nor is it in what is logged");
        let google = read(&[("BLOBS_URL", "gs://pictures")]).unwrap();
        assert_eq!(bucket_of(&google.places.blobs).kind, BucketKind::Google);
        assert!(bucket_of(&google.places.blobs).prefix.is_empty());
    }

    #[test]
    fn the_old_place_can_have_keys_of_its_own() {
        let config = read(&[
            ("BLOBS_URL", "s3://new"),
            ("BLOBS_OLD_URL", "s3://old"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "ana"),
            ("BLOBS_OLD_AWS_REGION", "garage"),
        ]);
        let places = config.unwrap().places;
        let region = |place: &BlobsPlace| {
            let (_, region) = bucket_of(place).settings.iter().find(|(key, _)| key == "AWS_REGION").unwrap();
            region.clone()
        };
        assert_eq!(
            (region(&places.blobs), region(&places.old_blobs.clone().unwrap())),
            ("eu-west-1".into(), "garage".into())
        );
        assert_eq!(bucket_of(&places.old_blobs.unwrap()).settings.len(), 2, "all else is the same");
    }

    #[test]
    fn a_wrong_setting_is_answered_with_key_value_and_what_it_may_be() {
        let s3 = ("BLOBS_URL", "s3://pictures");
        for (place, key, value, hint) in [
            (s3, "AWS_ENDPOINT", "127.0.0.1:8333", "https://"),
            (s3, "AWS_ENDPOINT", "http://127.0.0.1:8333", "AWS_ALLOW_HTTP=true"),
            (s3, "AWS_ALLOW_HTTP", "yes", "true or false"),
            (s3, "BLOBS_OLD_URL", "s3://pictures", "another place"),
            (("BLOBS_URL", "gs://pictures"), "GOOGLE_SERVICE_ACCOUNT", "/nowhere/key.json", "a file that is there"),
        ] {
            let error = read(&[place, (key, value)]).unwrap_err().to_string();
            for part in [key, value, hint] {
                assert!(error.contains(part), "{error:?} should name {part:?}");
            }
        }
        for url in ["s3://", "s3://a b", "s3://b/a//c", "s3://b?region=x", "s3://ana@b", "gs://b:80", "s3:b"] {
            assert!(read(&[("BLOBS_URL", url)]).is_err(), "{url}");
        }
    }

    #[test]
    fn every_key_of_a_bucket_that_is_declared_is_read() {
        let seen = RefCell::new(BTreeSet::new());
        for url in ["s3://pictures", "gs://pictures"] {
            Config::from_lookup(|key| {
                seen.borrow_mut().insert(key.to_owned());
                (key == "BLOBS_URL").then(|| url.to_owned())
            })
            .unwrap();
        }
        let seen = seen.into_inner();
        for setting in settings(|_| None) {
            assert!(seen.contains(setting.key), "{} is declared, but nobody reads it", setting.key);
        }
    }
}
