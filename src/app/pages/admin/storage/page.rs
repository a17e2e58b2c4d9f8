//! How much storage is used in total, by kind of file, and by member.

use super::check::Check;
use crate::{
    app::{
        addresses::with_query,
        components::{FormProblem, Moment, ProblemNotice, Success},
        counts::grouped,
        pages::admin::{
            frame::{Frame, Section},
            table::{Cell, CsvLink, Head, Pager, RowHead, SortLink, Sorted, Table},
        },
        served::{Content, PageRequest},
    },
    model::{
        errors::{Bytes, Problem},
        page::Page,
        storage::{KindRoom, Room, RoomSort, Storage, StoragePage},
    },
    services::{self, pins::Span},
};
use leptos::prelude::*;

const ADDRESS: &str = "/admin/storage";

/// Storage, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn storage(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Storage, &request).await?;
    let found = find(&request).await;
    let later = request.cursor().is_some();
    let problem = request.answer.problem;
    Ok(frame.around(move || {
        view! {
            <Success query="asked" words="The check has started. Reload this page in a moment to see the result." />
            <Success query="sweeping" words="The cleanup has started. Reload this page in a moment to see what was deleted." />
            <FormProblem problem />
            {match found {
                Ok((sort, found)) => view! { <Parts found sort later /> }.into_any(),
                Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
            }}
        }
    }))
}

/// What there is, and how its members are sorted.
async fn find(request: &PageRequest) -> Result<(RoomSort, StoragePage), Problem> {
    let (site, admin) = (&request.caller.site, request.caller.admin()?);
    let sort = request.query("sort").unwrap_or_default().parse()?;
    let cursor = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    let rooms = services::storage::rooms(site, admin, sort, Span::of_rooms(cursor)).await?;
    Ok((sort, StoragePage { storage: services::storage::storage(site, admin).await?, rooms }))
}

#[component]
fn Parts(
    found: StoragePage,
    sort: RoomSort,
    /// Whether this is another page than the first.
    later: bool,
) -> impl IntoView {
    let StoragePage { storage, rooms } = found;
    let Storage { check, under_way, .. } = storage.clone();
    view! {
        <Kinds storage />
        <Check check under_way />
        <Members rooms sort later />
    }
}

#[component]
fn Kinds(storage: Storage) -> impl IntoView {
    let row = |room: KindRoom| {
        view! {
            <tr role="row" class="table__row">
                <RowHead>{room.kind.words()}</RowHead>
                <Cell head="Files" number=true>{grouped(room.files)}</Cell>
                <Cell head="Used" number=true>{grouped(room.uses)}{if room.uses == 1 { " time" } else { " times" }}</Cell>
                <Cell head="Size" number=true>{Bytes(room.bytes).to_string()}</Cell>
                <Cell head="Saved by deduplication" number=true>{Bytes(room.shared).to_string()}</Cell>
            </tr>
        }
    };
    let head = view! {
        <Head words="Kind" />
        <Head words="Files" number=true />
        <Head words="Used" number=true />
        <Head words="Size" number=true />
        <Head words="Saved by deduplication" number=true />
    };
    let rows = storage.kinds.into_iter().map(row).collect_view();
    view! {
        <section class="admin__part" aria-labelledby="kinds">
            <h2 class="admin__title" id="kinds">{format!("{} in total", Bytes(storage.bytes))}</h2>
            <p class="admin__words">
                "Identical files are stored only once. Counted "<Moment at=storage.counted_at />"."
            </p>
            <Table label="Storage by kind of file" head=head.into_any()>{rows}</Table>
        </section>
    }
}

#[component]
fn Members(rooms: Page<Room>, sort: RoomSort, later: bool) -> impl IntoView {
    let (other, direction) = match sort {
        RoomSort::Most => (RoomSort::Least, Sorted::Descending),
        RoomSort::Least => (RoomSort::Most, Sorted::Ascending),
    };
    let address = |sort: RoomSort, cursor: &str| with_query(ADDRESS, &[("sort", sort.name()), ("cursor", cursor)]);
    let next = rooms.next.map(|cursor| address(sort, &cursor.to_string()));
    let first = later.then(|| address(sort, ""));
    let head = view! {
        <Head words="Member" />
        <Head words="Plan" />
        <SortLink words="Storage used" href=address(other, "") sorted=Some(direction) number=true />
        <Head words="Limit" number=true />
    };
    let row = |room: Room| {
        let quota = room.quota.map_or_else(|| "Unlimited".to_owned(), |quota| Bytes(quota).to_string());
        view! {
            <tr role="row" class="table__row">
                <RowHead>
                    <span class="table__names">
                        <a href=format!("/admin/members/{}", room.username) dir="auto">{room.display_name}</a>
                        <span class="table__quiet">{format!("@{}", room.username)}</span>
                    </span>
                </RowHead>
                <Cell head="Plan">{room.plan}</Cell>
                <Cell head="Storage used" number=true>{Bytes(room.used).to_string()}</Cell>
                <Cell head="Limit" number=true>{quota}</Cell>
            </tr>
        }
    };
    let rows = rooms.items.into_iter().map(row).collect_view();
    view! {
        <section class="admin__part" aria-labelledby="rooms">
            <h2 class="admin__title" id="rooms">"Members"</h2>
            <Table label="Storage by member" head=head.into_any()>{rows}</Table>
            <div class="table-foot">
                <CsvLink href=with_query("/admin/storage.csv", &[("sort", sort.name())]) />
                <Pager next first />
            </div>
        </section>
    }
}
