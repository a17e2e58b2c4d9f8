//! Answers with pages that are drawn once, or with parts of them.

use super::{AppState, headers};
use crate::{
    app::{
        location::PageAddress,
        served::{self, Document, Drawn, Page, PageRequest, Part},
        start::{FormAnswer, PageStart},
    },
    model::{errors::Problem, ids::PinId},
    services::Caller,
};
use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
        header::{CACHE_CONTROL, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use url::form_urlencoded;

/// Which part of a page is asked for, and answered.
pub(super) const PART: HeaderName = HeaderName::from_static("x-part");

/// How many pins' tiles are asked for again at once.
const STATES_MOST: usize = 40;

/// What is asked for, by a request's address and headers.
///
/// # Errors
/// [`Problem::BadRequest`] for a part that no page has.
pub(super) fn asked(
    caller: Caller,
    uri: &Uri,
    headers: &HeaderMap,
    params: Vec<(String, String)>,
    answer: FormAnswer,
) -> Result<PageRequest, Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let part = match text(PART.as_str()) {
        "" => None,
        part => Some(part.parse::<Part>()?),
    };
    let pins = text("x-pins").split(',').filter_map(|pin| pin.parse::<PinId>().ok()).take(STATES_MOST).collect();
    let sheet = text("x-sheet").to_owned();
    Ok(PageRequest { caller, address: address(uri), params, part, sheet, pins, answer })
}

fn address(uri: &Uri) -> PageAddress {
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let query = query.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    PageAddress {
        path: uri.path().to_owned(),
        query,
        whole: uri.path_and_query().map_or("/", |it| it.as_str()).to_owned(),
    }
}

/// Loads and draws what is asked for.
pub(super) async fn answer(state: &AppState, start: PageStart, request: PageRequest, page: Page) -> Response {
    let (part, address) = (request.part, request.address.clone());
    let is_answer = request.answer.is_some();
    let document = Document { files: Arc::clone(&state.files), start, address, is_answer };
    let content = match served::load(request, page).await {
        Ok(content) => content,
        Err(problem) => return refused(problem),
    };
    let drawn = match part {
        None => document.whole(content),
        Some(_) => document.part(content),
    };
    respond(drawn, part)
}

/// Says why nothing is shown. No cache keeps it: who signs in may see more.
pub(super) fn refused(problem: Problem) -> Response {
    let mut response = problem.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

fn respond(drawn: Drawn, part: Option<Part>) -> Response {
    let Drawn { html, status, nonce } = drawn;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    match part {
        None => headers::protect(headers, nonce.as_deref().unwrap_or_default()),
        Some(part) => {
            headers.insert(PART, HeaderValue::from_static(part.name()));
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        }
    }
    headers.append(VARY, HeaderValue::from_name(PART));
    response
}
