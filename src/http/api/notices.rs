//! The caller's notifications.

use super::{
    bodies::FromJson,
    credentials::{Reader, Writer},
    members::Person,
    params::FromQuery,
    pins::{Pin, default_limit, limit},
    schemas::NoticeCursor,
    selections::True,
    several::Several,
    shapes::{Group, OneOf, Shapes},
};
use crate::{
    http::AppState,
    model::{
        errors::Problem,
        ids::{CommentId, CommunityId, NoticeId},
        moderation::{self, Measure},
        notices::{self as model, MemberAct, NAMED_NOTICES_MOST, NoticeKind, WhichNotices},
        page::Cursor,
    },
    services::{Site, notices, pins::Span},
};
use axum::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// A list of notifications by ID.
type Ids = Several<NoticeId, 1, NAMED_NOTICES_MOST>;

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
    #[param(value_type = NoticeCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A notification. Members who do the same to the same pin, or who follow you, share one until it is read.
#[derive(Serialize, ToSchema)]
struct Notification {
    id: NoticeId,
    kind: NoticeKind,
    /// The pin that was liked or commented on, that the comment with the mention is on, or that was moderated. Null for
    /// a new follower and what happened in a community, and if the pin is gone.
    #[schema(required)]
    pin: Option<Pin>,
    /// The comment that mentions you, or the latest of the comments on your pin. Null for other kinds, and if the
    /// comment was deleted.
    #[schema(required)]
    comment_id: Option<CommentId>,
    /// The beginning of the comment.
    #[schema(required)]
    text: Option<String>,
    /// What a moderator or admin did, and why. Null for other kinds.
    #[schema(required)]
    moderation: Option<Told>,
    /// What the owner or a moderator of a community did, and why. Null for other kinds.
    #[schema(required)]
    community: Option<CommunityNotice>,
    /// Up to three of the members who did this, latest first. Empty for moderation, and for what happened in a community.
    actors: Vec<Person>,
    /// Number of members who did this. 1,000 means 1,000 or more.
    #[schema(minimum = 0, maximum = 1000)]
    actor_count: u32,
    /// When it last happened.
    #[serde(with = "time::serde::rfc3339")]
    happened_at: OffsetDateTime,
    /// Whether you have read it.
    read: bool,
}

/// An action of a moderator or admin that concerns you.
#[derive(Serialize, ToSchema)]
struct Told {
    act: Measure,
    /// The title or text that the action was about. Empty if it was about you.
    subject: String,
    /// The reason that was given.
    reason: String,
}

impl From<moderation::Told> for Told {
    fn from(moderation::Told { act, subject, reason }: moderation::Told) -> Self {
        Self { act, subject, reason }
    }
}

/// An action in a community that concerns you.
#[derive(Serialize, ToSchema)]
struct CommunityNotice {
    /// The community. Null if you cannot see it.
    #[schema(required)]
    id: Option<CommunityId>,
    /// The name of the community when it happened.
    name: String,
    act: MemberAct,
    /// Until when you cannot write there. Null unless you were timed out.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    timed_out_until: Option<OffsetDateTime>,
    /// The reason. Empty if none was given.
    reason: String,
}

impl From<model::CommunityNotice> for CommunityNotice {
    fn from(notice: model::CommunityNotice) -> Self {
        let model::CommunityNotice { id, name, act, timed_out_until, reason } = notice;
        Self { id, name, act, timed_out_until, reason }
    }
}

impl Notification {
    fn of(site: &Site, notice: model::Notice) -> Self {
        let model::Notice { id, kind, actors, actor_count, pin, comment, words, told, community, happened_at, read } =
            notice;
        Self {
            id,
            kind,
            pin: pin.map(|card| Pin::of(site, card)),
            comment_id: comment,
            text: words,
            moderation: told.map(Told::from),
            community: community.map(CommunityNotice::from),
            actors: actors.into_iter().map(|actor| Person::of(site, actor)).collect(),
            actor_count,
            happened_at,
            read,
        }
    }
}

/// A page of notifications.
#[derive(Serialize, ToSchema)]
struct Notifications {
    /// The notifications on this page, latest first.
    items: Vec<Notification>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<NoticeCursor>, inline, required)]
    next: Option<Cursor>,
    /// Number of all unread notifications. 100 means 100 or more.
    #[schema(maximum = 100)]
    unread: u32,
}

/// The notifications to mark as read: those in `ids`, or all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HaveRead {
    #[schema(inline, nullable = false)]
    ids: Option<Ids>,
    #[schema(inline, nullable = false)]
    #[expect(dead_code, reason = "that it is there makes the choice")]
    all: Option<True>,
}

impl Shapes for HaveRead {
    const CHOICES: &'static [&'static [Group]] = &[&[&["ids"], &["all"]]];
}

// A name for the document's macros, which accept no generic types.
type HaveReadShapes = OneOf<HaveRead>;

/// The remaining unread notifications.
#[derive(Serialize, ToSchema)]
struct LeftUnread {
    /// Number of unread notifications. 100 means 100 or more.
    #[schema(maximum = 100)]
    unread: u32,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_notifications)).routes(routes!(read_notifications))
}

/// List your notifications, latest first
#[utoipa::path(
    get,
    path = "/notifications",
    tag = "notifications",
    params(Wanted),
    responses(
        (status = 200, description = "A page of notifications.", body = Notifications),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["read"]))
)]
async fn list_notifications(
    Reader(member): Reader,
    FromQuery(Wanted { limit: size, cursor }): FromQuery<Wanted>,
) -> Result<Json<Notifications>, Problem> {
    let model::News { page, unread } = notices::list(member.site(), member.me, Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|notice| Notification::of(member.site(), notice)).collect();
    Ok(Json(Notifications { items, next: page.next, unread }))
}

/// Mark notifications as read
///
/// IDs that do not exist or belong to other members are ignored.
#[utoipa::path(
    post,
    path = "/notifications/read",
    tag = "notifications",
    request_body(content = HaveReadShapes),
    responses((status = 200, description = "The number of notifications that are still unread.", body = LeftUnread)),
    security(("bearer" = ["write"]))
)]
async fn read_notifications(
    Writer(member): Writer,
    FromJson(body): FromJson<Value>,
) -> Result<Json<LeftUnread>, Problem> {
    let HaveRead { ids, .. } = OneOf::read(body)?;
    let which = ids.map_or(WhichNotices::All, |ids| WhichNotices::Named(ids.0));
    Ok(Json(LeftUnread { unread: notices::read(member.site(), member.me, &which).await? }))
}
