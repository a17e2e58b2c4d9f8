//! Which requests come from the site's own pages: those may use the session of a page, where an operation is for pages as well.

use axum::http::{
    HeaderMap,
    header::{HOST, ORIGIN},
};

/// Whether a request comes from a page of this site: its Origin must match the Host header, as in tower-http's check of
/// forms, or the site's own address, for a proxy that changes the host. A request without an Origin comes from no
/// current browser.
pub(super) fn is_our_page(headers: &HeaderMap, site: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(ORIGIN) else { return false };
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let same_host = host.zip(text(HOST)).is_some_and(|(host, asked)| host.eq_ignore_ascii_case(asked));
    same_host || url::Url::parse(site).is_ok_and(|site| site.origin().ascii_serialization() == origin)
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
