//! For which host a request is: where the site's address is known, for that alone. A page that is reached by another name would be of
//! another origin, with cookies of its own, and a name that somebody else has pointed here is none of ours (DNS rebinding).

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header::HOST, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{net::IpAddr, sync::Arc};

/// What machines ask by whatever address they have.
const EXEMPT: [&str; 2] = ["/healthz", "/readyz"];

/// Lets a request through that is for this host (421 otherwise, RFC 9110 section 15.5.20), or for this machine by its own name:
/// that nobody can point elsewhere.
pub(super) async fn check(State(host): State<Option<Arc<str>>>, request: Request, next: Next) -> Response {
    let Some(host) = host.filter(|_| !EXEMPT.contains(&request.uri().path())) else {
        return next.run(request).await;
    };
    let said = request.headers().get(HOST).and_then(|said| said.to_str().ok());
    let asked = asked(request.uri(), said);
    match asked {
        Some(asked) if is_same(&asked, &host) || is_this_machine(&asked) => next.run(request).await,
        Some(_) => {
            let words = format!("This site is not available at this address. Please use {host} instead.\n");
            (StatusCode::MISDIRECTED_REQUEST, words).into_response()
        }
        None => (StatusCode::BAD_REQUEST, "The request needs a valid Host header.\n").into_response(),
    }
}

/// Whether a request says without more ado that it is for this host, as browsers do. Where it does not, [`check`] decides.
pub(super) fn is_plain(host: &str, uri: &Uri, headers: &HeaderMap) -> bool {
    let said = headers.get(HOST).map(HeaderValue::as_bytes);
    uri.authority().is_none() && said.is_some_and(|said| said.eq_ignore_ascii_case(host.as_bytes()))
}

/// The host that is asked for: what the address itself says counts (RFC 9112, section 3.2.2).
fn asked(uri: &Uri, said: Option<&str>) -> Option<Authority> {
    uri.authority().cloned().or_else(|| said?.parse().ok()).filter(|asked| !asked.host().is_empty())
}

/// Whether an authority is this host; a scheme's own port may be said or not.
fn is_same(asked: &Authority, host: &str) -> bool {
    let Ok(host) = host.parse::<Authority>() else { return false };
    let port = |authority: &Authority| authority.port_u16().filter(|port| !matches!(port, 80 | 443));
    asked.host().eq_ignore_ascii_case(host.host()) && port(asked) == port(&host)
}

fn is_this_machine(asked: &Authority) -> bool {
    let host = asked.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_same_however_it_is_written() {
        let same = |asked: &str, host: &str| is_same(&asked.parse().unwrap(), host);
        assert!(same("Pictures.Example.com", "pictures.example.com"));
        assert!(same("pictures.example.com:443", "pictures.example.com"));
        assert!(same("10.0.0.5:3000", "10.0.0.5:3000") && !same("10.0.0.5", "10.0.0.5:3000"));
        assert!(!same("pictures.example.com.evil.example", "pictures.example.com"));
        assert!(!same("pictures.example.com:8080", "pictures.example.com"));
    }

    #[test]
    fn this_machine_is_known_by_its_own_names() {
        for (host, here) in [
            ("localhost:3000", true),
            ("127.0.0.1", true),
            ("[::1]:3000", true),
            ("10.0.0.5", false),
            ("localhost.evil.example", false),
        ] {
            assert_eq!(is_this_machine(&host.parse().unwrap()), here, "{host}");
        }
    }

    #[test]
    fn what_the_address_says_counts() {
        let asked = |uri: &str, said| asked(&uri.parse().unwrap(), said).map(|asked| asked.to_string());
        assert_eq!(asked("http://a.example/", Some("b.example")).as_deref(), Some("a.example"));
        assert_eq!(asked("/", Some("b.example")).as_deref(), Some("b.example"));
        assert_eq!((asked("/", None), asked("/", Some("")), asked("/", Some("b c"))), (None, None, None));
    }
}
