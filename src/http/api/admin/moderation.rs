//! Reports, and the moderation of pins, comments and reported messages: for moderators and admins.

use super::super::{
    bodies::FromJson,
    credentials::Moderating,
    members::Person,
    params::{FromPath, FromQuery},
    pins::{Pin, default_limit, limit},
    reports::ReportedMessage,
    schemas::QueueCursor,
    texts::Reason,
};
use crate::{
    http::AppState,
    model::{
        accounts::Role,
        errors::Problem,
        ids::{CommentId, PinId, ReportId},
        moderation::{self as model, About, Measure, QueueOrder, SubjectKind},
        page::Cursor,
    },
    services::{Site, moderation, pins::Span},
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Filters for reports.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct QueueWanted {
    /// Only reports about pins, about comments, or about messages.
    #[param(value_type = SubjectKind, inline, required = false)]
    kind: Option<SubjectKind>,
    /// Which reports, and in which order. The default is `oldest`.
    #[param(value_type = QueueOrder, inline, required = false)]
    sort: Option<QueueOrder>,
    /// Maximum number of items per page.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` value of the previous page, in the same order. Omit it for the first page.
    #[param(value_type = QueueCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// The member that a report or a hidden pin is about.
#[derive(Serialize, ToSchema)]
pub(super) struct Concerned {
    #[serde(flatten)]
    person: Person,
    role: Role,
    suspended: bool,
    /// Whether you may moderate this member and their content.
    yours_to_judge: bool,
}

impl Concerned {
    pub(super) fn of(site: &Site, member: model::Concerned) -> Self {
        let model::Concerned { person, role, suspended, yours_to_judge } = member;
        Self { person: Person::of(site, person), role, suspended, yours_to_judge }
    }
}

/// A report.
#[derive(Serialize, ToSchema)]
struct Complaint {
    /// The member who sent the report.
    reporter: Person,
    reason: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

/// How reports were resolved.
#[derive(Serialize, ToSchema)]
struct Settled {
    outcome: Measure,
    /// The user name of the moderator or admin. Null if the account was deleted.
    #[schema(required)]
    handled_by: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    handled_at: OffsetDateTime,
}

/// A pin, comment or message that was reported.
#[derive(Serialize, ToSchema)]
struct ReportedThing {
    id: ReportId,
    kind: SubjectKind,
    /// The pin, or the pin that the comment is on. Null if the pin is private by now, and for a message.
    #[schema(required)]
    pin: Option<Pin>,
    /// Whether the pin is hidden.
    hidden: bool,
    /// The comment. Null if something else was reported, or if `pin` is null.
    #[schema(required)]
    comment_id: Option<CommentId>,
    /// The message. Null if something else was reported, or if you can’t see the message: it is gone, or you are banned from
    /// its community.
    #[schema(required)]
    message: Option<ReportedMessage>,
    /// The text of the comment or of the message, which is in Markdown.
    #[schema(required)]
    text: Option<String>,
    /// The owner of the pin, or the author of the comment or message.
    member: Concerned,
    /// Number of open reports.
    open_count: u32,
    /// The latest reports, up to ten.
    reports: Vec<Complaint>,
    /// How the latest resolved reports were resolved. Null if none were.
    #[schema(required)]
    settled: Option<Settled>,
}

impl ReportedThing {
    fn of(site: &Site, case: model::Case) -> Self {
        let model::Case { id, kind, pin, hidden, comment, message, member, open, reports, settled, .. } = case;
        let (comment_id, said) = comment.map(|said| (said.id, said.body)).unzip();
        let (message, written) = message.map(ReportedMessage::of).unzip();
        let complaint = |report: model::Complaint| Complaint {
            reporter: Person::of(site, report.reporter),
            reason: report.reason,
            created_at: report.at,
        };
        Self {
            id,
            kind,
            pin: pin.map(|pin| Pin::of(site, pin)),
            hidden,
            comment_id,
            message,
            text: said.or(written),
            member: Concerned::of(site, member),
            open_count: open,
            reports: reports.into_iter().map(complaint).collect(),
            settled: settled.map(|settled| Settled {
                outcome: settled.measure,
                handled_by: settled.by,
                handled_at: settled.at,
            }),
        }
    }
}

/// A page of reported pins, comments and messages.
#[derive(Serialize, ToSchema)]
struct ReportedPage {
    /// What was reported, in order.
    items: Vec<ReportedThing>,
    /// The `cursor` of the next page. Null on the last page.
    #[schema(value_type = Option<QueueCursor>, inline, required)]
    next: Option<Cursor>,
}

/// A decision about something that was reported. The member it is about can read the reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    act: Measure,
    /// Required, except for `dismiss_reports` and `restore_pin`.
    #[schema(nullable = false)]
    reason: Option<Reason>,
}

/// The reason for a moderation action. The member it is about can read it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Grounds {
    pub(super) reason: Reason,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_reports))
        .routes(routes!(settle_reports))
        .routes(routes!(hide_pin, restore_pin))
        .routes(routes!(remove_pin))
        .routes(routes!(remove_comment))
}

