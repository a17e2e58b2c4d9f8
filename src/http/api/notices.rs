//! One's notifications.

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
        ids::{CommentId, NoticeId},
        moderation::{self, Measure},
        notices::{self as model, NAMED_NOTICES_MOST, NoticeKind, WhichNotices},
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

/// Notifications named one by one.
type Ids = Several<NoticeId, 1, NAMED_NOTICES_MOST>;

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
    #[param(value_type = NoticeCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A notification. Those who did the same to the same are in one, until it is read.
#[derive(Serialize, ToSchema)]
struct Notification {
    id: NoticeId,
    kind: NoticeKind,
    /// The pin that they like, commented on, or mention one at, or that something was done about. Null where they follow one, and
    /// where it is gone.
    #[schema(required)]
    pin: Option<Pin>,
    /// The comment that mentions one, or the latest of those that are told, while it is there; else null.
    #[schema(required)]
    comment_id: Option<CommentId>,
    /// How that comment begins.
    #[schema(required)]
    text: Option<String>,
    /// What those did who look after the site, and why; null for what others did.
    #[schema(required)]
    moderation: Option<Told>,
    /// Who did it, the latest first, up to three. Of what those did who look after the site, nobody.
    actors: Vec<Person>,
    /// How many did it; 1,000 stands for 1,000 and more.
    #[schema(minimum = 0, maximum = 1000)]
    actor_count: u32,
    /// When the latest of them did it.
    #[serde(with = "time::serde::rfc3339")]
    happened_at: OffsetDateTime,
    /// Whether one has read it.
    read: bool,
}

/// What was done by those who look after the site.
#[derive(Serialize, ToSchema)]
struct Told {
    act: Measure,
    /// What it was called that it was done about; empty where that is the member.
    subject: String,
    /// Why.
    reason: String,
}

impl From<moderation::Told> for Told {
    fn from(moderation::Told { act, subject, reason }: moderation::Told) -> Self {
        Self { act, subject, reason }
    }
}

impl Notification {
    fn of(site: &Site, notice: model::Notice) -> Self {
        let model::Notice { id, kind, actors, actor_count, pin, comment, words, told, happened_at, read } = notice;
        Self {
            id,
            kind,
            pin: pin.map(|card| Pin::of(site, card)),
            comment_id: comment,
            text: words,
            moderation: told.map(Told::from),
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
    /// The notifications on this page, the latest first.
    items: Vec<Notification>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<NoticeCursor>, inline, required)]
    next: Option<Cursor>,
    /// How many are unread in all; 100 stands for 100 and more.
    #[schema(maximum = 100)]
    unread: u32,
}

/// Which notifications one has read: these, or all.
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

// By this name the document's macros take it: they know no generic types.
type HaveReadShapes = OneOf<HaveRead>;

/// What is left.
#[derive(Serialize, ToSchema)]
struct LeftUnread {
    /// How many are unread now; 100 stands for 100 and more.
    #[schema(maximum = 100)]
    unread: u32,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_notifications)).routes(routes!(read_notifications))
}

/// One's notifications, the latest first
#[utoipa::path(
    get,
    path = "/notifications",
    tag = "notifications",
    params(Wanted),
    responses(
        (status = 200, description = "A page of them", body = Notifications),
        (status = 422, description = "The cursor is of another list")
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
/// Ids of notifications that are not there, or not one's own, are passed over.
#[utoipa::path(
    post,
    path = "/notifications/read",
    tag = "notifications",
    request_body(content = HaveReadShapes),
    responses((status = 200, description = "What is left", body = LeftUnread)),
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
