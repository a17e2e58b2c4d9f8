//! What is said while the site cannot do as asked: to people in words, on a page that needs neither rows nor script; to programs as
//! a problem; to both, when to try again.

use super::{AppState, pages::wants_json};
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
use leptos::{config::LeptosOptions, prelude::*};
use leptos_meta::HashedStylesheet;

/// After how many seconds it can be tried again.
pub(super) const A_MOMENT: u64 = 5;

/// The policy of the page: the site's own style, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Puts an answer that the site could not give into words.
pub(super) async fn in_words(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let for_people = wants_page(request.headers());
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = match status {
        StatusCode::SERVICE_UNAVAILABLE => Problem::Busy,
        StatusCode::INTERNAL_SERVER_ERROR => Problem::Internal,
        _ => return response,
    };
    let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_page = kind.is_some_and(|kind| kind.starts_with(b"text/html"));
    if for_people && !is_page {
        response = page(&state.leptos, &problem);
    } else if kind.is_none() {
        response = problem.into_response();
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(RETRY_AFTER).or_insert(HeaderValue::from(A_MOMENT));
    }
    response
}

/// Whether a browser shows the answer to somebody.
fn wants_page(headers: &HeaderMap) -> bool {
    let html = |accept: &HeaderValue| accept.to_str().is_ok_and(|accept| accept.contains("text/html"));
    !wants_json(headers) && headers.get_all(ACCEPT).iter().any(html)
}

fn page(options: &LeptosOptions, problem: &Problem) -> Response {
    let options = options.clone();
    let style = Owner::default().with(|| view! { <HashedStylesheet options /> }.to_html());
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>{style}</head>\
         <body><main id=\"main\" class=\"page\"><section class=\"notice\"><h1 class=\"notice__title\">{title}</h1>\
         <p class=\"notice__words\">{problem}</p><div class=\"notice__actions\">\
         <a class=\"button button--primary\" href=\"\">Try again</a></div></section></main></body></html>",
        title = problem.title(),
    );
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let headers = [(CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, POLICY)];
    (status, headers, Html(html)).into_response()
}
