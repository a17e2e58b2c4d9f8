//! Uploads: new pictures, in the same multipart body as the upload page sends, and the replacement of a picture. Both
//! are streamed part by part.

use super::{
    bodies::FromMultipart,
    credentials::{Reader, Writer},
    params::{FromPath, FromQuery},
    pins::{WholePin, default_limit, limit},
};
use crate::{
    http::{
        AppState,
        multipart::{Bounds, Parts},
        uploads::receive_all,
    },
    model::{
        errors::Problem,
        ids::{ChannelId, PinId},
        page::{Cursor, Page},
        pictures::PictureState,
        pins::{FailedUpload, Location, UploadAnswer, Visibility},
        words::{OnDuplicate, PinWords},
    },
    services::{
        Site,
        allowances::{self, Allowance},
        pins::{self, Span},
        uploads::{self, Arrived},
    },
};
use axum::{Json, extract::Request, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The pictures to upload, and their details.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read part by part; this is what it looks like")]
struct NewPins {
    /// The title of the next file. Like the parts described after it, it applies to that file only and may come before
    /// each file. If omitted, the file name is the title, or “Untitled” without one. In a request with one file, it may
    /// also come after the file.
    #[schema(nullable = false)]
    title: Option<String>,
    /// The description of the next file, in plain text with line breaks.
    #[schema(nullable = false)]
    description: Option<String>,
    /// The alternative text of the next file: what it shows, for people who cannot see it.
    #[schema(nullable = false)]
    alt_text: Option<String>,
    /// The URL of the web page that the next file comes from.
    #[schema(nullable = false)]
    source_url: Option<String>,
    /// The tags of the next file, separated by commas.
    #[schema(nullable = false, example = "elephants, water")]
    tags: Option<String>,
    /// A UUID, made by the program, that identifies the upload of the next file. If a file is sent again with the same
    /// key, no second pin is created: the answer is the existing one.
    #[schema(nullable = false, pattern = "^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})?$")]
    key: Option<String>,
    /// The visibility of the files after it, until it is set again. The first one also applies to the files before it.
    /// The default is `public`.
    #[schema(nullable = false)]
    visibility: Option<Visibility>,
    /// With the visibility `channel`: the channel whose readers can see the files after it, until it is set again. The
    /// first one also applies to the files before it. You must be allowed to write there.
    #[schema(nullable = false)]
    channel: Option<ChannelId>,
    /// Whether downloads of the files after it include the location where they were taken, until it is set again. The
    /// default is false: the location is removed from downloads.
    #[schema(nullable = false)]
    share_location: Option<bool>,
    /// What to do if another pin of yours has the same title. Applies to the files after it, until it is set again; the
    /// first one also applies to the files before it. By default, a file with a given title is refused, and a title
    /// from the file name gets a number.
    #[schema(nullable = false)]
    on_duplicate: Option<OnDuplicate>,
    /// The pictures: JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF.
    #[schema(min_items = 1)]
    file: Vec<PictureFile>,
}

/// A picture: JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
#[expect(dead_code, reason = "read as a stream; this is what it looks like")]
struct PictureFile(Vec<u8>);

/// A single picture.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read part by part; this is what it looks like")]
pub(super) struct OnePicture {
    file: PictureFile,
}

/// The results of an upload.
#[derive(Serialize, ToSchema)]
struct Uploads {
    /// One result per file, in the order of the files.
    items: Vec<Upload>,
}

/// The result for one file.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Upload {
    /// The file was accepted.
    Accepted(AcceptedUpload),
    /// The file was refused, and nothing of it was kept.
    Refused {
        /// The name of the file.
        #[schema(example = "notes.txt")]
        file: String,
        /// A sentence that says why.
        #[schema(example = "This file is not a picture we can read.")]
        error: String,
        /// The pin that has the same title, if that is the reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        pin: Option<PinId>,
        /// Whether it may be accepted later, for example with another title or once there is room.
        retryable: bool,
    },
}

/// A file that was accepted as a pin, and whose picture will be processed.
#[derive(Serialize, ToSchema)]
pub(super) struct AcceptedUpload {
    id: PinId,
    /// The title of the pin.
    #[schema(example = "Elephants")]
    title: String,
    state: PictureState,
    /// What happens to the location where the picture was taken. Omitted if the file was sent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    location: Option<Location>,
    /// The oldest of your other pins that has the same file, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    duplicate_of: Option<PinId>,
}

impl AcceptedUpload {
    /// The pin that an upload became; `None` where it was refused.
    pub(super) fn of(answer: UploadAnswer) -> Option<Self> {
        match Upload::from(answer) {
            Upload::Accepted(accepted) => Some(accepted),
            Upload::Refused { .. } => None,
        }
    }
}

impl From<UploadAnswer> for Upload {
    fn from(answer: UploadAnswer) -> Self {
        match answer {
            UploadAnswer::Accepted { id, title, state, location, duplicate_of } => {
                Self::Accepted(AcceptedUpload { id, title, state, location, duplicate_of })
            }
            UploadAnswer::Refused { file, error, pin, retryable } => Self::Refused { file, error, pin, retryable },
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create_pins)).routes(routes!(replace_picture))
}

