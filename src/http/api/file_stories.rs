//! What has become of an uploaded file, for its owner.

use super::{credentials::Reader, params::FromPath};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        file_story::{FileFacts, FileStory, MetadataKind, Place, StoredSize},
        ids::PinId,
        pictures::PictureState,
    },
    services::file_story,
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The file of a pin, and what was made of it.
#[derive(Serialize, ToSchema)]
struct PinFile {
    state: PictureState,
    /// The format of the file.
    #[schema(example = "JPEG")]
    format: String,
    /// The size of the file, in bytes.
    #[schema(minimum = 1, example = 3_421_337)]
    bytes: u64,
    /// In pixels, of the upright picture.
    #[schema(minimum = 1, example = 5640)]
    width: u32,
    /// In pixels, of the upright picture.
    #[schema(minimum = 1, example = 3172)]
    height: u32,
    /// The sizes that have been made of it so far, by ascending width.
    sizes: Vec<FileSize>,
    /// The number of bytes by which the full size is smaller than the file. Negative if it is larger. Null until the full
    /// size is available.
    #[schema(required, example = 1_203_200)]
    saved_bytes: Option<i64>,
    /// What else is in the file. Null until `state` is `ready`, or if the file could not be checked.
    #[schema(required)]
    contents: Option<FileContents>,
}

/// A size that was made of a file, as WebP without metadata.
#[derive(Serialize, ToSchema)]
struct FileSize {
    /// The number of the size: 0 is the full size, 1 the smallest, and higher numbers are larger.
    #[schema(example = 2)]
    n: u8,
    /// The width, in pixels.
    #[schema(minimum = 1, example = 236)]
    width: u32,
    /// The height, in pixels.
    #[schema(minimum = 1, example = 133)]
    height: u32,
    /// The file size, in bytes.
    #[schema(minimum = 1, example = 4711)]
    bytes: u64,
}

/// What is in a file besides its pixels. None of it is in the sizes that are made of it.
#[derive(Serialize, ToSchema)]
struct FileContents {
    /// The number of frames. Only animations have more than one.
    #[schema(minimum = 1)]
    frames: u32,
    /// The EXIF orientation of the stored picture. The sizes are upright.
    #[schema(minimum = 1, maximum = 8, example = 6)]
    orientation: u8,
    /// The name of the colour profile. Null if the file has none; its colours are then taken as sRGB. The sizes are sRGB.
    #[schema(required, example = "Display P3")]
    colour_profile: Option<String>,
    /// The kinds of metadata.
    metadata: Vec<MetadataKind>,
    /// The size of the metadata, in bytes.
    #[schema(example = 14_336)]
    metadata_bytes: u64,
    /// The make and model of the camera. Null if the file does not name one.
    #[schema(required, example = "Nikon D850")]
    camera: Option<String>,
    /// Where the picture was taken. Null if the file does not say so. Read from the file for each request; it is not
    /// stored elsewhere.
    #[schema(required)]
    place: Option<FilePlace>,
}

/// Where a picture was taken, according to its file. All fields are empty if the file has a place that cannot be read.
#[derive(Serialize, ToSchema)]
struct FilePlace {
    /// In degrees, from -90 to 90; north is positive. Null if the file has no position.
    #[schema(required, example = 47.37689)]
    latitude: Option<f64>,
    /// In degrees, from -180 to 180; east is positive. Null if the file has no position.
    #[schema(required, example = 8.54169)]
    longitude: Option<f64>,
    /// Names of the place, such as a city and a country.
    #[schema(example = json!(["Zürich", "Switzerland"]))]
    names: Vec<String>,
}

impl From<FileStory> for PinFile {
    fn from(story: FileStory) -> Self {
        let saved_bytes = story.saved_bytes();
        let FileStory { state, format, bytes, width, height, sizes, facts, place, .. } = story;
        let size = |StoredSize { size, bytes }| FileSize { n: size.n, width: size.width, height: size.height, bytes };
        Self {
            state,
            format,
            bytes,
            width,
            height,
            sizes: sizes.into_iter().map(size).collect(),
            saved_bytes,
            contents: facts.map(|facts| FileContents::of(facts, place)),
        }
    }
}

impl FileContents {
    fn of(facts: FileFacts, place: Option<Place>) -> Self {
        let FileFacts { frames, orientation, colour_profile, metadata, metadata_bytes, camera } = facts;
        let place = place.map(|Place { coordinates, names }| FilePlace {
            latitude: coordinates.map(|coordinates| coordinates.latitude),
            longitude: coordinates.map(|coordinates| coordinates.longitude),
            names,
        });
        Self { frames, orientation, colour_profile, metadata, metadata_bytes, camera, place }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_pin_file))
}

/// Get what has become of a pin’s file
///
/// Only for the owner of the pin: the file that you uploaded, the sizes that were made of it, and what is not in them.
#[utoipa::path(
    get,
    path = "/pins/{id}/file",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    responses((status = 200, description = "The file, and what was made of it.", body = PinFile)),
    security(("bearer" = ["read"]))
)]
async fn get_pin_file(Reader(member): Reader, FromPath(id): FromPath<PinId>) -> Result<Json<PinFile>, Problem> {
    Ok(Json(file_story::with_place(member.caller(), id).await?.into()))
}
