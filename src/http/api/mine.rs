//! The caller's own pins, filtered and sorted, and suggestions of tags.

use super::{
    credentials::Reader,
    params::FromQuery,
    pins::Pin,
    schemas::SortedCursor,
    texts::{SearchText, Tag, TagBegin},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::PinId,
        mine::{self as model, MineFilter, MineSort, Progress},
        page::Cursor,
        pins::Visibility,
    },
    services::{Site, mine},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Filters for your pins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MySearch {
    /// Only pins whose title or description contains this text.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Only pins with this tag.
    #[param(value_type = Tag, inline, required = false)]
    tag: Option<Tag>,
    /// Only pins with this visibility.
    #[param(value_type = Visibility, inline, required = false)]
    visibility: Option<Visibility>,
    /// Only pins whose picture is in this state.
    #[param(value_type = Progress, inline, required = false)]
    state: Option<Progress>,
    /// The order of the list.
    #[serde(default)]
    #[param(inline)]
    sort: MineSort,
    /// The `next` value of the previous page, in the same order. Omit it for the first page.
    #[param(value_type = SortedCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// One of your pins.
#[derive(Serialize, ToSchema)]
struct MyPin {
    #[serde(flatten)]
    pin: Pin,
    /// When the pin was uploaded.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// The tags, in alphabetical order.
    #[schema(example = json!(["elephants", "water"]))]
    tags: Vec<String>,
    /// An earlier pin of yours that looks nearly the same. Null if there is none.
    #[schema(required)]
    near_duplicate_of: Option<PinId>,
}

impl MyPin {
    fn of(site: &Site, pin: model::MyPin) -> Self {
        let model::MyPin { card, created_at, tags, near_duplicate_of } = pin;
        Self {
            pin: Pin::of(site, card),
            created_at,
            tags,
            near_duplicate_of: near_duplicate_of.map(|earlier| earlier.id),
        }
    }
}

/// A page of your pins.
#[derive(Serialize, ToSchema)]
struct MyPins {
    /// The pins on this page, in order.
    items: Vec<MyPin>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<SortedCursor>, inline, required)]
    next: Option<Cursor>,
    /// Number of pins that match the filters.
    matching: u32,
    /// Number of pins that you deleted and that are not yet deleted permanently.
    deleting: u32,
}

/// The text to complete.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TagSearch {
    /// The start of the tag. If omitted or empty, all tags match.
    #[param(value_type = TagBegin, inline, required = false)]
    begin: Option<TagBegin>,
}

/// Tags.
#[derive(Serialize, ToSchema)]
struct Tags {
    /// Up to ten tags: those of your own pins first, then those of public pins, each sorted by number of pins.
    #[schema(example = json!(["elephants"]))]
    items: Vec<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_my_pins)).routes(routes!(list_tags))
}

/// List your pins
///
/// Includes pins that are unlisted, private or still being processed, but not deleted ones.
#[utoipa::path(
    get,
    path = "/me/pins",
    tag = "me",
    params(MySearch),
    responses(
        (status = 200, description = "A page of your pins.", body = MyPins),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_my_pins(Reader(member): Reader, FromQuery(search): FromQuery<MySearch>) -> Result<Json<MyPins>, Problem> {
    let MySearch { q, tag, visibility, state, sort, cursor } = search;
    let filter = filter(q, tag, visibility, state);
    let page = mine::list(member.site(), member.me, &filter, sort, cursor).await?;
    let items = page.items.into_iter().map(|pin| MyPin::of(member.site(), pin)).collect();
    Ok(Json(MyPins { items, next: page.next, matching: page.matching, deleting: page.deleting }))
}

/// The filter for one's own pins.
pub(super) fn filter(
    q: Option<SearchText>,
    tag: Option<Tag>,
    visibility: Option<Visibility>,
    state: Option<Progress>,
) -> MineFilter {
    let (q, tag) = (q.map(|q| q.0), tag.map(|tag| tag.0));
    MineFilter { q: q.unwrap_or_default(), tag: tag.unwrap_or_default(), visibility, state }
}

/// List tags that start with a text
#[utoipa::path(
    get,
    path = "/tags",
    tag = "pins",
    params(TagSearch),
    responses((status = 200, description = "The tags.", body = Tags)),
    security(("bearer" = ["read"]))
)]
async fn list_tags(
    Reader(member): Reader,
    FromQuery(TagSearch { begin }): FromQuery<TagSearch>,
) -> Result<Json<Tags>, Problem> {
    let begin = begin.map(|begin| begin.0).unwrap_or_default();
    Ok(Json(Tags { items: mine::tags(member.site(), member.me, &begin).await? }))
}
