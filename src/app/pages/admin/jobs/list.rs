//! All jobs: filtered, sorted, tried again.

use super::about::AboutJob;
use crate::{
    app::{
        addresses::with_query,
        components::{ButtonForm, Empty, FormProblem, Icon, Moment, ProblemNotice, Remark, Success},
        counts::grouped,
        location::Query,
        pages::admin::{
            frame::{Frame, Section},
            table::{Cell, CsvLink, FilterChoice, FilterForm, Head, Pager, RowHead, SortLink, Sorted, Table},
        },
        served::{Content, PageRequest},
    },
    model::{
        errors::Problem,
        figures::JobCounts,
        jobs::{Forgotten, Job, JobFilter, JobSort, JobState, JobsPage, KINDS, NOT_WORKING},
    },
    services::{self, pins::Span},
};
use leptos::prelude::*;

const ADDRESS: &str = "/admin/jobs";

/// Which jobs are wanted, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    state: String,
    kind: String,
    sort: String,
    cursor: String,
}

impl Wanted {
    fn read(query: &Query) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        Self { state: text("state"), kind: text("kind"), sort: text("sort"), cursor: text("cursor") }
    }

    /// The address of it, below this path and from a cursor on.
    fn address(&self, path: &str, cursor: &str) -> String {
        let Self { state, kind, sort, .. } = self;
        with_query(path, &[("state", state), ("kind", kind), ("sort", sort), ("cursor", cursor)])
    }

    /// What forms send along, so that one comes back to the same list.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let fields = [("state", &self.state), ("kind", &self.kind), ("sort", &self.sort)];
        fields.map(|(name, value)| (name, value.clone())).to_vec()
    }
}

/// Jobs, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn jobs(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Jobs, &request).await?;
    let wanted = Wanted::read(request.queries());
    let found = find(&request, &wanted).await;
    let problem = request.answer.problem;
    Ok(frame.around(move || {
        view! {
            <Success query="retried" words="Queued to run as soon as a worker is free." />
            <Success query="cancelled" words="Job cancelled." />
            <Success query="asked" words="The picture will be processed." />
            <FormProblem problem />
            <Filters wanted=wanted.clone() />
            {match found {
                Ok(found) => view! { <Found wanted found /> }.into_any(),
                Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
            }}
        }
    }))
}

async fn find(request: &PageRequest, wanted: &Wanted) -> Result<JobsPage, Problem> {
    let caller = &request.caller;
    let filter = JobFilter::chosen(&wanted.state, &wanted.kind, &wanted.sort)?;
    let cursor = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    services::jobs::page(&caller.site, caller.admin()?, &filter, Span::of_jobs(cursor)).await
}

#[component]
fn Filters(wanted: Wanted) -> impl IntoView {
    let filtered = !(wanted.state.is_empty() && wanted.kind.is_empty());
    let states = JobState::ALL.map(|state| choice(state.name(), state.words()));
    let kinds = KINDS.iter().map(|kind| choice(kind.name, kind.words));
    let sorts = vec![choice("", "Newest first"), choice(JobSort::Oldest.name(), "Oldest first")];
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterChoice
                name="state"
                label="Status"
                options=std::iter::once(choice("", "Any")).chain(states).collect()
                holds=wanted.state
            />
            <FilterChoice
                name="kind"
                label="Job"
                options=std::iter::once(choice("", "Any")).chain(kinds).collect()
                holds=wanted.kind
            />
            <FilterChoice name="sort" label="Sort" options=sorts holds=wanted.sort />
        </FilterForm>
    }
}

fn choice(value: &str, words: &str) -> (String, String) {
    (value.to_owned(), words.to_owned())
}

