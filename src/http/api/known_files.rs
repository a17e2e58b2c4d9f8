//! Which files were uploaded before.

use super::{bodies::FromJson, credentials::Reader, several::Several, texts::FileHash};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::PinId,
        pins::{FILES_AT_ONCE, KnownFile},
    },
    services::uploads,
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A list of files by their SHA-256.
type Hashes = Several<FileHash, 1, FILES_AT_ONCE>;

// What is inline is described by its type, as in `selections`.

/// The files to look for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileSearch {
    #[schema(inline)]
    sha256: Hashes,
}

/// A file that you have uploaded.
#[derive(Serialize, ToSchema)]
struct FoundFile {
    #[schema(value_type = FileHash)]
    sha256: String,
    /// The oldest of your pins that has this file.
    pin: PinId,
}

impl From<KnownFile> for FoundFile {
    fn from(KnownFile { sha256, pin }: KnownFile) -> Self {
        Self { sha256, pin }
    }
}

/// Files that you have uploaded.
#[derive(Serialize, ToSchema)]
struct FoundFiles {
    /// Those of the files that you have uploaded, in the order of the request.
    items: Vec<FoundFile>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(find_files))
}

/// Find files that you have uploaded
///
/// Tells which of some files you have uploaded already, so that a program need not send them again. Only your own pins
/// count.
#[utoipa::path(
    post,
    path = "/uploads/known",
    tag = "pins",
    request_body = FileSearch,
    responses((status = 200, description = "Those of the files that you have uploaded.", body = FoundFiles)),
    security(("bearer" = ["read"]))
)]
async fn find_files(
    Reader(member): Reader,
    FromJson(FileSearch { sha256 }): FromJson<FileSearch>,
) -> Result<Json<FoundFiles>, Problem> {
    let hashes: Vec<_> = sha256.0.iter().map(|hash| hash.0.as_str()).collect();
    let found = uploads::known_files(member.caller(), &hashes).await?;
    Ok(Json(FoundFiles { items: found.into_iter().map(FoundFile::from).collect() }))
}
