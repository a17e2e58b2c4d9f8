//! What every request of a program passes: who asks is found out once, and how often they ask is counted; the answer tells
//! them what is left (draft-ietf-httpapi-ratelimit-headers) and, where it is 401, how to say who they are (RFC 6750).

use super::{super::AppState, credentials::ApiCaller};
use crate::{model::errors::Problem, services::limits::Allowance};
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

/// What is left, and in which time it comes back.
pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// How many requests fit into which window of seconds.
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Lets a request through to its handler, with the [`ApiCaller`] it comes from.
pub(super) async fn admit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let came_with_token = parts.headers.contains_key(AUTHORIZATION);
    let (asks, known) = ApiCaller::recognise(&parts, &state).await;
    // Whoever guesses tokens is counted by their address.
    let allowance = state.site.limits().api(asks.caller.viewer(), asks.caller.from);
    let mut response = match (&allowance, known) {
        (Err(problem), _) => problem.clone().into_response(),
        (_, Err(problem)) => problem.into_response(),
        (_, Ok(())) => {
            parts.extensions.insert(asks);
            next.run(Request::from_parts(parts, body)).await
        }
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        let challenge = if came_with_token { "Bearer error=\"invalid_token\"" } else { "Bearer" };
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    tell_what_is_left(response.headers_mut(), &allowance);
    response
}

fn tell_what_is_left(headers: &mut HeaderMap, allowance: &Result<Option<Allowance>, Problem>) {
    let (policy, left) = match allowance {
        Ok(Some(Allowance { limit, window, remaining })) => {
            (Some(format!("\"default\";q={limit};w={window}")), format!("\"default\";r={remaining}"))
        }
        Err(Problem::TooMany { retry_after }) => (None, format!("\"default\";r=0;t={retry_after}")),
        Ok(None) | Err(_) => return,
    };
    let headers_of = [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, Some(left))];
    for (name, value) in headers_of {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
}
