//! What is reported, and pins, for moderators and admins.

use crate::model::{
    errors::Problem,
    ids::{CommentId, PinId},
    moderation::{
        Case, CommentCase, ModeratedPin, ModeratedSort, PinCase, QueueOrder, Standing, SubjectKind, WhichPins,
    },
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of what was reported.
///
/// # Errors
/// [`Problem::NotFound`] for whoever looks after nothing here; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "admin_reports", input = GetUrl)]
pub async fn reports(
    kind: Option<SubjectKind>,
    order: QueueOrder,
    cursor: Option<String>,
) -> Result<Page<Case>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let moderator = caller.moderator()?;
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        let span = crate::services::pins::Span { cursor, size: crate::model::moderation::QUEUE_PAGE_SIZE };
        crate::services::moderation::queue(&caller.site, moderator, kind, order, span).await
    })
    .await
}

/// A comment, with what was reported about it.
///
/// # Errors
/// [`Problem::NotFound`] for whoever looks after nothing here, and where it is not there for them.
#[server(prefix = "/fn", endpoint = "admin_report_comment", input = GetUrl)]
pub async fn report_comment(id: CommentId) -> Result<CommentCase, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::moderation::comment(&caller.site, caller.moderator()?, id).await
    })
    .await
}

/// How a member stands.
///
/// # Errors
/// [`Problem::NotFound`] for whoever looks after nothing here, and where there is no such member.
#[server(prefix = "/fn", endpoint = "admin_report_member", input = GetUrl)]
pub async fn report_member(username: String) -> Result<Standing, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::moderation::standing(&caller.site, caller.moderator()?, &username).await
    })
    .await
}

/// A page of all pins that are not private.
///
/// # Errors
/// As [`reports`]; [`Problem::Invalid`] where there is no member of that name.
#[server(prefix = "/fn", endpoint = "admin_pins", input = GetUrl)]
pub async fn pins(
    q: String,
    member: String,
    which: WhichPins,
    sort: ModeratedSort,
    cursor: Option<String>,
) -> Result<Page<ModeratedPin>, Problem> {
    use crate::model::moderation::{MODERATED_PAGE_SIZE, ModeratedFilter};
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let moderator = caller.moderator()?;
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        let span = crate::services::pins::Span { cursor, size: MODERATED_PAGE_SIZE };
        let filter = ModeratedFilter { q, member, which, sort };
        crate::services::moderation::pins(&caller.site, moderator, &filter, span).await
    })
    .await
}

/// One pin, with what was reported about it.
///
/// # Errors
/// As [`report_comment`].
#[server(prefix = "/fn", endpoint = "admin_pin", input = GetUrl)]
pub async fn pin(id: PinId) -> Result<PinCase, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::moderation::pin(&caller.site, caller.moderator()?, id).await
    })
    .await
}
