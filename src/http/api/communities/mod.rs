//! Communities, as each viewer may see them: finding, creating, changing, deleting, joining and leaving them.

mod invitations;
mod log;
mod members;
mod pictures;
mod reports;

use super::{
    bodies::FromJson,
    categories::Category,
    channels::Channel,
    credentials::{ApiCaller, Writer},
    members::Person,
    params::{FromPath, FromQuery},
    pin_edits::said,
    pins::{default_limit, limit},
    schemas::CommunityCursor,
    texts::{CommunityDescription, CommunityName, SearchText},
};
use crate::{
    http::AppState,
    model::{
        communities::{CommunityCard, CommunityDetail, CommunityFields, CommunityQuery, CommunityRole},
        errors::Problem,
        ids::{CategoryId, CommunityId},
        page::Cursor,
        visibility::PublicOrPrivate,
    },
    services::{Caller, Site, communities, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) use pictures::routes as picture_routes;

/// A community: members around something they share.
#[derive(Serialize, ToSchema)]
pub(super) struct Community {
    id: CommunityId,
    #[schema(example = "Birds of the north")]
    name: String,
    /// The description, in plain text with line breaks. Empty if there is none.
    #[schema(example = "Whatever has feathers.")]
    description: String,
    /// Who can see the community: everyone, who may also join it, or only its members.
    visibility: PublicOrPrivate,
    /// Null if it has none.
    #[schema(required)]
    category: Option<Category>,
    /// The icon, as WebP. Null if there is none, or if it has not been processed yet.
    #[schema(format = "uri", required)]
    icon_url: Option<String>,
    /// Number of members.
    member_count: u32,
    /// Your role. Null if you are not a member.
    #[schema(required)]
    role: Option<CommunityRole>,
}

impl Community {
    /// Builds the API's view of a community.
    pub(super) fn of(site: &Site, card: CommunityCard) -> Self {
        let CommunityCard { id, name, description, visibility, category, icon, member_count, role, .. } = card;
        let icon_url = icon.map(|icon| site.address(&icon.address()));
        let category = category.map(Category::from);
        Self { id, name, description, visibility, category, icon_url, member_count, role }
    }
}

/// A community, with all details.
#[derive(Serialize, ToSchema)]
pub(super) struct WholeCommunity {
    #[serde(flatten)]
    community: Community,
    /// The banner, as WebP. Null if there is none, or if it has not been processed yet.
    #[schema(format = "uri", required)]
    banner_url: Option<String>,
    /// The owner. Null for a short time after the owner’s account was deleted.
    #[schema(required)]
    owner: Option<Person>,
    /// The channels, in order.
    channels: Vec<Channel>,
    /// Until when you cannot write. Null if you are not timed out.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    timed_out_until: Option<OffsetDateTime>,
    /// Whether you can manage channels, messages and members.
    manageable: bool,
    /// Whether you can change and delete it, and choose its moderators and its next owner.
    owned: bool,
}

impl WholeCommunity {
    /// The community, as the caller may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] if it does not exist or is not visible to the caller.
    pub(super) async fn named(caller: &Caller, id: CommunityId) -> Result<Self, Problem> {
        let (site, detail) = (&caller.site, communities::detail(caller, id).await?);
        let CommunityDetail { card, banner, owner, channels, timed_out_until, manageable, owned } = detail;
        Ok(Self {
            community: Community::of(site, card),
            banner_url: banner.map(|path| site.address(&path)),
            owner: owner.map(|owner| Person::of(site, owner)),
            channels: channels.into_iter().map(Channel::from).collect(),
            timed_out_until,
            manageable,
            owned,
        })
    }
}

/// A page of communities.
#[derive(Serialize, ToSchema)]
struct CommunityPage {
    /// The communities on this page, largest first.
    items: Vec<Community>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<CommunityCursor>, required)]
    next: Option<Cursor>,
}

/// Filters for communities.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommunitiesWanted {
    /// Only communities of this category.
    #[param(value_type = CategoryId, inline, required = false)]
    category: Option<String>,
    /// Only communities with these words in their name or description. Words may be incomplete.
    #[param(value_type = SearchText, inline, required = false)]
    q: Option<SearchText>,
    /// Only communities that you are a member of.
    #[serde(default)]
    #[param(required = false)]
    joined: bool,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page. Omit it for the first page.
    #[param(value_type = CommunityCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A new community.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCommunity {
    /// The name. It must differ from the names of all other communities, ignoring case.
    name: CommunityName,
    description: Option<CommunityDescription>,
    /// Null or omitted for none.
    category: Option<CategoryId>,
    /// The default is `public`.
    visibility: Option<PublicOrPrivate>,
}

/// Changes to a community. Omitted fields stay as they are, and so do null fields, except `category`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommunityEdit {
    /// The name. It must differ from the names of all other communities, ignoring case.
    name: Option<CommunityName>,
    description: Option<CommunityDescription>,
    /// Null for none.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<CategoryId>)]
    category: Option<Option<CategoryId>>,
    visibility: Option<PublicOrPrivate>,
}

