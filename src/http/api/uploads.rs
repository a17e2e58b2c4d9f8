//! Pictures in: new ones, by the same multipart body as the upload page's, and one in another's place. Both are streamed
//! part by part.

use super::{bodies::FromMultipart, credentials::Writer, params::FromPath, pins::WholePin};
use crate::{
    http::{AppState, multipart, uploads::receive_all},
    model::{
        errors::Problem,
        ids::PinId,
        pictures::PictureState,
        pins::{Location, UploadAnswer, Visibility},
        words::{OnDuplicate, PinWords},
    },
    services::{
        Site, pins,
        uploads::{self, Arrived},
    },
};
use axum::{Json, extract::Multipart, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Pictures, and words before them.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read part by part; this is what it looks like")]
struct NewPins {
    /// What the next file is called, and that one alone: it may come before each, as may the words after this one. A file
    /// without it is called by its name.
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
    /// Who may see the files after it, until another says otherwise. Public where left out.
    #[schema(nullable = false)]
    visibility: Option<Visibility>,
    /// Whether others download the files after it with the place where they were taken, until another says otherwise. Where left
    /// out, the location is removed from what others can download.
    #[schema(nullable = false)]
    share_location: Option<bool>,
    /// What is done about titles that one has given already, for the files after it, until another says otherwise. Where left
    /// out, a title that was said is refused, and one that is the file's name is numbered.
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

/// Upload pictures
///
/// Any number of `file` parts. Parts are read in order: `visibility`, `share_location` and `on_duplicate` count for all files after
/// them, the other words for the next file alone. Each file is answered for itself, in order; one that is refused does not keep out the others. The work on the
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
    FromMultipart(parts): FromMultipart,
) -> Result<Json<WholePin>, Problem> {
    let caller = member.acting();
    // Whoever may not change it hears so before anything else.
    pins::editable(&caller, id).await?;
    let picture = only_file(member.site(), parts).await?;
    pins::edit(&caller, id, PinWords::default(), Some(picture)).await?;
    Ok(Json(WholePin::named(&caller, id).await?))
}

/// Takes in the one file of a body.
pub(super) async fn only_file(site: &Site, mut parts: Multipart) -> Result<Arrived, Problem> {
    let mut found = None;
    while let Some(part) = multipart::next(&mut parts).await? {
        if part.name() != Some("file") {
            let name = part.name().unwrap_or_default();
            return Err(Problem::field(name, "This part is not known: “file” is."));
        }
        if found.is_some() {
            return Err(Problem::field("file", "Please send one picture."));
        }
        found = Some(uploads::receive(site, multipart::bytes(part)).await?);
    }
    found.ok_or_else(|| Problem::field("file", "Please send a picture."))
}
