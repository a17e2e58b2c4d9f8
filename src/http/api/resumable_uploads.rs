//! Resumable uploads: a file comes in one request or many, over any connection, to any server, by the protocol tus 1.0.0
//! (<https://tus.io/protocols/resumable-upload>). The site's own pages send large files this way as well.

use super::{
    BASE,
    bodies::refuse_other_type,
    credentials::{ApiCaller, Writer},
    params::FromPath,
    problems::{ProblemBody, Refusal},
    uploads::AcceptedUpload,
};
use crate::{
    http::{
        AppState,
        uploads::{
            refuse_other_account,
            tus::{self, TUS_EXTENSION, TUS_MAX_SIZE, TUS_RESUMABLE, TUS_VERSION, UPLOAD_LENGTH, UPLOAD_OFFSET},
        },
    },
    model::{
        errors::Problem,
        ids::UploadId,
        resumable_uploads::{ResumableUpload, UploadOutcome},
    },
    services::{
        Caller, allowances,
        resumable_uploads::{self, Body, TransferError},
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Request},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
        request::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
#[expect(dead_code, reason = "read as a stream; this is what it looks like")]
struct FileBytes(Vec<u8>);

/// A resumable upload.
#[derive(Serialize, ToSchema)]
#[schema(as = ResumableUpload)]
struct UploadProgress {
    id: UploadId,
    /// How many bytes of the file have arrived.
    offset: u64,
    /// How many bytes the file has.
    length: u64,
    /// When the upload is deleted, unless more of the file arrives.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// The pin that the file became, or why it was refused. Null until the whole file has arrived.
    #[schema(required)]
    outcome: Option<Outcome>,
}

/// The outcome of a resumable upload.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// The file was accepted.
    Pin(AcceptedUpload),
    /// The file was refused, and nothing of it was kept.
    Problem(ProblemBody),
}

impl UploadProgress {
    fn of(upload: ResumableUpload) -> Result<Self, Problem> {
        let ResumableUpload { id, offset, length, expires_at, outcome, .. } = upload;
        let outcome = match outcome {
            Some(UploadOutcome::Pin(answer)) => {
                Some(Outcome::Pin(AcceptedUpload::of(answer).ok_or(Problem::Internal)?))
            }
            Some(UploadOutcome::Problem(problem)) => Some(Outcome::Problem(problem.into())),
            None => None,
        };
        Ok(Self { id, offset, length, expires_at, outcome })
    }
}

/// A member who sends files: a program by a token with the scope `write`, or a page of the site by its session.
struct Sender(Caller);

impl FromRequestParts<AppState> for Sender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Writer(member) = Writer::from_request_parts(parts, state).await?;
        refuse_other_account(&parts.headers, member.me)?;
        Ok(Self(member.asks.caller))
    }
}

/// A request of the version of the protocol that we speak.
struct Version;

impl<S: Send + Sync> FromRequestParts<S> for Version {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        if parts.headers.get(TUS_RESUMABLE) == Some(&tus::VERSION) { Ok(Self) } else { Err(Refusal::WrongVersion) }
    }
}

impl From<TransferError> for Refusal {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Locked => Self::Locked,
            TransferError::Offset(offset) => Self::WrongOffset(offset),
            TransferError::Expired => Self::Expired,
            TransferError::Problem(problem) => Self::Problem(problem),
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    let of_one = routes!(get_upload, continue_upload, delete_upload);
    OpenApiRouter::new().routes(routes!(create_upload, get_upload_limits)).routes(of_one)
}

/// Has every answer about resumable uploads say which version of the protocol it is of.
pub(super) async fn tell_version(request: Request, next: Next) -> Response {
    let (is_ours, asks) = (tus::is_at(request.uri().path()), request.method() == Method::OPTIONS);
    let mut response = next.run(request).await;
    if is_ours {
        let headers = response.headers_mut();
        headers.insert(TUS_RESUMABLE, tus::VERSION);
        headers.insert(TUS_VERSION, tus::VERSION);
        if asks {
            headers.insert(TUS_EXTENSION, tus::EXTENSIONS);
        }
    }
    response
}

/// Get the limits of resumable uploads
///
/// The headers tell the version and the extensions of the protocol tus, and the size of the largest file that you may
/// upload, in bytes.
#[utoipa::path(
    options,
    path = "/uploads/files",
    tag = "pins",
    responses((
        status = 204,
        description = "The limits are in the headers.",
        headers(
            ("Tus-Version" = String, description = "The supported version of the protocol."),
            ("Tus-Extension" = String, description = "The supported extensions of the protocol."),
            ("Tus-Max-Size" = u64, description = "The size of the largest file, in bytes.")
        )
    )),
    security((), ("bearer" = ["write"]))
)]
async fn get_upload_limits(asks: ApiCaller) -> Result<Response, Problem> {
    let largest = match asks.caller.viewer() {
        Some(me) => allowances::of(asks.site(), me).await?.largest(),
        None => asks.site().max_upload_bytes(),
    };
    Ok((StatusCode::NO_CONTENT, [(TUS_MAX_SIZE, HeaderValue::from(largest))]).into_response())
}