impl From<CommunityEdit> for CommunityFields {
    fn from(edit: CommunityEdit) -> Self {
        Self {
            name: edit.name.map(|name| name.0),
            description: edit.description.map(|text| text.0),
            category: edit.category,
            visibility: edit.visibility,
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_communities, create_community))
        .routes(routes!(get_community, update_community, delete_community))
        .routes(routes!(join_community, leave_community))
        .merge(members::routes())
        .merge(invitations::routes())
        .merge(log::routes())
        .merge(reports::routes())
}

/// List communities, largest first
///
/// Includes the private communities that you are a member of if your token has the scope `read`.
#[utoipa::path(
    get,
    path = "/communities",
    tag = "communities",
    params(CommunitiesWanted),
    responses(
        (status = 200, description = "A page of communities.", body = CommunityPage),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security((), ("bearer" = []))
)]
async fn list_communities(
    asks: ApiCaller,
    FromQuery(wanted): FromQuery<CommunitiesWanted>,
) -> Result<Json<CommunityPage>, Problem> {
    let CommunitiesWanted { category, q, joined, limit: size, cursor } = wanted;
    let unknown = || Problem::field("category", "There is no such category.");
    let category = category.map(|id| id.parse().map_err(|_| unknown())).transpose()?;
    let query = CommunityQuery { category, words: q.map_or_else(String::new, |text| text.0), joined };
    let page = communities::list(&asks.looking(), &query, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|card| Community::of(asks.site(), card)).collect();
    Ok(Json(CommunityPage { items, next: page.next }))
}

/// Create a community
///
/// You become its owner. It opens with a channel for messages and one for pictures.
#[utoipa::path(
    post,
    path = "/communities",
    tag = "communities",
    request_body = NewCommunity,
    responses((status = 201, description = "The new community.", body = WholeCommunity)),
    security(("bearer" = ["write"]))
)]
async fn create_community(
    Writer(member): Writer,
    FromJson(new): FromJson<NewCommunity>,
) -> Result<(StatusCode, Json<WholeCommunity>), Problem> {
    let fields = CommunityFields {
        name: Some(new.name.0),
        description: new.description.map(|text| text.0),
        category: Some(new.category),
        visibility: new.visibility,
    };
    let caller = member.acting();
    let id = communities::create(&caller, fields).await?;
    Ok((StatusCode::CREATED, Json(WholeCommunity::named(&caller, id).await?)))
}

/// Get a community
///
/// Only members can get a private community, with a token that has the scope `read`.
#[utoipa::path(
    get,
    path = "/communities/{id}",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    responses((status = 200, description = "The community.", body = WholeCommunity)),
    security((), ("bearer" = []))
)]
async fn get_community(asks: ApiCaller, FromPath(id): FromPath<CommunityId>) -> Result<Json<WholeCommunity>, Problem> {
    Ok(Json(WholeCommunity::named(&asks.looking(), id).await?))
}

/// Update a community
///
/// Only the owner can, or an admin with a token that has the scope `admin`; others get 403.
#[utoipa::path(
    patch,
    path = "/communities/{id}",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    request_body = CommunityEdit,
    responses((status = 200, description = "The updated community.", body = WholeCommunity)),
    security(("bearer" = ["write"]))
)]
async fn update_community(
    Writer(member): Writer,
    FromPath(id): FromPath<CommunityId>,
    FromJson(edit): FromJson<CommunityEdit>,
) -> Result<Json<WholeCommunity>, Problem> {
    let caller = member.acting();
    communities::edit(&caller, id, edit.into()).await?;
    Ok(Json(WholeCommunity::named(&caller, id).await?))
}

/// Delete a community
///
/// All its channels, messages and pictures are deleted. This cannot be undone. Only the owner can, or an admin with a
/// token that has the scope `admin`.
#[utoipa::path(
    delete,
    path = "/communities/{id}",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    responses((status = 204, description = "The community was deleted.")),
    security(("bearer" = ["write"]))
)]
async fn delete_community(Writer(member): Writer, FromPath(id): FromPath<CommunityId>) -> Result<StatusCode, Problem> {
    communities::delete(&member.acting(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Join a community
///
/// Joining again has no effect. A private community needs an invitation; otherwise it answers 404.
#[utoipa::path(
    put,
    path = "/communities/{id}/membership",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    responses((status = 200, description = "The community that you are a member of.", body = WholeCommunity)),
    security(("bearer" = ["write"]))
)]
async fn join_community(
    Writer(member): Writer,
    FromPath(id): FromPath<CommunityId>,
) -> Result<Json<WholeCommunity>, Problem> {
    let caller = member.acting();
    communities::join(&caller, id).await?;
    Ok(Json(WholeCommunity::named(&caller, id).await?))
}

/// Leave a community
///
/// Has no effect if you are not a member. The owner gets 403.
#[utoipa::path(
    delete,
    path = "/communities/{id}/membership",
    tag = "communities",
    params(("id" = CommunityId, Path, description = "The ID of the community.")),
    responses((status = 204, description = "You are not a member.")),
    security(("bearer" = ["write"]))
)]
async fn leave_community(Writer(member): Writer, FromPath(id): FromPath<CommunityId>) -> Result<StatusCode, Problem> {
    communities::leave(member.caller(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
