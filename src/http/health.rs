//! What machines ask: is the process alive, and can it serve.

use super::AppState;
use axum::{extract::State, http::StatusCode};

/// 200 while the process answers at all.
pub(super) async fn alive() -> &'static str {
    "alive"
}

/// 200 while rows and files can be reached; 503 otherwise.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.site.answers().await {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database or the blob store does not answer")
    }
}
