//! Pictures in: new ones, by the same multipart body as the upload page's, and one in another's place. Both are streamed
//! part by part.

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
        ids::PinId,
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

/// Pictures, and their words.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read part by part; this is what it looks like")]
struct NewPins {
    /// What the next file is called, and that one alone: it may come before each, as may the words after this one. A file
    /// without it is called by its name, or “Untitled” where it has none. In a request with one file it may come after that.
    #[schema(nullable = false)]
    title: Option<String>,
    /// What is said of the next file: some lines of plain text.
    #[schema(nullable = false)]
    description: Option<String>,
    /// What the next file shows, for whoever cannot see it.
    #[schema(nullable = false)]
    alt_text: Option<String>,
    /// Where the next file comes from: a web address.
    #[schema(nullable = false)]
    source_url: Option<String>,
    /// The tags of the next file, with commas between.
    #[schema(nullable = false, example = "elephants, water")]
    tags: Option<String>,
    /// What this upload of the next file is called: a UUID that the program makes. A file that comes again under the same
    /// makes no second pin; it is answered with the one there is.
    #[schema(nullable = false, pattern = "^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})?$")]
    key: Option<String>,
    /// Who may see the files after it, until another says otherwise; the first one counts for the files before it as well.
    /// Public where it is left out.
    #[schema(nullable = false)]
    visibility: Option<Visibility>,
    /// Whether others download the files after it with the place where they were taken, until another says otherwise. Where left
    /// out, the location is removed from what others can download.
    #[schema(nullable = false)]
    share_location: Option<bool>,
    /// What is done about titles that one has given already, for the files after it, until another says otherwise; the first
    /// one counts for the files before it as well. Where left out, a title that was said is refused, and one that is the file's name is numbered.
    #[schema(nullable = false)]
    on_duplicate: Option<OnDuplicate>,
    /// Pictures: JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF.
    #[schema(min_items = 1)]
    file: Vec<PictureFile>,
}

/// A picture: JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
#[expect(dead_code, reason = "read as a stream; this is what it looks like")]
struct PictureFile(Vec<u8>);

/// One picture.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read part by part; this is what it looks like")]
pub(super) struct OnePicture {
    file: PictureFile,
}

/// What became of the files.
#[derive(Serialize, ToSchema)]
struct Uploads {
    /// Each file's answer, in the order in which they came.
    items: Vec<Upload>,
}

/// What became of a file.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Upload {
    /// It is a pin, and the work on its picture has been asked for.
    Accepted {
        id: PinId,
        /// What the pin is called.
        #[schema(example = "Elephants")]
        title: String,
        state: PictureState,
        /// What becomes of the location; left out where the file was sent before.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        location: Option<Location>,
    },
    /// It was not taken, and nothing of it has been kept.
    Refused {
        /// The file's name.
        #[schema(example = "notes.txt")]
        file: String,
        /// A whole sentence on why.
        #[schema(example = "This is not a picture we can read.")]
        error: String,
        /// The pin that has the title already, where that is why.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        pin: Option<PinId>,
    },
}

