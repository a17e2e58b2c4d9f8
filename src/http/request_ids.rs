//! The name of each request, in our answer and in our log. It is always one of our own: an id that came along could name another
//! request, or be anything. What a proxy has called it stands beside it in the log.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use uuid::{Builder, Uuid};

/// The header.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name by others that is logged, in characters.
const LONGEST: usize = 64;

/// What a request is called.
#[derive(Debug, Clone)]
pub(super) struct RequestId {
    /// By us.
    pub(super) ours: String,
    /// By whoever sent it, as far as that is a plain name; else empty.
    pub(super) theirs: String,
}

/// Gives a request its name.
pub(super) async fn name(mut request: Request, next: Next) -> Response {
    let theirs = request.headers_mut().remove(REQUEST_ID);
    let theirs = theirs.as_ref().and_then(|theirs| theirs.to_str().ok()).map(plain).unwrap_or_default();
    let ours = new_id().to_string();
    let header = HeaderValue::from_str(&ours);
    request.extensions_mut().insert(RequestId { ours, theirs });
    let mut response = next.run(request).await;
    if let Ok(header) = header {
        response.headers_mut().insert(REQUEST_ID, header);
    }
    response
}

/// A name as the header has it, for an answer of which nothing is logged.
pub(super) fn new_header() -> Option<HeaderValue> {
    let mut text = Uuid::encode_buffer();
    HeaderValue::from_str(new_id().hyphenated().encode_lower(&mut text)).ok()
}

/// Of this thread's own generator: the kernel's would be a call to it for each request.
fn new_id() -> Uuid {
    Builder::from_random_bytes(rand::random()).into_uuid()
}

/// A name that cannot be taken for anything else in a line of the log.
fn plain(theirs: &str) -> String {
    theirs.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_by_others_is_short_and_plain() {
        assert_eq!(plain("7f3a-b_c.1"), "7f3a-b_c.1");
        assert_eq!(plain("a id=b\t\"c"), "aidbc");
        assert_eq!(plain(&"x".repeat(9999)).len(), LONGEST);
    }
}
