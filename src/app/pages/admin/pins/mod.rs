//! All pictures that are not private, for moderators and admins: searched, filtered, sorted; and the page of one.

mod one;

pub use one::moderate_pin;

use crate::{
    app::{
        addresses::with_query,
        components::{Draw, Empty, Icon, Moment, ProblemNotice},
        counts::Grouped,
        location::Query,
        pages::admin::{
            acts::Done,
            frame::{Frame, Section},
            table::{
                Cell, CsvLink, FilterChoice, FilterForm, FilterText, Head, Pager, RowHead, SortLink, Sorted, Table,
            },
            thumb::Thumb,
        },
        served::{Content, PageRequest},
    },
    model::{
        errors::Problem,
        moderation::{MODERATED_PAGE_SIZE, ModeratedFilter, ModeratedPin, ModeratedSort, WhichPins},
        page::Page,
        pins::Visibility,
    },
    services::{self, pins::Span},
};
use leptos::prelude::*;

const ADDRESS: &str = "/admin/pins";

/// Which pins are wanted, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    filter: ModeratedFilter,
    cursor: String,
}

impl Wanted {
    /// Out of an address. What is not known there is taken for not said.
    fn read(query: &Query) -> Self {
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

/// All pins, for moderators and admins.
///
/// # Errors
/// [`Problem::NotFound`] for everybody else.
pub async fn moderate_pins(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Pins, &request).await?;
    let wanted = Wanted::read(request.queries());
    let found = find(&request, &wanted.filter).await;
    Ok(frame.around(move || {
        view! {
            <Done />
            <Filters filter=wanted.filter.clone() />
            {match found {
                Ok(page) => view! { <Found wanted page /> }.into_any(),
                Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
            }}
        }
    }))
}

async fn find(request: &PageRequest, filter: &ModeratedFilter) -> Result<Page<ModeratedPin>, Problem> {
    let caller = &request.caller;
    let cursor = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    let span = Span { cursor, size: MODERATED_PAGE_SIZE };
    services::moderation::pins(&caller.site, caller.moderator()?, filter, span).await
}

#[component]
fn Filters(filter: ModeratedFilter) -> impl IntoView {
    let which = [(WhichPins::All, "Any"), (WhichPins::Hidden, "Hidden"), (WhichPins::Reported, "Reported")];
    let which = which.map(|(which, words)| (which.name().to_owned(), words.to_owned()));
    let sorts = [
        (ModeratedSort::Newest, "Newest first"),
        (ModeratedSort::Liked, "Most liked first"),
        (ModeratedSort::Reported, "Most reported first"),
    ];
    let sorts = sorts.map(|(sort, words)| (sort.name().to_owned(), words.to_owned()));
    let filtered = filter != ModeratedFilter::default();
    view! {
        <FilterForm action=ADDRESS filtered>
            <FilterText name="q" label="Title" holds=filter.q />
            <FilterText name="member" label="User name" holds=filter.member />
            <FilterChoice name="which" label="Status" options=which.to_vec() holds=filter.which.name().to_owned() />
            <FilterChoice name="sort" label="Sort" options=sorts.to_vec() holds=filter.sort.name().to_owned() />
        </FilterForm>
    }
}

#[component]
fn Found(wanted: Wanted, page: Page<ModeratedPin>) -> impl IntoView {
    let first = (!wanted.cursor.is_empty()).then(|| wanted.address(ADDRESS, ""));
    if page.items.is_empty() {
        let filtered = wanted.filter != ModeratedFilter::default();
        let title = if filtered { "No pictures match these filters" } else { "No pictures yet" };
        let words = "Private pictures are never listed here.";
        return view! {
            <Empty icon=Icon::Search title words />
            <Pager next=None first />
        }
        .into_any();
    }
    let by = |sort: ModeratedSort| (wanted.filter.sort == sort).then_some(Sorted::Descending);
    let head = view! {
        <Head words="Picture" />
        <Head words="Owner" />
        <Head words="Status" />
        <SortLink words="Likes" href=wanted.sorted(ModeratedSort::Liked) sorted=by(ModeratedSort::Liked) number=true />
        <SortLink words="Reports" href=wanted.sorted(ModeratedSort::Reported) sorted=by(ModeratedSort::Reported) number=true />
        <SortLink words="Added" href=wanted.sorted(ModeratedSort::Newest) sorted=by(ModeratedSort::Newest) />
    };
    let next = page.next.map(|cursor| wanted.address(ADDRESS, &cursor.to_string()));
    let rows = page.items.into_iter().map(|pin| view! { <Row pin /> }).collect_view();
    view! {
        <Table label="Pictures" head=head.into_any()>{rows}</Table>
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
    let seen = match card.visibility {
        Visibility::Unlisted => Some("Unlisted"),
        Visibility::Channel => Some("In a channel"),
        Visibility::Public | Visibility::Private => None,
    };
    let person = member.person;
    let review = format!("/admin/reports/members/{}", person.username);
    view! {
        <tr role="row" class="table__row">
            <RowHead><span class="table__who"><Thumb pin=card /><a class="table__name" href=address dir="auto">{title}</a></span></RowHead>
            <Cell head="Owner"><a href=review>{format!("@{}", person.username)}</a></Cell>
            <Cell head="Status">
                <span class="table__states">
                    {hidden.is_some().then(|| view! {
                        <span class="badge badge--accent"><Draw icon=Icon::EyeOff class="icon--small" />"Hidden"</span>
                    })}
                    {member.suspended.then(|| view! { <span class="badge">"Owner suspended"</span> })}
                    {seen.map(|words| view! { <span class="badge">{words}</span> })}
                </span>
            </Cell>
            <Cell head="Likes" number=true>{Grouped(likes).to_string()}</Cell>
            <Cell head="Reports" number=true>{Grouped(open).to_string()}</Cell>
            <Cell head="Added"><Moment at=created_at /></Cell>
        </tr>
    }
}
