//! How requests are taken and answered.

use super::keys::{ConfigError, Environment};
use std::net::SocketAddr;
use url::Url;

/// What is logged where nothing is said: our own news, and others' only where they matter. The queue's library tells
/// of each job at the level of information.
const LOG_DEFAULT: &str = "warn,tessera=info";

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
    /// What is logged, in the words of tracing's `EnvFilter`.
    pub log: String,
    /// How it is written.
    pub log_format: LogFormat,
}

impl ServingConfig {
    pub(super) fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let address: Option<SocketAddr> =
            environment.parse("LEPTOS_SITE_ADDR", "an address and a port such as 127.0.0.1:3000", None, |text| {
                text.parse().ok().map(Some)
            })?;
        let port = address.map_or(3000, |address| address.port());
        let local = Url::parse(&format!("http://127.0.0.1:{port}/"));
        let public_url = environment.parse(
            "PUBLIC_URL",
            "the site's address such as https://pictures.example.com",
            local.ok(),
            |text| web_address(text).map(Some),
        )?;
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
        let log = environment.get("LOG").unwrap_or_else(|| LOG_DEFAULT.to_owned());
        Ok(Self { address, public_url, log, log_format })
    }

    /// Whether people reach the site through HTTPS, so that cookies and headers can insist on it.
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}
