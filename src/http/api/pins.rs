//! Pins, as each viewer may see them.

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
        ids::{ChannelId, PictureId, PinId},
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
use axum::{
    Json,
    http::{HeaderValue, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The largest `limit` of a page.
const LIMIT_MOST: usize = 100;

/// The length of a pin in a list as JSON, in bytes. Few are longer.
const PIN_LENGTH: usize = 1400;

/// A pin: a picture with its title and details.
#[derive(Serialize, ToSchema)]
pub(super) struct Pin {
    id: PinId,
    /// The title of the pin.
    #[schema(example = "Elephants")]
    title: String,
    /// The alternative text: what the picture shows, for people who cannot see it. Empty if there is none.
    #[schema(example = "Two elephants drink.")]
    alt_text: String,
    visibility: Visibility,
    owner: Person,
    image_id: PictureId,
    state: PictureState,
    /// In pixels, of the upright picture at full size.
    #[schema(minimum = 1, example = 5640)]
    width: u32,
    /// In pixels, of the upright picture at full size.
    #[schema(minimum = 1, example = 3172)]
    height: u32,
    /// The sizes of the picture that are available now, by ascending `n`.
    qualities: Vec<Quality>,
    /// Number of likes.
    like_count: u32,
    /// Whether you like it.
    liked: bool,
    /// Whether it is on one of your boards.
    saved: bool,
    /// Number of comments.
    comment_count: u32,
}

impl Pin {
    /// Builds the API's view of a pin.
    pub(super) fn of(site: &Site, card: PinCard) -> Self {
        let PinCard { id, title, alt_text, visibility, owner, picture, like_count, liked, saved, comment_count } = card;
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
            saved,
            comment_count,
        }
    }
}

/// A pin, with all details.
#[derive(Serialize, ToSchema)]
pub(super) struct WholePin {
    #[serde(flatten)]
    pin: Pin,
    /// When the pin was uploaded.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// The description, in plain text with line breaks. Empty if there is none.
    #[schema(example = "Two elephants at a water hole.")]
    description: String,
    /// The web page that the picture comes from.
    #[schema(required, example = "https://example.com/elephants")]
    source_url: Option<String>,
    /// The tags, in alphabetical order.
    #[schema(example = json!(["elephants", "water"]))]
    tags: Vec<String>,
    /// The channel whose readers can see it, if its visibility is `channel`.
    #[schema(required)]
    channel_id: Option<ChannelId>,
    /// Whether you may change and delete it.
    editable: bool,
    /// The thumbnails that the owner’s plan includes, by ascending height. Empty until `state` is `ready`.
    thumbnails: Vec<Thumbnail>,
    /// The URL of the original file. Omitted if the owner’s plan does not include it. The owner gets the unchanged
    /// file; others get it without its location, unless the owner shares that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri")]
    original_url: Option<String>,
    /// Why the pin is hidden from everyone but its owner, moderators and admins. Null if it is not hidden.
    #[schema(required)]
    hidden_reason: Option<String>,
    /// Only for the owner: whether downloads include the location where the picture was taken. Omitted until the file
    /// has been processed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    location: Option<Location>,
    /// Only for the owner: whether downloads of the original include its location.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    share_location: Option<bool>,
}

/// A thumbnail of a height from a plan, as WebP.
#[derive(Serialize, ToSchema)]
struct Thumbnail {
    /// The height, in pixels. Lower pictures are not enlarged.
    #[schema(minimum = 1, example = 200)]
    height: u32,
    /// The URL. For a private pin it needs the owner’s token with the scope `read`, or the owner’s browser session.
    #[schema(format = "uri")]
    url: String,
    /// The width, in pixels.
    #[schema(minimum = 1, example = 356)]
    width: u32,
}

impl WholePin {
    /// The pin, as the caller may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] if it does not exist or is not visible to the caller.
    pub(super) async fn named(caller: &Caller, id: PinId) -> Result<Self, Problem> {
        let detail = pins::pin(caller, id).await?;
        let PinDetail {
            card,
            created_at,
            description,
            source_url,
            tags,
            channel,
            editable,
            hidden,
            given,
            location,
            ..
        } = detail;
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
            channel_id: channel,
            editable,
            hidden_reason: hidden,
            location: location.and_then(OwnLocation::fate),
            share_location: location.map(|location| location.shared),
            thumbnails,
            original_url,
        })
    }
}

/// A pin, or one of your uploads that failed.
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
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<AnyCursor>, required)]
    next: Option<Cursor>,
}

impl PinPage {
    /// Builds the API's view of a page.
    pub(super) fn of(site: &Site, page: Page<PinCard>) -> Self {
        Self { items: page.items.into_iter().map(|card| Pin::of(site, card)).collect(), next: page.next }
    }
}

