//! What machines ask: is the process alive, and can it serve.

use super::AppState;
use axum::{extract::State, http::StatusCode};

/// 200 while the process answers at all.
pub(super) async fn alive() -> &'static str {
    "alive"
}

/// 200 while rows and files can be reached and jobs are done; 503 otherwise.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if !state.site.answers().await {
        (StatusCode::SERVICE_UNAVAILABLE, "the database or the blob store does not answer")
    } else if !state.site.workers().all_work() {
        (StatusCode::SERVICE_UNAVAILABLE, "a worker has died, so jobs wait; a new one is being started")
    } else {
        (StatusCode::OK, "ready")
    }
}
