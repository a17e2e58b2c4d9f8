//! The forms of comments and of reports.

use super::{AppState, forms::Form, pins::Named};
use crate::{
    model::{
        errors::Problem,
        ids::{CommentId, PinId},
        reports::Subject,
    },
    services::{comments, reports},
};
use axum::{Router, response::Response, routing::post};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/pin/{id}/comments", post(add))
        .route("/pin/{id}/report", post(report_pin))
        .route("/comments/{id}/edit", post(edit))
        .route("/comments/{id}/delete", post(delete))
        .route("/comments/{id}/report", post(report))
}

/// Comments on a pin.
async fn add(Named(pin): Named, form: Form) -> Result<Response, Problem> {
    let done = comments::add(&form.caller, pin, form.get("body")).await;
    form.answer(done.map(|comment| address(pin, comment))).await
}

/// Changes a comment.
async fn edit(Named(comment): Named<CommentId>, form: Form) -> Result<Response, Problem> {
    let done = comments::edit(&form.caller, comment, form.get("body")).await;
    form.answer(done.map(|pin| address(pin, comment))).await
}

/// Takes a comment away.
async fn delete(Named(comment): Named<CommentId>, form: Form) -> Result<Response, Problem> {
    let done = comments::delete(&form.caller, comment).await;
    form.answer(done.map(|pin| format!("/pin/{pin}?comment_deleted=1#comments"))).await
}

/// Reports a comment.
async fn report(Named(comment): Named<CommentId>, form: Form) -> Result<Response, Problem> {
    let done = async {
        reports::report(&form.caller, Subject::Comment(comment), form.get("reason")).await?;
        comments::comment(&form.caller, comment).await
    };
    let done = done.await;
    form.answer(done.map(|comment| format!("/pin/{}?reported=1", comment.pin))).await
}

/// Reports a pin.
async fn report_pin(Named(pin): Named, form: Form) -> Result<Response, Problem> {
    let done = reports::report(&form.caller, Subject::Pin(pin), form.get("reason")).await;
    form.answer(done.map(|_| format!("/pin/{pin}?reported=1"))).await
}

/// Where a comment is seen among those around it.
fn address(pin: PinId, comment: CommentId) -> String {
    format!("/pin/{pin}?comment={comment}#comment-{comment}")
}
