//! The door to the server functions (`/fn/`). A body is read here, as that of any other form, and handed on with its fields alone: leptos
//! would read multipart without a limit, and panics at a wrong content type (leptos #4718).

use super::{
    AppState, admin,
    forms::{Form, Unread, to_page},
    pages,
};
use crate::{model::errors::Problem, server_fns::FormPage, services::Caller};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Path, Request},
    http::{
        HeaderValue, Method,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use leptos::{prelude::provide_context, server_fn::axum::get_server_fn_service};
use serde::Deserialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// What every server function answers that succeeded, whatever else it says.
#[derive(Deserialize)]
struct Answer {
    location: String,
    shown_once: Option<String>,
}

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/fn/{name}", post(act).get(page))
}

/// Opened as a page, a server function leads to the first page: it has no page of its own.
async fn page(Path(name): Path<String>, caller: Caller) -> Result<Redirect, Problem> {
    find(&caller, &name)?;
    to_page("/")
}

async fn act(Path(name): Path<String>, form: Unread) -> Response {
    let answered = async {
        // Before anything of the body is read.
        let path = find(form.caller(), &name)?;
        answer(&path, form.read(None).await?).await
    };
    let mut response = answered.await.unwrap_or_else(Problem::into_response);
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    response
}

/// The path of a server function.
///
/// # Errors
/// [`Problem::NotFound`] where there is none of this name, or none for this caller.
fn find(caller: &Caller, name: &str) -> Result<String, Problem> {
    let path = format!("/fn/{name}");
    let is_there = get_server_fn_service(&path, Method::POST).is_some();
    if is_there && admin::may_call(caller, &path) { Ok(path) } else { Err(Problem::NotFound) }
}

/// Gives a script the function's own answer. A browser is sent on, sees what is shown this once, or sees on the form's page what was wrong.
async fn answer(path: &str, form: Form) -> Result<Response, Problem> {
    let page = FormPage::default();
    match call(path, &form, page.clone()).await {
        Ok(said) if pages::wants_json(form.headers()) => Ok(([(CONTENT_TYPE, JSON)], said).into_response()),
        Ok(said) => {
            let Answer { location, shown_once } = serde_json::from_slice(&said).map_err(|_| Problem::Internal)?;
            match shown_once {
                Some(text) => form.of_page(&location).answer_once(Ok(text)).await,
                None => form.answer(Ok(location)).await,
            }
        }
        Err(problem) => {
            // After signing in, one comes back to the page where one pressed.
            let back = form.local("back").filter(|_| problem == Problem::NotSignedIn);
            let Some(page) = back.or(page.address()).map(str::to_owned) else { return Err(problem) };
            form.of_page(&page).answer(Err::<String, _>(problem)).await
        }
    }
}

/// Calls a server function with the fields of a form, as the sender of the form, and gives its answer as JSON.
async fn call(path: &str, form: &Form, page: FormPage) -> Result<Bytes, Problem> {
    let request = Request::post(path).header(CONTENT_TYPE, FORM).header(ACCEPT, JSON);
    let request = request.body(Body::from(form.encoded())).map_err(|_| Problem::NotFound)?;
    let caller = form.caller.clone();
    let context = move || {
        provide_context(caller.clone());
        provide_context(page.clone());
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    let went_well = response.status().is_success();
    let said = to_bytes(response.into_body(), usize::MAX).await.map_err(|_| Problem::Internal)?;
    if went_well { Ok(said) } else { Err(serde_json::from_slice(&said).unwrap_or(Problem::Internal)) }
}
