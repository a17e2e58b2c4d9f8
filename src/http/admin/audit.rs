//! The audit log as CSV.

use super::{
    AdminRoute,
    csv::{csv, every},
};
use crate::{
    model::{
        audit::{AuditFilter, Entry},
        errors::Problem,
        page::Cursor,
    },
    services::{Caller, audit, pins::Span},
};
use axum::{extract::Query, response::Response};
use futures::TryStreamExt;
use std::collections::HashMap;
use time::format_description::well_known::Rfc3339;

/// How many entries are fetched at once.
const FETCHED: usize = 500;

const HEAD: [&str; 6] = ["id", "at", "actor", "act", "about", "detail"];

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![AdminRoute::get("/admin/audit.csv", list)]
}

/// All entries that match, the latest first.
async fn list(caller: Caller, Query(query): Query<HashMap<String, String>>) -> Result<Response, Problem> {
    let admin = caller.admin()?;
    let text = |name: &str| query.get(name).cloned().unwrap_or_default();
    let filter = AuditFilter { act: text("act").parse().ok(), actor: text("actor"), q: text("q") };
    let page = move |cursor: Option<Cursor>| {
        let (site, filter) = (caller.site.clone(), filter.clone());
        async move { audit::list(&site, admin, &filter, Span { cursor, size: FETCHED }).await }
    };
    let row = |Entry { id, actor, act, about, detail, at }: Entry| {
        vec![id.to_string(), at.format(&Rfc3339).unwrap_or_default(), actor, act.name().to_owned(), about, detail]
    };
    Ok(csv("audit.csv", &HEAD, every(page).map_ok(row)))
}
