//! Figures of the site, day by day, to take away.

use super::{AdminRoute, csv::csv};
use crate::{
    model::{
        errors::Problem,
        figures::{Day, SPAN_DEFAULT},
    },
    services::{Caller, figures},
};
use axum::{extract::Query, response::Response};
use futures::stream;
use serde::Deserialize;

/// Over how many days.
#[derive(Deserialize)]
struct Wanted {
    days: Option<u16>,
}

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![AdminRoute::get("/admin/figures.csv", take)]
}

async fn take(caller: Caller, Query(Wanted { days }): Query<Wanted>) -> Result<Response, Problem> {
    let overview = figures::overview(&caller.site, caller.admin()?, days.unwrap_or(SPAN_DEFAULT)).await?;
    let row = |day: Day| {
        let Day { day, figures, jobs_done, jobs_failed } = day;
        let numbers = [figures.members, figures.pins, figures.upload_bytes, figures.file_bytes, jobs_done, jobs_failed];
        Ok([day.to_string()].into_iter().chain(numbers.map(|number| number.to_string())).collect())
    };
    let head = ["day", "members", "pins", "upload_bytes", "file_bytes", "jobs_done", "jobs_failed"];
    Ok(csv("figures.csv", &head, stream::iter(overview.days.into_iter().map(row))))
}
