//! The cookie by which a browser is known in which somebody was signed in before.

use super::sessions;
use crate::services::{Site, credentials::Recognised, devices};
use axum::http::{HeaderMap, HeaderValue};

/// How long a browser is known after somebody signed in there, in seconds: as long as browsers keep a cookie.
const LIFE: u32 = 400 * 24 * 60 * 60;

/// What the cookie is called, as that of sessions.
fn name(site: &Site) -> &'static str {
    if is_secure(site) { "__Host-device" } else { "device" }
}

fn is_secure(site: &Site) -> bool {
    site.address("/").starts_with("https:")
}

/// What a request's cookie says, which may be anything.
pub(super) fn of_cookie(site: &Site, headers: &HeaderMap) -> Option<String> {
    sessions::cookie(headers, name(site)).map(str::to_owned)
}

/// The cookie for a browser in which somebody has just signed in to this account.
pub(super) fn cookie(site: &Site, headers: &HeaderMap, recognised: Recognised) -> Option<HeaderValue> {
    let device = devices::name(site, recognised, of_cookie(site, headers).as_deref());
    let secure = if is_secure(site) { "; Secure" } else { "" };
    let cookie = format!("{}={device}; HttpOnly; SameSite=Lax{secure}; Path=/; Max-Age={LIFE}", name(site));
    HeaderValue::try_from(cookie).ok()
}
