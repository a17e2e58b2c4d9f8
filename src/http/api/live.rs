//! The WebSocket that delivers notifications at once: to programs by their token, to the site's own pages by their session.

use super::{
    credentials::{ApiCaller, bearer},
    problems::Refusal,
};
use crate::{
    http::{AppState, live, sessions},
    model::{errors::Problem, ids::UserId, settings::Scope},
    services::{
        Caller, accounts,
        live::{Pass, listen},
    },
};
use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap, StatusCode,
        header::{HOST, ORIGIN},
        request::Parts,
    },
    response::Response,
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who opens the socket, and by which credential.
struct Who {
    asks: ApiCaller,
    me: UserId,
    pass: Pass,
    /// Whether they may write over it, too.
    writes: bool,
}

impl FromRequestParts<AppState> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let asks = ApiCaller::from_request_parts(parts, state).await?;
        if let Some(token) = bearer(&parts.headers)? {
            let member = asks.member(Scope::Read)?;
            let writes = member.asks.scopes.contains(&Scope::Write);
            return Ok(Self { me: member.me, pass: Pass::Program(token.to_owned()), asks: member.asks, writes });
        }
        let signed_in = sessions::of_cookie(&asks.caller.site, &parts.headers).await?;
        let (me, session) = signed_in.ok_or(Problem::NotSignedIn)?;
        // A browser sends its cookie with the sockets of any page, and lets that page read them.
        if !is_our_page(&parts.headers, &asks.caller.site.address("/")) {
            let detail = "Browsers can open this only from the site’s own pages. Other programs must send a token.";
            return Err(Problem::Forbidden { detail: detail.to_owned() });
        }
        Ok(Self { asks, me, pass: Pass::Browser(session), writes: true })
    }
}

/// Whether a request comes from a page of this site: its Origin must match the Host header, as in tower-http's check of
/// forms, or the site's own address, for a proxy that changes the host. A request without an Origin comes from no
/// current browser.
fn is_our_page(headers: &HeaderMap, site: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(ORIGIN) else { return false };
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let same_host = host.zip(text(HOST)).is_some_and(|(host, asked)| host.eq_ignore_ascii_case(asked));
    same_host || url::Url::parse(site).is_ok_and(|site| site.origin().ascii_serialization() == origin)
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(listen_live))
}

/// Receive live updates over a WebSocket
///
/// Opens a WebSocket (RFC 6455). The server sends `{"type": "notices", "unread": 3, "conversations": 1}` at the start and
/// whenever your notifications or direct conversations change. An `unread` of 100 means 100 or more. Over the same socket
/// you follow channels and write in them: subscribe with `{"type": "subscribe", "channel": "…", "epoch": "…", "seq": 7}`,
/// with the position of what you have, and you get everything that changed since then and everything that follows.
/// `docs/LIVE.md` describes all messages. Ignore types that you do not know: others may be added. Your own messages must
/// be text of up to 64 KiB. A message that is not understood is answered with `{"type": "error", "detail": "…"}`. Writing
/// needs the scope `write`.
///
/// Every 30 seconds, the server says `{"type": "alive"}` and pings; it closes the socket if the ping is not answered. It closes
/// with code 4401 when the token stops working, and with 1012 when the server stops. Reconnect with exponential backoff and
/// jitter. A member can have 20 open sockets.
#[utoipa::path(
    get,
    path = "/live",
    tag = "notifications",
    responses(
        (status = 101, description = "The WebSocket is open."),
        (status = 426, description = "The request is not a WebSocket handshake of version 13.")
    ),
    security(("bearer" = ["read"]))
)]
async fn listen_live(who: Who, handshake: Result<live::Handshake, StatusCode>) -> Result<Response, Refusal> {
    let handshake = handshake.map_err(|_| Refusal::NotUpgraded)?;
    let Who { asks, me, pass, writes } = who;
    let (seat, reader) = listen(asks.site(), me)?;
    let me = accounts::me(asks.site(), me).await?.ok_or(Problem::NotSignedIn)?;
    let caller = Caller { me: Some(me), ..asks.caller };
    Ok(live::open(handshake, live::Listener { caller, pass, writes, seat, _reader: reader }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_pages_of_this_site_may_use_its_cookie() {
        let ours = |origin: Option<&str>, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_str(host).unwrap());
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_str(origin).unwrap());
            }
            is_our_page(&headers, "https://pictures.example/")
        };
        assert!(ours(Some("http://127.0.0.1:3000"), "127.0.0.1:3000"));
        assert!(ours(Some("https://pictures.example"), "pictures.example"));
        assert!(ours(Some("https://pictures.example"), "inside:8080"), "behind a proxy");
        for origin in [
            None,
            Some("null"),
            Some(""),
            Some("https://evil.example"),
            Some("http://pictures.example"),
            Some("https://pictures.example.evil.example"),
            Some("https://pictures.example:8443"),
            Some("file://127.0.0.1:3000"),
        ] {
            assert!(!ours(origin, "inside:8080"), "{origin:?}");
        }
        assert!(!ours(Some("http://127.0.0.1:3001"), "127.0.0.1:3000"));
    }
}
