//! Expiring links: made, looked at, taken back.

use super::{
    bodies::FromJson,
    credentials::{Reader, Writer},
    params::{FromPath, FromQuery},
    pins::{default_limit, limit},
    schemas::ExpiringLinkCursor,
    texts::LinkPassword,
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        expiring_links::{ExpiringLink, LinkEnd, LinkSize, NewExpiringLink},
        ids::{ExpiringLinkId, PictureId, PinId},
        page::Cursor,
    },
    services::{expiring_links, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What a link that works is called.
const ACTIVE: &str = "active";

/// Whether a link works, or why not; sent as text.
enum LinkState {}

impl PartialSchema for LinkState {
    fn schema() -> RefOr<Schema> {
        let words = std::iter::once(ACTIVE).chain(LinkEnd::ALL.map(LinkEnd::name));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Whether a link works, or why it works no more."))
            .enum_values(Some(words))
            .into()
    }
}

impl ToSchema for LinkState {}

/// A wish for an expiring link. Without `height` and `original` it leads to the full size, as WebP.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExpiringLinkWish {
    /// The `image_id` of one's own pin; the pin's own id is as good.
    image_id: PictureId,
    /// How long it works, in seconds, as the plan allows.
    #[schema(minimum = 1, maximum = 31536000, example = 300)]
    alive_duration: i64,
    /// The height of a thumbnail that it leads to, as the plan gives them.
    #[schema(minimum = 16, maximum = 4000, example = 200)]
    height: Option<u32>,
    /// Whether it leads to the untouched file, where the plan gives that.
    #[serde(default)]
    original: bool,
    /// What has to be typed first; nothing where null or left out.
    password: Option<LinkPassword>,
    /// How often the picture can be had; without end where null or left out.
    #[schema(minimum = 1, maximum = 1000000, example = 100)]
    max_views: Option<u32>,
}

/// An expiring link, without its address.
#[derive(Serialize, ToSchema)]
struct ExpiringLinkEntry {
    id: ExpiringLinkId,
    /// The pin; null where it is deleted.
    #[schema(required)]
    pin_id: Option<PinId>,
    /// What the pin shows now.
    #[schema(required)]
    image_id: Option<PictureId>,
    /// What the pin is called.
    #[schema(required)]
    title: Option<String>,
    /// The height of the thumbnail that it leads to; null where it leads to the full size or the original.
    #[schema(required, minimum = 1)]
    height: Option<u32>,
    /// Whether it leads to the untouched file.
    original: bool,
    #[schema(value_type = LinkState)]
    state: &'static str,
    /// For how many seconds it works yet, unless something else ends it.
    seconds_left: u64,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// Until when it works.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// When it was revoked; null where it was not.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    revoked_at: Option<OffsetDateTime>,
    /// How often the picture was had by it.
    views: u64,
    /// How often it can be; null for no end.
    #[schema(required, minimum = 1)]
    max_views: Option<u32>,
    /// Whether a password is asked for.
    has_password: bool,
}

impl From<ExpiringLink> for ExpiringLinkEntry {
    fn from(link: ExpiringLink) -> Self {
        let (pin_id, image_id, title) = match link.pin {
            Some(pin) => (Some(pin.id), Some(pin.picture), Some(pin.title)),
            None => (None, None, None),
        };
        Self {
            id: link.id,
            pin_id,
            image_id,
            title,
            height: link.size.height(),
            original: link.size == LinkSize::Original,
            state: link.end.map_or(ACTIVE, LinkEnd::name),
            seconds_left: link.seconds_left,
            created_at: link.created_at,
            expires_at: link.expires_at,
            revoked_at: link.revoked_at,
            views: link.views,
            max_views: link.max_views,
            has_password: link.has_password,
        }
    }
}

