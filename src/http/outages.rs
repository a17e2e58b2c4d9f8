//! Problems that no page of the site shows, as while the database is down: a person gets a page that needs neither the database nor
//! script, a program gets the problem itself, and both are told when to try again.

use super::{AppState, pages::wants_json, served::PART};
use crate::model::errors::Problem;
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER},
    },
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::*;

/// After how many seconds it can be tried again.
pub(super) const A_MOMENT: u64 = 5;

/// The policy of the page: the site's own style, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Makes a page of a problem where a person asked, and a problem of an answer that says nothing.
pub(super) async fn in_words(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // What programs and scripts of ours ask for stays as they expect it, even where a person looks at it.
    let for_programs = request.uri().path().starts_with("/api/") || request.headers().contains_key(PART);
    let for_people = wants_page(request.headers()) && !for_programs;
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = match (response.extensions_mut().remove::<Problem>(), status) {
        (Some(problem), _) => problem,
        (None, StatusCode::SERVICE_UNAVAILABLE) => Problem::Busy,
        (None, StatusCode::INTERNAL_SERVER_ERROR) => Problem::Internal,
        _ => return response,
    };
    let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_page = kind.is_some_and(|kind| kind.starts_with(b"text/html"));
    if for_people && !is_page {
        let retry_after = response.headers_mut().remove(RETRY_AFTER);
        response = page(&state.files.css, &problem);
        response.headers_mut().extend(retry_after.map(|seconds| (RETRY_AFTER, seconds)));
    } else if kind.is_none() {
        response = problem.into_response();
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(RETRY_AFTER).or_insert(HeaderValue::from(A_MOMENT));
    }
    response
}

/// Whether a browser shows the answer to somebody.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let html = |accept: &HeaderValue| accept.to_str().is_ok_and(|accept| accept.contains("text/html"));
    !wants_json(headers) && headers.get_all(ACCEPT).iter().any(html)
}

fn page(css: &str, problem: &Problem) -> Response {
    // Asking again changes nothing where something is not there or not allowed.
    let action = if matches!(problem.status(), 403 | 404) { ("/", "Explore pictures") } else { ("", "Try again") };
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    Bare { title: problem.title(), words: &problem.to_string(), action, status }.drawn(css)
}

/// A page that needs neither the database nor script.
pub(super) struct Bare<'a> {
    pub(super) title: &'static str,
    pub(super) words: &'a str,
    /// Where its one link leads, and what it says.
    pub(super) action: (&'static str, &'static str),
    pub(super) status: StatusCode,
}

impl Bare<'_> {
    /// Draws it with this style sheet.
    pub(super) fn drawn(self, css: &str) -> Response {
        let Self { title, words, action: (href, action), status } = self;
        // They can hold what was sent: they are escaped here.
        let words = words.to_owned();
        let detail = view! { <p class="notice__words">{words}</p> }.to_html();
        let html = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
             <link rel=\"stylesheet\" href=\"{css}\"></head>\
             <body><main id=\"main\" class=\"page\"><section class=\"notice\"><h1 class=\"notice__title\">{title}</h1>\
             {detail}<div class=\"notice__actions\">\
             <a class=\"button button--primary\" href=\"{href}\">{action}</a></div></section></main></body></html>",
        );
        let headers = [(CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, POLICY)];
        (status, headers, Html(html)).into_response()
    }
}
