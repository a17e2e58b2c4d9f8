//! Headers that keep pages from harm (OWASP HTTP Headers Cheat Sheet).

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, SET_COOKIE, VARY},
    },
    middleware::Next,
    response::Response,
};

/// From whose pages an answer may be taken in (Fetch standard): this site's alone, where it does not say otherwise itself. Pictures
/// that everyone may see are everyone's to show, as programs of other origins do that speak the API.
pub(super) const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What may be taken in by every page.
pub(super) const FOR_ALL: HeaderValue = HeaderValue::from_static("cross-origin");

/// What a browser is to forget (Clear Site Data).
const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");

/// What every answer carries.
const ALWAYS: [(&str, &str); 6] = [
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// The policy of an answer that is no page: it loads nothing and runs nothing.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds to an answer what it does not say itself.
pub(super) async fn secure(https: bool, request: Request, next: Next) -> Response {
    let changes = !request.method().is_safe();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    complete(https, headers);
    if signs_out(headers) {
        headers.insert(CLEAR, HeaderValue::from_static("\"cache\""));
    } else if changes {
        // A page that was fetched before one went there, as it was pointed at, shows how things were before this.
        headers.insert(CLEAR, HeaderValue::from_static("\"prefetchCache\""));
    }
    response
}

/// Adds what every answer carries, as far as it does not say so itself.
pub(super) fn complete(https: bool, headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(HeaderName::from_static("strict-transport-security"), year);
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NOTHING));
}

/// Whether a session's cookie is taken back. What was shown under it is to be gone as well, pages that “back” would show again included.
fn signs_out(headers: &HeaderMap) -> bool {
    let mut cookies = headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    cookies.any(|cookie| {
        let name = cookie.split('=').next().unwrap_or_default();
        name.ends_with("session") && cookie.contains("Max-Age=0")
    })
}

/// Gives a page its Content Security Policy. Scripts run by its nonce alone, and so do styles of its own. Style attributes are allowed, as
/// a grid's boxes are given in them.
pub(super) fn protect(headers: &mut HeaderMap, nonce: &str) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    // A page shows what its reader may see: no cache between us and them may keep it, and theirs asks again, unless they go back.
    // `no-store` would take that from them: who signs out clears the cache instead, and who comes with another cookie gets another page.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("cookie"));
}
