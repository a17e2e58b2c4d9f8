//! Problems of the API (RFC 9457) as its document shows them, and those that only HTTP has: an unknown route, a method
//! that a route does not support, a body of the wrong type or too large.

use super::schemas::EXAMPLE_ID;
use crate::{
    http::{outages, uploads::tus::UPLOAD_OFFSET},
    model::{errors::Problem, ids::PinId},
};
use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, SEC_WEBSOCKET_VERSION, UPGRADE},
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The content type of every response that is a problem.
pub(super) const CONTENT: &str = "application/problem+json";

/// An error (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// Always `about:blank`. The status tells the kind of problem.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: &'static str,
    /// A short name for this kind of problem.
    #[schema(value_type = String)]
    title: &'static str,
    /// The HTTP status code.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// An explanation of this problem, for people.
    detail: String,
    /// The invalid fields. Only with status 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// The title that another pin of yours already has. Only with status 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    title_taken: Option<String>,
    /// The pin that has this title. Only with status 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pin: Option<PinId>,
}

impl ProblemBody {
    fn new(title: &'static str, status: u16, detail: String) -> Self {
        Self { kind: "about:blank", title, status, detail, errors: Vec::new(), title_taken: None, pin: None }
    }
}

/// An invalid field.
#[derive(Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// The name of the field, or the path to it.
    field: String,
    /// A sentence that says what is wrong.
    message: String,
}

/// An example of a response with this status, where one problem can stand for all.
pub(super) fn example(status: &str) -> Option<Value> {
    let problem = match status {
        "401" => Problem::NotSignedIn,
        "403" => Problem::NotAllowed,
        "404" => Problem::NotFound,
        "409" => Problem::TitleTaken { title: "Elephants".to_owned(), pin: EXAMPLE_ID.parse().ok()? },
        "422" => Problem::field("username", "This user name is taken. Please choose another."),
        "429" => Problem::TooMany { retry_after: 30 },
        "500" => Problem::Internal,
        "503" => Problem::Busy,
        "507" => Problem::DiskFull,
        _ => return None,
    };
    serde_json::to_value(ProblemBody::from(problem)).ok()
}

impl From<Problem> for ProblemBody {
    fn from(problem: Problem) -> Self {
        let (title, status, detail) = (problem.title(), problem.status(), problem.to_string());
        let mut body = Self::new(title, status, detail);
        match problem {
            Problem::Invalid { fields } => {
                let fields =
                    fields.into_iter().map(|field| FieldProblem { field: field.field, message: field.message });
                body.errors = fields.collect();
            }
            Problem::TitleTaken { title, pin } => (body.title_taken, body.pin) = (Some(title), Some(pin)),
            _ => {}
        }
        body
    }
}

/// Why a request does not reach its handler, or is refused by it.
pub(super) enum Refusal {
    /// Any other problem.
    Problem(Problem),
    /// The body has the wrong content type. Holds the expected one.
    WrongContentType(&'static str),
    /// The body is too large. Holds the limit, in bytes.
    BodyTooLong(usize),
    /// The route does not support this method.
    WrongMethod,
    /// The route opens a WebSocket, and the request is not a handshake for one.
    NotUpgraded,
    /// A problem under another status than its usual one, as a protocol wants it.
    Under(StatusCode, Problem),
    /// The request is of another version of the protocol for resumable uploads.
    WrongVersion,
    /// The file continues after another number of bytes. Holds that number.
    WrongOffset(u64),
    /// Another request is working on the file.
    Locked,
    /// Nothing more of the file arrived in time.
    Expired,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, title, detail) = match self {
            Self::Problem(problem) => return problem.into_response(),
            Self::WrongContentType(expected) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Unsupported content type",
                format!("Send the body as {expected}, with a matching Content-Type header."),
            ),
            Self::BodyTooLong(limit) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Body too large",
                format!("The body must not be larger than {} KiB.", limit / 1024),
            ),
            Self::NotUpgraded => return no_handshake(),
            Self::Under(status, problem) => return under(status, problem),
            Self::WrongOffset(offset) => return wrong_offset(offset),
            Self::Locked => return locked(),
            Self::WrongVersion => (
                StatusCode::PRECONDITION_FAILED,
                "Unsupported version",
                "Send the header “Tus-Resumable: 1.0.0”. No other version is supported.".to_owned(),
            ),
            Self::Expired => (
                StatusCode::GONE,
                "Upload expired",
                "Nothing more of this upload arrived in time. Please start again.".to_owned(),
            ),
            Self::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Method not allowed",
                "This address does not support this method. The Allow header lists those it supports.".to_owned(),
            ),
        };
        problem(status, title, detail)
    }
}

fn problem(status: StatusCode, title: &'static str, detail: String) -> Response {
    send(status, ProblemBody::new(title, status.as_u16(), detail))
}

fn under(status: StatusCode, problem: Problem) -> Response {
    send(status, ProblemBody { status: status.as_u16(), ..ProblemBody::from(problem) })
}

fn send(status: StatusCode, body: ProblemBody) -> Response {
    (status, [(CONTENT_TYPE, HeaderValue::from_static(CONTENT))], Json(body)).into_response()
}

fn wrong_offset(offset: u64) -> Response {
    let detail = format!("This upload continues after {offset} bytes.");
    let mut response = problem(StatusCode::CONFLICT, "Wrong offset", detail);
    response.headers_mut().insert(UPLOAD_OFFSET, offset.into());
    response
}

fn locked() -> Response {
    let detail = "Another request is working on this upload. Please try again in a moment.".to_owned();
    let mut response = problem(StatusCode::LOCKED, "Upload in use", detail);
    response.headers_mut().insert(RETRY_AFTER, outages::A_MOMENT.into());
    response
}

/// Tells how to request a WebSocket (RFC 9110, section 15.5.22; RFC 6455, section 4.4).
fn no_handshake() -> Response {
    let detail = "This address opens a WebSocket. Send a handshake of version 13 (RFC 6455).".to_owned();
    let mut response = problem(StatusCode::UPGRADE_REQUIRED, "Upgrade required", detail);
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

/// Answers requests for unknown routes.
pub(super) async fn no_such_route() -> Problem {
    Problem::NotFound
}

/// Answers a method that a route does not support. The router adds the Allow header.
pub(super) async fn wrong_method() -> Refusal {
    Refusal::WrongMethod
}
