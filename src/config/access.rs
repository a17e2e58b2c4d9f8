//! Who may come in, from where, and how often.

use super::keys::{ConfigError, Environment};
use crate::model::accounts::SignUpMode;
use ipnet::IpNet;
use std::net::IpAddr;
use url::{Origin, Url};

/// From which other sites' pages the API may be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CorsOrigins {
    /// None.
    #[default]
    None,
    /// Any. The API knows no cookies, so a page has no more than the tokens it was given.
    Any,
    /// These, as a browser writes them: `https://app.example.com`.
    These(Vec<String>),
}

/// Who may come in.
#[derive(Debug, Clone)]
pub struct AccessConfig {
    /// Who may open an account; `None` where that is left to the admins.
    pub sign_up: Option<SignUpMode>,
    /// Whether there are limits on how often something may be tried. Off is for load tests alone.
    pub rate_limits: bool,
    /// Who may call the API from a page of another site.
    pub cors_origins: CorsOrigins,
    /// The proxies whose word counts on where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
}

impl AccessConfig {
    pub(super) fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            sign_up: environment.parse("SIGNUP", "“open”, “invite” or “closed”", None, sign_up)?,
            rate_limits: environment.parse("RATE_LIMITS", "“on” or “off”", true, on_or_off)?,
            cors_origins: environment.parse(
                "CORS_ORIGINS",
                "origins such as https://app.example.com, separated by commas, or *",
                CorsOrigins::None,
                cors_origins,
            )?,
            trusted_proxies: environment.parse(
                "TRUSTED_PROXIES",
                "addresses or networks such as 127.0.0.1, 10.0.0.0/8, separated by commas",
                Vec::new(),
                networks,
            )?,
        })
    }
}

fn sign_up(text: &str) -> Option<Option<SignUpMode>> {
    text.parse().ok().map(Some)
}

fn on_or_off(text: &str) -> Option<bool> {
    match text {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

fn cors_origins(text: &str) -> Option<CorsOrigins> {
    if text == "*" {
        return Some(CorsOrigins::Any);
    }
    let origins = text.split(',').map(|origin| match Url::parse(origin.trim()).ok()?.origin() {
        Origin::Opaque(_) => None,
        origin => Some(origin.ascii_serialization()),
    });
    origins.collect::<Option<_>>().map(CorsOrigins::These)
}

fn networks(text: &str) -> Option<Vec<IpNet>> {
    let network = |text: &str| text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    text.split(',').map(|part| network(part.trim())).collect()
}
