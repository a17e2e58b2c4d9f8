//! Pictures in: the same multipart body as the upload page's, streamed part by part.

use super::{bodies::FromMultipart, credentials::Writer};
use crate::{
    http::{AppState, uploads::receive_all},
    model::{
        errors::Problem,
        ids::PinId,
        pictures::PictureState,
        pins::{UploadAnswer, Visibility},
    },
};
use axum::{Json, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Pictures, and words before them.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read part by part; this is what it looks like")]
struct NewPins {
    /// What the next file is called, and that one alone: it may come before each. A file without it is called by its name.
    #[schema(nullable = false)]
    title: Option<String>,
    /// Who may see the files after it, until another says otherwise. Public where left out.
    #[schema(nullable = false)]
    visibility: Option<Visibility>,
    /// Pictures: JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF.
    #[schema(min_items = 1)]
    file: Vec<PictureFile>,
}

/// A picture: JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
#[expect(dead_code, reason = "read as a stream; this is what it looks like")]
pub(super) struct PictureFile(Vec<u8>);

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
    },
    /// It was not taken, and nothing of it has been kept.
    Refused {
        /// The file's name.
        #[schema(example = "notes.txt")]
        file: String,
        /// A whole sentence on why.
        #[schema(example = "This is not a picture we can read.")]
        error: String,
    },
}

impl From<UploadAnswer> for Upload {
    fn from(answer: UploadAnswer) -> Self {
        match answer {
            UploadAnswer::Accepted { id, title, state } => Self::Accepted { id, title, state },
            UploadAnswer::Refused { file, error, .. } => Self::Refused { file, error },
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create_pins))
}

/// Upload pictures
///
/// Any number of `file` parts. Parts are read in order: a `title` counts for the next file, a `visibility` for all files
/// after it. Each file is answered for itself, in order; one that is refused does not keep out the others. The work on the
/// pictures goes on after the answer: see `state` of each pin.
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
    FromMultipart(parts): FromMultipart,
) -> Result<(StatusCode, Json<Uploads>), Problem> {
    let answers = receive_all(member.site(), member.me, parts).await?;
    Ok((StatusCode::ACCEPTED, Json(Uploads { items: answers.into_iter().map(Upload::from).collect() })))
}
