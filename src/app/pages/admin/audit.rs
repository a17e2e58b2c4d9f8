//! The audit log: what admins and moderators did.

use super::{
    frame::{Section, admin_page},
    table::{Cell, CsvLink, FilterChoice, FilterForm, FilterText, Head, Pager, RowHead, Table},
};
use crate::{
    app::{
        addresses::with_query,
        components::{Empty, Fetched, Icon, Moment},
    },
    model::{
        audit::{Act, AuditFilter, Entry},
        page::Page,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

const ADDRESS: &str = "/admin/audit";

/// Which entries are wanted, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    filter: AuditFilter,
    cursor: String,
}

impl Wanted {
    /// Out of an address. What is not known there is taken for not said.
    fn read(query: &ParamsMap) -> Self {
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
#[component]
pub fn Audit() -> impl IntoView {
    admin_page(Section::Audit, |_me, _answer| {
        let query = use_query_map();
        let wanted = Memo::new(move |_| query.with(Wanted::read));
        let fetch = |Wanted { filter: AuditFilter { act, actor, q }, cursor }: Wanted| {
            server_fns::admin::audit::audit(act, actor, q, Some(cursor).filter(|cursor| !cursor.is_empty()))
        };
        let log = Resource::new(move || wanted.get(), fetch);
        let of = move |read: fn(&Wanted) -> String| Signal::derive(move || wanted.with(read));
        let all = (String::new(), "Anything".to_owned());
        let acts = Act::ALL.iter().map(|act| (act.name().to_owned(), act.words().to_owned()));
        let filtered = Signal::derive(move || wanted.with(|wanted| wanted.filter != AuditFilter::default()));
        view! {
            <FilterForm action=ADDRESS filtered>
                <FilterText name="q" label="Find in the words" holds=of(|wanted| wanted.filter.q.clone()) />
                <FilterText name="actor" label="Who did it" holds=of(|wanted| wanted.filter.actor.clone()) />
                <FilterChoice
                    name="act"
                    label="What was done"
                    options=std::iter::once(all).chain(acts).collect()
                    holds=of(|wanted| wanted.filter.act.map_or("", Act::name).to_owned())
                />
            </FilterForm>
            <Fetched from=log let:page><Log wanted=wanted.get_untracked() page /></Fetched>
        }
    })
}

#[component]
fn Log(wanted: Wanted, page: Page<Entry>) -> impl IntoView {
    if page.items.is_empty() {
        let words = "Whatever admins and moderators do is written down here, and stays.";
        return view! { <Empty icon=Icon::List title="Nothing of that kind so far" words /> }.into_any();
    }
    let head = view! {
        <Head words="When" />
        <Head words="Who" />
        <Head words="What" />
        <Head words="About" />
        <Head words="More" />
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
            <Cell head="What">{act.words()}</Cell>
            <Cell head="About"><bdi>{about}</bdi></Cell>
            <Cell head="More"><bdi>{detail}</bdi></Cell>
        </tr>
    }
}
