//! What an admin sees first: how much there is, what waits for them, and how it changed.

use super::{
    frame::{Section, admin_page},
    table::{Cell, CsvLink, Head, RowHead, Table},
};
use crate::{
    app::{
        addresses::with_query,
        components::{Chart, ChartKind, Draw, Fetched, Icon, Remark, day_words},
        counts::grouped,
    },
    model::{
        errors::Bytes,
        figures::{Day, Overview as Found, SPAN_DEFAULT, SPANS},
        jobs::{JobState, NOT_WORKING},
        storage::DiskSpace,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// How the site is doing, for admins.
#[component]
pub fn Overview() -> impl IntoView {
    admin_page(Section::Overview, |_me, _answer| {
        let query = use_query_map();
        let days = Memo::new(move |_| {
            let asked = query.with(|query| query.get("days")).and_then(|days| days.parse().ok());
            asked.filter(|days| SPANS.contains(days)).unwrap_or(SPAN_DEFAULT)
        });
        let found = Resource::new(move || days.get(), server_fns::admin::figures::overview);
        view! { <Fetched from=found let:found><Parts found span=days.get_untracked() /></Fetched> }
    })
}

#[component]
fn Parts(found: Found, span: u16) -> impl IntoView {
    let csv = with_query("/admin/figures.csv", &[("days", &span.to_string())]);
    view! {
        {(!found.working).then(|| view! { <Remark words=NOT_WORKING /> })}
        <DisksNearlyFull disks=found.disks.clone() />
        <Now found=found.clone() />
        <section class="admin__part" aria-labelledby="over-time">
            <div class="admin__head">
                <h2 class="admin__title" id="over-time">"Over time"</h2>
                <Spans span />
            </div>
            <Charts days=found.days.clone() />
            <details class="disclosure">
                <summary class="disclosure__toggle">"The figures as a table"</summary>
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
        let room = format!("{} of {} are left at {}.", Bytes(disk.free), Bytes(disk.total), disk.folder);
        view! {
            <div class="alert" role="alert">
                <Draw icon=Icon::Alert />
                <div class="alert__body">
                    <h2 class="alert__title">"The disk is nearly full"</h2>
                    <p>{room}" Once it is full, nothing can be uploaded or changed."</p>
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
        (grouped(now.pins), "Pins", "/admin/pins".to_owned(), false),
        (Bytes(now.upload_bytes).to_string(), "Uploaded", "/admin/storage".to_owned(), false),
        (Bytes(now.file_bytes).to_string(), "All files", "/admin/storage".to_owned(), false),
        (grouped(open_reports), "Open reports", "/admin/reports".to_owned(), open_reports > 0),
        (grouped(jobs.waiting + jobs.retrying), "Jobs waiting", "/admin/jobs".to_owned(), false),
        (grouped(jobs.running), "Jobs running", jobs_of(JobState::Running), false),
        (grouped(jobs.failed), "Jobs failed", jobs_of(JobState::Failed), jobs.failed > 0),
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
        let words = if days == 365 { "A year".to_owned() } else { format!("{days} days") };
        let href = with_query("/admin", &[("days", &days.to_string())]);
        let current = (days == span).then_some("true");
        view! { <li><a class="orders__window" href=href aria-current=current data-noscroll>{words}</a></li> }
    };
    view! {
        <nav aria-label="How far back">
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
            <Chart id="pins" title="Pins" kind=ChartKind::Amounts days=of(|day| day.figures.pins) write=grouped />
            <Chart id="uploads" title="Uploaded" kind=ChartKind::Amounts days=of(|day| day.figures.upload_bytes) write=bytes />
            <Chart id="files" title="All files" kind=ChartKind::Amounts days=of(|day| day.figures.file_bytes) write=bytes />
            <Chart id="done" title="Jobs done" kind=ChartKind::Events days=of(|day| day.jobs_done) write=grouped />
            <Chart id="failed" title="Failed tries of jobs" kind=ChartKind::Faults days=of(|day| day.jobs_failed) write=grouped />
        </div>
    }
}

#[component]
fn DayTable(days: Vec<Day>) -> impl IntoView {
    let head = view! {
        <Head words="Day" />
        <Head words="Members" number=true />
        <Head words="Pins" number=true />
        <Head words="Uploaded" number=true />
        <Head words="All files" number=true />
        <Head words="Jobs done" number=true />
        <Head words="Failed tries" number=true />
    };
    let row = |day: Day| {
        view! {
            <tr role="row" class="table__row">
                <RowHead>{day_words(day.day)}</RowHead>
                <Cell head="Members" number=true>{grouped(day.figures.members)}</Cell>
                <Cell head="Pins" number=true>{grouped(day.figures.pins)}</Cell>
                <Cell head="Uploaded" number=true>{Bytes(day.figures.upload_bytes).to_string()}</Cell>
                <Cell head="All files" number=true>{Bytes(day.figures.file_bytes).to_string()}</Cell>
                <Cell head="Jobs done" number=true>{grouped(day.jobs_done)}</Cell>
                <Cell head="Failed tries" number=true>{grouped(day.jobs_failed)}</Cell>
            </tr>
        }
    };
    // The latest first, as one reads.
    let rows = days.into_iter().rev().map(row).collect_view();
    view! { <Table label="Figures of each day" head=head.into_any()>{rows}</Table> }
}
