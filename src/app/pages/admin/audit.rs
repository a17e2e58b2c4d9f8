//! The audit log: what admins and moderators did.

use super::{
    frame::{Frame, Section},
    table::{Cell, CsvLink, FilterChoice, FilterForm, FilterText, Head, Pager, RowHead, Table},
};
use crate::{
    app::{
        addresses::with_query,
        components::{Empty, Icon, Moment, ProblemNotice},
        location::Query,
        served::{Content, PageRequest},
    },
    model::{
        audit::{AUDIT_PAGE_SIZE, Act, AuditFilter, Entry},
        errors::Problem,
        page::Page,
    },
    services::{self, pins::Span},
};
use leptos::prelude::*;

const ADDRESS: &str = "/admin/audit";

/// Which entries are wanted, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    filter: AuditFilter,
    cursor: String,
}

impl Wanted {
    /// Out of an address. What is not known there is taken for not said.
    fn read(query: &Query) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        let actor = text("actor").trim().to_owned();
        let filter = AuditFilter { act: text("act").parse().ok(), actor, q: text("q").trim().to_owned() };
        Self { filter, cursor: text("cursor") }
    }

    /// The address of it, below this path and from a cursor on.
    fn address(&self, path: &str, cursor: &str) -> String {
        let AuditFilter { act, actor, q } = &self.filter;
        with_query(path, &[("q", q.as_str()), ("actor", actor), ("act", act.map_or("", Act::name)), ("cursor", cursor)])
    }
}

/// The audit log, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn audit(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Audit, &request).await?;
    let wanted = Wanted::read(request.queries());
    let found = find(&request, &wanted.filter).await;
    Ok(frame.around(move || {
        view! {
            <Filters filter=wanted.filter.clone() />
            {match found {
                Ok(page) => view! { <Log wanted page /> }.into_any(),
                Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
            }}
        }
    }))
}

async fn find(request: &PageRequest, filter: &AuditFilter) -> Result<Page<Entry>, Problem> {
    let caller = &request.caller;
    let cursor = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    let span = Span { cursor, size: AUDIT_PAGE_SIZE };
    services::audit::list(&caller.site, caller.admin()?, filter, span).await
}

#[component]
fn Filters(filter: AuditFilter) -> impl IntoView {
    let all = (String::new(), "Any".to_owned());
    let acts = Act::ALL.iter().map(|act| (act.name().to_owned(), act.words().to_owned()));
    let filtered = filter != AuditFilter::default();
    let AuditFilter { act, actor, q } = filter;
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterText name="q" label="Search the log" holds=q />
            <FilterText name="actor" label="User name" holds=actor />
            <FilterChoice
                name="act"
                label="Action"
                options=std::iter::once(all).chain(acts).collect()
                holds=act.map_or("", Act::name).to_owned()
            />
        </FilterForm>
    }
}

#[component]
fn Log(wanted: Wanted, page: Page<Entry>) -> impl IntoView {
    if page.items.is_empty() {
        let filtered = wanted.filter != AuditFilter::default();
        let title = if filtered { "No entries match these filters" } else { "No entries yet" };
        let words = "Everything that admins and moderators do is recorded here.";
        return view! { <Empty icon=Icon::List title words /> }.into_any();
    }
    let head = view! {
        <Head words="When" />
        <Head words="Who" />
        <Head words="Action" />
        <Head words="Subject" />
        <Head words="Details" />
    };
    let rows = page.items.into_iter().map(|entry| view! { <Row entry /> }).collect_view();
    let next = page.next.map(|cursor| wanted.address(ADDRESS, &cursor.to_string()));
    let first = (!wanted.cursor.is_empty()).then(|| wanted.address(ADDRESS, ""));
    view! {
        <Table label="Audit log" head=head.into_any()>{rows}</Table>
        <div class="table-foot">
            <CsvLink href=wanted.address("/admin/audit.csv", "") />
            <Pager next first />
        </div>
    }
    .into_any()
}

#[component]
fn Row(entry: Entry) -> impl IntoView {
    let Entry { actor, act, about, detail, at, .. } = entry;
    view! {
        <tr role="row" class="table__row">
            <RowHead><Moment at /></RowHead>
            <Cell head="Who">{actor}</Cell>
            <Cell head="Action">{act.words()}</Cell>
            <Cell head="Subject"><bdi>{about}</bdi></Cell>
            <Cell head="Details">{(!detail.is_empty()).then(|| view! { <bdi>{detail}</bdi> })}</Cell>
        </tr>
    }
}
