//! The form by which a pin is liked.

use super::{AppState, forms::Form, pins::Named};
use crate::{model::errors::Problem, services::likes};
use axum::{Router, response::Response, routing::post};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/pin/{id}/like", post(like))
}

/// Likes a pin, or likes it no more, and goes back to where that was wished.
async fn like(Named(pin): Named, form: Form) -> Result<Response, Problem> {
    let page = format!("/pin/{pin}");
    let back = form.local("back").unwrap_or(&page).to_owned();
    let done = match form.get("want") {
        "like" => likes::set(&form.caller, pin, true).await,
        "unlike" => likes::set(&form.caller, pin, false).await,
        _ => Err(Problem::field("want", "Choose “like” or “unlike”.")),
    };
    let form = form.of_page(if matches!(done, Err(Problem::NotSignedIn)) { &back } else { &page });
    form.answer(done.map(|_| back)).await
}
