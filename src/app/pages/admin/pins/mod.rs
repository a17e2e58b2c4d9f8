//! All pins that are not private, for moderators and admins: found, filtered, sorted; and the page of one.

mod one;

pub use one::ModeratePin;

use crate::{
    app::{
        addresses::with_query,
        components::{Day, Draw, Empty, Fetched, Icon},
        counts::Grouped,
        pages::admin::{
            acts::Done,
            frame::{Section, admin_page},
            table::{
                Cell, CsvLink, FilterChoice, FilterForm, FilterText, Head, Pager, RowHead, SortLink, Sorted, Table,
            },
            thumb::Thumb,
        },
    },
    model::{
        moderation::{ModeratedFilter, ModeratedPin, ModeratedSort, WhichPins},
        page::Page,
        pins::Visibility,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

const ADDRESS: &str = "/admin/pins";

/// Which pins are wanted, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    filter: ModeratedFilter,
    cursor: String,
}

impl Wanted {
    /// Out of an address. What is not known there is taken for not said.
    fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        let filter = ModeratedFilter {
            q: text("q").trim().to_owned(),
            member: text("member").trim().to_owned(),
            which: text("which").parse().unwrap_or_default(),
            sort: text("sort").parse().unwrap_or_default(),
        };
        Self { filter, cursor: text("cursor") }
    }

    /// The address of it, below this path and from a cursor on.
    fn address(&self, path: &str, cursor: &str) -> String {
        let ModeratedFilter { q, member, which, sort } = &self.filter;
        let which = if *which == WhichPins::default() { "" } else { which.name() };
        let sort = if *sort == ModeratedSort::default() { "" } else { sort.name() };
        with_query(path, &[("q", q), ("member", member), ("which", which), ("sort", sort), ("cursor", cursor)])
    }

    /// The same pins in another order.
    fn sorted(&self, sort: ModeratedSort) -> String {
        let filter = ModeratedFilter { sort, ..self.filter.clone() };
        Self { filter, cursor: String::new() }.address(ADDRESS, "")
    }
}

/// All pins.
#[component]
pub fn ModeratePins() -> impl IntoView {
    admin_page(Section::Pins, |_me, _answer| {
        let query = use_query_map();
        let wanted = Memo::new(move |_| query.with(Wanted::read));
        let fetch = |Wanted { filter, cursor }: Wanted| {
            let ModeratedFilter { q, member, which, sort } = filter;
            server_fns::admin::moderation::pins(
                q,
                member,
                which,
                sort,
                Some(cursor).filter(|cursor| !cursor.is_empty()),
            )
        };
        let pins = Resource::new(move || wanted.get(), fetch);
        view! {
            <Done />
            <Filters wanted />
            <Fetched from=pins let:page><Found wanted=wanted.get_untracked() page /></Fetched>
        }
    })
}

#[component]
fn Filters(wanted: Memo<Wanted>) -> impl IntoView {
    let of = move |read: fn(&Wanted) -> String| Signal::derive(move || wanted.with(read));
    let which = [(WhichPins::All, "All"), (WhichPins::Hidden, "Hidden"), (WhichPins::Reported, "With open reports")];
    let which = which.map(|(which, words)| (which.name().to_owned(), words.to_owned()));
    let sorts = [
        (ModeratedSort::Newest, "Newest first"),
        (ModeratedSort::Liked, "Most liked first"),
        (ModeratedSort::Reported, "Most reported first"),
    ];
    let sorts = sorts.map(|(sort, words)| (sort.name().to_owned(), words.to_owned()));
    let filtered = Signal::derive(move || wanted.with(|wanted| wanted.filter != ModeratedFilter::default()));
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterText name="q" label="Words of the title" holds=of(|wanted| wanted.filter.q.clone()) />
            <FilterText name="member" label="User name" holds=of(|wanted| wanted.filter.member.clone()) />
            <FilterChoice name="which" label="Which" options=which.to_vec() holds=of(|wanted| wanted.filter.which.name().to_owned()) />
            <FilterChoice name="sort" label="Sort" options=sorts.to_vec() holds=of(|wanted| wanted.filter.sort.name().to_owned()) />
        </FilterForm>
    }
}

#[component]
fn Found(wanted: Wanted, page: Page<ModeratedPin>) -> impl IntoView {
    let first = (!wanted.cursor.is_empty()).then(|| wanted.address(ADDRESS, ""));
    if page.items.is_empty() {
        let words = "No picture here is like that. Private ones are never shown.";
        return view! {
            <Empty icon=Icon::Search title="No picture found" words />
            <Pager next=None first />
        }
        .into_any();
    }
    let by = |sort: ModeratedSort| (wanted.filter.sort == sort).then_some(Sorted::Descending);
    let head = view! {
        <Head words="Picture" />
        <Head words="Member" />
        <Head words="State" />
        <SortLink words="Likes" href=wanted.sorted(ModeratedSort::Liked) sorted=by(ModeratedSort::Liked) number=true />
        <SortLink words="Reports" href=wanted.sorted(ModeratedSort::Reported) sorted=by(ModeratedSort::Reported) number=true />
        <SortLink words="Added" href=wanted.sorted(ModeratedSort::Newest) sorted=by(ModeratedSort::Newest) />
    };
    let next = page.next.map(|cursor| wanted.address(ADDRESS, &cursor.to_string()));
    let rows = page.items.into_iter().map(|pin| view! { <Row pin /> }).collect_view();
    view! {
        <Table label="Pins" head=head.into_any()>{rows}</Table>
        <div class="table-foot">
            <CsvLink href=wanted.address("/admin/pins.csv", "") />
            <Pager next first />
        </div>
    }
    .into_any()
}

#[component]
fn Row(pin: ModeratedPin) -> impl IntoView {
    let ModeratedPin { card, created_at, hidden, member, open } = pin;
    let (address, title, likes) = (format!("/admin/pins/{}", card.id), card.title.clone(), card.like_count);
    let unlisted = card.visibility == Visibility::Unlisted;
    let person = member.person;
    let decide = format!("/admin/reports/members/{}", person.username);
    view! {
        <tr role="row" class="table__row">
            <RowHead><span class="table__who"><Thumb pin=card /><a href=address dir="auto">{title}</a></span></RowHead>
            <Cell head="Member"><a href=decide>{format!("@{}", person.username)}</a></Cell>
            <Cell head="State">
                <span class="table__states">
                    {hidden.is_some().then(|| view! {
                        <span class="badge badge--accent"><Draw icon=Icon::EyeOff class="icon--small" />"Hidden"</span>
                    })}
                    {member.suspended.then(|| view! { <span class="badge">"Member suspended"</span> })}
                    <span class="badge">{if unlisted { "Unlisted" } else { "Public" }}</span>
                </span>
            </Cell>
            <Cell head="Likes" number=true>{Grouped(likes).to_string()}</Cell>
            <Cell head="Reports" number=true>{Grouped(open).to_string()}</Cell>
            <Cell head="Added"><Day at=created_at /></Cell>
        </tr>
    }
}
