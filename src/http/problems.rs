//! Problems as answers: `application/problem+json` (RFC 9457).

use super::outages;
use crate::model::{
    errors::{FieldProblem, Problem},
    ids::PinId,
};
use axum::{
    body::Body,
    http::{
        HeaderValue, Response, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::IntoResponse,
};
use serde::Serialize;
use std::any::Any;

/// The body of a problem.
#[derive(Serialize)]
struct Details<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldProblem],
    /// The title that is taken, and the pin that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    title_taken: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<PinId>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> axum::response::Response {
        let errors = match &self {
            Self::Invalid { fields } => fields.as_slice(),
            _ => &[],
        };
        let (title_taken, pin) = match &self {
            Self::TitleTaken { title, pin } => (Some(title.as_str()), Some(*pin)),
            _ => (None, None),
        };
        let details = Details {
            kind: "about:blank",
            title: self.title(),
            status: self.status(),
            detail: self.to_string(),
            errors,
            title_taken,
            pin,
        };
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&details).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(CONTENT_TYPE, kind)], body).into_response();
        let again = match self {
            Self::TooMany { retry_after } => Some(retry_after),
            Self::StoreAway | Self::Busy | Self::Overtaken => Some(outages::A_MOMENT),
            _ => None,
        };
        if let Some(seconds) = again {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        // For the layer that makes a page of it where a person asked.
        response.extensions_mut().insert(self);
        response
    }
}

/// The answer where a handler has panicked: our fault, and the server goes on.
#[allow(clippy::needless_pass_by_value, reason = "the layer hands it over by value")]
pub(super) fn from_panic(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = text, "a handler panicked");
    Problem::Internal.into_response()
}