#[component]
fn Found(wanted: Wanted, found: JobsPage) -> impl IntoView {
    let JobsPage { counts, page, forgotten, working } = found;
    let next = page.next.map(|cursor| wanted.address(ADDRESS, &cursor.to_string()));
    let first = (!wanted.cursor.is_empty()).then(|| wanted.address(ADDRESS, ""));
    let list = if page.items.is_empty() {
        let (title, words) = if wanted == Wanted::default() {
            ("No jobs", "All jobs are done.")
        } else {
            ("No jobs match these filters", "Try another status or job.")
        };
        view! { <Empty icon=Icon::Done title words /> }.into_any()
    } else {
        let rows = page.items.into_iter().map(|job| view! { <Row job wanted=wanted.clone() /> }).collect_view();
        let sorted = if wanted.sort == JobSort::Oldest.name() { Sorted::Ascending } else { Sorted::Descending };
        let other = if sorted == Sorted::Descending { JobSort::Oldest.name() } else { "" };
        let other = Wanted { sort: other.to_owned(), ..wanted.clone() }.address(ADDRESS, "");
        let head = view! {
            <Head words="Job" />
            <Head words="Status" />
            <Head words="Attempts" number=true />
            <SortLink words="Created" href=other sorted=Some(sorted) />
            <Head words="Due" />
            <Head words="Actions" />
        };
        view! { <Table label="Jobs" head=head.into_any()>{rows}</Table> }.into_any()
    };
    view! {
        {(!working).then(|| view! { <Remark words=NOT_WORKING /> })}
        {list}
        <div class="table-foot">
            <p class="table__quiet">{summary(counts)}</p>
            {(counts.failed > 0).then(|| view! {
                <ButtonForm action="/fn/admin_retry_failed_jobs" fields=wanted.fields() class="button button--secondary">
                    "Retry all failed jobs"
                </ButtonForm>
            })}
            <CsvLink href=wanted.address("/admin/jobs.csv", "") />
            <Pager next first />
        </div>
        <ForgottenPictures forgotten />
    }
}

/// How many jobs there are, in a sentence.
fn summary(counts: JobCounts) -> String {
    let JobCounts { waiting, running, retrying, failed } = counts;
    let [waiting, running, retrying, failed] = [waiting, running, retrying, failed].map(grouped);
    format!("{waiting} waiting, {running} running, {retrying} retrying, {failed} failed")
}

#[component]
fn Row(job: Job, wanted: Wanted) -> impl IntoView {
    let name = format!("job-{}", job.id);
    let badge = match job.state {
        JobState::Waiting => "badge",
        JobState::Running => "badge badge--accent",
        JobState::Retrying | JobState::Failed => "badge badge--danger",
    };
    let due = (matches!(job.state, JobState::Waiting | JobState::Retrying)).then(|| view! { <Moment at=job.due_at /> });
    let words = job.words().to_owned();
    let acts = (job.state != JobState::Running).then(|| {
        let fields = [vec![("job", job.id.to_string())], wanted.fields()].concat();
        view! {
            <div class="actions">
                <ButtonForm
                    action="/fn/admin_retry_job"
                    fields
                    class="button button--secondary"
                    described_by=name.clone()
                >
                    "Run now"
                </ButtonForm>
                <a class="button button--quiet" href=format!("/admin/jobs/{}/cancel", job.id) aria-describedby=name.clone()>
                    "Cancel"
                </a>
            </div>
        }
    });
    view! {
        <tr role="row" class="table__row">
            <RowHead>
                <span class="table__names" id=name>
                    <span>{words}</span>
                    {job.about.map(|about| view! { <span class="table__quiet"><AboutJob about /></span> })}
                    {job.error.map(|error| view! { <span class="table__fault">{error}</span> })}
                </span>
            </RowHead>
            <Cell head="Status"><span class=badge>{job.state.words()}</span></Cell>
            <Cell head="Attempts" number=true>{format!("{} of {}", job.attempts, job.attempts_most)}</Cell>
            <Cell head="Created"><Moment at=job.created_at /></Cell>
            <Cell head="Due">{due}</Cell>
            <Cell head="Actions">{acts}</Cell>
        </tr>
    }
}

/// Pictures whose jobs were cancelled, and that can be asked for again.
#[component]
fn ForgottenPictures(forgotten: Vec<Forgotten>) -> impl IntoView {
    let entry = |Forgotten { picture, about }: Forgotten| {
        let id = format!("picture-{picture}");
        view! {
            <li class="entry">
                <p class="entry__words" id=id.clone()><span><AboutJob about /></span></p>
                <div class="entry__actions">
                    <ButtonForm
                        action="/fn/admin_process_picture"
                        fields=vec![("picture", picture.to_string())]
                        class="button button--secondary"
                        described_by=id
                    >
                        "Process again"
                    </ButtonForm>
                </div>
            </li>
        }
    };
    (!forgotten.is_empty()).then(|| {
        view! {
            <section class="admin__part" aria-labelledby="forgotten">
                <h2 class="admin__title" id="forgotten">"Unprocessed pictures"</h2>
                <p class="admin__words">"Their jobs were cancelled before all sizes had been made."</p>
                <ul class="entries">{forgotten.into_iter().map(entry).collect_view()}</ul>
            </section>
        }
    })
}
