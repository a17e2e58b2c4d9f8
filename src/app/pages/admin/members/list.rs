//! All members: found, filtered, sorted; and asking somebody to come.

use super::{State, Who, made};
use crate::{
    app::{
        addresses::with_query,
        components::{Day, Empty, Fetched, Field, FormProblem, Icon, Success},
        counts::Grouped,
        pages::admin::{
            frame::{Section, admin_page},
            table::RowHead,
            table::{Cell, CsvLink, FilterChoice, FilterForm, FilterText, Head, Pager, SortLink, Sorted, Table},
        },
        start::FormAnswer,
    },
    model::{
        accounts::Role,
        errors::{Bytes, Problem},
        links::LinkPurpose,
        members::{Member, MemberFilter, MemberPage, MemberSort},
        plans::Plan,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

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
    fn read(query: &ParamsMap) -> Self {
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
#[component]
pub fn Members() -> impl IntoView {
    admin_page(Section::Members, |_me, answer| {
        let query = use_query_map();
        let wanted = Memo::new(move |_| query.with(Wanted::read));
        let plans = Resource::new(|| (), |()| server_fns::admin::members::member_plans());
        let fetch = |Wanted { filter, sort, cursor }: Wanted| {
            let cursor = Some(cursor).filter(|cursor| !cursor.is_empty());
            server_fns::admin::members::members(filter.q, filter.plan, filter.role, filter.suspended, sort, cursor)
        };
        let members = Resource::new(move || wanted.get(), fetch);
        let made = made(&answer, "them");
        view! {
            <Success query="deleted" words="The account is gone." />
            {made}
            <Fetched from=plans let:plans><Filters wanted plans /></Fetched>
            <Fetched from=members let:page><Found wanted=wanted.get_untracked() page /></Fetched>
            <Invite answer />
        }
    })
}

#[component]
fn Filters(wanted: Memo<Wanted>, plans: Vec<Plan>) -> impl IntoView {
    let of = move |read: fn(&Wanted) -> String| Signal::derive(move || wanted.with(read));
    let any = |words: &str| (String::new(), words.to_owned());
    let plans = plans.into_iter().map(|plan| (plan.id.to_string(), plan.terms.name));
    let roles = Role::ALL.map(|role| (role.name().to_owned(), role.words().to_owned()));
    let kept =
        [("true", "Suspended"), ("false", "Not suspended")].map(|(value, words)| (value.to_owned(), words.to_owned()));
    let sorts =
        [(MemberSort::Newest, "Newest first"), (MemberSort::Name, "By name"), (MemberSort::Room, "Most room first")];
    let sorts = sorts.map(|(sort, words)| (sort.name().to_owned(), words.to_owned()));
    let filtered = Signal::derive(move || wanted.with(|wanted| wanted.filter != MemberFilter::default()));
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterText name="q" label="Find a member" holds=of(|wanted| wanted.filter.q.clone()) />
            <FilterChoice
                name="plan"
                label="Plan"
                options=std::iter::once(any("Any plan")).chain(plans).collect()
                holds=of(|wanted| wanted.filter.plan.map(|plan| plan.to_string()).unwrap_or_default())
            />
            <FilterChoice
                name="role"
                label="Role"
                options=std::iter::once(any("Any role")).chain(roles).collect()
                holds=of(|wanted| wanted.filter.role.map_or("", Role::name).to_owned())
            />
            <FilterChoice
                name="suspended"
                label="Suspended"
                options=std::iter::once(any("Either")).chain(kept).collect()
                holds=of(|wanted| wanted.filter.suspended.map(|kept| kept.to_string()).unwrap_or_default())
            />
            <FilterChoice name="sort" label="Sort" options=sorts.to_vec() holds=of(|wanted| wanted.sort.name().to_owned()) />
        </FilterForm>
    }
}

#[component]
fn Found(wanted: Wanted, page: MemberPage) -> impl IntoView {
    let MemberPage { page, matching } = page;
    if page.items.is_empty() {
        let words = "Nobody here is like that. Part of a name or of an e-mail address is enough.";
        return view! { <Empty icon=Icon::People title="No member found" words /> }.into_any();
    }
    let by = |sort: MemberSort, direction: Sorted| (wanted.sort == sort).then_some(direction);
    let head = view! {
        <SortLink words="Member" href=wanted.sorted(MemberSort::Name) sorted=by(MemberSort::Name, Sorted::Ascending) />
        <Head words="E-mail" />
        <Head words="State" />
        <Head words="Plan" />
        <SortLink words="Room taken" href=wanted.sorted(MemberSort::Room) sorted=by(MemberSort::Room, Sorted::Descending) number=true />
        <Head words="Pins" number=true />
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
    let room = match member.quota {
        Some(quota) => format!("{} of {}", Bytes(member.used), Bytes(quota)),
        None => Bytes(member.used).to_string(),
    };
    let state = member.clone();
    view! {
        <tr role="row" class="table__row">
            <RowHead><Who person=member.person /></RowHead>
            <Cell head="E-mail">{member.email}</Cell>
            <Cell head="State">
                <span class="table__states">
                    {(!state.verified).then(|| view! { <span class="badge">"Not confirmed yet"</span> })}
                    <State member=state />
                </span>
            </Cell>
            <Cell head="Plan"><bdi>{member.plan_name}</bdi></Cell>
            <Cell head="Room taken" number=true>{room}</Cell>
            <Cell head="Pins" number=true>{Grouped(member.pins).to_string()}</Cell>
            <Cell head="Joined"><Day at=member.joined_at /></Cell>
        </tr>
    }
}

/// The form of an invitation. It is not sent by script: the page that comes back shows the link.
#[component]
fn Invite(answer: FormAnswer) -> impl IntoView {
    let email = if answer.shown_once.is_none() { answer.typed_or("email", "") } else { String::new() };
    let problem: RwSignal<Option<Problem>> = RwSignal::new(answer.problem);
    view! {
        <section class="admin__part" aria-labelledby="invite">
            <h2 class="admin__title" id="invite">"Invite somebody"</h2>
            <p class="admin__words">"By a link to the sign-up form. Their address is filled in there, if you know it."</p>
            <FormProblem problem />
            <form class="form" method="post" action="/admin/invitations" enctype="multipart/form-data">
                <input type="hidden" name="purpose" value=LinkPurpose::Invitation.name() />
                <Field name="email" label="E-mail" kind="email" autocomplete="off" optional=true typed=email problem />
                <button class="button button--secondary" type="submit">"Make an invitation"</button>
            </form>
        </section>
    }
}
