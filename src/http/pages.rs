//! Pages: what leptos renders, for whom, and with what a form had to say.

use super::{
    AppState, admin, page_shell,
    rendering::{self, PageOwner},
};
use crate::{
    app::start::{FormAnswer, PageStart},
    model::errors::Problem,
    server_fns::status::AnswerStatus,
    services::{Caller, notices, plans, site_settings},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{ACCEPT, CACHE_CONTROL},
    },
    response::{IntoResponse, Response},
};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;

/// Renders the page at this address.
pub(super) async fn page(State(state): State<AppState>, caller: Caller, request: Request) -> Response {
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        return Problem::NotFound.into_response();
    }
    render(&state, caller, None, request).await
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
    let mut response = render(state, caller, Some(answer), request).await;
    *response.status_mut() = status;
    response
}

/// Answers a server function, which a page calls once it runs in a browser.
pub(super) async fn server_fn(caller: Caller, request: Request) -> Response {
    if !admin::may_call(&caller, request.uri().path()) {
        return Problem::NotFound.into_response();
    }
    let context = move || {
        provide_context(caller.clone());
        provide_status();
    };
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    // What one may see is not another's: no cache may keep it.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Whether whoever asks is a script of ours or a program rather than a browser that will show the answer.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| accept.as_bytes().starts_with(b"application/json"))
}

async fn render(state: &AppState, caller: Caller, answer: Option<FormAnswer>, request: Request) -> Response {
    let front = match site_settings::front(&state.site).await {
        // Nothing else could be found either: that is said at once, in words.
        Err(problem @ Problem::Busy) => return problem.into_response(),
        // A page is worth showing without.
        front => front.unwrap_or_default(),
    };
    let (max_upload_bytes, batch) = allowed(&caller).await;
    let start = PageStart {
        me: caller.me.clone(),
        unread: unread(&caller).await,
        answer,
        max_upload_bytes,
        batch,
        mail: state.site.sends_mail(),
        front,
        public_url: state.site.address("/"),
    };
    let owner = PageOwner::default();
    let noted = owner.clone();
    let context = move || {
        noted.note();
        provide_context(caller.clone());
        provide_context(start.clone());
        provide_status();
    };
    let options = state.leptos.clone();
    let app = move || page_shell(options.clone());
    rendering::whole(owner, leptos_axum::render_app_async_with_context(context, app)(request)).await
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

/// Lets what is rendered or called set the status of this answer.
fn provide_status() {
    if let Some(options) = use_context::<ResponseOptions>() {
        provide_context(AnswerStatus::new(move |status| {
            if let Ok(status) = StatusCode::from_u16(status) {
                options.set_status(status);
            }
        }));
    }
}
