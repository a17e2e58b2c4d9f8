//! What is reported, for moderators and admins: the queue, and the pages of a comment and of a member that it leads to.

mod case;
mod comment;
mod member;

pub use comment::ReportedComment;
pub use member::ReportedMember;

pub(super) use case::{Complaints, Deciding, Whose};

use crate::{
    app::{
        addresses::with_query,
        components::{Empty, Fetched, FormProblem, Icon},
        pages::admin::{
            acts::Done,
            frame::{Section, admin_page},
            table::{CsvLink, FilterChoice, FilterForm, Pager},
        },
        start::FormAnswer,
    },
    model::{
        ids::CommentId,
        moderation::{Case, QueueOrder, SubjectKind},
        page::Page,
    },
    server_fns,
};
use case::Entry;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

const ADDRESS: &str = "/admin/reports";

/// Where members are decided about.
const MEMBERS: &str = "/admin/reports/members";

/// Where a comment is decided about.
fn comment_address(comment: CommentId) -> String {
    format!("/admin/reports/comments/{comment}")
}

/// Which part of the queue is wanted, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    kind: Option<SubjectKind>,
    order: QueueOrder,
    cursor: String,
}

impl Wanted {
    /// Out of an address. What is not known there is taken for not said.
    fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        Self {
            kind: text("kind").parse().ok(),
            order: text("sort").parse().unwrap_or_default(),
            cursor: text("cursor"),
        }
    }

    /// The address of it, below this path and from a cursor on.
    fn address(&self, path: &str, cursor: &str) -> String {
        let kind = self.kind.map_or("", SubjectKind::name);
        let sort = if self.order == QueueOrder::default() { "" } else { self.order.name() };
        with_query(path, &[("kind", kind), ("sort", sort), ("cursor", cursor)])
    }
}

/// The queue.
#[component]
pub fn Reports() -> impl IntoView {
    admin_page(Section::Reports, |_me, answer| {
        let query = use_query_map();
        let wanted = Memo::new(move |_| query.with(Wanted::read));
        let fetch = |Wanted { kind, order, cursor }: Wanted| {
            server_fns::admin::moderation::reports(kind, order, Some(cursor).filter(|cursor| !cursor.is_empty()))
        };
        let cases = Resource::new(move || wanted.get(), fetch);
        let problem = RwSignal::new(answer.problem.clone());
        view! {
            <Done />
            <FormProblem problem />
            <Filters wanted />
            <Fetched from=cases let:page><Found wanted=wanted.get_untracked() page answer=answer.clone() /></Fetched>
        }
    })
}

#[component]
fn Filters(wanted: Memo<Wanted>) -> impl IntoView {
    let any = (String::new(), "Pictures and comments".to_owned());
    let kinds = [(SubjectKind::Pin, "Pictures"), (SubjectKind::Comment, "Comments")];
    let kinds = kinds.map(|(kind, words)| (kind.name().to_owned(), words.to_owned()));
    let sorts = [
        (QueueOrder::Oldest, "Open, waiting longest first"),
        (QueueOrder::Most, "Open, most reported first"),
        (QueueOrder::Handled, "Settled, the latest first"),
    ];
    let sorts = sorts.map(|(order, words)| (order.name().to_owned(), words.to_owned()));
    let filtered =
        Signal::derive(move || wanted.with(|wanted| wanted.kind.is_some() || wanted.order != QueueOrder::default()));
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterChoice
                name="sort"
                label="Reports"
                options=sorts.to_vec()
                holds=Signal::derive(move || wanted.with(|wanted| wanted.order.name().to_owned()))
            />
            <FilterChoice
                name="kind"
                label="About"
                options=std::iter::once(any).chain(kinds).collect()
                holds=Signal::derive(move || wanted.with(|wanted| wanted.kind.map_or("", SubjectKind::name).to_owned()))
            />
        </FilterForm>
    }
}

#[component]
fn Found(wanted: Wanted, page: Page<Case>, answer: FormAnswer) -> impl IntoView {
    let first = (!wanted.cursor.is_empty()).then(|| wanted.address(ADDRESS, ""));
    if page.items.is_empty() {
        let words = match wanted.order {
            QueueOrder::Handled => "What you and others decide about reports is kept here.",
            _ => "When a member thinks that something should be looked at, it comes up here.",
        };
        return view! {
            <Empty icon=Icon::Done title="Nothing is waiting" words />
            <Pager next=None first />
        }
        .into_any();
    }
    let back = wanted.address(ADDRESS, &wanted.cursor);
    let next = page.next.map(|cursor| wanted.address(ADDRESS, &cursor.to_string()));
    let entries = page.items.into_iter().map(|case| view! { <Entry case back=back.clone() answer=answer.clone() /> });
    view! {
        <ol class="cases" aria-label="Reports">{entries.collect_view()}</ol>
        <div class="table-foot">
            <CsvLink href=wanted.address("/admin/reports.csv", "") />
            <Pager next first />
        </div>
    }
    .into_any()
}