/// Create a resumable upload
///
/// Uploads a picture by the protocol tus 1.0.0 (https://tus.io), for which there are clients in many languages. The upload
/// continues where it was after a lost connection, even if the server was restarted. `docs/UPLOADS.md` has an example.
///
/// `Upload-Metadata` has the parts of `POST /pins` that come with a file: `title`, `description`, `alt_text`,
/// `source_url`, `tags`, `key`, `visibility`, `channel`, `share_location` and `on_duplicate`, and the name of the file as
/// `filename`. Unknown names are rejected, except `filetype`, which is ignored. What can be told without the file is checked
/// now.
///
/// The request may carry the beginning of the file, or all of it, as in `PATCH`. If the file was uploaded before with the
/// same `key`, the `outcome` is in the answer. You can have 100 unfinished uploads, and they count towards your storage. An
/// upload is deleted 24 hours after its last byte.
#[utoipa::path(
    post,
    path = "/uploads/files",
    tag = "pins",
    params(
        ("Tus-Resumable" = String, Header, pattern = r"^1\.0\.0$", description = "The version of the protocol."),
        ("Upload-Length" = u64, Header, description = "The size of the file, in bytes."),
        ("Upload-Metadata" = Option<String>, Header, nullable = false, description = "The details of the pin: a name, a space and the \
            value in Base64, separated by commas.")
    ),
    responses(
        (status = 201, description = "The upload.", body = UploadProgress, headers(
            ("Location" = String, description = "The URL of the upload."),
            ("Upload-Offset" = u64, description = "How many bytes have arrived."),
            ("Upload-Expires" = String, description = "When the upload is deleted, unless more of the file arrives.")
        )),
        (status = 400, description = "The headers are incomplete."),
        (status = 409, description = "You already have a pin with this title."),
        (status = 412, description = "The version of the protocol is not supported."),
        (status = 413, description = "The file is too large."),
        (status = 415, description = "The content type of the body is not supported."),
        (status = 422, description = "Some details are invalid, or the file cannot be used."),
        (status = 507, description = "The site’s disk is full.")
    ),
    security(("bearer" = ["write"]))
)]
async fn create_upload(Sender(caller): Sender, _: Version, request: Request) -> Result<Response, Refusal> {
    let headers = request.headers();
    let length = tus::bytes_in(headers, &UPLOAD_LENGTH)?;
    let metadata = tus::metadata(headers)?.to_owned();
    let details = tus::details(&metadata)?;
    let brings_some = headers.contains_key(CONTENT_TYPE) || body_length(headers) > 0;
    if brings_some {
        refuse_other_type(headers, tus::PIECE)?;
    }
    refuse_excess(headers, 0, length)?;
    let allowance = allowances::of(&caller.site, caller.member()?).await?;
    allowance.takes(&caller.site, length).await.map_err(too_large)?;
    let mut upload = resumable_uploads::create(&caller, length, metadata, &details).await?;
    if upload.outcome.is_none() && (brings_some || length == 0) {
        let id = upload.id;
        match resumable_uploads::receive(&caller, upload, 0, details, bytes_of(request)).await {
            Ok(received) => upload = judged(received)?,
            Err(error) => {
                // Whoever has sent it does not know where it is. What cannot be deleted now expires.
                let _ = resumable_uploads::terminate(&caller, id).await;
                return Err(error.into());
            }
        }
    }
    let location = [(LOCATION, tus::location(BASE, upload.id))];
    Ok((StatusCode::CREATED, location, tus::headers_of(&upload), Json(UploadProgress::of(upload)?)).into_response())
}

/// Get a resumable upload
///
/// Tells how much of the file has arrived and, once all of it has, what became of it. If another request is still sending,
/// it is ended first, so that the `offset` is where the file continues. A `HEAD` request gets the same in headers; if the
/// file was refused, it gets the status of the refusal.
#[utoipa::path(
    get,
    path = "/uploads/files/{id}",
    tag = "pins",
    params(("id" = UploadId, Path, description = "The ID of the upload.")),
    responses(
        (status = 200, description = "The upload.", body = UploadProgress),
        (status = 410, description = "The upload has expired."),
        (status = 423, description = "Another request is working on the upload. Try again later.")
    ),
    security(("bearer" = ["write"]))
)]
async fn get_upload(
    Sender(caller): Sender,
    method: Method,
    headers: HeaderMap,
    FromPath(id): FromPath<UploadId>,
) -> Result<Response, Refusal> {
    let by_protocol = method == Method::HEAD;
    if by_protocol && headers.get(TUS_RESUMABLE) != Some(&tus::VERSION) {
        return Err(Refusal::WrongVersion);
    }
    let mut upload = resumable_uploads::state(&caller, id).await?;
    if upload.is_whole() && upload.outcome.is_none() {
        // The server that was about to judge it has died, or there was no room for that.
        let (offset, details) = (upload.offset, tus::details(&upload.metadata)?);
        upload = resumable_uploads::receive(&caller, upload, offset, details, stream::empty().boxed()).await?;
    }
    if by_protocol {
        upload = judged(upload)?;
    }
    Ok((tus::headers_of(&upload), Json(UploadProgress::of(upload)?)).into_response())
}

