//! How much room files take in all, kind by kind, and member by member.

use super::check::Check;
use crate::{
    app::{
        addresses::with_query,
        components::{Fetched, FormProblem, Moment, Success},
        counts::grouped,
        pages::admin::{
            frame::{Section, admin_page},
            table::{Cell, CsvLink, Head, Pager, RowHead, SortLink, Sorted, Table},
        },
    },
    model::{
        errors::Bytes,
        page::Page,
        storage::{KindRoom, Room, RoomSort, Storage as Found, StoragePage},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const ADDRESS: &str = "/admin/storage";

/// Storage, for admins.
#[component]
pub fn Storage() -> impl IntoView {
    admin_page(Section::Storage, |_me, answer| {
        let query = use_query_map();
        let wanted = Memo::new(move |_| {
            let text = |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
            (text("sort"), text("cursor"))
        });
        let fetch = |(sort, cursor): (String, String)| async move {
            let cursor = if cursor.is_empty() { None } else { Some(cursor.parse()?) };
            server_fns::admin::storage::storage(sort, cursor).await
        };
        let storage = Resource::new(move || wanted.get(), fetch);
        let problem = RwSignal::new(answer.problem);
        view! {
            <Success query="asked" words="The store is looked through. Come back in a moment to see what was found." />
            <Success query="sweeping" words="The sweep is under way. Come back in a moment to see what was deleted." />
            <FormProblem problem />
            <Fetched from=storage let:found><Parts found wanted=wanted.get_untracked() /></Fetched>
        }
    })
}

#[component]
fn Parts(found: StoragePage, wanted: (String, String)) -> impl IntoView {
    let StoragePage { storage, rooms } = found;
    let Found { check, under_way, .. } = storage.clone();
    view! {
        <Kinds storage />
        <Check check under_way />
        <Members rooms wanted />
    }
}

#[component]
fn Kinds(storage: Found) -> impl IntoView {
    let row = |room: KindRoom| {
        view! {
            <tr role="row" class="table__row">
                <RowHead>{room.kind.words()}</RowHead>
                <Cell head="Files" number=true>{grouped(room.files)}</Cell>
                <Cell head="Used" number=true>{grouped(room.uses)}{if room.uses == 1 { " time" } else { " times" }}</Cell>
                <Cell head="Room" number=true>{Bytes(room.bytes).to_string()}</Cell>
                <Cell head="Saved by sharing" number=true>{Bytes(room.shared).to_string()}</Cell>
            </tr>
        }
    };
    let head = view! {
        <Head words="Kind" />
        <Head words="Files" number=true />
        <Head words="Used" number=true />
        <Head words="Room" number=true />
        <Head words="Saved by sharing" number=true />
    };
    let rows = storage.kinds.into_iter().map(row).collect_view();
    view! {
        <section class="admin__part" aria-labelledby="kinds">
            <h2 class="admin__title" id="kinds">{format!("{} in all", Bytes(storage.bytes))}</h2>
            <p class="admin__words">
                "Files with the same bytes are kept once, whoever uploaded them. Counted "<Moment at=storage.counted_at />"."
            </p>
            <Table label="Room by kind of file" head=head.into_any()>{rows}</Table>
        </section>
    }
}

#[component]
fn Members(rooms: Page<Room>, wanted: (String, String)) -> impl IntoView {
    let (sort, cursor) = wanted;
    let shown: RoomSort = sort.parse().unwrap_or_default();
    let (other, direction) = match shown {
        RoomSort::Most => (RoomSort::Least, Sorted::Descending),
        RoomSort::Least => (RoomSort::Most, Sorted::Ascending),
    };
    let address = |sort: RoomSort, cursor: &str| with_query(ADDRESS, &[("sort", sort.name()), ("cursor", cursor)]);
    let next = rooms.next.map(|cursor| address(shown, &cursor.to_string()));
    let first = (!cursor.is_empty()).then(|| address(shown, ""));
    let head = view! {
        <Head words="Member" />
        <Head words="Plan" />
        <SortLink words="Room taken" href=address(other, "") sorted=Some(direction) number=true />
        <Head words="Of" number=true />
    };
    let row = |room: Room| {
        let quota = room.quota.map_or_else(|| "No end".to_owned(), |quota| Bytes(quota).to_string());
        view! {
            <tr role="row" class="table__row">
                <RowHead>
                    <span class="table__names">
                        <a href=format!("/admin/members/{}", room.username) dir="auto">{room.display_name}</a>
                        <span class="table__quiet">{format!("@{}", room.username)}</span>
                    </span>
                </RowHead>
                <Cell head="Plan">{room.plan}</Cell>
                <Cell head="Room taken" number=true>{Bytes(room.used).to_string()}</Cell>
                <Cell head="Of" number=true>{quota}</Cell>
            </tr>
        }
    };
    let rows = rooms.items.into_iter().map(row).collect_view();
    view! {
        <section class="admin__part" aria-labelledby="rooms">
            <h2 class="admin__title" id="rooms">"Who takes how much"</h2>
            <Table label="Members by the room they take" head=head.into_any()>{rows}</Table>
            <div class="table-foot">
                <CsvLink href=with_query("/admin/storage.csv", &[("sort", shown.name())]) />
                <Pager next first />
            </div>
        </section>
    }
}
