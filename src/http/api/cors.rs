//! Which other sites may call the API from a browser (Fetch standard, CORS): none, unless configured. Cookies are never
//! allowed, since the API does not use them.

use super::admission::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::{
    config::CorsOrigins,
    http::uploads::tus::{TESSERA_PIN, TUS_RESUMABLE, UPLOAD_EXPIRES, UPLOAD_LENGTH, UPLOAD_METADATA, UPLOAD_OFFSET},
};
use axum::http::{
    HeaderValue, Method,
    header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may cache the answer to a preflight.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// The layer that answers preflights and adds CORS headers. `None` if no other site may call the API.
pub(super) fn layer(origins: &CorsOrigins) -> Option<CorsLayer> {
    let allowed = match origins {
        CorsOrigins::None => return None,
        CorsOrigins::Any => AllowOrigin::any(),
        CorsOrigins::These(origins) => {
            AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
        }
    };
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, TUS_RESUMABLE, UPLOAD_LENGTH, UPLOAD_METADATA, UPLOAD_OFFSET])
        .expose_headers([
            RATE_LIMIT,
            RATE_LIMIT_POLICY,
            RETRY_AFTER,
            WWW_AUTHENTICATE,
            LOCATION,
            TESSERA_PIN,
            TUS_RESUMABLE,
            UPLOAD_EXPIRES,
            UPLOAD_LENGTH,
            UPLOAD_OFFSET,
        ])
        .max_age(REMEMBERED);
    Some(layer)
}