/// Continue a resumable upload
///
/// Sends bytes of the file, from `Upload-Offset` on: as many as you like. What arrives is kept, even if the connection
/// breaks. When the last byte has arrived, the answer is the outcome: 204 with the ID of the pin in `Tessera-Pin`, or the
/// reason why the file was refused. `GET` tells it again.
#[utoipa::path(
    patch,
    path = "/uploads/files/{id}",
    tag = "pins",
    params(
        ("id" = UploadId, Path, description = "The ID of the upload."),
        ("Tus-Resumable" = String, Header, pattern = r"^1\.0\.0$", description = "The version of the protocol."),
        ("Upload-Offset" = u64, Header, description = "How many bytes of the file come before these.")
    ),
    request_body(content = FileBytes, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "The bytes were kept.", headers(
            ("Upload-Offset" = u64, description = "How many bytes have arrived."),
            ("Upload-Expires" = String, description = "When the upload is deleted, unless more of the file arrives."),
            ("Tessera-Pin" = String, description = "The ID of the pin that the file became, once all of it has arrived.")
        )),
        (status = 409, description = "The file continues elsewhere: at the `Upload-Offset` of this answer."),
        (status = 410, description = "The upload has expired."),
        (status = 412, description = "The version of the protocol is not supported."),
        (status = 413, description = "These are more bytes than the file has."),
        (status = 422, description = "The file cannot be used, or you already have a pin with this title."),
        (status = 423, description = "Another request is working on the upload. Try again later.")
    ),
    security(("bearer" = ["write"]))
)]
async fn continue_upload(
    Sender(caller): Sender,
    _: Version,
    FromPath(id): FromPath<UploadId>,
    request: Request,
) -> Result<Response, Refusal> {
    refuse_other_type(request.headers(), tus::PIECE)?;
    let offset = tus::bytes_in(request.headers(), &UPLOAD_OFFSET)?;
    let upload = resumable_uploads::find(&caller, id).await?;
    refuse_excess(request.headers(), offset, upload.length)?;
    let details = tus::details(&upload.metadata)?;
    let upload = resumable_uploads::receive(&caller, upload, offset, details, bytes_of(request)).await?;
    let upload = judged(upload)?;
    Ok((StatusCode::NO_CONTENT, tus::headers_of(&upload)).into_response())
}

/// Delete a resumable upload
///
/// Deletes what has arrived of the file. A pin that the file became stays.
#[utoipa::path(
    delete,
    path = "/uploads/files/{id}",
    tag = "pins",
    params(
        ("id" = UploadId, Path, description = "The ID of the upload."),
        ("Tus-Resumable" = String, Header, pattern = r"^1\.0\.0$", description = "The version of the protocol.")
    ),
    responses(
        (status = 204, description = "The upload is gone."),
        (status = 410, description = "The upload has expired."),
        (status = 412, description = "The version of the protocol is not supported."),
        (status = 423, description = "Another request is working on the upload. Try again later.")
    ),
    security(("bearer" = ["write"]))
)]
async fn delete_upload(
    Sender(caller): Sender,
    _: Version,
    FromPath(id): FromPath<UploadId>,
) -> Result<StatusCode, Refusal> {
    resumable_uploads::terminate(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many bytes a request says it brings; 0 where it does not say.
fn body_length(headers: &HeaderMap) -> u64 {
    headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or_default()
}

/// Refuses more than is missing of a file, before it comes. That an offset is none of the file's is found elsewhere.
fn refuse_excess(headers: &HeaderMap, offset: u64, length: u64) -> Result<(), Refusal> {
    if offset > length || body_length(headers) <= length - offset {
        return Ok(());
    }
    let detail = "These are more bytes than are missing of the file.".to_owned();
    Err(Refusal::Under(StatusCode::PAYLOAD_TOO_LARGE, Problem::BadRequest { detail }))
}

/// What a request brings.
fn bytes_of(request: Request) -> Body {
    let broken = |_| Problem::BadRequest { detail: "The file broke off.".to_owned() };
    request.into_body().into_data_stream().map_err(broken).boxed()
}

/// A file that is larger than its sender's plan allows, as the protocol has it.
fn too_large(problem: Problem) -> Refusal {
    match problem {
        Problem::Plan { .. } => Refusal::Under(StatusCode::PAYLOAD_TOO_LARGE, problem),
        other => other.into(),
    }
}

/// An upload that may still be a pin.
///
/// # Errors
/// Why it was refused. Clients of the protocol take a conflict for one about the offset, and would try again.
fn judged(upload: ResumableUpload) -> Result<ResumableUpload, Refusal> {
    match upload.outcome {
        Some(UploadOutcome::Problem(problem)) if problem.status() == StatusCode::CONFLICT.as_u16() => {
            Err(Refusal::Under(StatusCode::UNPROCESSABLE_ENTITY, problem))
        }
        Some(UploadOutcome::Problem(problem)) => Err(problem.into()),
        _ => Ok(upload),
    }
}
