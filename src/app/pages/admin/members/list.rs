//! The list of members: searched, filtered, sorted; and the form of an invitation.

use super::{State, Who, made};
use crate::{
    app::{
        addresses::with_query,
        components::{Empty, Field, FormProblem, Icon, Moment, Success, problem_of},
        counts::Grouped,
        location::Query,
        pages::admin::{
            frame::{Frame, Section},
            table::{
                Cell, CsvLink, FilterChoice, FilterForm, FilterText, Head, Pager, RowHead, SortLink, Sorted, Table,
            },
        },
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        accounts::Role,
        errors::{Bytes, Problem},
        links::LinkPurpose,
        members::{MEMBERS_PAGE_SIZE, Member, MemberFilter, MemberPage, MemberSort},
        plans::Plan,
    },
    services::{self, pins::Span},
};
use leptos::prelude::*;

const ADDRESS: &str = "/admin/members";

/// Which members are wanted, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    filter: MemberFilter,
    sort: MemberSort,
    cursor: String,
}

impl Wanted {
    /// Out of an address. What is not known there is taken for not said.
    fn read(query: &Query) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        let filter = MemberFilter {
            q: text("q").trim().to_owned(),
            plan: text("plan").parse().ok(),
            role: text("role").parse().ok(),
            suspended: text("suspended").parse().ok(),
        };
        Self { filter, sort: text("sort").parse().unwrap_or_default(), cursor: text("cursor") }
    }

    /// The address of it, below this path and from a cursor on.
    fn address(&self, path: &str, cursor: &str) -> String {
        let MemberFilter { q, plan, role, suspended } = &self.filter;
        let plan = plan.map(|plan| plan.to_string()).unwrap_or_default();
        let suspended = suspended.map(|suspended| suspended.to_string()).unwrap_or_default();
        let sort = if self.sort == MemberSort::default() { "" } else { self.sort.name() };
        let role = role.map_or("", Role::name);
        let pairs = [
            ("q", q.as_str()),
            ("plan", &plan),
            ("role", role),
            ("suspended", &suspended),
            ("sort", sort),
            ("cursor", cursor),
        ];
        with_query(path, &pairs)
    }

    /// The same members in another order.
    fn sorted(&self, sort: MemberSort) -> String {
        Self { sort, ..self.clone() }.address(ADDRESS, "")
    }
}

/// Members, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::BadRequest`] for a broken cursor.
pub async fn members(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Members, &request).await?;
    let caller = &request.caller;
    let wanted = Wanted::read(request.queries());
    let cursor = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    let span = Span { cursor, size: MEMBERS_PAGE_SIZE };
    let found = services::members::counted(&caller.site, caller.admin()?, &wanted.filter, wanted.sort, span).await?;
    let plans = services::plans::all(&caller.site).await?;
    Ok(frame.around(move || {
        let answer = request.answer;
        view! {
            <Success query="deleted" words="Account deleted." />
            {made(&answer, "them")}
            <Filters wanted=wanted.clone() plans />
            <Found wanted found />
            <Invite answer />
        }
    }))
}

#[component]
fn Filters(wanted: Wanted, plans: Vec<Plan>) -> impl IntoView {
    let Wanted { filter, sort, .. } = wanted;
    let filtered = filter != MemberFilter::default();
    let any = || (String::new(), "Any".to_owned());
    let plans = plans.into_iter().map(|plan| (plan.id.to_string(), plan.terms.name));
    let roles = Role::ALL.map(|role| (role.name().to_owned(), role.words().to_owned()));
    let kept = [("false", "Active"), ("true", "Suspended")].map(|(value, words)| (value.to_owned(), words.to_owned()));
    let sorts =
        [(MemberSort::Newest, "Newest first"), (MemberSort::Name, "Name"), (MemberSort::Room, "Most storage first")];
    let sorts = sorts.map(|(sort, words)| (sort.name().to_owned(), words.to_owned()));
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterText name="q" label="Search members" holds=filter.q />
            <FilterChoice
                name="plan"
                label="Plan"
                options=std::iter::once(any()).chain(plans).collect()
                holds=filter.plan.map(|plan| plan.to_string()).unwrap_or_default()
            />
            <FilterChoice
                name="role"
                label="Role"
                options=std::iter::once(any()).chain(roles).collect()
                holds=filter.role.map_or("", Role::name).to_owned()
            />
            <FilterChoice
                name="suspended"
                label="Status"
                options=std::iter::once(any()).chain(kept).collect()
                holds=filter.suspended.map(|kept| kept.to_string()).unwrap_or_default()
            />
            <FilterChoice name="sort" label="Sort" options=sorts.to_vec() holds=sort.name().to_owned() />
        </FilterForm>
    }
}

