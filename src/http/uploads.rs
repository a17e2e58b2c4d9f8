//! Pictures in: a multipart body with any number of files, streamed part by part.
//!
//! A `title` part counts for the next file alone; a `visibility` part for all files after it.

use super::{AppState, multipart, pages};
use crate::{
    app::start::FormAnswer,
    model::{
        errors::Problem,
        ids::UserId,
        pictures::PictureState,
        pins::{UploadAnswer, Visibility, title},
    },
    services::{
        Caller, Site,
        uploads::{self, NewUpload},
    },
};
use axum::{
    Json,
    extract::{Multipart, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;

/// How many files become pins in one transaction. Their temporary files wait on the disk till then.
const BATCH: usize = 50;

/// The answer to an upload: each file's, in the order they came.
#[derive(Serialize)]
struct Items {
    items: Vec<UploadAnswer>,
}

/// Takes in files and makes pins of them.
pub(super) async fn create_pins(
    State(state): State<AppState>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Problem> {
    let json = pages::wants_json(&headers);
    let owner = match caller.member() {
        Err(Problem::NotSignedIn) if !json => return Ok(Redirect::to("/login?next=/upload").into_response()),
        owner => owner?,
    };
    let answers = receive_all(&state.site, owner, multipart).await;
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

/// Reads the whole body. A file that is refused does not keep the others from becoming pins.
pub(super) async fn receive_all(
    site: &Site,
    owner: UserId,
    mut multipart: Multipart,
) -> Result<Vec<UploadAnswer>, Problem> {
    let mut batch = Batch::default();
    let mut typed_title = String::new();
    let mut visibility = Visibility::default();
    while let Some(field) = multipart::next(&mut multipart).await? {
        let Some(file) = field.file_name().map(str::to_owned) else {
            match field.name() {
                Some("title") => typed_title = multipart::text(field).await?,
                Some("visibility") => visibility = multipart::text(field).await?.parse()?,
                other => return Err(unknown(other)),
            }
            continue;
        };
        if field.name() != Some("file") {
            return Err(unknown(field.name()));
        }
        // A browser sends a nameless file where none was chosen.
        if file.is_empty() {
            continue;
        }
        let title = title(&std::mem::take(&mut typed_title), &file);
        let received = uploads::receive(site, multipart::bytes(field)).await;
        match (title, received) {
            (Ok(title), Ok(received)) => batch.pending.push(Ok(NewUpload { file: received, title, visibility })),
            (Err(problem), _) | (_, Err(problem @ (Problem::Refused { .. } | Problem::TooLarge { .. }))) => {
                batch.pending.push(Err(UploadAnswer::Refused { file, error: problem.to_string() }));
            }
            (_, Err(problem)) => return Err(problem),
        }
        if batch.is_full() {
            batch.pin(site, owner).await?;
        }
    }
    batch.pin(site, owner).await?;
    if batch.answers.is_empty() {
        return Err(Problem::field("file", "Please choose at least one picture."));
    }
    Ok(batch.answers)
}

/// A part that is none of ours. It is not passed over: what was meant to hide a picture would then publish it.
fn unknown(part: Option<&str>) -> Problem {
    Problem::field(part.unwrap_or_default(), "This part is not known: “title”, “visibility” and “file” are.")
}

/// Files that wait to become pins together, and the answers so far.
#[derive(Default)]
struct Batch {
    answers: Vec<UploadAnswer>,
    /// What came since the last pins were made, in order: files that wait, and refusals between them.
    pending: Vec<Result<NewUpload, UploadAnswer>>,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.pending.len() >= BATCH
    }

    /// Makes pins of the files that wait, in one transaction, and answers all that is pending.
    async fn pin(&mut self, site: &Site, owner: UserId) -> Result<(), Problem> {
        let mut uploads = Vec::new();
        let mut answers = Vec::new();
        for pending in self.pending.drain(..) {
            match pending {
                Ok(upload) => {
                    answers.push(Err(upload.title.clone()));
                    uploads.push(upload);
                }
                Err(refusal) => answers.push(Ok(refusal)),
            }
        }
        if uploads.is_empty() {
            self.answers.extend(answers.into_iter().flatten());
            return Ok(());
        }
        let mut pins = uploads::pin(site, owner, uploads).await?.into_iter();
        for answer in answers {
            self.answers.push(match answer {
                Ok(refusal) => refusal,
                Err(title) => {
                    let id = pins.next().ok_or(Problem::Internal)?;
                    UploadAnswer::Accepted { id, title, state: PictureState::Waiting }
                }
            });
        }
        Ok(())
    }
}
