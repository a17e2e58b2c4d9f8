//! Expiring links: creating, listing and revoking them.

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

/// The state of a link that works.
const ACTIVE: &str = "active";

/// The state of a link, sent as text.
enum LinkState {}

impl PartialSchema for LinkState {
    fn schema() -> RefOr<Schema> {
        let words = std::iter::once(ACTIVE).chain(LinkEnd::ALL.map(LinkEnd::name));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Whether a link works, or why it stopped working."))
            .enum_values(Some(words))
            .into()
    }
}

impl ToSchema for LinkState {}

/// A request to create an expiring link. Without `height` and `original`, the link opens the full size, as WebP.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExpiringLinkWish {
    /// The `image_id` or the `id` of one of your pins.
    image_id: PictureId,
    /// How long the link works, in seconds, within the limits of your plan.
    #[schema(minimum = 1, maximum = 31536000, example = 300)]
    alive_duration: i64,
    /// The height of the thumbnail that the link opens, in pixels. It must be one of your plan’s heights.
    #[schema(minimum = 16, maximum = 4000, example = 200)]
    height: Option<u32>,
    /// Whether the link opens the original file, if your plan includes that.
    #[serde(default)]
    original: bool,
    /// A password that protects the link. Null or omitted for none.
    password: Option<LinkPassword>,
    /// How many times the picture can be viewed. Null or omitted for no limit.
    #[schema(minimum = 1, maximum = 1000000, example = 100)]
    max_views: Option<u32>,
}

/// An expiring link, without its URL.
#[derive(Serialize, ToSchema)]
struct ExpiringLinkEntry {
    id: ExpiringLinkId,
    /// The pin. Null if it was deleted.
    #[schema(required)]
    pin_id: Option<PinId>,
    /// The picture that the pin shows now.
    #[schema(required)]
    image_id: Option<PictureId>,
    /// The title of the pin.
    #[schema(required)]
    title: Option<String>,
    /// The height of the thumbnail that the link opens, in pixels. Null if it opens the full size or the original.
    #[schema(required, minimum = 1)]
    height: Option<u32>,
    /// Whether the link opens the original file.
    original: bool,
    #[schema(value_type = LinkState)]
    state: &'static str,
    /// Seconds until the link expires.
    seconds_left: u64,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When the link expires.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// When the link was revoked. Null if it was not.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    revoked_at: Option<OffsetDateTime>,
    /// How many times the picture was viewed through the link.
    views: u64,
    /// How many times the picture can be viewed. Null for no limit.
    #[schema(required, minimum = 1)]
    max_views: Option<u32>,
    /// Whether the link is protected by a password.
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

/// A new expiring link.
#[derive(Serialize, ToSchema)]
struct MadeExpiringLink {
    /// The URL. It is shown only once.
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
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<ExpiringLinkCursor>, inline, required)]
    next: Option<Cursor>,
}

/// The page of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = ExpiringLinkCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_links, create_link)).routes(routes!(get_link, revoke_link))
}

/// List your expiring links, newest first
///
/// Links that no longer work stay in the list for 30 days.
#[utoipa::path(
    get,
    path = "/links",
    tag = "links",
    params(Wanted),
    responses(
        (status = 200, description = "A page of expiring links.", body = ExpiringLinkPage),
        (status = 422, description = "The cursor belongs to another list.")
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

/// Create an expiring link
///
/// Anyone with the link can view the picture, even if the pin is private. The link stops working when it expires, is
/// revoked or reaches its maximum number of views, when the picture is deleted or replaced, or when your plan no longer
/// includes it. The URL is shown only once.
///
/// The pins of others and options that your plan does not include answer 403. A duration outside the limits of your
/// plan answers 422.
#[utoipa::path(
    post,
    path = "/links",
    tag = "links",
    request_body = ExpiringLinkWish,
    responses(
        (status = 201, description = "The new link.", body = MadeExpiringLink),
        (status = 404, description = "Not found, or not visible to you."),
        (status = 409, description = "Your account has reached its limit of active links.")
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

/// Get one of your expiring links
#[utoipa::path(
    get,
    path = "/links/{id}",
    tag = "links",
    params(("id" = ExpiringLinkId, Path, description = "The ID of the link.")),
    responses((status = 200, description = "The link.", body = ExpiringLinkEntry)),
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
/// The link stops working at once. It stays in the list. Revoking it again has no effect.
#[utoipa::path(
    delete,
    path = "/links/{id}",
    tag = "links",
    params(("id" = ExpiringLinkId, Path, description = "The ID of the link.")),
    responses((status = 204, description = "Revoked.")),
    security(("bearer" = ["write"]))
)]
async fn revoke_link(Writer(member): Writer, FromPath(id): FromPath<ExpiringLinkId>) -> Result<StatusCode, Problem> {
    expiring_links::revoke(member.site(), member.me, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
