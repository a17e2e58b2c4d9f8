//! The forms of admins.

use super::forms::Form;
use crate::{model::errors::Problem, services::members};
use axum::response::Response;

const MEMBERS: &str = "/admin/members";

/// Makes a link for a member by hand, and shows it this once.
pub(super) async fn make_link(form: Form) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        let purpose = form.get("purpose").parse()?;
        members::make_link(&form.caller.site, admin, form.get("user"), purpose).await
    };
    let done = done.await;
    form.of_page(MEMBERS).answer_once(done.map(|link| link.url)).await
}

/// Makes an invitation by hand, and shows it this once.
pub(super) async fn invite(form: Form) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        members::invite(&form.caller.site, admin, Some(form.get("email"))).await
    };
    let done = done.await;
    form.of_page(MEMBERS).answer_once(done.map(|link| link.url)).await
}
