//! All jobs: filtered, sorted, tried again.

use super::about::AboutJob;
use crate::{
    app::{
        addresses::with_query,
        components::{ButtonForm, Empty, Fetched, FormProblem, Icon, Moment, Remark, Success},
        counts::grouped,
        pages::admin::{
            frame::{Section, admin_page},
            table::{Cell, CsvLink, FilterChoice, FilterForm, Head, Pager, RowHead, SortLink, Sorted, Table},
        },
    },
    model::{
        figures::JobCounts,
        jobs::{Forgotten, Job, JobSort, JobState, JobsPage, KINDS, NOT_WORKING},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

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
    fn read(query: &ParamsMap) -> Self {
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
#[component]
pub fn Jobs() -> impl IntoView {
    admin_page(Section::Jobs, |_me, answer| {
        let query = use_query_map();
        let wanted = Memo::new(move |_| query.with(Wanted::read));
        let fetch = |Wanted { state, kind, sort, cursor }: Wanted| async move {
            let cursor = if cursor.is_empty() { None } else { Some(cursor.parse()?) };
            server_fns::admin::jobs::jobs(state, kind, sort, cursor).await
        };
        let jobs = Resource::new(move || wanted.get(), fetch);
        let problem = RwSignal::new(answer.problem);
        view! {
            <Success query="retried" words="It is due now: a worker takes it as soon as one is free." />
            <Success query="cancelled" words="The job is cancelled." />
            <Success query="asked" words="The picture will be worked on." />
            <FormProblem problem />
            <Filters wanted />
            <Fetched from=jobs let:found><Found wanted=wanted.get_untracked() found /></Fetched>
        }
    })
}

#[component]
fn Filters(wanted: Memo<Wanted>) -> impl IntoView {
    let of = move |read: fn(&Wanted) -> &String| Signal::derive(move || wanted.with(|wanted| read(wanted).clone()));
    let states = JobState::ALL.map(|state| choice(state.name(), state.words()));
    let kinds = KINDS.iter().map(|kind| choice(kind.name, kind.words));
    let sorts = vec![choice("", "Newest first"), choice(JobSort::Oldest.name(), "Oldest first")];
    let filtered = Signal::derive(move || wanted.with(|wanted| !(wanted.state.is_empty() && wanted.kind.is_empty())));
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterChoice
                name="state"
                label="State"
                options=std::iter::once(choice("", "Any state")).chain(states).collect()
                holds=of(|wanted| &wanted.state)
            />
            <FilterChoice
                name="kind"
                label="What it does"
                options=std::iter::once(choice("", "Anything")).chain(kinds).collect()
                holds=of(|wanted| &wanted.kind)
            />
            <FilterChoice name="sort" label="Sort" options=sorts holds=of(|wanted| &wanted.sort) />
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
        let words =
            if wanted == Wanted::default() { "Everything there was to do is done." } else { "No job is like that." };
        view! { <Empty icon=Icon::Done title="Nothing to do" words /> }.into_any()
    } else {
        let rows = page.items.into_iter().map(|job| view! { <Row job wanted=wanted.clone() /> }).collect_view();
        let sorted = if wanted.sort == JobSort::Oldest.name() { Sorted::Ascending } else { Sorted::Descending };
        let other = if sorted == Sorted::Descending { JobSort::Oldest.name() } else { "" };
        let other = Wanted { sort: other.to_owned(), ..wanted.clone() }.address(ADDRESS, "");
        let head = view! {
            <Head words="What it does" />
            <Head words="State" />
            <Head words="Tries" number=true />
            <SortLink words="Asked for" href=other sorted=Some(sorted) />
            <Head words="Due" />
            <Head words="What can be done" />
        };
        view! { <Table label="Jobs" head=head.into_any()>{rows}</Table> }.into_any()
    };
    view! {
        {(!working).then(|| view! { <Remark words=NOT_WORKING /> })}
        {list}
        <div class="table-foot">
            <p class="table__quiet">{summary(counts)}</p>
            {(counts.failed > 0).then(|| view! {
                <ButtonForm action="/admin/jobs/retry" fields=wanted.fields() class="button button--secondary">
                    "Try all failed ones again"
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
    format!("In all: {waiting} waiting, {running} running, {retrying} to be tried again, {failed} failed")
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
        view! {
            <div class="table__acts">
                <ButtonForm
                    action=format!("/admin/jobs/{}/retry", job.id)
                    fields=wanted.fields()
                    class="button button--secondary"
                    described_by=name.clone()
                >
                    "Try now"
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
            <Cell head="State"><span class=badge>{job.state.words()}</span></Cell>
            <Cell head="Tries" number=true>{format!("{} of {}", job.attempts, job.attempts_most)}</Cell>
            <Cell head="Asked for"><Moment at=job.created_at /></Cell>
            <Cell head="Due">{due}</Cell>
            <Cell head="What can be done">{acts}</Cell>
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
                        action="/admin/jobs/pictures"
                        fields=vec![("picture", picture.to_string())]
                        class="button button--secondary"
                        described_by=id
                    >
                        "Ask for it again"
                    </ButtonForm>
                </div>
            </li>
        }
    };
    (!forgotten.is_empty()).then(|| {
        view! {
            <section class="admin__part" aria-labelledby="forgotten">
                <h2 class="admin__title" id="forgotten">"Pictures that nobody works on"</h2>
                <p class="admin__words">"They are not done, and their jobs were cancelled."</p>
                <ul class="entries">{forgotten.into_iter().map(entry).collect_view()}</ul>
            </section>
        }
    })
}
