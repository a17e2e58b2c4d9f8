//! Reports and pictures as CSV, for moderators and admins.

use super::{
    AdminRoute,
    csv::{csv, every},
};
use crate::{
    model::{
        errors::Problem,
        moderation::{Case, ModeratedFilter, ModeratedPin, QueueOrder, SubjectKind},
        page::Cursor,
    },
    services::{Caller, moderation, pins::Span},
};
use axum::{extract::Query, response::Response};
use futures::TryStreamExt;
use std::collections::HashMap;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// How much is fetched at once.
const FETCHED: usize = 500;

const REPORTS: [&str; 14] = [
    "id",
    "kind",
    "pin",
    "comment",
    "channel",
    "message",
    "text",
    "member",
    "open_reports",
    "reasons",
    "reporters",
    "outcome",
    "handled_by",
    "handled_at",
];

const PINS: [&str; 10] = [
    "id",
    "title",
    "member",
    "member_suspended",
    "visibility",
    "likes",
    "open_reports",
    "created_at",
    "hidden_at",
    "hidden_reason",
];

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![AdminRoute::get("/admin/reports.csv", reports), AdminRoute::get("/admin/pins.csv", pins)]
}

/// All that was reported, in the order of the page.
async fn reports(caller: Caller, Query(query): Query<HashMap<String, String>>) -> Result<Response, Problem> {
    let moderator = caller.moderator()?;
    let kind = query.get("kind").and_then(|kind| kind.parse::<SubjectKind>().ok());
    let order = query.get("sort").and_then(|sort| sort.parse::<QueueOrder>().ok()).unwrap_or_default();
    let page = move |cursor: Option<Cursor>| {
        let site = caller.site.clone();
        async move { moderation::queue(&site, moderator, kind, order, Span { cursor, size: FETCHED }).await }
    };
    Ok(csv("reports.csv", &REPORTS, every(page).map_ok(case_row)))
}

fn case_row(case: Case) -> Vec<String> {
    let Case { id, kind, pin, comment, message, member, open, reports, settled, .. } = case;
    let joined = |texts: Vec<String>| texts.join(" | ");
    let (title, pin) = pin.map(|pin| (pin.title, pin.id.to_string())).unwrap_or_default();
    let (channel, number, words) = message.map_or_else(
        || (String::new(), String::new(), title),
        |message| (message.channel.to_string(), message.seq.to_string(), message.body),
    );
    let (text, comment) = comment.map_or((words, String::new()), |said| (said.body, said.id.to_string()));
    let (outcome, by, at) = settled.map_or_else(Default::default, |settled| {
        (settled.measure.name().to_owned(), settled.by.unwrap_or_default(), moment(settled.at))
    });
    vec![
        id.to_string(),
        kind.name().to_owned(),
        pin,
        comment,
        channel,
        number,
        text,
        member.person.username,
        open.to_string(),
        joined(reports.iter().map(|report| report.reason.clone()).collect()),
        joined(reports.into_iter().map(|report| report.reporter.username).collect()),
        outcome,
        by,
        at,
    ]
}

/// All pins that match, in the order of the page.
async fn pins(caller: Caller, Query(query): Query<HashMap<String, String>>) -> Result<Response, Problem> {
    let moderator = caller.moderator()?;
    let text = |name: &str| query.get(name).map_or("", String::as_str);
    let filter = ModeratedFilter {
        q: text("q").to_owned(),
        member: text("member").to_owned(),
        which: text("which").parse().unwrap_or_default(),
        sort: text("sort").parse().unwrap_or_default(),
    };
    let page = move |cursor: Option<Cursor>| {
        let (site, filter) = (caller.site.clone(), filter.clone());
        async move { moderation::pins(&site, moderator, &filter, Span { cursor, size: FETCHED }).await }
    };
    Ok(csv("pins.csv", &PINS, every(page).map_ok(pin_row)))
}

fn pin_row(pin: ModeratedPin) -> Vec<String> {
    let ModeratedPin { card, created_at, hidden, member, open } = pin;
    let (at, reason) = hidden.map(|hidden| (moment(hidden.at), hidden.reason)).unwrap_or_default();
    vec![
        card.id.to_string(),
        card.title,
        member.person.username,
        member.suspended.to_string(),
        card.visibility.name().to_owned(),
        card.like_count.to_string(),
        open.to_string(),
        moment(created_at),
        at,
        reason,
    ]
}

fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
