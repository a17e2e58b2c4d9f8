//! How requests are taken and answered.

use super::keys::{ConfigError, Environment};
use std::{net::SocketAddr, time::Duration};
use url::Url;

/// What is logged where nothing is said: our own news, and others' only where they matter. The queue's library tells
/// of each job at the level of information.
const LOG_DEFAULT: &str = "warn,tessera=info";

/// For how long requests are still taken once the site is to stop, where nothing is said, in seconds.
const DRAIN_DEFAULT: u64 = 5;

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// The server's own address and the site's.
#[derive(Debug, Clone)]
pub struct ServingConfig {
    /// Where the server listens; `None` leaves it to `Leptos.toml`.
    pub address: Option<SocketAddr>,
    /// How people reach the site, as links in print and mail begin.
    pub public_url: Url,
    /// The host that requests must be for, as browsers name it: that of `PUBLIC_URL`. `None` where that is not set.
    pub host: Option<String>,
    /// How many connections are kept open at once; `None` leaves it to what the machine grants.
    pub max_connections: Option<usize>,
    /// For how long requests are still taken once the site is to stop, so that a load balancer has seen it.
    pub drain: Duration,
    /// Where metrics are read; `None` measures nothing.
    pub metrics_address: Option<SocketAddr>,
    /// Whether traces are sent to a collector. The SDK reads which one, and all else about them, from the environment itself.
    pub traced: bool,
    /// What is logged, in the words of tracing's `EnvFilter`.
    pub log: String,
    /// How it is written.
    pub log_format: LogFormat,
}

impl ServingConfig {
    pub(super) fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let address = environment.parse(
            "LEPTOS_SITE_ADDR",
            "an address and a port such as 127.0.0.1:3000",
            None,
            socket_address,
        )?;
        let metrics_address =
            environment.parse("METRICS_ADDR", "an address and a port such as 127.0.0.1:9464", None, socket_address)?;
        let collector = environment.parse(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "the address of a collector such as http://127.0.0.1:4318",
            None,
            |text| web_address(text).map(Some),
        )?;
        let traced = collector.is_some();
        let port = address.map_or(3000, |address| address.port());
        let local = Url::parse(&format!("http://127.0.0.1:{port}/"));
        let named = environment.parse(
            "PUBLIC_URL",
            "the site's address such as https://pictures.example.com",
            None,
            |text| web_address(text).map(Some),
        )?;
        let host = named.as_ref().map(host_of);
        let public_url = named.or(local.ok());
        let log_format = environment.parse("LOG_FORMAT", "“text” or “json”", LogFormat::Text, |text| match text
        {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        })?;
        let public_url = public_url.ok_or(ConfigError {
            key: "PUBLIC_URL",
            value: String::new(),
            expected: "the site's address such as https://pictures.example.com",
        })?;
        let max_connections =
            environment.parse("MAX_CONNECTIONS", "a number of connections, 16 to 1000000", None, |text| {
                text.parse().ok().filter(|number| (16..=1_000_000).contains(number)).map(Some)
            })?;
        let drain = environment.parse("DRAIN_SECONDS", "a number of seconds, 0 to 300", DRAIN_DEFAULT, |text| {
            text.parse().ok().filter(|seconds| *seconds <= 300)
        })?;
        let drain = Duration::from_secs(drain);
        let log = environment.get("LOG").unwrap_or_else(|| LOG_DEFAULT.to_owned());
        Ok(Self { address, public_url, host, max_connections, drain, metrics_address, traced, log, log_format })
    }

    /// Whether people reach the site through HTTPS, so that cookies and headers can insist on it.
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

fn socket_address(text: &str) -> Option<Option<SocketAddr>> {
    text.parse().ok().map(Some)
}

/// A URL's host as a `Host` header has it: with its port, where that is not its scheme's own.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}
