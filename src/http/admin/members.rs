//! Members as CSV.

use super::{
    AdminRoute,
    csv::{csv, every},
};
use crate::{
    model::{
        errors::Problem,
        members::{Member, MemberFilter, MemberSort},
        page::Cursor,
    },
    services::{Caller, members, pins::Span},
};
use axum::{extract::Query, response::Response};
use futures::TryStreamExt;
use std::collections::HashMap;
use time::format_description::well_known::Rfc3339;

/// How many members are fetched at once.
const FETCHED: usize = 500;

const HEAD: [&str; 13] = [
    "username",
    "display_name",
    "email",
    "email_confirmed",
    "role",
    "plan",
    "used_bytes",
    "quota_bytes",
    "pins",
    "joined_at",
    "suspended",
    "suspended_at",
    "suspended_reason",
];

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![AdminRoute::get("/admin/members.csv", list)]
}

/// All members that match, in the order of the page.
async fn list(caller: Caller, Query(query): Query<HashMap<String, String>>) -> Result<Response, Problem> {
    let admin = caller.admin()?;
    let text = |name: &str| query.get(name).map_or("", String::as_str);
    let filter = MemberFilter {
        q: text("q").to_owned(),
        plan: text("plan").parse().ok(),
        role: text("role").parse().ok(),
        suspended: text("suspended").parse().ok(),
    };
    let sort = text("sort").parse::<MemberSort>().unwrap_or_default();
    members::note_export(&caller.site, admin, &filter).await?;
    let page = move |cursor: Option<Cursor>| {
        let (site, filter) = (caller.site.clone(), filter.clone());
        async move { members::list(&site, admin, &filter, sort, Span { cursor, size: FETCHED }).await }
    };
    Ok(csv("members.csv", &HEAD, every(page).map_ok(row)))
}

fn row(member: Member) -> Vec<String> {
    let time = |at: time::OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    let (since, reason) =
        member.suspended.as_ref().map_or_else(Default::default, |kept| (time(kept.since), kept.reason.clone()));
    vec![
        member.person.username,
        member.person.display_name,
        member.email,
        member.verified.to_string(),
        member.role.name().to_owned(),
        member.plan_name,
        member.used.to_string(),
        member.quota.map(|quota| quota.to_string()).unwrap_or_default(),
        member.pins.to_string(),
        time(member.joined_at),
        member.suspended.is_some().to_string(),
        since,
        reason,
    ]
}
