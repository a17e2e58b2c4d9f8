//! Problems of the API (RFC 9457) as its document shows them, and those that only HTTP knows: a route that does not exist,
//! a method that it does not have, a body of the wrong kind or too long.

use super::schemas::EXAMPLE_ID;
use crate::model::{errors::Problem, ids::PinId};
use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONNECTION, CONTENT_TYPE, SEC_WEBSOCKET_VERSION, UPGRADE},
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The content type of every answer that is a problem.
pub(super) const CONTENT: &str = "application/problem+json";

/// What went wrong (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: &'static str,
    /// A few words that name this kind of problem.
    #[schema(value_type = String)]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// A sentence for people on what went wrong this time.
    detail: String,
    /// Which fields need another look; only with status 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// The title that one has given to another pin already; only with status 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    title_taken: Option<String>,
    /// The pin that has it; only with status 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pin: Option<PinId>,
}

impl ProblemBody {
    fn new(title: &'static str, status: u16, detail: String) -> Self {
        Self { kind: "about:blank", title, status, detail, errors: Vec::new(), title_taken: None, pin: None }
    }
}

/// A field that needs another look.
#[derive(Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// Its name, or the path to it.
    field: String,
    /// A whole sentence.
    message: String,
}

/// What an answer with this status may look like, where one problem stands for them all.
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

/// Why a request does not reach its handler.
pub(super) enum Refusal {
    /// A problem as any other.
    Problem(Problem),
    /// The body is of a kind that is not read here. Holds which is.
    WrongContentType(&'static str),
    /// The body is longer than is read here. Holds how many bytes are, at most.
    BodyTooLong(usize),
    /// The route does not have this method.
    WrongMethod,
    /// The route opens a WebSocket, and this is no handshake for one.
    NotUpgraded,
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
                "Wrong content type",
                format!("The body must be sent as {expected}, with a Content-Type header that says so."),
            ),
            Self::BodyTooLong(limit) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "Body too long", format!("At most {limit} bytes are read here."))
            }
            Self::NotUpgraded => return no_handshake(),
            Self::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Method not allowed",
                "This route does not have this method; the header Allow names those it has.".to_owned(),
            ),
        };
        problem(status, title, detail)
    }
}

fn problem(status: StatusCode, title: &'static str, detail: String) -> Response {
    let body = ProblemBody::new(title, status.as_u16(), detail);
    (status, [(CONTENT_TYPE, HeaderValue::from_static(CONTENT))], Json(body)).into_response()
}

/// Says how a WebSocket is asked for (RFC 9110, section 15.5.22; RFC 6455, section 4.4).
fn no_handshake() -> Response {
    let detail = "This opens a WebSocket: please send the handshake of RFC 6455, version 13.".to_owned();
    let mut response = problem(StatusCode::UPGRADE_REQUIRED, "Upgrade required", detail);
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

/// Answers whatever is no route of the API.
pub(super) async fn no_such_route() -> Problem {
    Problem::NotFound
}

/// Answers a method that a route does not have. The router adds which it has.
pub(super) async fn wrong_method() -> Refusal {
    Refusal::WrongMethod
}
