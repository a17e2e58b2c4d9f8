//! Members by the storage they use, as CSV.

use super::{
    AdminRoute,
    csv::{csv, every},
};
use crate::{
    model::{
        errors::Problem,
        storage::{ROOMS_PAGE_SIZE, Room},
    },
    services::{Caller, pins::Span, storage},
};
use axum::{extract::Query, response::Response};
use futures::TryStreamExt;
use serde::Deserialize;

/// In which order, as in the address of the page.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    sort: String,
}

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![AdminRoute::get("/admin/storage.csv", take)]
}

async fn take(caller: Caller, Query(Wanted { sort }): Query<Wanted>) -> Result<Response, Problem> {
    let (site, admin, sort) = (caller.site.clone(), caller.admin()?, sort.parse()?);
    let page = move |cursor| {
        let site = site.clone();
        async move { storage::rooms(&site, admin, sort, Span { cursor, size: ROOMS_PAGE_SIZE }).await }
    };
    let row = |room: Room| {
        let Room { username, display_name, plan, used, quota, .. } = room;
        let quota = quota.map(|quota| quota.to_string()).unwrap_or_default();
        vec![username, display_name, plan, used.to_string(), quota]
    };
    let head = ["username", "display_name", "plan", "used_bytes", "quota_bytes"];
    Ok(csv("storage.csv", &head, every(page).map_ok(row)))
}
