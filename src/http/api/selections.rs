//! Many pins deleted, had back or changed in one go.

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

/// Pins named one by one.
type Ids = Several<PinId, 1, NAMED_MOST>;

/// Tags to give or to take.
type SomeTags = Several<Tag, 1, TAGS_MOST>;

/// `true`, and nothing else.
pub(super) struct True;

impl<'de> Deserialize<'de> for True {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let right = bool::deserialize(deserializer)?;
        if right { Ok(Self) } else { Err(de::Error::custom("This is true, or left out.")) }
    }
}

impl PartialSchema for True {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Boolean)
            .description(Some("True: all of one's own that match whatever comes along."))
            .enum_values(Some([true]))
            .into()
    }
}

impl ToSchema for True {}

// A description of an inline schema becomes a second one of type "object" beside it, which nothing satisfies: those of `ids`,
// `all` and lists of tags stand with their types.

/// Which pins: these, or all of one's own that match.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinSelection {
    #[schema(inline, nullable = false)]
    ids: Option<Ids>,
    #[schema(inline, nullable = false)]
    #[expect(dead_code, reason = "that it is there makes the choice")]
    all: Option<True>,
    /// Only those whose title or description holds this.
    #[schema(inline)]
    q: Option<SearchText>,
    /// Only those with this tag.
    tag: Option<Tag>,
    /// Only those that these may see.
    visibility: Option<Visibility>,
    /// Only those whose picture is as far as this.
    state: Option<Progress>,
}

impl Shapes for PinSelection {
    const CHOICES: &'static [&'static [Group]] = &[&[&["ids"], &["all", "q", "tag", "visibility", "state"]]];
}

/// Which pins, and what becomes of them: these, or all of one's own that match; other people who may see them, or more tags, or
/// fewer, or a board that they come to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinChange {
    #[schema(inline, nullable = false)]
    ids: Option<Ids>,
    #[schema(inline, nullable = false)]
    #[expect(dead_code, reason = "that it is there makes the choice")]
    all: Option<True>,
    /// Only those whose title or description holds this.
    #[schema(inline)]
    q: Option<SearchText>,
    /// Only those with this tag.
    tag: Option<Tag>,
    /// Only those that these may see so far.
    visibility_is: Option<Visibility>,
    /// Only those whose picture is as far as this.
    state: Option<Progress>,
    /// These may see them from now on.
    #[schema(nullable = false)]
    visibility: Option<Visibility>,
    #[schema(inline, nullable = false)]
    add_tags: Option<SomeTags>,
    #[schema(inline, nullable = false)]
    remove_tags: Option<SomeTags>,
    /// They come to the end of this board of one's own.
    #[schema(nullable = false)]
    board: Option<BoardId>,
}

impl Shapes for PinChange {
    const CHOICES: &'static [&'static [Group]] = &[
        &[&["ids"], &["all", "q", "tag", "visibility_is", "state"]],
        &[&["visibility"], &["add_tags"], &["remove_tags"], &["board"]],
    ];
}

// By these names the document's macros take them: they know no generic types.
type SelectionShapes = OneOf<PinSelection>;
type ChangeShapes = OneOf<PinChange>;

/// A deletion, to be had back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    deletion: DeletionId,
}

/// What was deleted.
#[derive(Serialize, ToSchema)]
struct Deleted {
    /// How many pins.
    deleted: u32,
    /// By this they can be had back for some seconds.
    deletion: DeletionId,
}

/// What was had back.
#[derive(Serialize, ToSchema)]
struct Restored {
    /// How many pins.
    #[schema(minimum = 1)]
    restored: u32,
}

/// What was changed.
#[derive(Serialize, ToSchema)]
struct Changed {
    /// How many pins.
    changed: u32,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(delete_pins)).routes(routes!(restore_pins)).routes(routes!(change_pins))
}

/// Delete many pins
///
/// All of them, or none where one of them may not be deleted: see the deletion of one. They are gone for everybody at once, and
/// for good a little later; till then `deletion` brings them back.
#[utoipa::path(
    post,
    path = "/pins/delete",
    tag = "pins",
    request_body = SelectionShapes,
    responses(
        (status = 200, description = "They are gone", body = Deleted),
        (status = 404, description = "One of them is not there, or not theirs to see")
    ),
    security(("bearer" = ["write"]))
)]
async fn delete_pins(Writer(member): Writer, FromJson(body): FromJson<Value>) -> Result<Json<Deleted>, Problem> {
    let PinSelection { ids, q, tag, visibility, state, .. } = SelectionShapes::read(body)?;
    let gone = mine::delete(&member.acting(), &selection(ids, filter(q, tag, visibility, state))).await?;
    Ok(Json(Deleted { deleted: gone.count, deletion: gone.deletion }))
}

/// Have back what was deleted a moment ago
#[utoipa::path(
    post,
    path = "/pins/restore",
    tag = "pins",
    request_body = Undo,
    responses(
        (status = 200, description = "They are back, as they were", body = Restored),
        (status = 410, description = "It is too late, or there never was such a deletion")
    ),
    security(("bearer" = ["write"]))
)]
async fn restore_pins(
    Writer(member): Writer,
    FromJson(Undo { deletion }): FromJson<Undo>,
) -> Result<Json<Restored>, Problem> {
    Ok(Json(Restored { restored: mine::restore(&member.acting(), deletion).await? }))
}

/// Change many pins
///
/// All of them, or none where one of them may not be changed: see the change of one.
#[utoipa::path(
    post,
    path = "/pins/change",
    tag = "pins",
    request_body = ChangeShapes,
    responses(
        (status = 200, description = "They are changed", body = Changed),
        (status = 404, description = "One of them is not there, or not theirs to see")
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
