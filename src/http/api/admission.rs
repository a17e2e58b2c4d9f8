//! What every API request passes through: it is found out who makes it, and it is counted against the rate limit. The
//! answer tells what is left of the limit (draft-ietf-httpapi-ratelimit-headers) and, if it is 401, how to authenticate
//! (RFC 6750).

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

/// How many requests are left, and when more are allowed.
pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// How many requests are allowed in how many seconds.
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Lets a request through to its handler, with the [`ApiCaller`] it comes from.
pub(super) async fn admit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let came_with_token = parts.headers.contains_key(AUTHORIZATION);
    let (asks, known) = ApiCaller::recognise(&parts, &state).await;
    // Guesses of tokens are counted by IP address.
    let allowance = state.site.limits().api(asks.caller.viewer(), asks.caller.from).await;
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
