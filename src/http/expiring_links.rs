//! The forms of expiring links: one made, one taken back.

use super::{AppState, forms::Form, pins::Named};
use crate::{
    model::{
        errors::Problem,
        expiring_links::{LinkSize, NewExpiringLink},
    },
    services::expiring_links,
};
use axum::{Router, response::Response, routing::post};
use std::str::FromStr;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/pin/{id}/share", post(make)).route("/links", post(revoke))
}

/// Makes a link, and shows it this once.
async fn make(Named(pin): Named, form: Form) -> Result<Response, Problem> {
    let done = async {
        form.caller.member()?;
        let seconds = match number(&form, "alive_duration")? {
            Some(seconds) => Some(seconds),
            None => number(&form, "life")?,
        };
        let wish = NewExpiringLink {
            image: pin.uuid(),
            seconds: seconds.ok_or_else(|| Problem::field("life", "Please choose how long the link should work."))?,
            size: size(form.get("size"))?,
            password: form.filled("password"),
            max_views: number(&form, "max_views")?,
        };
        expiring_links::make(&form.caller, wish).await.map(|(address, _)| address)
    };
    let done = done.await;
    form.answer_once(done).await
}

/// Takes a link back.
async fn revoke(form: Form) -> Result<Response, Problem> {
    let done = async {
        let link = form.get("link").parse().map_err(|_| Problem::NotFound)?;
        expiring_links::revoke(&form.caller.site, form.caller.member()?, link).await
    };
    let done = done.await;
    form.answer(done.map(|()| "/links?revoked=1")).await
}

fn size(text: &str) -> Result<LinkSize, Problem> {
    match text {
        "" | "full" => Ok(LinkSize::Full),
        "original" => Ok(LinkSize::Original),
        height => height.parse().map(LinkSize::Height).map_err(|_| Problem::field("size", "Please choose a size.")),
    }
}

pub(super) fn number<T: FromStr>(form: &Form, field: &str) -> Result<Option<T>, Problem> {
    let typed = form.filled(field).map(|text| text.trim().parse());
    typed.transpose().map_err(|_| Problem::field(field, "Please enter a whole number, or leave this empty."))
}
