//! Pins, as whoever may see them sees them.

use super::{
    credentials::ApiCaller,
    members::Person,
    params::{FromPath, FromQuery},
    qualities::{Quality, available, with_bytes},
    schemas::{AnyCursor, PinsCursor},
    texts::{Tag, Username, Words},
    uploads::FailedPin,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        feeds::Window,
        ids::{PictureId, PinId},
        page::{Cursor, Page},
        pictures::PictureState,
        pins::{Location, OwnLocation, PAGE_SIZE, PinCard, PinDetail, Visibility},
    },
    services::{
        Caller, Site,
        feeds::{self, Among},
        pins::{self, Span},
        search, uploads,
    },
};
use axum::Json;
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
    /// What it shows, for whoever cannot see it; empty where its owner has not said.
    #[schema(example = "Two elephants drink.")]
    alt_text: String,
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
    /// How many members like it.
    like_count: u32,
    /// Whether whoever asks is one of them.
    liked: bool,
    /// How many comments there are.
    comment_count: u32,
}

impl Pin {
    /// A pin, as programs get it.
    pub(super) fn of(site: &Site, card: PinCard) -> Self {
        let PinCard { id, title, alt_text, visibility, owner, picture, like_count, liked, comment_count } = card;
        Self {
            id,
            title,
            alt_text,
            visibility,
            owner: Person::of(site, owner),
            image_id: picture.id,
            state: picture.state,
            width: picture.width,
            height: picture.height,
            qualities: available(site, &picture),
            like_count,
            liked,
            comment_count,
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
    /// What its owner says of it: some lines of plain text; empty where nothing.
    #[schema(example = "Two elephants at a water hole.")]
    description: String,
    /// Where it comes from: a web address.
    #[schema(required, example = "https://example.com/elephants")]
    source_url: Option<String>,
    /// Its tags, in the order of the alphabet.
    #[schema(example = json!(["elephants", "water"]))]
    tags: Vec<String>,
    /// Whether whoever asks may change and delete it.
    editable: bool,
    /// The thumbnails that its owner's plan gives, by rising height; none as long as `state` is not `ready`.
    thumbnails: Vec<Thumbnail>,
    /// Where the original is; left out where its owner's plan does not give it. Its owner gets the file as it was; others get it
    /// without its location, unless the owner shares that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri")]
    original_url: Option<String>,
    /// Why it is hidden from everybody but its owner and those who look after the site; null where it is not.
    #[schema(required)]
    hidden_reason: Option<String>,
    /// For its owner alone: what becomes of the location in what others can download; left out until the file was looked into.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    location: Option<Location>,
    /// For its owner alone: whether others download the original with its location.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    share_location: Option<bool>,
}

/// A picture as high as a plan says, as WebP.
#[derive(Serialize, ToSchema)]
struct Thumbnail {
    /// Pixels down. A picture that is lower is not enlarged.
    #[schema(minimum = 1, example = 200)]
    height: u32,
    /// Where it is. That of a private pin needs its owner: a token of theirs that may `read`, or their session in a browser.
    #[schema(format = "uri")]
    url: String,
    /// Pixels across.
    #[schema(minimum = 1, example = 356)]
    width: u32,
}

impl WholePin {
    /// The pin, as whoever asks may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where it is not there or not theirs to see.
    pub(super) async fn named(caller: &Caller, id: PinId) -> Result<Self, Problem> {
        let detail = pins::pin(caller, id).await?;
        let PinDetail { card, created_at, description, source_url, tags, editable, hidden, given, location } = detail;
        let thumbnail = |size: &crate::model::pins::Thumbnail| Thumbnail {
            height: size.height,
            url: caller.site.address(&card.picture.thumbnail_address(size.height)),
            width: size.width,
        };
        let thumbnails = given.thumbnails.iter().map(thumbnail).collect();
        let original_url = given.original.then(|| caller.site.address(&card.picture.original_address()));
        let stored = pins::quality_bytes(&caller.site, card.picture.id).await?;
        let pin = Pin::of(&caller.site, card);
        let qualities = with_bytes(pin.qualities, &stored);
        let pin = Pin { qualities, ..pin };
        Ok(Self {
            pin,
            created_at,
            description,
            source_url,
            tags,
            editable,
            hidden_reason: hidden,
            location: location.and_then(OwnLocation::fate),
            share_location: location.map(|location| location.shared),
            thumbnails,
            original_url,
        })
    }
}

/// A pin, or what has become of an upload of one's own that did not become one.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum PinOrFailed {
    Pin(Box<WholePin>),
    Failed(FailedPin),
}

/// A page of pins.
#[derive(Serialize, ToSchema)]
pub(super) struct PinPage {
    /// The pins on this page, in order.
    items: Vec<Pin>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

impl PinPage {
    /// A page, as programs get it.
    pub(super) fn of(site: &Site, page: Page<PinCard>) -> Self {
        Self { items: page.items.into_iter().map(|card| Pin::of(site, card)).collect(), next: page.next }
    }
}

/// Which of a member's pins are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MemberPins {
    /// Only those with this tag.
    #[param(value_type = Tag, inline, required = false)]
    pub(super) tag: Option<Tag>,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = Cursor, inline, required = false)]
    cursor: Option<Cursor>,
}

