//! Pictures in: a multipart body with any number of files, streamed part by part.
//!
//! `title`, `description`, `alt_text`, `source_url`, `tags` and `key` count for the next file alone; `visibility`,
//! `share_location` and `on_duplicate` for all files after them.

use super::{AppState, multipart, pages};
use crate::{
    app::start::FormAnswer,
    model::{
        errors::Problem,
        ids::UserId,
        pins::{UploadAnswer, Visibility},
        words::{OnDuplicate, PinWords, split_tags},
    },
    services::{
        Caller, Site, allowances,
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
use uuid::Uuid;

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
    let mut allowance = allowances::of(site, owner).await?;
    let mut batch = Batch::default();
    let mut parts = Parts::default();
    while let Some(field) = multipart::next(&mut multipart).await? {
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let name = field.name().unwrap_or_default().to_owned();
            parts.take(&name, multipart::text(field).await?)?;
            continue;
        };
        if field.name() != Some("file") {
            return Err(unknown(field.name().unwrap_or_default()));
        }
        // A browser sends a nameless file where none was chosen.
        if file_name.is_empty() {
            continue;
        }
        let Said { words, on_duplicate, key } = parts.of_next_file();
        let received = allowance.receive(site, key.is_some(), multipart::bytes(field)).await;
        match (words, received) {
            (Ok(words), Ok(file)) => {
                batch.pending.push(Ok(NewUpload { file, file_name, words, on_duplicate, key }));
            }
            (Err(problem), _)
            | (_, Err(problem @ (Problem::Refused { .. } | Problem::TooLarge { .. } | Problem::Plan { .. }))) => {
                let error = problem.to_string();
                batch.pending.push(Err(UploadAnswer::Refused { file: file_name, error, pin: None }));
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

/// What was said before a file.
#[derive(Default)]
struct Parts {
    /// For the next file alone.
    words: PinWords,
    key: Option<Uuid>,
    /// For all files after it.
    visibility: Visibility,
    share_location: bool,
    on_duplicate: Option<OnDuplicate>,
}

/// What was said of one file.
struct Said {
    words: Result<PinWords, Problem>,
    on_duplicate: Option<OnDuplicate>,
    key: Option<Uuid>,
}

impl Parts {
    fn take(&mut self, name: &str, text: String) -> Result<(), Problem> {
        // What was left empty was not said.
        let said = Some(text.clone()).filter(|text| !text.trim().is_empty());
        match name {
            "title" => self.words.title = said,
            "description" => self.words.description = said,
            "alt_text" => self.words.alt_text = said,
            "source_url" => self.words.source_url = said,
            "tags" => self.words.tags = said.map(|tags| split_tags(&tags)),
            "key" => {
                let key = said.map(|key| key.trim().parse()).transpose();
                self.key = key.map_err(|_| Problem::field("key", "A key is a UUID."))?;
            }
            "visibility" => self.visibility = text.parse()?,
            "share_location" => {
                self.share_location = match text.trim() {
                    "true" => true,
                    "false" | "" => false,
                    _ => return Err(Problem::field("share_location", "Choose “true” or “false”.")),
                }
            }
            "on_duplicate" => self.on_duplicate = said.map(|text| text.parse()).transpose()?,
            other => return Err(unknown(other)),
        }
        Ok(())
    }

    fn of_next_file(&mut self) -> Said {
        let words = PinWords {
            visibility: Some(self.visibility),
            share_location: Some(self.share_location),
            ..std::mem::take(&mut self.words)
        };
        Said { words: words.validated(), on_duplicate: self.on_duplicate, key: self.key.take() }
    }
}

/// A part that is none of ours. It is not passed over: what was meant to hide a picture would then publish it.
fn unknown(part: &str) -> Problem {
    let known = "“title”, “description”, “alt_text”, “source_url”, “tags”, “key”, “visibility”, “share_location”, “on_duplicate” \
         and “file”";
    Problem::field(part, format!("This part is not known: {known} are."))
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
        let mut refusals = Vec::new();
        for pending in self.pending.drain(..) {
            match pending {
                Ok(upload) => {
                    uploads.push(upload);
                    refusals.push(None);
                }
                Err(refusal) => refusals.push(Some(refusal)),
            }
        }
        let mut pinned =
            if uploads.is_empty() { Vec::new() } else { uploads::pin(site, owner, uploads).await? }.into_iter();
        for refusal in refusals {
            let answer = refusal.or_else(|| pinned.next()).ok_or(Problem::Internal)?;
            self.answers.push(answer);
        }
        Ok(())
    }
}
