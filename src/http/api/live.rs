//! The socket over which one hears at once what is new: for programs by their token, for the site's own pages by their session.

use super::{
    credentials::{ApiCaller, bearer},
    problems::Refusal,
};
use crate::{
    http::{AppState, live, sessions},
    model::{errors::Problem, ids::UserId, settings::Scope},
    services::live::{Pass, listen},
};
use axum::{
    extract::{
        FromRequestParts,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{
        HeaderMap,
        header::{HOST, ORIGIN},
        request::Parts,
    },
    response::Response,
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who wants to listen, and by what they may.
struct Who {
    asks: ApiCaller,
    me: UserId,
    pass: Pass,
}

impl FromRequestParts<AppState> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let asks = ApiCaller::from_request_parts(parts, state).await?;
        if let Some(token) = bearer(&parts.headers)? {
            let member = asks.member(Scope::Read)?;
            return Ok(Self { me: member.me, pass: Pass::Program(token.to_owned()), asks: member.asks });
        }
        let signed_in = sessions::of_cookie(&asks.caller.site, &parts.headers).await?;
        let (me, session) = signed_in.ok_or(Problem::NotSignedIn)?;
        // A browser sends its cookie along with any page's sockets, and lets any page read them.
        if !is_our_page(&parts.headers, &asks.caller.site.address("/")) {
            let detail = "A browser opens this from the site’s own pages alone. Other programs send a token.";
            return Err(Problem::Forbidden { detail: detail.to_owned() });
        }
        Ok(Self { asks, me, pass: Pass::Browser(session) })
    }
}

/// Whether a request comes from a page of this site: of the host that was asked, as tower-http's check of forms has it, or of the
/// address that the site goes by, where a proxy asks in another name. What names no origin comes from no browser of today.
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

/// Hear what is new
///
/// A WebSocket (RFC 6455). At the beginning, and whenever one's notifications have changed, comes a message
/// `{"type": "notices", "unread": 3}`, in which 100 stands for 100 and more. Other types will come: pass over those that you do not
/// know. Messages of yours are text of up to 4 KiB; one that is not understood is answered with
/// `{"type": "error", "detail": "…"}`. What you are told over a connection that is lost is lost with it, and the first message of the
/// next makes up for it.
///
/// The socket is pinged each 30 seconds, and closed where no answer comes. It is closed with 4401 once the token works no more, and
/// with 1012 when the server stops: connect again, after a pause that grows and has some chance in it. A member can have 20 sockets.
#[utoipa::path(
    get,
    path = "/live",
    tag = "notifications",
    responses(
        (status = 101, description = "The socket is open"),
        (status = 426, description = "This is not a WebSocket handshake of version 13")
    ),
    security(("bearer" = ["read"]))
)]
async fn listen_live(
    who: Who,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let upgrade = upgrade.map_err(|_| Refusal::NotUpgraded)?;
    let Who { asks, me, pass } = who;
    let reader = listen(asks.site(), me)?;
    Ok(live::open(upgrade, live::Listener { site: asks.site().clone(), me, pass, reader }))
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