#[component]
fn Found(wanted: Wanted, found: MemberPage) -> impl IntoView {
    let MemberPage { page, matching } = found;
    if page.items.is_empty() {
        let words = "Part of a name or e-mail address is enough.";
        return view! { <Empty icon=Icon::People title="No members match these filters" words /> }.into_any();
    }
    let by = |sort: MemberSort, direction: Sorted| (wanted.sort == sort).then_some(direction);
    let head = view! {
        <SortLink words="Member" href=wanted.sorted(MemberSort::Name) sorted=by(MemberSort::Name, Sorted::Ascending) />
        <Head words="E-mail" />
        <Head words="Status" />
        <Head words="Plan" />
        <SortLink words="Storage used" href=wanted.sorted(MemberSort::Room) sorted=by(MemberSort::Room, Sorted::Descending) number=true />
        <Head words="Pictures" number=true />
        <SortLink words="Joined" href=wanted.sorted(MemberSort::Newest) sorted=by(MemberSort::Newest, Sorted::Descending) />
    };
    let rows = page.items.into_iter().map(|member| view! { <Row member /> }).collect_view();
    let next = page.next.map(|cursor| wanted.address(ADDRESS, &cursor.to_string()));
    let first = (!wanted.cursor.is_empty()).then(|| wanted.address(ADDRESS, ""));
    let count = u32::try_from(matching).unwrap_or(u32::MAX);
    view! {
        <Table label="Members" head=head.into_any()>{rows}</Table>
        <div class="table-foot">
            <p class="table__quiet">{format!("{} {}", Grouped(count), if count == 1 { "member" } else { "members" })}</p>
            <CsvLink href=wanted.address("/admin/members.csv", "") />
            <Pager next first />
        </div>
    }
    .into_any()
}

#[component]
fn Row(member: Member) -> impl IntoView {
    let storage = match member.quota {
        Some(quota) => format!("{} of {}", Bytes(member.used), Bytes(quota)),
        None => Bytes(member.used).to_string(),
    };
    let state = member.clone();
    view! {
        <tr role="row" class="table__row">
            <RowHead><Who person=member.person /></RowHead>
            <Cell head="E-mail">{member.email}</Cell>
            <Cell head="Status">
                <span class="table__states">
                    {(!state.verified).then(|| view! { <span class="badge">"Not confirmed"</span> })}
                    <State member=state />
                </span>
            </Cell>
            <Cell head="Plan"><bdi>{member.plan_name}</bdi></Cell>
            <Cell head="Storage used" number=true>{storage}</Cell>
            <Cell head="Pictures" number=true>{Grouped(member.pins).to_string()}</Cell>
            <Cell head="Joined"><Moment at=member.joined_at /></Cell>
        </tr>
    }
}

/// The form of an invitation. It is not sent by script: the page that comes back shows the link.
#[component]
fn Invite(answer: FormAnswer) -> impl IntoView {
    let email = if answer.shown_once.is_none() { answer.typed_or("email", "") } else { String::new() };
    let wrong = problem_of(&answer.problem, "email");
    view! {
        <section class="admin__part" aria-labelledby="invite">
            <h2 class="admin__title" id="invite">"Invite someone"</h2>
            <p class="admin__words">"Creates a link to the sign-up form. If you enter an e-mail address, the form is filled in with it."</p>
            <FormProblem problem=answer.problem />
            <form class="form" method="post" action="/fn/admin_invite" enctype="multipart/form-data">
                <input type="hidden" name="purpose" value=LinkPurpose::Invitation.name() />
                <Field name="email" label="E-mail" kind="email" autocomplete="off" optional=true typed=email wrong />
                <button class="button button--secondary" type="submit">"Create invitation"</button>
            </form>
        </section>
    }
}
