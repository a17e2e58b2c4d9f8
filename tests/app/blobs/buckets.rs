//! The bucket of the S3 server that tests and benchmarks start, as S3's client opens it, and as Google's does.

use std::net::SocketAddr;
use tessera::store::blobs::{Bucket, Cloud, Place};

/// The bucket, and the keys that open it. It can be opened without keys as well: Google's client has others.
pub const BUCKET: &str = "pictures";
pub const KEY: &str = "tests";
pub const SECRET: &str = "of the tests";

/// What opens it for S3's client. The server listens on this port.
pub fn s3_settings(port: u16) -> [(&'static str, String); 4] {
    [
        ("AWS_ENDPOINT", format!("http://127.0.0.1:{port}")),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
        ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
    ]
}

/// What opens it for Google's client, by way of the shim.
pub fn google_settings(shim: SocketAddr) -> [(&'static str, String); 2] {
    [("GOOGLE_BASE_URL", format!("http://{shim}")), ("GOOGLE_BEARER_TOKEN", "some".to_owned())]
}

/// What lies below a prefix there.
pub fn s3(port: u16, prefix: &str) -> Place {
    bucket(Cloud::S3, prefix, s3_settings(port))
}

/// The same through Google's client.
pub fn google(shim: SocketAddr, prefix: &str) -> Place {
    bucket(Cloud::Google, prefix, google_settings(shim))
}

fn bucket<const N: usize>(cloud: Cloud, prefix: &str, settings: [(&str, String); N]) -> Place {
    let settings = settings.map(|(key, value)| (key.to_owned(), value));
    Place::bucket(&Bucket { cloud, name: BUCKET, prefix, settings: &settings }).unwrap()
}
