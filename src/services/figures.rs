//! Figures: how the site is doing, now and day by day.

use super::{Admin, Site, backups};
use crate::model::{
    errors::Problem,
    figures::{Overview, SPAN_LONGEST, span},
};

/// How much there is, and how much there was over the last so many days.
///
/// # Errors
/// [`Problem::Invalid`] where one cannot look back so far.
pub async fn overview(site: &Site, _: Admin, days: u16) -> Result<Overview, Problem> {
    let days = span(days)?;
    fill(site, days).await?;
    let now = site.db.figures_now().await?;
    let mut by_day = site.db.figures_by_day(days).await?;
    if let Some(today) = by_day.last_mut() {
        today.figures = now;
    }
    let (jobs, open_reports) = (site.db.job_counts().await?, site.db.open_reports().await?);
    // The rest is worth seeing without.
    let disks = site.blobs.disks().unwrap_or_default();
    let backups = backups::state(site).await?;
    Ok(Overview { now, jobs, working: site.workers.all_work(), open_reports, disks, backups, days: by_day })
}

/// Writes down how much there is today, and fills in the days on which nobody counted. Can run twice.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn keep(site: &Site) -> Result<(), Problem> {
    let now = site.db.figures_now().await?;
    site.db.keep_figures(now).await?;
    site.db.count_storage().await?;
    fill(site, SPAN_LONGEST).await
}

async fn fill(site: &Site, days: u16) -> Result<(), Problem> {
    if site.db.figures_are_missing(days).await? { site.db.fill_figures(days).await } else { Ok(()) }
}

/// Counts a job that was done, or a try that failed. That it could not be counted is no reason to do it again.
pub async fn count_job(site: &Site, done: bool) {
    if let Err(problem) = site.db.count_job(done).await {
        tracing::warn!(%problem, done, "could not count a job");
    }
}
