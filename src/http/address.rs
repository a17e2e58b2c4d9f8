//! Where a request comes from: the connection's other end, or what a proxy that is trusted says (`X-Forwarded-For`).

use super::AppState;
use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, HeaderName, request::Parts},
};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of whoever asks.
pub(super) fn client(parts: &Parts, state: &AppState) -> IpAddr {
    // A request that did not come through a socket is our own.
    client_of(peer(&parts.extensions).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), &parts.headers, state)
}

/// Whether a request comes from a proxy that is trusted.
pub(super) fn is_from_proxy(extensions: &Extensions, state: &AppState) -> bool {
    peer(extensions).is_some_and(|peer| is_trusted(peer.to_canonical(), &state.trusted_proxies))
}

/// The connection's other end.
fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
}

/// The same of a request by this peer.
pub(super) fn client_of(peer: IpAddr, headers: &HeaderMap, state: &AppState) -> IpAddr {
    behind_proxies(peer.to_canonical(), headers, &state.trusted_proxies)
}

/// Walks from the connection towards whoever asks, as far as the proxies on the way are trusted: what stands further
/// left in the header was written by a stranger.
fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let said = headers.get_all(X_FORWARDED_FOR);
    let hops: Vec<_> = said.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    let mut client = peer;
    for hop in hops.iter().rev() {
        if !is_trusted(client, trusted) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, header: Option<&str>, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert(X_FORWARDED_FOR, header.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        behind_proxies(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_say_where_they_come_from() {
        assert_eq!(seen("192.0.2.1", Some("10.1.1.1"), &[]), "192.0.2.1");
        assert_eq!(seen("192.0.2.1", Some("10.1.1.1"), &["127.0.0.1/32"]), "192.0.2.1");
    }

    #[test]
    fn a_trusted_proxy_says_who_came_to_it() {
        assert_eq!(seen("127.0.0.1", Some("192.0.2.7"), &["127.0.0.1/32"]), "192.0.2.7");
        assert_eq!(seen("127.0.0.1", Some("1.1.1.1, 192.0.2.7"), &["127.0.0.1/32"]), "192.0.2.7");
        assert_eq!(seen("127.0.0.1", Some("192.0.2.7, 10.0.0.9"), &["127.0.0.1/32", "10.0.0.0/8"]), "192.0.2.7");
        assert_eq!(seen("127.0.0.1", Some("nonsense"), &["127.0.0.1/32"]), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", None, &["127.0.0.1/32"]), "127.0.0.1");
    }
}
