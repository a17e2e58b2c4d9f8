//! Pieces of tables: heads that sort, cells, what is looked for, the way to the next page, and the whole as CSV. Below 40 rem a
//! row becomes a block whose lines say what they are; the roles are written out, as browsers forget them there.

use crate::app::components::{Draw, Icon};
use leptos::prelude::*;

/// A table in a region of its own, which scrolls sideways where there is no room.
#[component]
pub(super) fn Table(
    /// What it is a table of.
    #[prop(into)]
    label: String,
    /// One row of [`Head`]s and [`SortLink`]s.
    head: AnyView,
    /// The rows: `<tr role="row" class="table__row">` with [`Cell`]s.
    children: Children,
) -> impl IntoView {
    let region = label.clone();
    view! {
        <div class="table-room" role="region" aria-label=region tabindex="0">
            <table class="table" role="table" aria-label=label>
                <thead class="table__head" role="rowgroup"><tr role="row">{head}</tr></thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}

/// The head of a column.
#[component]
pub(super) fn Head(
    /// What stands below it.
    words: &'static str,
    /// Whether those are numbers.
    #[prop(optional)]
    number: bool,
) -> impl IntoView {
    view! { <th class=head_class(number) role="columnheader" scope="col">{words}</th> }
}

/// In which direction a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sorted {
    Ascending,
    Descending,
}

/// The head of a column by which the table can be sorted: a link to the same list in that order.
#[component]
pub(super) fn SortLink(
    /// What stands below it.
    words: &'static str,
    /// The list, sorted by it.
    href: String,
    /// How it is sorted by it now, if it is.
    sorted: Option<Sorted>,
    /// Whether those are numbers.
    #[prop(optional)]
    number: bool,
) -> impl IntoView {
    let direction = sorted.map(|sorted| match sorted {
        Sorted::Ascending => "ascending",
        Sorted::Descending => "descending",
    });
    view! {
        <th class=head_class(number) role="columnheader" scope="col" aria-sort=direction>
            <a class="table__sort" href=href data-sorted=direction>{words}</a>
        </th>
    }
}

const fn head_class(number: bool) -> &'static str {
    if number { "table__title table__title--number" } else { "table__title" }
}

/// A cell.
#[component]
pub(super) fn Cell(
    /// The head of its column, which stands before it where a row is a block.
    head: &'static str,
    /// Whether it is a number.
    #[prop(optional)]
    number: bool,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let class = if number { "table__cell table__cell--number" } else { "table__cell" };
    view! { <td class=class role="cell" data-head=head>{children()}</td> }
}

/// The cell that says what its row is about.
#[component]
pub(super) fn RowHead(
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! { <th class="table__about" role="rowheader" scope="row">{children()}</th> }
}

/// The form of what is looked for, which on small screens opens by a button. It is sent by the browser itself; what was chosen stands
/// in the address.
#[component]
pub(super) fn FilterForm(
    /// The list.
    action: &'static str,
    /// Whether less is shown because of it.
    filtered: bool,
    /// Its fields.
    children: Children,
) -> impl IntoView {
    view! {
        <form method="get" action=action role="search" aria-label="Filter this list">
            <details class="table-filters">
                <summary class="button button--secondary filters__toggle table-filters__toggle">
                    <Draw icon=Icon::Settings class="icon--small" />
                    {if filtered { "Filters (on)" } else { "Filters" }}
                </summary>
                <div class="table-filters__fields">
                    {children()}
                    <div class="table-filters__actions">
                        <button class="button button--secondary" type="submit">"Apply"</button>
                        {filtered.then(|| view! { <a class="button button--quiet" href=action>"Clear filters"</a> })}
                    </div>
                </div>
            </details>
        </form>
    }
}

/// A text that is looked for.
#[component]
pub(super) fn FilterText(
    /// Its name in the address, which is its id as well.
    name: &'static str,
    label: &'static str,
    /// What the address says.
    holds: String,
) -> impl IntoView {
    view! {
        <div class="field table-filters__text">
            <label class="field__label" for=name>{label}</label>
            <input class="input" id=name name=name type="search" autocomplete="off" value=holds />
        </div>
    }
}

/// One choice out of a list.
#[component]
pub(super) fn FilterChoice(
    /// Its name in the address, which is its id as well.
    name: &'static str,
    label: &'static str,
    /// Values, and what they are called. That of all is empty.
    options: Vec<(String, String)>,
    /// What the address says.
    holds: String,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, words)| view! { <option value=value.clone() selected=value == holds>{words}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select class="input input--choice" id=name name=name>{options}</select>
        </div>
    }
}

/// The ways to the next page and back to the first.
#[component]
pub(super) fn Pager(
    /// The next page, where there is one.
    next: Option<String>,
    /// The first page, where this is another.
    first: Option<String>,
) -> impl IntoView {
    (next.is_some() || first.is_some()).then(|| {
        let first = first.map(|href| view! { <a class="button button--quiet" href=href>"First page"</a> });
        let next = next.map(|href| view! { <a class="button button--secondary" href=href rel="next">"Next page"</a> });
        view! { <nav class="actions" aria-label="Pages">{first} {next}</nav> }
    })
}

/// Takes the whole list away as a file, as it is filtered.
#[component]
pub(super) fn CsvLink(
    /// Where it is.
    href: String,
) -> impl IntoView {
    view! {
        <a class="button button--quiet" href=href download>
            <Draw icon=Icon::Download class="icon--small" />
            "Export as CSV"
        </a>
    }
}
