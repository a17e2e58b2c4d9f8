//! Traces: each request is a span, and so is what is done for it. An answer out of the memory cache has none: nothing is done for it.

use super::{AppState, address, monitoring::Endpoint, request_ids::REQUEST_ID};
use crate::telemetry::{ActiveSpan, Caller};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

/// Follows a request, until the head of its answer is there.
pub(super) async fn follow(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(span) = span(&request, &state) else { return next.run(request).await };
    let response = span.during(next.run(request)).await;
    let id = response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
    span.answered(response.status().as_u16(), id.unwrap_or_default());
    response
}

fn span(request: &Request, state: &AppState) -> Option<ActiveSpan> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_trusted = address::is_from_proxy(request.extensions(), state);
    let caller = Caller { parent: header("traceparent"), state: header("tracestate"), is_trusted };
    let endpoint = Endpoint::of(request);
    ActiveSpan::of_request(endpoint.method, endpoint.route(), &caller)
}
