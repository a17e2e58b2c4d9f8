//! Pictures out. Permission is asked before a byte.
//!
//! Quality states never change, so everyone's are kept by caches for good. What a plan gives is kept, too, but asked for again each
//! time, since plans change at once. What everyone may have goes out the short way (`fast_path`) while that is known (`memory`).

mod fast_path;
mod known;
mod memory;
mod names;
mod ranges;

pub use fast_path::FastPath;
pub(super) use memory::Memory;

use super::{AppState, files::disposition};
use crate::{
    model::{errors::Problem, ids::UserId, settings::Scope},
    services::{
        Caller,
        freshness::Freshness,
        originals::{self, Download},
        pictures, programs, thumbnails,
    },
    store::{blobs::BlobCache, db::pictures::Served},
};
use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    http::{Method, header::AUTHORIZATION, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use known::{Kept, Known};
use names::{File, Kind};
use std::ops::Range;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route(names::QUALITY, get(quality)).route(names::GIVEN_BY_PLAN, get(given_by_plan))
}

/// Sends a quality state of a picture.
async fn quality(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    answer(&state, names::quality(&name).ok_or(Problem::NotFound)?, request).await
}

/// Sends a thumbnail that the owner's plan gives, or the file as it was sent, to be taken home; for others than its owner without its
/// location.
async fn given_by_plan(
    State(state): State<AppState>,
    Path((id, file)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    answer(&state, names::given_by_plan(&id, &file).ok_or(Problem::NotFound)?, request).await
}

/// Looks for a file as a visitor and, where there is none for those, as who asks: most pictures are everyone's. An original is
/// another file for its owner, so there it matters at once who asks; and a picture of a channel may be open to visitors and closed to a
/// member who is banned from there.
async fn answer(state: &AppState, file: File, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let fresh = Freshness::begin(&state.site);
    let first = if file.kind == Kind::Original { viewer(&mut parts, state).await? } else { None };
    let (served, by) = match find(state, first, file).await {
        Err(Problem::NotFound) if first.is_none() => {
            let viewer = viewer(&mut parts, state).await?.ok_or(Problem::NotFound)?;
            (find(state, Some(viewer), file).await?, Some(viewer))
        }
        Ok(found) if first.is_none() && !found.0.public => match viewer(&mut parts, state).await? {
            None => (found, None),
            viewer => (find(state, viewer, file).await?, viewer),
        },
        found => (found?, first),
    };
    let (served, title) = served;
    let kept = if matches!(file.kind, Kind::Quality(_)) { Kept::ForGood } else { Kept::Asked };
    let attachment = title.map(|title| disposition("attachment", &title, &served.format));
    let open = served.public && by.is_none() && file.kind != Kind::Original;
    let known = Known::new(served, kept, attachment)?;
    let response = send(state, &parts, &known, open).await?;
    if let Some(fresh) = fresh.filter(|_| open) {
        state.media.keep(file, known, fresh).await;
    }
    Ok(response)
}

/// A file, and what it is called where it is to be taken home.
async fn find(state: &AppState, viewer: Option<UserId>, file: File) -> Result<(Served, Option<String>), Problem> {
    let (site, picture) = (&state.site, file.picture);
    Ok(match file.kind {
        Kind::Quality(n) => (pictures::quality(site, viewer, picture, n).await?, None),
        Kind::Thumbnail(height) => (thumbnails::thumbnail(site, viewer, picture, height).await?, None),
        Kind::Original => {
            let Download { file, title } = originals::original(site, viewer, picture).await?;
            (file, Some(title))
        }
    })
}

/// Who asks: a program by its token, which must be one to read with, or whoever is signed in here.
async fn viewer(parts: &mut Parts, state: &AppState) -> Result<Option<UserId>, Problem> {
    let bearer = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match bearer {
        Some(token) => {
            let credential = programs::authenticate(&state.site, token).await?;
            Ok(credential.scopes.contains(&Scope::Read).then_some(credential.me.id))
        }
        None => Ok(Caller::from_request_parts(parts, state).await?.viewer()),
    }
}

/// Sends what is asked for of a file. What is open to everyone comes from memory, where it is small.
async fn send(state: &AppState, request: &Parts, known: &Known, open: bool) -> Result<Response, Problem> {
    let head = known.answer(&request.headers)?;
    let body = match head.range {
        Some(range) if request.method != Method::HEAD => bytes(state, &known.file, range, open).await?,
        _ => Body::empty(),
    };
    Ok((head.status, head.headers, body).into_response())
}

async fn bytes(state: &AppState, file: &Served, range: Range<u64>, open: bool) -> Result<Body, Problem> {
    let site = &state.site;
    if open && BlobCache::keeps(file.byte_size) {
        let whole = site.variants().get(site.blobs(), &file.sha256, file.byte_size).await?;
        return Ok(Body::from(ranges::slice(&whole, &range)));
    }
    Ok(Body::from_stream(site.blobs().read(&file.sha256, range).await?))
}
