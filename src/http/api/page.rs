//! The API documentation page: Swagger UI, served from our own files. It loads nothing from other hosts.

use super::BASE;
use crate::http::AppState;
use axum::{
    Router,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    },
};
use tower::ServiceBuilder;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Swagger UI sets styles from its scripts, and draws icons from `data:` URLs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The files have no hash in their names, and change only with a release.
const CACHED: &str = "public, max-age=3600";

/// The page and its files.
pub(super) fn router() -> Router<AppState> {
    let config = Config::new([format!("{BASE}/openapi.json")])
        // By default it asks a validator on another host.
        .validator_url("none")
        .display_request_duration(true)
        .try_it_out_enabled(true)
        .doc_expansion("list");
    let headers = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static(CACHED)));
    Router::from(SwaggerUi::new("/api/docs").config(config)).layer(headers)
}
