//! What an admin sees first: totals, what waits for them, and how the totals have changed.

use super::{
    backups::Backups,
    frame::{Frame, Section},
    table::{Cell, CsvLink, Head, RowHead, Table},
};
use crate::{
    app::{
        addresses::with_query,
        components::{Chart, ChartKind, Draw, Icon, Remark, day_words},
        counts::grouped,
        served::{Content, PageRequest},
    },
    model::{
        errors::{Bytes, Problem},
        figures::{Day, Overview as Found, SPAN_DEFAULT, SPANS},
        jobs::{JobState, NOT_WORKING},
        storage::DiskSpace,
    },
    services::figures,
};
use leptos::prelude::*;

/// How the site is doing, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn overview(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Overview, &request).await?;
    let caller = &request.caller;
    let asked = request.query("days").and_then(|days| days.parse().ok());
    let span = asked.filter(|days| SPANS.contains(days)).unwrap_or(SPAN_DEFAULT);
    let found = figures::overview(&caller.site, caller.admin()?, span).await?;
    Ok(frame.around(move || view! { <Parts found span /> }))
}

#[component]
fn Parts(found: Found, span: u16) -> impl IntoView {
    let csv = with_query("/admin/figures.csv", &[("days", &span.to_string())]);
    view! {
        {(!found.working).then(|| view! { <Remark words=NOT_WORKING /> })}
        <DisksNearlyFull disks=found.disks.clone() />
        <Now found=found.clone() />
        <Backups state=found.backups.clone() />
        <section class="admin__part" aria-labelledby="over-time">
            <div class="admin__head">
                <h2 class="admin__title" id="over-time">"Over time"</h2>
                <Spans span />
            </div>
            <Charts days=found.days.clone() />
            <details class="disclosure">
                <summary class="disclosure__toggle">"Show as a table"</summary>
                <DayTable days=found.days />
            </details>
            <div class="table-foot"><CsvLink href=csv /></div>
        </section>
    }
}

/// Warns before a disk is full.
#[component]
fn DisksNearlyFull(disks: Vec<DiskSpace>) -> impl IntoView {
    let warning = |disk: DiskSpace| {
        let left = format!("{} of {} left on the disk of {}.", Bytes(disk.free), Bytes(disk.total), disk.folder);
        view! {
            <div class="alert" role="alert">
                <Draw icon=Icon::Alert />
                <div class="alert__body">
                    <h2 class="alert__title">"The disk is nearly full"</h2>
                    <p>{left}" When it is full, nothing can be uploaded or changed."</p>
                </div>
            </div>
        }
    };
    disks.into_iter().filter(DiskSpace::is_low).map(warning).collect_view()
}

/// How much there is, each number with the way to what it counts.
#[component]
fn Now(found: Found) -> impl IntoView {
    let Found { now, jobs, open_reports, .. } = found;
    let jobs_of = |state: JobState| with_query("/admin/jobs", &[("state", state.name())]);
    let figures = [
        (grouped(now.members), "Members", "/admin/members".to_owned(), false),
        (grouped(now.pins), "Pictures", "/admin/pins".to_owned(), false),
        (Bytes(now.upload_bytes).to_string(), "Uploaded", "/admin/storage".to_owned(), false),
        (Bytes(now.file_bytes).to_string(), "All files", "/admin/storage".to_owned(), false),
        (grouped(open_reports), "Open reports", "/admin/reports".to_owned(), open_reports > 0),
        (grouped(jobs.waiting + jobs.retrying), "Waiting jobs", "/admin/jobs".to_owned(), false),
        (grouped(jobs.running), "Running jobs", jobs_of(JobState::Running), false),
        (grouped(jobs.failed), "Failed jobs", jobs_of(JobState::Failed), jobs.failed > 0),
    ];
    let figure = |(number, words, href, urgent): (String, &'static str, String, bool)| {
        let class = if urgent { "figure figure--urgent" } else { "figure" };
        view! {
            <li>
                <a class=class href=href>
                    <span class="figure__number">{number}</span>" "
                    <span class="figure__words">{words}</span>
                </a>
            </li>
        }
    };
    view! { <ul class="figures" aria-label="Now">{figures.map(figure).into_iter().collect_view()}</ul> }
}

/// Over how many days one looks back, as links.
#[component]
fn Spans(span: u16) -> impl IntoView {
    let link = |days: u16| {
        let words = if days == 365 { "1 year".to_owned() } else { format!("{days} days") };
        let href = with_query("/admin", &[("days", &days.to_string())]);
        let current = (days == span).then_some("true");
        view! { <li><a class="orders__window" href=href aria-current=current>{words}</a></li> }
    };
    view! {
        <nav aria-label="Period">
            <ul class="orders__windows">{SPANS.map(link).into_iter().collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Charts(days: Vec<Day>) -> impl IntoView {
    let bytes = |bytes: u64| Bytes(bytes).to_string();
    let of = |read: fn(&Day) -> u64| days.iter().map(|day| (day.day, read(day))).collect::<Vec<_>>();
    view! {
        <div class="charts">
            <Chart id="members" title="Members" kind=ChartKind::Amounts days=of(|day| day.figures.members) write=grouped />
            <Chart id="pins" title="Pictures" kind=ChartKind::Amounts days=of(|day| day.figures.pins) write=grouped />
            <Chart id="uploads" title="Uploaded" kind=ChartKind::Amounts days=of(|day| day.figures.upload_bytes) write=bytes />
            <Chart id="files" title="All files" kind=ChartKind::Amounts days=of(|day| day.figures.file_bytes) write=bytes />
            <Chart id="done" title="Completed jobs" kind=ChartKind::Events days=of(|day| day.jobs_done) write=grouped />
            <Chart id="failed" title="Failed attempts" kind=ChartKind::Faults days=of(|day| day.jobs_failed) write=grouped />
        </div>
    }
}

#[component]
fn DayTable(days: Vec<Day>) -> impl IntoView {
    let head = view! {
        <Head words="Day" />
        <Head words="Members" number=true />
        <Head words="Pictures" number=true />
        <Head words="Uploaded" number=true />
        <Head words="All files" number=true />
        <Head words="Completed jobs" number=true />
        <Head words="Failed attempts" number=true />
    };
    let row = |day: Day| {
        view! {
            <tr role="row" class="table__row">
                <RowHead>{day_words(day.day)}</RowHead>
                <Cell head="Members" number=true>{grouped(day.figures.members)}</Cell>
                <Cell head="Pictures" number=true>{grouped(day.figures.pins)}</Cell>
                <Cell head="Uploaded" number=true>{Bytes(day.figures.upload_bytes).to_string()}</Cell>
                <Cell head="All files" number=true>{Bytes(day.figures.file_bytes).to_string()}</Cell>
                <Cell head="Completed jobs" number=true>{grouped(day.jobs_done)}</Cell>
                <Cell head="Failed attempts" number=true>{grouped(day.jobs_failed)}</Cell>
            </tr>
        }
    };
    // The latest first, as one reads.
    let rows = days.into_iter().rev().map(row).collect_view();
    view! { <Table label="Statistics by day" head=head.into_any()>{rows}</Table> }
}
