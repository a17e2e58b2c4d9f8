//! The form of one's news.

use super::forms::Form;
use crate::{
    model::{errors::Problem, notices::WhichNotices},
    services::notices,
};
use axum::response::Response;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Marks one's news as read, up to what one has seen; all where that is not said.
pub(super) async fn read(form: Form) -> Result<Response, Problem> {
    let done = async {
        let seen = form.filled("up_to").map(|text| OffsetDateTime::parse(&text, &Rfc3339)).transpose();
        let seen = seen.map_err(|_| Problem::field("up_to", "Please send a time such as 2026-11-28T17:05:00Z."))?;
        let which = seen.map_or(WhichNotices::All, WhichNotices::UpTo);
        notices::read(&form.caller.site, form.caller.member()?, &which).await?;
        Ok("/notifications")
    };
    let done = done.await;
    form.of_page("/notifications").answer(done).await
}
