//! The WebSocket that delivers notifications at once: to programs by their token, to the site's own pages by their session.

use super::{
    browsers::is_our_page,
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
    http::{StatusCode, request::Parts},
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
