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

/// How much room one kind of files takes.
#[derive(Serialize, ToSchema)]
struct FileRoom {
    kind: FileKind,
    /// How many there are.
    files: u64,
    /// How often they are used: the same bytes are kept once.
    uses: u64,
    /// In bytes.
    bytes: u64,
    /// How much more it would be, in bytes, if each use had a file of its own.
    shared_bytes: u64,
}

impl From<model::KindRoom> for FileRoom {
    fn from(model::KindRoom { kind, files, uses, bytes, shared }: model::KindRoom) -> Self {
        Self { kind, files, uses, bytes, shared_bytes: shared }
    }
}

/// A file that is missing in the store, and a picture that it belongs to.
#[derive(Serialize, ToSchema)]
struct LostFile {
    /// The SHA-256 of its bytes, by which it is named in the store.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    /// How many bytes it had.
    bytes: u64,
    kind: FileKind,
    image_id: PictureId,
    /// The user name of whose it is.
    username: String,
    /// The pin that shows it; null where whoever asks may not see that.
    #[schema(required)]
    pin_id: Option<PinId>,
}

impl From<model::LostFile> for LostFile {
    fn from(file: model::LostFile) -> Self {
        let model::LostFile { sha256, bytes, kind, picture, owner, pin } = file;
        Self { sha256, bytes, kind, image_id: picture, username: owner, pin_id: pin.map(|pin| pin.id) }
    }
}

/// What a comparison of the store with the database found.
#[derive(Serialize, ToSchema)]
struct StorageCheck {
    #[serde(with = "time::serde::rfc3339")]
    checked_at: OffsetDateTime,
    /// How many files lie in the store.
    files: u64,
    file_bytes: u64,
    /// How many of them, older than a day, the database does not know. A sweep deletes them.
    stray_files: u64,
    stray_bytes: u64,
    /// How many files are missing that something refers to. This is a loss.
    lost: u64,
    /// Of those, up to a hundred.
    lost_files: Vec<LostFile>,
    /// How many files were deleted on the way; null where it was only looked.
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

/// How much room files take.
#[derive(Serialize, ToSchema)]
struct Storage {
    /// When the kinds were counted.
    #[serde(with = "time::serde::rfc3339")]
    counted_at: OffsetDateTime,
    /// All files, in bytes.
    bytes: u64,
    kinds: Vec<FileRoom>,
    /// What the last comparison of the store with the database found; null where there was none.
    #[schema(required)]
    check: Option<StorageCheck>,
    /// Whether one waits, or is under way.
    under_way: bool,
}

/// How much room a member takes.
#[derive(Serialize, ToSchema)]
struct Room {
    #[schema(example = "ana_1")]
    username: String,
    #[schema(example = "Ana")]
    display_name: String,
    /// What their plan is called.
    #[schema(example = "Premium")]
    plan: String,
    /// What their files take, as they were uploaded.
    used_bytes: u64,
    /// How much their plan holds; null for no end.
    #[schema(required)]
    quota_bytes: Option<u64>,
}

impl From<model::Room> for Room {
    fn from(model::Room { username, display_name, plan, used, quota, .. }: model::Room) -> Self {
        Self { username, display_name, plan, used_bytes: used, quota_bytes: quota }
    }
}

/// A page of members by the room they take.
#[derive(Serialize, ToSchema)]
struct RoomPage {
    /// The members on this page, in order.
    items: Vec<Room>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

/// Which members are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RoomsWanted {
    /// In which order: `most` where left out.
    #[param(value_type = RoomSort, inline, required = false)]
    sort: Option<RoomSort>,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
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

/// How much room files take, and whether the store and the database agree
#[utoipa::path(
    get,
    path = "/admin/storage",
    tag = "admin",
    responses(
        (status = 200, description = "Storage", body = Storage),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn get_storage(Administrator { admin, asks }: Administrator) -> Result<Json<Storage>, Problem> {
    let model::Storage { counted_at, bytes, kinds, check, under_way } = storage::storage(asks.site(), admin).await?;
    let kinds = kinds.into_iter().map(FileRoom::from).collect();
    Ok(Json(Storage { counted_at, bytes, kinds, check: check.map(StorageCheck::from), under_way }))
}

/// Members by the room they take
#[utoipa::path(
    get,
    path = "/admin/storage/members",
    tag = "admin",
    params(RoomsWanted),
    responses(
        (status = 200, description = "A page of members", body = RoomPage),
        (status = 404, description = "Whoever asks is no admin"),
        (status = 422, description = "The cursor is of another list")
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

/// Look for files that nobody needs, and for missing ones
///
/// Nothing is deleted. What is found stands in `check` once the job for it is done.
#[utoipa::path(
    post,
    path = "/admin/storage/check",
    tag = "admin",
    responses(
        (status = 202, description = "It will be looked"),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn check_storage(Administrator { admin, asks }: Administrator) -> Result<StatusCode, Problem> {
    storage::ask_for_check(asks.site(), admin).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Delete files that nobody needs
///
/// Those that nothing refers to, and those older than a day that the database does not know.
#[utoipa::path(
    post,
    path = "/admin/storage/sweep",
    tag = "admin",
    responses(
        (status = 202, description = "They will be deleted"),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn sweep_storage(Administrator { admin, asks }: Administrator) -> Result<StatusCode, Problem> {
    storage::ask_for_sweep(asks.site(), admin).await?;
    Ok(StatusCode::ACCEPTED)
}
