//! Metrics: each request is measured, and what was measured is read at an address of its own (`METRICS_ADDR`), which visitors do not reach.

use super::health;
use crate::{
    services::{Site, telemetry::Samples},
    telemetry::{self, RequestUnderWay},
};
use axum::{
    Router,
    extract::{FromRef, MatchedPath, Request, State},
    http::{Method, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::Arc;

/// The media type of Prometheus' text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is asked for without a route: files of the site, and what is not there.
const NO_ROUTE: &str = "other";

/// A member's page, which shares the fallback with these.
const MEMBER: (&str, &str) = ("/@", "/@{name}");

/// What machines ask, on a listener of its own: metrics, and whether the process lives and can work.
pub fn monitoring_router(site: Site) -> Router {
    let watched = Watched { site, samples: Arc::default() };
    let routes = Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready));
    routes.route("/metrics", get(read)).with_state(watched)
}

#[derive(Clone)]
struct Watched {
    site: Site,
    samples: Arc<Samples>,
}

impl FromRef<Watched> for Site {
    fn from_ref(watched: &Watched) -> Self {
        watched.site.clone()
    }
}

async fn read(State(Watched { site, samples }): State<Watched>) -> Response {
    samples.renew(&site).await;
    ([(CONTENT_TYPE, TEXT_FORMAT)], telemetry::render()).into_response()
}

/// Measures a request, until the head of its answer is there.
pub(super) async fn measure(request: Request, next: Next) -> Response {
    let under_way = RequestUnderWay::begin();
    let endpoint = Endpoint::of(&request);
    let response = next.run(request).await;
    under_way.answered(endpoint.route().unwrap_or(NO_ROUTE), endpoint.method, response.status().as_u16());
    response
}

/// What is asked for, as one of few: addresses are many.
pub(super) struct Endpoint {
    /// One of those that we know, or `other`.
    pub(super) method: &'static str,
    matched: Option<MatchedPath>,
    is_member: bool,
}

impl Endpoint {
    pub(super) fn of(request: &Request) -> Self {
        let matched = request.extensions().get::<MatchedPath>().cloned();
        let is_member = request.uri().path().starts_with(MEMBER.0);
        Self { method: name_of(request.method()), matched, is_member }
    }

    /// The route, as the router has it; `None` for files of the site and what is not there.
    pub(super) fn route(&self) -> Option<&str> {
        self.matched.as_ref().map(MatchedPath::as_str).or(self.is_member.then_some(MEMBER.1))
    }
}

/// A method's name; anybody can make up others.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
