//! The beginning of a WebSocket (RFC 6455, section 4.2): a request that asks for one, and the answer that grants it.

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use hyper::upgrade::OnUpgrade;
use sha1::{Digest, Sha1};

/// What the key of every handshake is hashed with.
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// A request that asks for a WebSocket of version 13. Refused with the status 426 where it is none.
pub(in crate::http) struct Handshake {
    accept: HeaderValue,
    upgrade: OnUpgrade,
}

impl<S: Send + Sync> FromRequestParts<S> for Handshake {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let accept = accept(&parts.method, &parts.headers).ok_or(StatusCode::UPGRADE_REQUIRED)?;
        let upgrade = parts.extensions.remove::<OnUpgrade>().ok_or(StatusCode::UPGRADE_REQUIRED)?;
        Ok(Self { accept, upgrade })
    }
}

impl Handshake {
    /// The answer, and what gives the connection once it has been sent.
    pub(super) fn grant(self) -> (Response, OnUpgrade) {
        let headers = [
            (CONNECTION, HeaderValue::from_static("upgrade")),
            (UPGRADE, HeaderValue::from_static("websocket")),
            (SEC_WEBSOCKET_ACCEPT, self.accept),
        ];
        ((StatusCode::SWITCHING_PROTOCOLS, headers).into_response(), self.upgrade)
    }
}

/// What proves that a handshake was understood; `None` where a request is none.
fn accept(method: &Method, headers: &HeaderMap) -> Option<HeaderValue> {
    let has = |name: HeaderName, word: &str| {
        let texts = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        texts.flat_map(|text| text.split(',')).any(|one| one.trim().eq_ignore_ascii_case(word))
    };
    let asks = method == Method::GET
        && has(CONNECTION, "upgrade")
        && has(UPGRADE, "websocket")
        && has(SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(SEC_WEBSOCKET_KEY).filter(|_| asks)?;
    let digest = Sha1::new().chain_update(key.as_bytes()).chain_update(GUID).finalize();
    HeaderValue::from_str(&BASE64_STANDARD.encode(digest)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Vec<(HeaderName, &'static str)> {
        vec![
            (CONNECTION, "keep-alive, Upgrade"),
            (UPGRADE, "WebSocket"),
            (SEC_WEBSOCKET_VERSION, "13"),
            (SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ=="),
        ]
    }

    fn headers(asked: &[(HeaderName, &'static str)]) -> HeaderMap {
        asked.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn the_answer_is_that_of_the_standards_example() {
        let accepted = accept(&Method::GET, &headers(&asked())).unwrap();
        assert_eq!(accepted, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn what_lacks_a_part_is_no_handshake() {
        for left_out in 0..asked().len() {
            let mut asked = asked();
            asked.remove(left_out);
            assert_eq!(accept(&Method::GET, &headers(&asked)), None, "{left_out}");
        }
        let mut of_version_8 = asked();
        of_version_8[2].1 = "8";
        assert_eq!(accept(&Method::GET, &headers(&of_version_8)), None);
        assert_eq!(accept(&Method::HEAD, &headers(&asked())), None);
    }
}