pub(super) fn failed_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_failed_uploads))
}

/// Upload pictures
///
/// Send one or more `file` parts. Parts are read in order: `visibility`, `channel`, `share_location` and `on_duplicate`
/// apply to all files after them, and the first `visibility`, `channel` and `on_duplicate` also to the files before
/// them. All other parts apply to the next file only. With a single file, all parts may also come after it. With several files, a part after
/// the last file that would apply to one file is refused, and no pin is created for a file whose visibility is unclear.
///
/// Each file has its own result, in order; a refused file does not affect the others. Pictures are processed after the
/// answer: see the `state` of each pin. If a picture cannot be processed, the `state` is `failed` for a week.
#[utoipa::path(
    post,
    path = "/pins",
    tag = "pins",
    request_body(content = NewPins, content_type = "multipart/form-data"),
    responses((status = 202, description = "The result for each file.", body = Uploads)),
    security(("bearer" = ["write"]))
)]
async fn create_pins(
    Writer(member): Writer,
    FromMultipart(request): FromMultipart,
) -> Result<(StatusCode, Json<Uploads>), Problem> {
    let answers = receive_all(member.caller(), request).await?;
    Ok((StatusCode::ACCEPTED, Json(Uploads { items: answers.into_iter().map(Upload::from).collect() })))
}

/// An upload that was accepted but could not be processed. Nothing of the file was kept.
#[derive(Serialize, ToSchema)]
pub(super) struct FailedPin {
    /// The ID of the pin in the answer to the upload.
    id: PinId,
    /// The title of the pin.
    #[schema(example = "Elephants")]
    title: String,
    state: Failed,
    /// A sentence that says why.
    #[schema(example = "This PNG picture is damaged.")]
    error: String,
    /// When processing failed.
    #[serde(with = "time::serde::rfc3339")]
    failed_at: OffsetDateTime,
}

/// The state of a failed upload.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Failed {
    /// The file could not be processed.
    Failed,
}

impl From<FailedUpload> for FailedPin {
    fn from(FailedUpload { pin, title, reason, failed_at }: FailedUpload) -> Self {
        Self { id: pin, title, state: Failed::Failed, error: reason, failed_at }
    }
}

/// A page of failed uploads.
#[derive(Serialize, ToSchema)]
struct FailedPins {
    /// The uploads on this page, latest first.
    items: Vec<FailedPin>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<Cursor>, inline, required)]
    next: Option<Cursor>,
}

/// The page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FailedSearch {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = Cursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// List your failed uploads
///
/// Files that were accepted but could not be processed. They are listed for a week.
#[utoipa::path(
    get,
    path = "/uploads/failed",
    tag = "pins",
    params(FailedSearch),
    responses(
        (status = 200, description = "A page of failed uploads.", body = FailedPins),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_failed_uploads(
    Reader(member): Reader,
    FromQuery(FailedSearch { limit, cursor }): FromQuery<FailedSearch>,
) -> Result<Json<FailedPins>, Problem> {
    let Page { items, next } = uploads::all_failed(member.site(), member.me, Span { cursor, size: limit }).await?;
    Ok(Json(FailedPins { items: items.into_iter().map(FailedPin::from).collect(), next }))
}

/// Replace the picture of a pin
///
/// The pin keeps its address, title and other details. Its `image_id` changes, and the old picture is no longer
/// available. Only the owner can, or an admin with a token that has the scope `admin`; others get 403.
#[utoipa::path(
    put,
    path = "/pins/{id}/picture",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    request_body(content = OnePicture, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The pin. Its new picture will be processed.", body = WholePin),
        (status = 413, description = "The file is too large.")
    ),
    security(("bearer" = ["write"]))
)]
async fn replace_picture(
    Writer(member): Writer,
    FromPath(id): FromPath<PinId>,
    FromMultipart(request): FromMultipart,
) -> Result<Json<WholePin>, Problem> {
    let caller = member.acting();
    // A caller who may not change the pin is refused before the body is read.
    let owner = pins::editable(&caller, id).await?;
    let allowance = allowances::of_replacement(member.site(), owner).await?;
    let picture = only_file(member.site(), allowance, request).await?;
    pins::edit(&caller, id, PinWords::default(), Some(picture)).await?;
    Ok(Json(WholePin::named(&caller, id).await?))
}

/// Reads the single file of a body.
pub(super) async fn only_file(site: &Site, mut allowance: Allowance, request: Request) -> Result<Arrived, Problem> {
    let bounds = Bounds { parts: 2, files: allowance.total(), texts: 0 };
    let mut parts = Parts::of(request, bounds).await?;
    let part = parts.next().await?.ok_or_else(|| Problem::field("file", "A picture is required."))?;
    if part.name() != "file" {
        return Err(Problem::field(part.name(), "This part is unknown. Send the picture as “file”."));
    }
    let bytes = part.file().await.ok_or_else(|| Problem::field("file", "A picture is required."))?;
    let file = allowance.receive(site, bytes).await?;
    match parts.next().await {
        Ok(None) => Ok(file),
        Ok(Some(_)) => Err(Problem::field("file", "Send only one picture.")),
        Err(problem) => Err(problem),
    }
}
