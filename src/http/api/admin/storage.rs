//! Storage, for admins.

use super::super::{
    credentials::Administrator,
    params::FromQuery,
    pins::{default_limit, limit},
    schemas::{AnyCursor, RoomCursor},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{PictureId, PinId},
        page::Cursor,
        storage::{self as model, FileKind, RoomSort},
    },
    services::{pins::Span, storage},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Storage used by one kind of file.
#[derive(Serialize, ToSchema)]
struct FileRoom {
    kind: FileKind,
    /// Number of files.
    files: u64,
    /// How often the files are used. Identical files are stored once.
    uses: u64,
    /// Total size, in bytes.
    bytes: u64,
    /// Bytes saved by storing identical files once.
    shared_bytes: u64,
}

impl From<model::KindRoom> for FileRoom {
    fn from(model::KindRoom { kind, files, uses, bytes, shared }: model::KindRoom) -> Self {
        Self { kind, files, uses, bytes, shared_bytes: shared }
    }
}

/// A missing file, and a picture that it belongs to.
#[derive(Serialize, ToSchema)]
struct LostFile {
    /// The SHA-256 of the file’s content, which is its name in the file store.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    /// The size of the file, in bytes.
    bytes: u64,
    kind: FileKind,
    image_id: PictureId,
    /// The user name of the picture’s owner.
    username: String,
    /// The pin that shows the picture. Null if you cannot see it.
    #[schema(required)]
    pin_id: Option<PinId>,
}

impl From<model::LostFile> for LostFile {
    fn from(file: model::LostFile) -> Self {
        let model::LostFile { sha256, bytes, kind, picture, owner, pin } = file;
        Self { sha256, bytes, kind, image_id: picture, username: owner, pin_id: pin.map(|pin| pin.id) }
    }
}

/// The result of a storage check, which compares the file store with the database.
#[derive(Serialize, ToSchema)]
struct StorageCheck {
    #[serde(with = "time::serde::rfc3339")]
    checked_at: OffsetDateTime,
    /// Number of files in the file store.
    files: u64,
    file_bytes: u64,
    /// Number of files older than a day that the database does not know. A sweep deletes them.
    stray_files: u64,
    stray_bytes: u64,
    /// Number of files that the database refers to but that are missing. Their data is lost.
    lost: u64,
    /// The missing files, up to 100.
    lost_files: Vec<LostFile>,
    /// Number of files that were deleted. Null for a check that deletes nothing.
    #[schema(required)]
    swept: Option<u64>,
}

impl From<model::StorageCheck> for StorageCheck {
    fn from(check: model::StorageCheck) -> Self {
        let model::StorageCheck { checked_at, files, file_bytes, stray_files, stray_bytes, lost, swept, lost_files } =
            check;
        let swept = swept.map(|swept| swept.unreferenced + swept.strays);
        let lost_files = lost_files.into_iter().map(LostFile::from).collect();
        Self { checked_at, files, file_bytes, stray_files, stray_bytes, lost, lost_files, swept }
    }
}

/// Storage used by the files of the site.
#[derive(Serialize, ToSchema)]
struct Storage {
    /// When `kinds` was computed.
    #[serde(with = "time::serde::rfc3339")]
    counted_at: OffsetDateTime,
    /// Total size of all files, in bytes.
    bytes: u64,
    kinds: Vec<FileRoom>,
    /// The result of the last storage check. Null if there was none.
    #[schema(required)]
    check: Option<StorageCheck>,
    /// Whether a check is waiting or running.
    under_way: bool,
}

/// Storage used by a member.
#[derive(Serialize, ToSchema)]
struct Room {
    #[schema(example = "ana_1")]
    username: String,
    #[schema(example = "Ana")]
    display_name: String,
    /// The name of the member’s plan.
    #[schema(example = "Premium")]
    plan: String,
    /// Storage used by the member’s original files, in bytes.
    used_bytes: u64,
    /// The storage limit of the plan, in bytes. Null if unlimited.
    #[schema(required)]
    quota_bytes: Option<u64>,
}

impl From<model::Room> for Room {
    fn from(model::Room { username, display_name, plan, used, quota, .. }: model::Room) -> Self {
        Self { username, display_name, plan, used_bytes: used, quota_bytes: quota }
    }
}

/// A page of members by storage used.
#[derive(Serialize, ToSchema)]
struct RoomPage {
    /// The members on this page, in order.
    items: Vec<Room>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

/// The order and the page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RoomsWanted {
    /// The order of the members. The default is `most`.
    #[param(value_type = RoomSort, inline, required = false)]
    sort: Option<RoomSort>,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = RoomCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_storage))
        .routes(routes!(list_rooms))
        .routes(routes!(check_storage))
        .routes(routes!(sweep_storage))
}

/// Get storage use and the last storage check
#[utoipa::path(
    get,
    path = "/admin/storage",
    tag = "admin",
    responses(
        (status = 200, description = "Storage use and the last check.", body = Storage),
        (status = 404, description = "You are not an admin.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn get_storage(Administrator { admin, asks }: Administrator) -> Result<Json<Storage>, Problem> {
    let model::Storage { counted_at, bytes, kinds, check, under_way } = storage::storage(asks.site(), admin).await?;
    let kinds = kinds.into_iter().map(FileRoom::from).collect();
    Ok(Json(Storage { counted_at, bytes, kinds, check: check.map(StorageCheck::from), under_way }))
}

/// List members by storage used
#[utoipa::path(
    get,
    path = "/admin/storage/members",
    tag = "admin",
    params(RoomsWanted),
    responses(
        (status = 200, description = "A page of members.", body = RoomPage),
        (status = 404, description = "You are not an admin."),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_rooms(
    Administrator { admin, asks }: Administrator,
    FromQuery(RoomsWanted { sort, limit: size, cursor }): FromQuery<RoomsWanted>,
) -> Result<Json<RoomPage>, Problem> {
    let page = storage::rooms(asks.site(), admin, sort.unwrap_or_default(), Span { cursor, size }).await?;
    Ok(Json(RoomPage { items: page.items.into_iter().map(Room::from).collect(), next: page.next }))
}

/// Check storage for unused and missing files
///
/// Deletes nothing. The result appears in `check` of `GET /api/v1/admin/storage` when the check is finished.
#[utoipa::path(
    post,
    path = "/admin/storage/check",
    tag = "admin",
    responses(
        (status = 202, description = "The check will start soon."),
        (status = 404, description = "You are not an admin.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn check_storage(Administrator { admin, asks }: Administrator) -> Result<StatusCode, Problem> {
    storage::ask_for_check(asks.site(), admin).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Delete unused files
///
/// Deletes files that nothing refers to, and files older than a day that the database does not know.
#[utoipa::path(
    post,
    path = "/admin/storage/sweep",
    tag = "admin",
    responses(
        (status = 202, description = "The files will be deleted soon."),
        (status = 404, description = "You are not an admin.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn sweep_storage(Administrator { admin, asks }: Administrator) -> Result<StatusCode, Problem> {
    storage::ask_for_sweep(asks.site(), admin).await?;
    Ok(StatusCode::ACCEPTED)
}