/// An expiring link that has just been made.
#[derive(Serialize, ToSchema)]
struct MadeExpiringLink {
    /// Its address. It cannot be had again.
    #[schema(
        format = "uri",
        example = "https://example.com/l/5f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d25f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d2"
    )]
    url: String,
    #[serde(flatten)]
    entry: ExpiringLinkEntry,
}

/// A page of expiring links.
#[derive(Serialize, ToSchema)]
struct ExpiringLinkPage {
    /// The links on this page, the newest first.
    items: Vec<ExpiringLinkEntry>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<ExpiringLinkCursor>, inline, required)]
    next: Option<Cursor>,
}

/// Which page is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// How many on a page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before; left out for the first.
    #[param(value_type = ExpiringLinkCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_links, create_link)).routes(routes!(get_link, revoke_link))
}

/// One's expiring links, the newest first
///
/// Those that work no more are among them, until 30 days after their end.
#[utoipa::path(
    get,
    path = "/links",
    tag = "links",
    params(Wanted),
    responses(
        (status = 200, description = "A page of them", body = ExpiringLinkPage),
        (status = 422, description = "The cursor is of another list")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_links(
    Reader(member): Reader,
    FromQuery(Wanted { limit: size, cursor }): FromQuery<Wanted>,
) -> Result<Json<ExpiringLinkPage>, Problem> {
    let page = expiring_links::list(member.site(), member.me, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(ExpiringLinkEntry::from).collect();
    Ok(Json(ExpiringLinkPage { items, next: page.next }))
}

/// Make an expiring link
///
/// Whoever has its address gets the picture, of a private pin as well, until its time is over, it is revoked, or was viewed as
/// often as it can be; until the picture is deleted or replaced; and as long as the plan gives it. The address is shown this once.
///
/// Of another's pin, or what the plan does not give: 403. A life outside the plan's bounds: 422.
#[utoipa::path(
    post,
    path = "/links",
    tag = "links",
    request_body = ExpiringLinkWish,
    responses(
        (status = 201, description = "The link", body = MadeExpiringLink),
        (status = 404, description = "There is no such picture, or it is not theirs to see"),
        (status = 409, description = "The account has as many links that work as it can have")
    ),
    security(("bearer" = ["write"]))
)]
async fn create_link(
    Writer(member): Writer,
    FromJson(wish): FromJson<ExpiringLinkWish>,
) -> Result<(StatusCode, Json<MadeExpiringLink>), Problem> {
    let ExpiringLinkWish { image_id, alive_duration: seconds, height, original, password, max_views } = wish;
    let size = LinkSize::of(height, original)?;
    let password = password.map(|password| password.0);
    let wish = NewExpiringLink { image: image_id.uuid(), seconds, size, password, max_views };
    let (url, link) = expiring_links::make(member.caller(), wish).await?;
    Ok((StatusCode::CREATED, Json(MadeExpiringLink { url, entry: link.into() })))
}

/// One of one's expiring links
#[utoipa::path(
    get,
    path = "/links/{id}",
    tag = "links",
    params(("id" = ExpiringLinkId, Path, description = "The link")),
    responses((status = 200, description = "The link", body = ExpiringLinkEntry)),
    security(("bearer" = ["read"]))
)]
async fn get_link(
    Reader(member): Reader,
    FromPath(id): FromPath<ExpiringLinkId>,
) -> Result<Json<ExpiringLinkEntry>, Problem> {
    Ok(Json(expiring_links::one(member.site(), member.me, id).await?.into()))
}

/// Revoke an expiring link
///
/// It works no more, at once. It stays in the list; twice is the same as once.
#[utoipa::path(
    delete,
    path = "/links/{id}",
    tag = "links",
    params(("id" = ExpiringLinkId, Path, description = "The link")),
    responses((status = 204, description = "It works no more")),
    security(("bearer" = ["write"]))
)]
async fn revoke_link(Writer(member): Writer, FromPath(id): FromPath<ExpiringLinkId>) -> Result<StatusCode, Problem> {
    expiring_links::revoke(member.site(), member.me, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
