//! What those who look after a community do about the messages in it that are reported.

use super::{Done, FormPage, context, named};
use crate::{
    model::{
        errors::Problem,
        ids::{CommunityId, ReportId},
    },
    services::{Caller, communities::reports},
};
use leptos::prelude::*;

/// Settles the reports about a message with nothing to be done. Goes to the reports of the community.
///
/// # Errors
/// As [`reports::dismiss`].
#[server(prefix = "/fn", endpoint = "dismiss_community_reports")]
pub async fn dismiss_community_reports(
    #[server(default)] community: String,
    #[server(default)] report: String,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, report, page) = reported(&community, &report)?;
    reports::dismiss(&caller, community, report).await?;
    Ok(Done { location: format!("{page}?dismissed=1") })
}

/// Deletes a message that is reported; the community's log says why. Goes to the reports of the community.
///
/// # Errors
/// As [`reports::remove`].
#[server(prefix = "/fn", endpoint = "remove_reported_message")]
pub async fn remove_reported_message(
    #[server(default)] community: String,
    #[server(default)] report: String,
    #[server(default)] reason: String,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, report, page) = reported(&community, &report)?;
    reports::remove(&caller, community, report, &reason).await?;
    Ok(Done { location: format!("{page}?removed=1") })
}

/// What a form is about, and the page that it is on.
fn reported(community: &str, report: &str) -> Result<(CommunityId, ReportId, String), Problem> {
    let community: CommunityId = named(community)?;
    let page = format!("/c/{community}/reports");
    FormPage::set(&page);
    Ok((community, named(report)?, page))
}
