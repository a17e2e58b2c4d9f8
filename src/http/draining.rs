//! What a server that is about to stop adds to its answers. A proxy that keeps connections would otherwise send a request over one
//! in the moment in which the server closes it, and could not know whether the request was heard.

use super::AppState;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header::CONNECTION},
    middleware::Next,
    response::Response,
};

/// Ends the connection with this answer where the server is about to stop. Sockets end with a word of their own.
pub(super) async fn close_connection(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if state.site.is_draining() && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
