//! Request bodies: JSON, or multipart forms with files.

use super::{
    super::{AppState, FORM_LIMIT},
    problems::Refusal,
};
use crate::model::errors::Problem;
use axum::{
    Json,
    extract::{FromRequest, OptionalFromRequest, Request, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A JSON body. A body that is not JSON answers 400. One that does not match `T` answers 422, with the path to the wrong field.
pub(super) struct FromJson<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<AppState> for FromJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Refusal> {
        let Json(value) =
            <Json<Value> as FromRequest<AppState>>::from_request(request, state).await.map_err(unreadable)?;
        Ok(Self(shaped(value)?))
    }
}

/// An optional body. Without one, there is no content type either.
impl<T: DeserializeOwned> OptionalFromRequest<AppState> for FromJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &AppState) -> Result<Option<Self>, Refusal> {
        if !request.headers().contains_key(CONTENT_TYPE) {
            return Ok(None);
        }
        <Self as FromRequest<AppState>>::from_request(request, state).await.map(Some)
    }
}

fn unreadable(rejection: JsonRejection) -> Refusal {
    match rejection.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::WrongContentType("application/json"),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::BodyTooLong(FORM_LIMIT),
        _ => Problem::BadRequest { detail: rejection.body_text() }.into(),
    }
}

/// Reads a value as `T`.
///
/// # Errors
/// [`Problem::Invalid`] with the path to what is wrong.
pub(super) fn shaped<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    // Serde would take an array for an object whose fields have no names.
    if !value.is_object() {
        return Err(Problem::field("body", "The body must be a JSON object."));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let message = error.inner().to_string();
        // Serde names a missing field only in its message.
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        match missing {
            Some(field) => Problem::field(field, "This field is required."),
            None => Problem::field(&error.path().to_string(), message),
        }
    })
}

/// A request with a multipart body, of which nothing has been read.
pub(super) struct FromMultipart(pub(super) Request);

impl FromRequest<AppState> for FromMultipart {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Refusal> {
        const EXPECTED: &str = "multipart/form-data";
        refuse_other_type(request.headers(), EXPECTED)?;
        Ok(Self(request))
    }
}

/// Refuses a body that has another content type, whatever its parameters.
///
/// # Errors
/// [`Refusal::WrongContentType`].
pub(super) fn refuse_other_type(headers: &HeaderMap, expected: &'static str) -> Result<(), Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(Refusal::WrongContentType(expected)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::errors::FieldProblem;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        #[expect(dead_code, reason = "only its shape matters")]
        numbers: Vec<u8>,
    }

    fn wrong(value: Value) -> FieldProblem {
        let Err(Problem::Invalid { mut fields }) = shaped::<Shape>(value) else { panic!("should be refused") };
        fields.remove(0)
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        assert_eq!(wrong(json!({"numbers": [1, "2"]})).field, "numbers[1]");
        assert_eq!(wrong(json!({"numbers": [], "more": 1})).field, "more");
        let missing = wrong(json!({}));
        assert_eq!((missing.field.as_str(), missing.message.as_str()), ("numbers", "This field is required."));
        assert_eq!(wrong(json!([[1]])).field, "body");
    }
}
