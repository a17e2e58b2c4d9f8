//! The API documentation page: Swagger UI, served from our own files. It loads nothing from other hosts.

use super::BASE;
use crate::{http::AppState, model::errors::Problem};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    middleware,
    response::{IntoResponse, Response},
};
use tower::ServiceBuilder;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Swagger UI sets styles from its scripts, and draws icons from `data:` URLs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The files have no hash in their names, and change only with a release.
const CACHED: &str = "public, max-age=3600";

/// What the page of Swagger UI says of itself, and what takes its place: a name of ours, and that phones draw it as wide as they are.
const TITLE: &str = "<title>Swagger UI</title>";
const HEAD: &str =
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>API documentation</title>";

/// The largest page that is read to be changed, in bytes. It is far smaller.
const PAGE_MOST: usize = 64 * 1024;

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
    let pages = Router::from(SwaggerUi::new("/api/docs").config(config));
    pages.layer(middleware::map_response(with_head)).layer(headers)
}

/// Gives the page its head; all other files stay as they are.
async fn with_head(response: Response) -> Response {
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, PAGE_MOST).await else { return Problem::Internal.into_response() };
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(String::from_utf8_lossy(&page).replace(TITLE, HEAD)))
}