impl MemberPins {
    /// Which stretch of the list, for the services.
    pub(super) fn span(&self) -> Span {
        Span { cursor: self.cursor, size: self.limit }
    }
}

/// Which pins are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PinSearch {
    /// Only those with these words; what fits best comes first.
    #[param(value_type = Words, inline, required = false)]
    q: Option<Words>,
    /// Only those of this member.
    #[param(value_type = Username, required = false)]
    owner: Option<Username>,
    /// Only those with this tag.
    #[param(value_type = Tag, inline, required = false)]
    tag: Option<Tag>,
    /// In which order; `newest` where it is left out. It does not go with `q`.
    #[param(value_type = Sort, inline, required = false)]
    sort: Option<Sort>,
    /// With `sort=popular`: only those that were uploaded within this; `all` where it is left out.
    #[serde(default)]
    #[param(value_type = Window, inline, required = false)]
    window: Window,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before, in the same order; left out for the first.
    #[param(value_type = PinsCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// The order of a list.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Sort {
    /// What was uploaded last comes first.
    #[default]
    Newest,
    /// What most members like comes first.
    Popular,
}

pub(super) fn default_limit() -> usize {
    PAGE_SIZE
}

pub(super) fn limit<'de, D: de::Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let limit = usize::deserialize(deserializer)?;
    let fits = (1..=LIMIT_MOST).contains(&limit);
    if fits { Ok(limit) } else { Err(de::Error::custom(format_args!("limit is a number from 1 to {LIMIT_MOST}"))) }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_pins)).routes(routes!(get_pin))
}

/// Pins, newest first, or what is liked most, or what fits some words best
///
/// One's own that are unlisted or private are among them where the token may read.
#[utoipa::path(
    get,
    path = "/pins",
    tag = "pins",
    params(PinSearch),
    responses(
        (status = 200, description = "A page of pins", body = PinPage),
        (status = 404, description = "There is no member of the name that `owner` says"),
        (status = 422, description = "The cursor is of another list, or an order does not go with `q`")
    ),
    security((), ("bearer" = []))
)]
async fn list_pins(asks: ApiCaller, FromQuery(wanted): FromQuery<PinSearch>) -> Result<Json<PinPage>, Problem> {
    let PinSearch { q, owner, tag, sort, window, limit: size, cursor } = wanted;
    let (owner, tag) = (owner.as_ref().map(|owner| owner.0.as_str()), tag.as_ref().map(|tag| tag.0.as_str()));
    let (site, viewer, span) = (asks.site(), asks.viewer(), Span { cursor, size });
    if let Some(q) = q {
        if sort.is_some() {
            return Err(Problem::field("sort", "This does not go with “q”: what fits best comes first."));
        }
        let page = match (owner, tag) {
            (None, None) => search::pins(site, viewer, &q.0, span).await?,
            (owner, tag) => search::pins_among(site, viewer, &q.0, Among { owner, tag }, span).await?,
        };
        return Ok(Json(PinPage::of(site, page)));
    }
    let page = match (sort.unwrap_or_default(), owner) {
        (Sort::Newest, Some(owner)) => feeds::of_member(site, viewer, owner, tag, span).await?,
        (Sort::Newest, None) => feeds::newest(site, viewer, tag, span).await?,
        (Sort::Popular, owner) => feeds::popular(site, viewer, Among { owner, tag }, window, span).await?,
    };
    Ok(Json(PinPage::of(site, page)))
}

/// A pin
///
/// A private one is found by its owner alone, through a token that may read. So is an upload of which no picture could be made: for a
/// week its `state` is `failed`, and `error` says why.
#[utoipa::path(
    get,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The pin")),
    responses((status = 200, description = "The pin", body = PinOrFailed)),
    security((), ("bearer" = []))
)]
async fn get_pin(asks: ApiCaller, FromPath(id): FromPath<PinId>) -> Result<Json<PinOrFailed>, Problem> {
    let found = WholePin::named(&asks.looking(), id).await;
    match (found, asks.viewer()) {
        (Err(Problem::NotFound), Some(me)) => {
            let failed = uploads::failed(asks.site(), me, id).await?;
            Ok(Json(PinOrFailed::Failed(failed.into())))
        }
        (found, _) => Ok(Json(PinOrFailed::Pin(Box::new(found?)))),
    }
}
