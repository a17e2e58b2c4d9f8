//! Pins: looking at them, and deleting one's own.

use super::{
    credentials::{ApiCaller, Writer},
    members::Person,
    params::{FromPath, FromQuery},
    qualities::{Quality, available, with_bytes},
    texts::Username,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{PictureId, PinId},
        page::{Cursor, Page},
        pictures::PictureState,
        pins::{PAGE_SIZE, PinCard, PinDetail, Visibility},
    },
    services::{
        Site,
        pins::{self, Span},
    },
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize, de};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The most pins on one page.
const LIMIT_MOST: usize = 100;

/// A pin: a picture with its words.
#[derive(Serialize, ToSchema)]
pub(super) struct Pin {
    id: PinId,
    /// What its owner calls it.
    #[schema(example = "Elephants")]
    title: String,
    visibility: Visibility,
    owner: Person,
    image_id: PictureId,
    state: PictureState,
    /// Of the picture at full size, upright, in pixels.
    #[schema(minimum = 1, example = 5640)]
    width: u32,
    /// Of the picture at full size, upright, in pixels.
    #[schema(minimum = 1, example = 3172)]
    height: u32,
    /// The picture in the sizes that can be had now, by rising `n`.
    qualities: Vec<Quality>,
}

impl Pin {
    fn of(site: &Site, card: PinCard) -> Self {
        let PinCard { id, title, visibility, owner, picture, .. } = card;
        Self {
            id,
            title,
            visibility,
            owner: Person::of(site, owner),
            image_id: picture.id,
            state: picture.state,
            width: picture.width,
            height: picture.height,
            qualities: available(site, &picture),
        }
    }
}

/// A pin, with all that is known of it.
#[derive(Serialize, ToSchema)]
pub(super) struct WholePin {
    #[serde(flatten)]
    pin: Pin,
    /// When it was uploaded.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

/// A page of pins.
#[derive(Serialize, ToSchema)]
pub(super) struct PinPage {
    /// The pins on this page, in order.
    items: Vec<Pin>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(required)]
    next: Option<Cursor>,
}

impl PinPage {
    /// A page, as programs get it.
    pub(super) fn of(site: &Site, page: Page<PinCard>) -> Self {
        Self { items: page.items.into_iter().map(|card| Pin::of(site, card)).collect(), next: page.next }
    }
}

/// Which stretch of a list is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = Cursor, required = false)]
    cursor: Option<Cursor>,
}

impl Paging {
    /// The same, for the services.
    pub(super) fn span(&self) -> Span {
        Span { cursor: self.cursor, size: self.limit }
    }
}

/// Which pins are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PinSearch {
    /// Only those of this member.
    #[param(value_type = Username, required = false)]
    owner: Option<Username>,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = Cursor, required = false)]
    cursor: Option<Cursor>,
}

/// The order of a list.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Sort {
    /// What was uploaded last comes first.
    #[default]
    Newest,
}

fn default_limit() -> usize {
    PAGE_SIZE
}

fn limit<'de, D: de::Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let limit = usize::deserialize(deserializer)?;
    let fits = (1..=LIMIT_MOST).contains(&limit);
    if fits { Ok(limit) } else { Err(de::Error::custom(format_args!("limit is a number from 1 to {LIMIT_MOST}"))) }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_pins)).routes(routes!(get_pin, delete_pin))
}

/// Pins that whoever asks may see
///
/// One's own private ones are among them where the token may read.
#[utoipa::path(
    get,
    path = "/pins",
    tag = "pins",
    params(PinSearch),
    responses(
        (status = 200, description = "A page of pins", body = PinPage),
        (status = 404, description = "There is no member of the name that `owner` says")
    ),
    security((), ("bearer" = []))
)]
async fn list_pins(asks: ApiCaller, FromQuery(search): FromQuery<PinSearch>) -> Result<Json<PinPage>, Problem> {
    let PinSearch { owner, sort: Sort::Newest, limit: size, cursor } = search;
    let (site, viewer, span) = (asks.site(), asks.viewer(), Span { cursor, size });
    let page = match owner {
        Some(owner) => pins::of_member(site, viewer, &owner.0, None, span).await?,
        None => pins::explore(site, viewer, None, span).await?,
    };
    Ok(Json(PinPage::of(site, page)))
}

/// A pin
///
/// A private one is found by its owner alone, through a token that may read.
#[utoipa::path(
    get,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    responses((status = 200, description = "The pin", body = WholePin)),
    security((), ("bearer" = []))
)]
async fn get_pin(asks: ApiCaller, FromPath(id): FromPath<PinId>) -> Result<Json<WholePin>, Problem> {
    let PinDetail { card, created_at, .. } = pins::pin(&asks.looking(), id).await?;
    let stored = pins::quality_bytes(asks.site(), card.picture.id).await?;
    let pin = Pin::of(asks.site(), card);
    let qualities = with_bytes(pin.qualities, &stored);
    Ok(Json(WholePin { pin: Pin { qualities, ..pin }, created_at }))
}

/// Delete a pin of one's own
///
/// Its picture goes with it. Another's public pin: 403. Another's private pin is not there: 404.
#[utoipa::path(
    delete,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    responses((status = 204, description = "It is gone")),
    security(("bearer" = ["write"]))
)]
async fn delete_pin(Writer(member): Writer, FromPath(id): FromPath<PinId>) -> Result<StatusCode, Problem> {
    pins::delete(member.caller(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
