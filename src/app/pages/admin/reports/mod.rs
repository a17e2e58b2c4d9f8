//! Reports, for moderators and admins: the queue, and the pages of a comment and of a member that it leads to.

mod case;
mod comment;
mod member;

pub use comment::reported_comment;
pub use member::reported_member;

pub(super) use case::{Complaints, Deciding, Whose};

use crate::{
    app::{
        addresses::with_query,
        components::{Empty, FormProblem, Icon, ProblemNotice},
        location::Query,
        pages::admin::{
            acts::Done,
            frame::{Frame, Section},
            table::{CsvLink, FilterChoice, FilterForm, Pager},
        },
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        ids::CommentId,
        moderation::{Case, QUEUE_PAGE_SIZE, QueueOrder, SubjectKind},
        page::Page,
    },
    services::{self, pins::Span},
};
use case::Entry;
use leptos::prelude::*;

const ADDRESS: &str = "/admin/reports";

/// Where members are reviewed.
const MEMBERS: &str = "/admin/reports/members";

/// Where a comment is reviewed.
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
    fn read(query: &Query) -> Self {
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

/// The queue, for moderators and admins.
///
/// # Errors
/// [`Problem::NotFound`] for everybody else.
pub async fn reports(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Reports, &request).await?;
    let wanted = Wanted::read(request.queries());
    let found = find(&request, &wanted).await;
    let answer = request.answer;
    Ok(frame.around(move || {
        view! {
            <Done />
            <FormProblem problem=answer.problem.clone() />
            <Filters kind=wanted.kind order=wanted.order />
            {match found {
                Ok(page) => view! { <Found wanted page answer /> }.into_any(),
                Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
            }}
        }
    }))
}

async fn find(request: &PageRequest, wanted: &Wanted) -> Result<Page<Case>, Problem> {
    let caller = &request.caller;
    let cursor = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    let span = Span { cursor, size: QUEUE_PAGE_SIZE };
    services::moderation::queue(&caller.site, caller.moderator()?, wanted.kind, wanted.order, span).await
}

#[component]
fn Filters(kind: Option<SubjectKind>, order: QueueOrder) -> impl IntoView {
    let any = (String::new(), "Everything".to_owned());
    let kinds =
        [(SubjectKind::Pin, "Pictures"), (SubjectKind::Comment, "Comments"), (SubjectKind::Message, "Messages")];
    let kinds = kinds.map(|(kind, words)| (kind.name().to_owned(), words.to_owned()));
    let sorts = [
        (QueueOrder::Oldest, "Open, oldest first"),
        (QueueOrder::Most, "Open, most reported first"),
        (QueueOrder::Handled, "Handled, newest first"),
    ];
    let sorts = sorts.map(|(order, words)| (order.name().to_owned(), words.to_owned()));
    let filtered = kind.is_some() || order != QueueOrder::default();
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterChoice name="sort" label="Reports" options=sorts.to_vec() holds=order.name().to_owned() />
            <FilterChoice
                name="kind"
                label="About"
                options=std::iter::once(any).chain(kinds).collect()
                holds=kind.map_or("", SubjectKind::name).to_owned()
            />
        </FilterForm>
    }
}

#[component]
fn Found(wanted: Wanted, page: Page<Case>, answer: FormAnswer) -> impl IntoView {
    let first = (!wanted.cursor.is_empty()).then(|| wanted.address(ADDRESS, ""));
    if page.items.is_empty() {
        let words = match wanted.order {
            QueueOrder::Handled => "Reports that you and others have handled appear here.",
            _ => "New reports from members appear here.",
        };
        return view! {
            <Empty icon=Icon::Done title="No reports" words />
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
