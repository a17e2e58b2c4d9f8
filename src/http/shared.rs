//! What expiring links lead to, for whoever follows them. Programs get the picture's bytes, or a problem. Browsers get a page that shows the
//! picture, asks for the password, or says why there is nothing; what it shows it asks for as a program does.

use super::{
    AppState, address,
    files::{disposition, media_type},
    forms::Form,
    headers::{FOR_ALL, RESOURCE_POLICY},
    pages,
};
use crate::{
    app::start::FormAnswer,
    model::errors::Problem,
    services::{
        Caller,
        expiring_links::{self, Followed},
    },
};
use axum::{
    Json, Router,
    body::Body,
    extract::{FromRequest, FromRequestParts, Path, Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{
            ACCEPT, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
            CONTENT_TYPE, REFERRER_POLICY,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;

/// What all their paths begin with.
pub(super) const BELOW: &str = "/l/";

/// The query by which a page of ours asks for the file itself.
const FILE: &str = "file";

/// What search engines are told.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The policy of a file that a stranger has put here: it loads and runs nothing. A browser's own page around it has styles.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// What a program types.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    password: String,
}

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/l/{token}", get(follow).post(unlock))
}

/// Follows a link.
async fn follow(State(state): State<AppState>, Path(token): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if wants_page(&parts.headers) && parts.uri.query() != Some(FILE) {
        return uncached(page(&state, parts).await.unwrap_or_else(IntoResponse::into_response));
    }
    let done = async {
        let link = expiring_links::follow(&state.site, &token).await?;
        if link.is_locked() {
            let detail = "This link needs a password. Please send it in a POST request.".to_owned();
            return Err(Problem::Forbidden { detail });
        }
        send(&state, &parts.method, &link).await
    };
    uncached(done.await.unwrap_or_else(IntoResponse::into_response))
}

/// The page of a link, which says itself what has become of it.
async fn page(state: &AppState, mut parts: Parts) -> Result<Response, Problem> {
    let caller = Caller::from_request_parts(&mut parts, state).await?;
    Ok(pages::page(State(state.clone()), caller, Request::from_parts(parts, Body::empty())).await)
}

/// Follows a link with a password. A browser gets the page again where something is wrong.
async fn unlock(State(state): State<AppState>, Path(token): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let done = async {
        let link = expiring_links::follow(&state.site, &token).await?;
        if link.is_locked() {
            let from = address::client(&parts, &state);
            let password = typed(&state, Request::from_parts(parts, body)).await?;
            expiring_links::unlock(&state.site, from, &link, password).await?;
        }
        send(&state, &Method::POST, &link).await
    };
    let done = match done.await {
        Err(problem) if wants_page(&asked.headers) => refused(&state, asked, problem).await,
        done => done,
    };
    uncached(done.unwrap_or_else(IntoResponse::into_response))
}

/// The password that was sent: as JSON, or in a form of either kind.
async fn typed(state: &AppState, request: Request) -> Result<String, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let wrong = |detail: String| Problem::BadRequest { detail };
    if kind.starts_with("application/json") {
        let Json(Typed { password }) =
            Json::from_request(request, state).await.map_err(|refused| wrong(refused.body_text()))?;
        return Ok(password);
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        let axum::Form(Typed { password }) =
            axum::Form::from_request(request, state).await.map_err(|refused| wrong(refused.body_text()))?;
        return Ok(password);
    }
    Ok(Form::from_request(request, state).await?.text("password"))
}

/// Sends the file. It is counted once it is at hand, unless only its head is asked for.
async fn send(state: &AppState, method: &Method, link: &Followed) -> Result<Response, Problem> {
    let file = expiring_links::file(&state.site, link).await?;
    let name = disposition("inline", &link.title, &file.format);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&file.format)));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.byte_size));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::try_from(name).map_err(|_| Problem::Internal)?);
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("none"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // Whoever has the address may show it where they like.
    headers.insert(RESOURCE_POLICY, FOR_ALL);
    if method == Method::HEAD {
        return Ok((headers, Body::empty()).into_response());
    }
    let bytes = state.site.blobs().read(&file.sha256, 0..file.byte_size).await?;
    expiring_links::count(&state.site, link).await?;
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// The page of a link with what is wrong.
async fn refused(state: &AppState, mut parts: Parts, problem: Problem) -> Result<Response, Problem> {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let caller = Caller::from_request_parts(&mut parts, state).await?;
    let problem = match problem {
        Problem::Forbidden { detail } => Problem::field("password", detail),
        problem => problem,
    };
    let answer = FormAnswer { problem: Some(problem), ..FormAnswer::default() };
    Ok(pages::answer_form(state, caller, parts.uri, status, answer).await)
}

/// The same answer, which no cache keeps and no search engine lists.
fn uncached(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
    // Not less: a browser that tells nothing at all would post the form as a stranger's.
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    response
}

/// Whether a browser shows the answer to somebody.
fn wants_page(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}
