//! Pages: which one is drawn, for whom, and with what a form had to say.

use super::{AppState, served, theme};
use crate::{
    app::{
        served::Page,
        start::{FormAnswer, PageStart},
    },
    model::{errors::Problem, site::Front},
    services::{Caller, conversations, notices, plans, site_settings},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header::ACCEPT},
    response::{IntoResponse, Response},
};

/// Renders the page at this address, or the one that says that there is none.
pub(super) async fn page(State(state): State<AppState>, caller: Caller, request: Request) -> Response {
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        return Problem::NotFound.into_response();
    }
    render(&state, caller, FormAnswer::default(), request).await
}

/// Renders the page of a form again, with what was wrong and what was typed.
pub(super) async fn answer_form(
    state: &AppState,
    caller: Caller,
    path: Uri,
    status: StatusCode,
    answer: FormAnswer,
) -> Response {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = path;
    let mut response = render(state, caller, answer, request).await;
    *response.status_mut() = status;
    response
}

/// Whether whoever asks is a script of ours or a program rather than a browser that will show the answer.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// Answers with the page at an address, or with the one that says that there is none.
async fn render(state: &AppState, caller: Caller, answer: FormAnswer, request: Request) -> Response {
    let (page, params) = Page::at(request.uri().path()).unwrap_or_else(|| (Page::missing(), Vec::new()));
    let asked = served::asked(caller.clone(), request.uri(), request.headers(), params, answer);
    let done = async {
        let asked = asked?;
        let start = if asked.part.is_some() { start_of_part(state, &caller) } else { start(state, &caller).await? };
        Ok(served::answer(state, start, asked, page).await)
    };
    done.await.unwrap_or_else(served::refused)
}

/// What every page starts with.
///
/// # Errors
/// [`Problem::Busy`]: nothing else could be found either, which is said at once, in words.
async fn start(state: &AppState, caller: &Caller) -> Result<PageStart, Problem> {
    let front = match site_settings::front_of_page(&state.site).await {
        Err(problem @ Problem::Busy) => return Err(problem),
        // A page is worth showing without.
        front => front.unwrap_or_default(),
    };
    let (max_upload_bytes, batch) = allowed(caller).await;
    Ok(PageStart {
        me: caller.me.clone(),
        unread: unread(caller).await,
        conversations: unread_conversations(caller).await,
        max_upload_bytes,
        batch,
        front,
        public_url: state.site.address("/"),
        theme: theme::chosen(),
    })
}

/// What a part of a page starts with, which has nothing of what stands around pages: nothing is asked of the database.
fn start_of_part(state: &AppState, caller: &Caller) -> PageStart {
    PageStart {
        me: caller.me.clone(),
        unread: 0,
        conversations: 0,
        max_upload_bytes: 0,
        batch: 0,
        front: Front::default(),
        public_url: state.site.address("/"),
        theme: None,
    }
}

/// How large a file, and how many at once, whoever is signed in may send. It is only to be said early: the services see to it.
async fn allowed(caller: &Caller) -> (u64, u32) {
    let most = caller.site.max_upload_bytes();
    let Some(me) = caller.viewer() else { return (most, u32::MAX) };
    match plans::of(&caller.site, me).await {
        Ok(plan) => (most.min(plan.terms.largest_upload), plan.terms.batch),
        Err(_) => (most, u32::MAX),
    }
}

/// How much of their news whoever is signed in has not read. A page is worth showing without.
async fn unread(caller: &Caller) -> u32 {
    match caller.viewer() {
        Some(me) => notices::unread(&caller.site, me).await.unwrap_or_default(),
        None => 0,
    }
}

/// In how many of their direct conversations whoever is signed in has something unread. A page is worth showing without.
async fn unread_conversations(caller: &Caller) -> u32 {
    match caller.viewer() {
        Some(_) => conversations::unread(caller).await.unwrap_or_default(),
        None => 0,
    }
}