impl From<UploadAnswer> for Upload {
    fn from(answer: UploadAnswer) -> Self {
        match answer {
            UploadAnswer::Accepted { id, title, state, location } => Self::Accepted { id, title, state, location },
            UploadAnswer::Refused { file, error, pin } => Self::Refused { file, error, pin },
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
/// Any number of `file` parts. Parts are read in order: `visibility`, `share_location` and `on_duplicate` count for all files after
/// them, the first `visibility` and `on_duplicate` also for those before it; the other words count for the next file alone. Where there is one file, all of them may
/// come after it as well. What comes after the last of several files and would be about one of them is refused, and no pin is made
/// of a file of which it is not sure who may see it. Each file is answered for itself, in order; one that is refused does not keep
/// out the others. The work on the pictures goes on after the answer: see `state` of each pin, which is `failed` for a week where a
/// picture cannot be read after all.
#[utoipa::path(
    post,
    path = "/pins",
    tag = "pins",
    request_body(content = NewPins, content_type = "multipart/form-data"),
    responses((status = 202, description = "What became of each file", body = Uploads)),
    security(("bearer" = ["write"]))
)]
async fn create_pins(
    Writer(member): Writer,
    FromMultipart(request): FromMultipart,
) -> Result<(StatusCode, Json<Uploads>), Problem> {
    let answers = receive_all(member.caller(), request).await?;
    Ok((StatusCode::ACCEPTED, Json(Uploads { items: answers.into_iter().map(Upload::from).collect() })))
}

/// An upload that was taken in, and of which no picture could be made after all. Nothing of the file has been kept.
#[derive(Serialize, ToSchema)]
pub(super) struct FailedPin {
    /// What the answer to the upload called its pin.
    id: PinId,
    /// What it was called.
    #[schema(example = "Elephants")]
    title: String,
    state: Failed,
    /// A whole sentence on why.
    #[schema(example = "This PNG picture is damaged.")]
    error: String,
    /// When that was found out.
    #[serde(with = "time::serde::rfc3339")]
    failed_at: OffsetDateTime,
}

/// How far an upload is of which no picture could be made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Failed {
    /// It will not become a picture.
    Failed,
}

impl From<FailedUpload> for FailedPin {
    fn from(FailedUpload { pin, title, reason, failed_at }: FailedUpload) -> Self {
        Self { id: pin, title, state: Failed::Failed, error: reason, failed_at }
    }
}

/// A page of uploads that failed.
#[derive(Serialize, ToSchema)]
struct FailedPins {
    /// The uploads on this page, the latest first.
    items: Vec<FailedPin>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<Cursor>, inline, required)]
    next: Option<Cursor>,
}

/// Which stretch of the list is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FailedSearch {
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = Cursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// One's own uploads that failed
///
/// Files that were taken in and of which no picture could be made after all, each for a week.
#[utoipa::path(
    get,
    path = "/uploads/failed",
    tag = "pins",
    params(FailedSearch),
    responses(
        (status = 200, description = "A page of them", body = FailedPins),
        (status = 422, description = "The cursor is of another list")
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

/// Have a pin show another picture
///
/// Its address and its words stay. Its `image_id` is another, and the old picture is found no more. Of another's pin: 403, but
/// for an admin, whose token needs the scope `admin` as well.
#[utoipa::path(
    put,
    path = "/pins/{id}/picture",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    request_body(content = OnePicture, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The pin. The work on its picture has been asked for", body = WholePin),
        (status = 413, description = "The file is larger than is taken here")
    ),
    security(("bearer" = ["write"]))
)]
async fn replace_picture(
    Writer(member): Writer,
    FromPath(id): FromPath<PinId>,
    FromMultipart(request): FromMultipart,
) -> Result<Json<WholePin>, Problem> {
    let caller = member.acting();
    // Whoever may not change it hears so before anything else.
    let owner = pins::editable(&caller, id).await?;
    let allowance = allowances::of_replacement(member.site(), owner).await?;
    let picture = only_file(member.site(), allowance, request).await?;
    pins::edit(&caller, id, PinWords::default(), Some(picture)).await?;
    Ok(Json(WholePin::named(&caller, id).await?))
}

/// Takes in the one file of a body.
pub(super) async fn only_file(site: &Site, mut allowance: Allowance, request: Request) -> Result<Arrived, Problem> {
    let bounds = Bounds { parts: 2, files: allowance.total(), texts: 0 };
    let mut parts = Parts::of(request, bounds).await?;
    let part = parts.next().await?.ok_or_else(|| Problem::field("file", "Please send a picture."))?;
    if part.name() != "file" {
        return Err(Problem::field(part.name(), "This part is not known: “file” is."));
    }
    let bytes = part.file().await.ok_or_else(|| Problem::field("file", "Please send a picture."))?;
    let file = allowance.receive(site, bytes).await?;
    match parts.next().await {
        Ok(None) => Ok(file),
        Ok(Some(_)) => Err(Problem::field("file", "Please send one picture.")),
        Err(problem) => Err(problem),
    }
}
