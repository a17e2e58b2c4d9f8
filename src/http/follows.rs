//! The form by which a member is followed.

use super::{AppState, forms::Form};
use crate::{model::errors::Problem, services::follows};
use axum::{Router, extract::Path, response::Response, routing::post};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/users/{name}/follow", post(follow))
}

/// Follows a member, or follows them no more, and goes back to where that was wished.
async fn follow(Path(name): Path<String>, form: Form) -> Result<Response, Problem> {
    let page = format!("/@{name}");
    let back = form.local("back").unwrap_or(&page).to_owned();
    let done = match form.get("want") {
        "follow" => follows::set(&form.caller, &name, true).await,
        "unfollow" => follows::set(&form.caller, &name, false).await,
        _ => Err(Problem::field("want", "Choose “follow” or “unfollow”.")),
    };
    let form = form.of_page(if matches!(done, Err(Problem::NotSignedIn)) { &back } else { &page });
    form.answer(done.map(|_| back)).await
}
