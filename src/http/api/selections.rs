//! Deleting, restoring and changing several pins at once.

use super::{
    bodies::FromJson,
    credentials::Writer,
    mine::filter,
    several::Several,
    shapes::{Group, OneOf, Shapes},
    texts::{SearchText, Tag},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{BoardId, DeletionId, PinId},
        mine::{Change, MineFilter, NAMED_MOST, Progress, Selection},
        pins::Visibility,
        words::TAGS_MOST,
    },
    services::mine,
};
use axum::Json;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A list of pins by ID.
type Ids = Several<PinId, 1, NAMED_MOST>;

/// Tags to add or to remove.
type SomeTags = Several<Tag, 1, TAGS_MOST>;

/// The value `true`.
pub(super) struct True;

impl<'de> Deserialize<'de> for True {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let right = bool::deserialize(deserializer)?;
        if right { Ok(Self) } else { Err(de::Error::custom("This must be true or omitted.")) }
    }
}

impl PartialSchema for True {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Boolean)
            .description(Some("True selects all of your pins that match the filters."))
            .enum_values(Some([true]))
            .into()
    }
}

impl ToSchema for True {}

// A description of an inline schema becomes a second schema of type "object" beside it, which nothing satisfies. So `ids`,
// `all` and the lists of tags are described by their types.

/// The pins to delete: those in `ids`, or all of your pins that match the filters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinSelection {
    #[schema(inline, nullable = false)]
    ids: Option<Ids>,
    #[schema(inline, nullable = false)]
    #[expect(dead_code, reason = "that it is there makes the choice")]
    all: Option<True>,
    /// Only pins whose title or description contains this text.
    #[schema(inline)]
    q: Option<SearchText>,
    /// Only pins with this tag.
    tag: Option<Tag>,
    /// Only pins with this visibility.
    visibility: Option<Visibility>,
    /// Only pins whose picture is in this state.
    state: Option<Progress>,
}

impl Shapes for PinSelection {
    const CHOICES: &'static [&'static [Group]] = &[&[&["ids"], &["all", "q", "tag", "visibility", "state"]]];
}

/// The pins to change, and one change. The pins are those in `ids`, or all of your pins that match the filters. The
/// change is a new visibility, tags to add, tags to remove, or a board to add the pins to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinChange {
    #[schema(inline, nullable = false)]
    ids: Option<Ids>,
    #[schema(inline, nullable = false)]
    #[expect(dead_code, reason = "that it is there makes the choice")]
    all: Option<True>,
    /// Only pins whose title or description contains this text.
    #[schema(inline)]
    q: Option<SearchText>,
    /// Only pins with this tag.
    tag: Option<Tag>,
    /// Only pins that have this visibility now.
    visibility_is: Option<Visibility>,
    /// Only pins whose picture is in this state.
    state: Option<Progress>,
    /// The new visibility.
    #[schema(nullable = false)]
    visibility: Option<Visibility>,
    #[schema(inline, nullable = false)]
    add_tags: Option<SomeTags>,
    #[schema(inline, nullable = false)]
    remove_tags: Option<SomeTags>,
    /// The ID of one of your boards. The pins are added at its end.
    #[schema(nullable = false)]
    board: Option<BoardId>,
}

impl Shapes for PinChange {
    const CHOICES: &'static [&'static [Group]] = &[
        &[&["ids"], &["all", "q", "tag", "visibility_is", "state"]],
        &[&["visibility"], &["add_tags"], &["remove_tags"], &["board"]],
    ];
}

// Names for the document's macros, which accept no generic types.
type SelectionShapes = OneOf<PinSelection>;
type ChangeShapes = OneOf<PinChange>;

/// The deletion to undo.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    deletion: DeletionId,
}

/// The result of deleting pins.
#[derive(Serialize, ToSchema)]
struct Deleted {
    /// Number of deleted pins.
    deleted: u32,
    /// The ID of the deletion, to undo it within a few seconds.
    deletion: DeletionId,
}

/// The result of restoring pins.
#[derive(Serialize, ToSchema)]
struct Restored {
    /// Number of restored pins.
    #[schema(minimum = 1)]
    restored: u32,
}

/// The result of changing pins.
#[derive(Serialize, ToSchema)]
struct Changed {
    /// Number of changed pins.
    changed: u32,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(delete_pins)).routes(routes!(restore_pins)).routes(routes!(change_pins))
}

/// Delete several pins at once
///
/// Deletes all of them, or none if you may not delete one of them. The pins disappear at once and are deleted
/// permanently soon after. Until then, use `deletion` to restore them.
#[utoipa::path(
    post,
    path = "/pins/delete",
    tag = "pins",
    request_body = SelectionShapes,
    responses(
        (status = 200, description = "The pins were deleted.", body = Deleted),
        (status = 404, description = "One of the pins was not found, or is not visible to you.")
    ),
    security(("bearer" = ["write"]))
)]
async fn delete_pins(Writer(member): Writer, FromJson(body): FromJson<Value>) -> Result<Json<Deleted>, Problem> {
    let PinSelection { ids, q, tag, visibility, state, .. } = SelectionShapes::read(body)?;
    let gone = mine::delete(&member.acting(), &selection(ids, filter(q, tag, visibility, state))).await?;
    Ok(Json(Deleted { deleted: gone.count, deletion: gone.deletion }))
}

/// Restore pins that were just deleted
#[utoipa::path(
    post,
    path = "/pins/restore",
    tag = "pins",
    request_body = Undo,
    responses(
        (status = 200, description = "The pins were restored.", body = Restored),
        (status = 410, description = "It is too late, or there was no such deletion.")
    ),
    security(("bearer" = ["write"]))
)]
async fn restore_pins(
    Writer(member): Writer,
    FromJson(Undo { deletion }): FromJson<Undo>,
) -> Result<Json<Restored>, Problem> {
    Ok(Json(Restored { restored: mine::restore(&member.acting(), deletion).await? }))
}

/// Change several pins at once
///
/// Changes all of them, or none if you may not change one of them.
#[utoipa::path(
    post,
    path = "/pins/change",
    tag = "pins",
    request_body = ChangeShapes,
    responses(
        (status = 200, description = "The pins were changed.", body = Changed),
        (status = 404, description = "One of the pins was not found, or is not visible to you.")
    ),
    security(("bearer" = ["write"]))
)]
async fn change_pins(Writer(member): Writer, FromJson(body): FromJson<Value>) -> Result<Json<Changed>, Problem> {
    let PinChange { ids, q, tag, visibility_is, state, visibility, add_tags, remove_tags, board, .. } =
        ChangeShapes::read(body)?;
    let texts = |tags: SomeTags| tags.0.into_iter().map(|tag| tag.0).collect();
    let change = visibility.map(Change::Visibility);
    let change = change.or_else(|| add_tags.map(|tags| Change::AddTags(texts(tags))));
    let change = change.or_else(|| remove_tags.map(|tags| Change::RemoveTags(texts(tags))));
    let change = change.or_else(|| board.map(Change::PutOn));
    let change = change.ok_or(Problem::Internal)?;
    let selection = selection(ids, filter(q, tag, visibility_is, state));
    let changed = mine::change(&member.acting(), &selection, change).await?;
    Ok(Json(Changed { changed: changed.count }))
}

fn selection(ids: Option<Ids>, filter: MineFilter) -> Selection {
    ids.map_or(Selection::Matching(filter), |ids| Selection::Named(ids.0))
}
