//! One layer before all doors: how much one address reads, whatever it reads.

use super::{AppState, address};
use crate::services::limits::Reading;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets a request through while its address has not read too much.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let reading = kind(parts.uri.path(), &state.leptos.site_pkg_dir);
    match state.site.limits().reading(reading, address::client(&parts, &state)) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

fn kind(path: &str, package: &str) -> Reading {
    let first = path.split('/').nth(1).unwrap_or_default();
    match first {
        "media" => Reading::File,
        "fn" => Reading::Call,
        "api" => Reading::Api,
        first if first == package => Reading::File,
        _ => Reading::Page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_of_a_kind() {
        for (path, reading) in [
            ("/", Reading::Page),
            ("/@ana", Reading::Page),
            ("/fn/like", Reading::Call),
            ("/media/x-1", Reading::File),
            ("/pkg/tessera.css", Reading::File),
            ("/api/v1/pins", Reading::Api),
            ("", Reading::Page),
        ] {
            assert_eq!(kind(path, "pkg"), reading, "{path}");
        }
    }
}
