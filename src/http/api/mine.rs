//! One's own pins, filtered and sorted, and the tags one uses.

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

/// Which of one's own pins are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MySearch {
    /// Only those whose title or description holds this.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Only those with this tag.
    #[param(value_type = Tag, inline, required = false)]
    tag: Option<Tag>,
    /// Only those that these may see.
    #[param(value_type = Visibility, inline, required = false)]
    visibility: Option<Visibility>,
    /// Only those whose picture is as far as this.
    #[param(value_type = Progress, inline, required = false)]
    state: Option<Progress>,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    sort: MineSort,
    /// The `next` of the page before, in the same order; left out for the first.
    #[param(value_type = SortedCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A pin of one's own.
#[derive(Serialize, ToSchema)]
struct MyPin {
    #[serde(flatten)]
    pin: Pin,
    /// When it was uploaded.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// Its tags, in the order of the alphabet.
    #[schema(example = json!(["elephants", "water"]))]
    tags: Vec<String>,
}

impl MyPin {
    fn of(site: &Site, model::MyPin { card, created_at, tags }: model::MyPin) -> Self {
        Self { pin: Pin::of(site, card), created_at, tags }
    }
}

/// A page of one's own pins.
#[derive(Serialize, ToSchema)]
struct MyPins {
    /// The pins on this page, in order.
    items: Vec<MyPin>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<SortedCursor>, inline, required)]
    next: Option<Cursor>,
    /// How many match in all.
    matching: u32,
    /// How many one has deleted that are not gone for good yet.
    deleting: u32,
}

/// What is looked for among tags.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TagSearch {
    /// How they begin. Left out, or empty: any.
    #[param(value_type = TagBegin, inline, required = false)]
    begin: Option<TagBegin>,
}

/// Tags.
#[derive(Serialize, ToSchema)]
struct Tags {
    /// Those of one's own pins first, then those of pins that everyone finds; each by how many have it. Up to ten.
    #[schema(example = json!(["elephants"]))]
    items: Vec<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_my_pins)).routes(routes!(list_tags))
}

/// One's own pins
///
/// Those that are unlisted, private or still worked on among them; those that are deleted not.
#[utoipa::path(
    get,
    path = "/me/pins",
    tag = "me",
    params(MySearch),
    responses(
        (status = 200, description = "A page of them", body = MyPins),
        (status = 422, description = "The cursor is of another list")
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

/// The filter that these words make.
pub(super) fn filter(
    q: Option<SearchText>,
    tag: Option<Tag>,
    visibility: Option<Visibility>,
    state: Option<Progress>,
) -> MineFilter {
    let (q, tag) = (q.map(|q| q.0), tag.map(|tag| tag.0));
    MineFilter { q: q.unwrap_or_default(), tag: tag.unwrap_or_default(), visibility, state }
}

/// Tags that begin with a text
#[utoipa::path(
    get,
    path = "/tags",
    tag = "pins",
    params(TagSearch),
    responses((status = 200, description = "Tags", body = Tags)),
    security(("bearer" = ["read"]))
)]
async fn list_tags(
    Reader(member): Reader,
    FromQuery(TagSearch { begin }): FromQuery<TagSearch>,
) -> Result<Json<Tags>, Problem> {
    let begin = begin.map(|begin| begin.0).unwrap_or_default();
    Ok(Json(Tags { items: mine::tags(member.site(), member.me, &begin).await? }))
}