/// List what was reported
///
/// Each pin, comment or message appears once, with its latest reports. A message in a direct conversation can be read here
/// alone: nothing else in the conversation can.
#[utoipa::path(
    get,
    path = "/admin/reports",
    tag = "admin",
    params(QueueWanted),
    responses(
        (status = 200, description = "A page of reported pins, comments and messages.", body = ReportedPage),
        (status = 404, description = "You are not a moderator or an admin."),
        (status = 422, description = "The cursor belongs to another list.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn list_reports(
    Moderating { moderator, asks }: Moderating,
    FromQuery(QueueWanted { kind, sort, limit: size, cursor }): FromQuery<QueueWanted>,
) -> Result<Json<ReportedPage>, Problem> {
    let site = asks.site();
    let page = moderation::queue(site, moderator, kind, sort.unwrap_or_default(), Span { cursor, size }).await?;
    let items = page.items.into_iter().map(|case| ReportedThing::of(site, case)).collect();
    Ok(Json(ReportedPage { items, next: page.next }))
}

/// Resolve the reports about a pin, comment or message
///
/// Resolves all open reports about it. Removing it also deletes its reports.
#[utoipa::path(
    post,
    path = "/admin/reports/{id}/decision",
    tag = "admin",
    params(("id" = ReportId, Path, description = "The ID of the report.")),
    request_body = Decision,
    responses(
        (status = 204, description = "The reports are resolved."),
        (status = 403, description = "It is your own, or moderators may not act on it."),
        (status = 404, description = "No such report, or moderators can no longer see what was reported."),
        (status = 409, description = "This was done already.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn settle_reports(
    asks: Moderating,
    FromPath(id): FromPath<ReportId>,
    FromJson(Decision { act, reason }): FromJson<Decision>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Case(id), act, reason).await
}

/// Hide a pin
///
/// Only its owner, moderators and admins can still see it. Open reports about it are resolved.
#[utoipa::path(
    put,
    path = "/admin/pins/{id}/hidden",
    tag = "admin",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    request_body = Grounds,
    responses(
        (status = 204, description = "The pin is hidden."),
        (status = 403, description = "It is your own, or moderators may not act on it."),
        (status = 404, description = "Not found, or not visible to moderators."),
        (status = 409, description = "The pin is already hidden.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn hide_pin(
    asks: Moderating,
    FromPath(id): FromPath<PinId>,
    FromJson(Grounds { reason }): FromJson<Grounds>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Pin(id), Measure::HidePin, Some(reason)).await
}

/// Unhide a pin
#[utoipa::path(
    delete,
    path = "/admin/pins/{id}/hidden",
    tag = "admin",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    request_body = Grounds,
    responses(
        (status = 204, description = "The pin is visible again."),
        (status = 403, description = "It is your own, or moderators may not act on it."),
        (status = 404, description = "Not found, or not visible to moderators."),
        (status = 409, description = "The pin is not hidden.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn restore_pin(
    asks: Moderating,
    FromPath(id): FromPath<PinId>,
    FromJson(Grounds { reason }): FromJson<Grounds>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Pin(id), Measure::RestorePin, Some(reason)).await
}

/// Remove a pin permanently
#[utoipa::path(
    delete,
    path = "/admin/pins/{id}",
    tag = "admin",
    params(("id" = PinId, Path, description = "The ID of the pin.")),
    request_body = Grounds,
    responses(
        (status = 204, description = "The pin was removed."),
        (status = 403, description = "It is your own, or moderators may not act on it."),
        (status = 404, description = "Not found, or not visible to moderators.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn remove_pin(
    asks: Moderating,
    FromPath(id): FromPath<PinId>,
    FromJson(Grounds { reason }): FromJson<Grounds>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Pin(id), Measure::RemovePin, Some(reason)).await
}

/// Remove a comment permanently
#[utoipa::path(
    delete,
    path = "/admin/comments/{id}",
    tag = "admin",
    params(("id" = CommentId, Path, description = "The ID of the comment.")),
    request_body = Grounds,
    responses(
        (status = 204, description = "The comment was removed."),
        (status = 403, description = "It is your own, or moderators may not act on it."),
        (status = 404, description = "Not found, or not visible to moderators.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn remove_comment(
    asks: Moderating,
    FromPath(id): FromPath<CommentId>,
    FromJson(Grounds { reason }): FromJson<Grounds>,
) -> Result<StatusCode, Problem> {
    done(asks, About::Comment(id), Measure::RemoveComment, Some(reason)).await
}

/// Carries out a moderation action.
pub(super) async fn done(
    Moderating { moderator, asks }: Moderating,
    about: About,
    act: Measure,
    reason: Option<Reason>,
) -> Result<StatusCode, Problem> {
    let reason = reason.map(|reason| reason.0).unwrap_or_default();
    moderation::act(asks.site(), moderator, &about, act, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