/// As with `Json`, but into memory that is there from the start: a page has tens of kilobytes, in thousands of pieces.
impl IntoResponse for PinPage {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity((self.items.len() + 1) * PIN_LENGTH);
        match serde_json::to_writer(&mut body, &self) {
            Ok(()) => ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response(),
            Err(error) => {
                tracing::error!(%error, "could not write a page of pins");
                Problem::Internal.into_response()
            }
        }
    }
}

/// Filters for a member’s pins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MemberPins {
    /// Only pins with this tag.
    #[param(value_type = Tag, inline, required = false)]
    pub(super) tag: Option<Tag>,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = Cursor, inline, required = false)]
    cursor: Option<Cursor>,
}

impl MemberPins {
    /// The page of the list, for the services.
    pub(super) fn span(&self) -> Span {
        Span { cursor: self.cursor, size: self.limit }
    }
}

/// Filters for pins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PinSearch {
    /// Only pins that match these search terms, best match first.
    #[param(value_type = Words, inline, required = false)]
    q: Option<Words>,
    /// Only pins of this member.
    #[param(value_type = Username, required = false)]
    owner: Option<Username>,
    /// Only pins with this tag.
    #[param(value_type = Tag, inline, required = false)]
    tag: Option<Tag>,
    /// The order of the pins. The default is `newest`. Cannot be combined with `q`.
    #[param(value_type = Sort, inline, required = false)]
    sort: Option<Sort>,
    /// With `sort=popular`, only pins that were uploaded in this period. The default is `all`.
    #[serde(default)]
    #[param(value_type = Window, inline, required = false)]
    window: Window,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page, in the same order. Omit it for the first page.
    #[param(value_type = PinsCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// The order of a list of pins.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Sort {
    /// The latest upload first.
    #[default]
    Newest,
    /// The most liked first.
    Popular,
}

pub(super) fn default_limit() -> usize {
    PAGE_SIZE
}

pub(super) fn limit<'de, D: de::Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let limit = usize::deserialize(deserializer)?;
    let fits = (1..=LIMIT_MOST).contains(&limit);
    if fits { Ok(limit) } else { Err(de::Error::custom(format_args!("limit must be a number from 1 to {LIMIT_MOST}"))) }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_pins)).routes(routes!(get_pin))
}

/// List pins
///
/// The newest first, the most liked first, or those that match search terms. Includes your own unlisted and private
/// pins if your token has the scope `read`, which the Explore page of the site does not show.
#[utoipa::path(
    get,
    path = "/pins",
    tag = "pins",
    params(PinSearch),
    responses(
        (status = 200, description = "A page of pins.", body = PinPage),
        (status = 404, description = "No member has the user name in `owner`."),
        (status = 422, description = "The cursor belongs to another list, or `sort` was combined with `q`.")
    ),
    security((), ("bearer" = []))
)]
async fn list_pins(asks: ApiCaller, FromQuery(wanted): FromQuery<PinSearch>) -> Result<PinPage, Problem> {
    let PinSearch { q, owner, tag, sort, window, limit: size, cursor } = wanted;
    let (owner, tag) = (owner.as_ref().map(|owner| owner.0.as_str()), tag.as_ref().map(|tag| tag.0.as_str()));
    let (site, viewer, span) = (asks.site(), asks.viewer(), Span { cursor, size });
    if let Some(q) = q {
        if sort.is_some() {
            return Err(Problem::field("sort", "This cannot be combined with “q”, which sorts by relevance."));
        }
        let page = match (owner, tag) {
            (None, None) => search::pins(site, viewer, &q.0, span).await?,
            (owner, tag) => search::pins_among(site, viewer, &q.0, Among { owner, tag }, span).await?,
        };
        return Ok(PinPage::of(site, page));
    }
    let page = match (sort.unwrap_or_default(), owner) {
        (Sort::Newest, Some(owner)) => feeds::of_member(site, viewer, owner, tag, span).await?,
        (Sort::Newest, None) => feeds::newest(site, viewer, tag, span).await?,
        (Sort::Popular, owner) => feeds::popular(site, viewer, Among { owner, tag }, window, span).await?,
    };
    Ok(PinPage::of(site, page))
}

/// Get a pin
///
/// Only the owner can get a private pin, with a token that has the scope `read`. The same holds for an upload that
/// could not be processed: for a week its `state` is `failed`, and `error` says why.
#[utoipa::path(
    get,
    path = "/pins/{id}",
    tag = "pins",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    responses((status = 200, description = "The pin.", body = PinOrFailed)),
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
