//! Pictures in: a multipart body with any number of files, streamed part by part.
//!
//! `title`, `description`, `alt_text`, `source_url`, `tags` and `key` count for the next file alone; `visibility`, `channel`,
//! `share_location` and `on_duplicate` for all files after them, and the first `visibility`, `channel` and `on_duplicate` for those before it
//! as well. In a body with one file, all of them may come after it. So a file waits until it is sure who may see it: nothing is ever shown to more people than was said.

mod batch;
mod said;
pub(super) mod tus;

use super::{
    AppState,
    multipart::{Bounds, PartBytes, Parts},
    pages,
};
use crate::{
    app::start::FormAnswer,
    model::{
        errors::Problem,
        ids::UserId,
        pins::{UPLOAD_ACCOUNT, UploadAnswer},
    },
    services::{
        Caller, Site,
        allowances::{self, Allowance},
        uploads,
    },
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use batch::{Batch, Pending, Waiting};
use said::{Said, Words};
use serde::Serialize;

/// How many parts an upload can have: as many files as plans give, each with all its words.
const PARTS_MOST: usize = 20_000;

/// How many bytes of text an upload can have: what waits with its files is in memory.
const TEXTS_MOST: u64 = 16 << 20;

/// The answer to an upload: each file's, in the order they came.
#[derive(Serialize)]
struct Items {
    items: Vec<UploadAnswer>,
}

/// Takes in files and makes pins of them.
pub(super) async fn create_pins(
    State(state): State<AppState>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let (uri, json) = (request.uri().clone(), pages::wants_json(request.headers()));
    let owner = match caller.member() {
        Err(Problem::NotSignedIn) if !json => return Ok(Redirect::to("/login?next=/upload").into_response()),
        owner => owner?,
    };
    refuse_other_account(request.headers(), owner)?;
    let answers = receive_all(&caller, request).await;
    if json {
        return Ok((StatusCode::ACCEPTED, Json(Items { items: answers? })).into_response());
    }
    let (status, answer) = match answers {
        Ok(uploads) => (StatusCode::OK, FormAnswer { uploads, ..FormAnswer::default() }),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            (status, FormAnswer { problem: Some(problem), ..FormAnswer::default() })
        }
    };
    Ok(pages::answer_form(&state, caller, uri, status, answer).await)
}

/// Refuses what a page sends of an account that has been signed out since, while another is signed in.
///
/// # Errors
/// [`Problem::NotSignedIn`].
pub(super) fn refuse_other_account(headers: &HeaderMap, owner: UserId) -> Result<(), Problem> {
    let is_other = |account: &HeaderValue| account.as_bytes() != owner.to_string().as_bytes();
    if headers.get(UPLOAD_ACCOUNT).is_some_and(is_other) { Err(Problem::NotSignedIn) } else { Ok(()) }
}

/// Reads the whole body. A file that is refused does not keep the others from becoming pins.
pub(super) async fn receive_all(caller: &Caller, request: Request) -> Result<Vec<UploadAnswer>, Problem> {
    let (site, owner) = (&caller.site, caller.member()?);
    let mut allowance = allowances::of(site, owner).await?;
    let bounds = Bounds { parts: PARTS_MOST, files: allowance.total(), texts: TEXTS_MOST };
    let mut parts = Parts::of(request, bounds).await?;
    let mut batch = Batch::default();
    let mut words = Words::default();
    while let Some(part) = parts.next().await? {
        if part.name() != "file" {
            let name = part.name().to_owned();
            // A file under another name is none of ours: its part is not known.
            let text = if part.file_name().is_none() { part.text().await? } else { return Err(said::unknown(&name)) };
            words.take(&name, text)?;
            continue;
        }
        let file_name = part.file_name().unwrap_or_default().to_owned();
        let Some(bytes) = part.file().await else { continue };
        // Only now: what comes after the last file may be about it, or refuse it.
        if batch.is_full() && words.is_sure() {
            batch.pin(caller, &words).await?;
        }
        let said = words.of_next_file();
        batch.add(receive(site, owner, &mut allowance, file_name, said, bytes).await?);
    }
    batch.end(&mut words)?;
    batch.pin(caller, &words).await?;
    batch.answers()
}

/// Takes in one file. What is wrong with it is its answer.
async fn receive(
    site: &Site,
    owner: UserId,
    allowance: &mut Allowance,
    file_name: String,
    said: Result<Said, Problem>,
    bytes: PartBytes<'_>,
) -> Result<Pending, Problem> {
    let said = match said {
        Ok(said) => said,
        Err(problem) => {
            uploads::pass_over(bytes).await?;
            return Ok(Pending::refused(file_name, &problem));
        }
    };
    let known = match said.key {
        Some(key) => uploads::known(site, owner, key).await?,
        None => None,
    };
    if let Some(answer) = known {
        uploads::pass_over(bytes).await?;
        return Ok(Pending::Answered(answer));
    }
    match allowance.receive(site, bytes).await {
        Ok(file) => Ok(Pending::File(Box::new(Waiting { file, file_name, said }))),
        Err(problem @ (Problem::Refused { .. } | Problem::TooLarge { .. } | Problem::Plan { .. })) => {
            Ok(Pending::refused(file_name, &problem))
        }
        Err(problem) => Err(problem),
    }
}
