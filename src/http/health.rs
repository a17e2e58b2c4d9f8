//! What machines ask: is the process alive, and can it serve.

use crate::services::Site;
use axum::{extract::State, http::StatusCode};

/// 200 while the process answers at all.
pub(super) async fn alive() -> &'static str {
    "alive"
}

/// 200 while this server can take requests; 503 otherwise, with what keeps it from that. Either comes within two seconds.
pub(super) async fn ready(State(site): State<Site>) -> (StatusCode, String) {
    let obstacles = site.obstacles().await;
    if obstacles.is_empty() {
        (StatusCode::OK, "ready".to_owned())
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, obstacles.join("; "))
    }
}
