//! What moderators and admins decide, and what they take away as CSV.

use super::{
    super::forms::{Form, to_page},
    AdminRoute,
    csv::{csv, every},
};
use crate::{
    model::{
        errors::Problem,
        moderation::{About, Case, Measure, ModeratedFilter, ModeratedPin, QueueOrder, SubjectKind},
        page::Cursor,
    },
    services::{Caller, moderation, pins::Span},
};
use axum::{
    extract::Query,
    response::{Redirect, Response},
};
use futures::TryStreamExt;
use std::collections::HashMap;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use url::form_urlencoded;

/// How much is fetched at once for the CSV.
const FETCHED: usize = 500;

/// Where one comes back to who does not say.
const QUEUE: &str = "/admin/reports";

const REPORTS: [&str; 12] = [
    "id",
    "kind",
    "pin",
    "comment",
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
    vec![
        AdminRoute::post("/admin/reports/act", act),
        AdminRoute::get("/admin/reports/act", page),
        AdminRoute::get("/admin/reports.csv", reports),
        AdminRoute::get("/admin/pins.csv", pins),
    ]
}

async fn page() -> Result<Redirect, Problem> {
    to_page(QUEUE)
}

/// Does something about a pin, a comment, a member, or what was reported. Where that is refused, the page that asked for it (`back`)
/// says why; else one comes to `next`, which is that page as well where it is left out.
async fn act(form: Form) -> Result<Response, Problem> {
    let address = |field: &str| form.local(field).filter(|path| path.starts_with("/admin/")).map(str::to_owned);
    let back = address("back").unwrap_or_else(|| QUEUE.to_owned());
    let next = address("next").unwrap_or_else(|| back.clone());
    let done = async {
        let moderator = form.caller.moderator()?;
        let about: About = form.get("about").parse()?;
        let measure: Measure = form.get("act").parse()?;
        let reason = [form.get("preset"), form.get("reason")].map(str::trim);
        let reason = reason.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        moderation::act(&form.caller.site, moderator, &about, measure, &reason).await?;
        Ok(with_done(&next, measure))
    };
    let done = done.await;
    form.of_page(&back).answer(done).await
}

/// The address to come back to, with what was done.
fn with_done(back: &str, measure: Measure) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "done");
    let query =
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair("done", measure.name()).finish();
    format!("{path}?{query}")
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
    let Case { id, kind, pin, comment, member, open, reports, settled, .. } = case;
    let joined = |texts: Vec<String>| texts.join(" | ");
    let (title, pin) = pin.map(|pin| (pin.title, pin.id.to_string())).unwrap_or_default();
    let (text, comment) = comment.map_or((title, String::new()), |said| (said.body, said.id.to_string()));
    let (outcome, by, at) = settled.map_or_else(Default::default, |settled| {
        (settled.measure.name().to_owned(), settled.by.unwrap_or_default(), moment(settled.at))
    });
    vec![
        id.to_string(),
        kind.name().to_owned(),
        pin,
        comment,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_with_what_was_done() {
        for (back, address) in [
            ("/admin/reports", "/admin/reports?done=hide_pin"),
            ("/admin/reports?kind=pin&done=warn_member", "/admin/reports?kind=pin&done=hide_pin"),
        ] {
            assert_eq!(with_done(back, Measure::HidePin), address);
        }
    }
}
