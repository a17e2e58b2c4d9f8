//! What is reported, and what is done about pins and comments: for moderators and admins.

use super::super::{
    bodies::FromJson,
    credentials::Moderating,
    members::Person,
    params::{FromPath, FromQuery},
    pins::{Pin, default_limit, limit},
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

/// Which reports are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct QueueWanted {
    /// Only those about a pin, or only those about a comment.
    #[param(value_type = SubjectKind, inline, required = false)]
    kind: Option<SubjectKind>,
    /// Which, and in which order; `oldest` where it is left out.
    #[param(value_type = QueueOrder, inline, required = false)]
    sort: Option<QueueOrder>,
    /// How many at most.
    #[serde(default = "default_limit", deserialize_with = "limit")]
    #[param(minimum = 1, maximum = 100, default = default_limit)]
    limit: usize,
    /// The `next` of the page before, in the same order; left out for the first.
    #[param(value_type = QueueCursor, inline, required = false)]
    cursor: Option<Cursor>,
}

/// A member whom something is about.
#[derive(Serialize, ToSchema)]
pub(super) struct Concerned {
    #[serde(flatten)]
    person: Person,
    role: Role,
    suspended: bool,
    /// Whether whoever asks may do something about them and what is theirs.
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
    /// Who made it.
    reporter: Person,
    reason: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

/// How reports were settled.
#[derive(Serialize, ToSchema)]
struct Settled {
    outcome: Measure,
    /// The user name of who did it; null where the account is gone.
    #[schema(required)]
    handled_by: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    handled_at: OffsetDateTime,
}

/// A pin or a comment that was reported.
#[derive(Serialize, ToSchema)]
struct ReportedThing {
    id: ReportId,
    kind: SubjectKind,
    /// The pin, or the one that was commented on; null where it is its owner's alone by now.
    #[schema(required)]
    pin: Option<Pin>,
    /// Whether that pin is hidden.
    hidden: bool,
    /// Null where it is about the pin, or where the pin is null.
    #[schema(required)]
    comment_id: Option<CommentId>,
    /// What the comment says.
    #[schema(required)]
    text: Option<String>,
    /// Whose it is.
    member: Concerned,
    /// How many reports about it are open.
    open_count: u32,
    /// The latest of the reports, up to ten.
    reports: Vec<Complaint>,
    /// How those that are settled were settled, the latest; null where none is.
    #[schema(required)]
    settled: Option<Settled>,
}

impl ReportedThing {
    fn of(site: &Site, case: model::Case) -> Self {
        let model::Case { id, kind, pin, hidden, comment, member, open, reports, settled, .. } = case;
        let (comment_id, text) = comment.map(|said| (said.id, said.body)).unzip();
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
            text,
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

/// A page of what was reported.
#[derive(Serialize, ToSchema)]
struct ReportedPage {
    /// In order.
    items: Vec<ReportedThing>,
    /// Where the next page begins: the `cursor` to ask with. Null at the end of the list.
    #[schema(value_type = Option<QueueCursor>, inline, required)]
    next: Option<Cursor>,
}

/// What is decided about something that was reported. Whom it concerns reads the reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    act: Measure,
    /// Needed for everything but `dismiss_reports`.
    #[schema(nullable = false)]
    reason: Option<Reason>,
}

/// Why something is done. Whom it concerns reads it.
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

/// What is reported
///
/// Each pin and each comment once, with the latest of its reports.
#[utoipa::path(
    get,
    path = "/admin/reports",
    tag = "admin",
    params(QueueWanted),
    responses(
        (status = 200, description = "A page of it", body = ReportedPage),
        (status = 404, description = "Whoever asks is no moderator or admin"),
        (status = 422, description = "The cursor is of another list")
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

/// Decide about something that was reported
///
/// All open reports about it are settled with it. What goes for good takes its reports with it.
#[utoipa::path(
    post,
    path = "/admin/reports/{id}/decision",
    tag = "admin",
    params(("id" = ReportId, Path, description = "What was reported")),
    request_body = Decision,
    responses(
        (status = 204, description = "Done"),
        (status = 403, description = "It is one’s own, or not a moderator’s to judge"),
        (status = 404, description = "Nothing was reported by this name, or it is not there for moderators any more"),
        (status = 409, description = "It has been done already")
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
/// From everybody but its owner and those who look after the site. Open reports about it are settled.
#[utoipa::path(
    put,
    path = "/admin/pins/{id}/hidden",
    tag = "admin",
    params(("id" = PinId, Path, description = "The pin")),
    request_body = Grounds,
    responses(
        (status = 204, description = "It is hidden"),
        (status = 403, description = "It is one’s own, or not a moderator’s to judge"),
        (status = 404, description = "It is not there for moderators"),
        (status = 409, description = "It is hidden already")
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

/// Show a hidden pin again
#[utoipa::path(
    delete,
    path = "/admin/pins/{id}/hidden",
    tag = "admin",
    params(("id" = PinId, Path, description = "The pin")),
    request_body = Grounds,
    responses(
        (status = 204, description = "It is shown again"),
        (status = 403, description = "It is one’s own, or not a moderator’s to judge"),
        (status = 404, description = "It is not there for moderators"),
        (status = 409, description = "It is not hidden")
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

/// Remove a pin
///
/// For good: nobody can have it back.
#[utoipa::path(
    delete,
    path = "/admin/pins/{id}",
    tag = "admin",
    params(("id" = PinId, Path, description = "The pin")),
    request_body = Grounds,
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "It is one’s own, or not a moderator’s to judge"),
        (status = 404, description = "It is not there for moderators")
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

/// Remove a comment
///
/// For good: nobody can have it back.
#[utoipa::path(
    delete,
    path = "/admin/comments/{id}",
    tag = "admin",
    params(("id" = CommentId, Path, description = "The comment")),
    request_body = Grounds,
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "It is one’s own, or not a moderator’s to judge"),
        (status = 404, description = "It is not there for moderators")
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

/// Does it.
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
