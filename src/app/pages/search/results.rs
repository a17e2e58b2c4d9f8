//! What a search has found, or nothing.

use super::Asked;
use crate::{
    app::{
        components::{Avatar, AvatarSize, BoardCards, Drawing, FeedOf, Notice, PeopleList},
        served::Grid,
    },
    model::{
        boards::BoardCard,
        follows::PersonCard,
        page::Page,
        pins::PinCard,
        search::{FOUND_MOST, Found, SearchKind},
    },
};
use leptos::prelude::*;

/// What is found: members, boards, pins.
#[component]
pub(super) fn Results(asked: Asked, found: Found, page: Page<PinCard>) -> impl IntoView {
    let Found { instead, perhaps, people, more_people, boards, more_boards } = found;
    let (strip, address) = (asked.kind == SearchKind::All, asked.address());
    let all_people = (strip && more_people).then(|| asked.of_kind(SearchKind::Users).address());
    let all_boards = (strip && more_boards).then(|| asked.of_kind(SearchKind::Boards).address());
    let cut = !strip && (more_people || more_boards);
    let label = match asked.has_words() {
        true => format!("Pictures matching “{}”", asked.q.trim()),
        false => asked.title(),
    };
    let any_pins = !page.items.is_empty();
    view! {
        <Corrected q=asked.q.clone() instead perhaps />
        {(!people.is_empty()).then(|| {
            if strip {
                view! { <PeopleStrip people all=all_people /> }.into_any()
            } else {
                let page = Page { items: people, next: None };
                view! { <PeopleList page label="People".to_owned() address=address.clone() /> }.into_any()
            }
        })}
        {(!boards.is_empty()).then(|| view! { <FoundBoards boards strip all=all_boards /> })}
        {cut.then(|| view! {
            <p class="search-page__note">
                {format!("Only the first {FOUND_MOST} are shown. Type more of the name to narrow the results.")}
            </p>
        })}
        {any_pins.then(|| {
            view! {
                {strip.then(|| view! { <h2 class="visually-hidden">"Pictures"</h2> })}
                <Grid feed=asked.feed() page label />
            }
        })}
    }
}

/// How the spelling was corrected, or could be.
#[component]
fn Corrected(q: String, instead: Option<String>, perhaps: Option<String>) -> impl IntoView {
    if let Some(instead) = instead {
        return view! {
            <p class="search-page__note">
                "Showing results for " <strong dir="auto">{instead}</strong> " instead of " <q dir="auto">{q.trim().to_owned()}</q> "."
            </p>
        }
        .into_any();
    }
    let link = |words: String| {
        let address = FeedOf::Search { q: words.clone() }.address(None);
        view! { <p class="search-page__note">"Did you mean " <a href=address dir="auto">{words}</a> "?"</p> }
    };
    perhaps.map(link).into_any()
}

/// A few members in a row.
#[component]
fn PeopleStrip(people: Vec<PersonCard>, all: Option<String>) -> impl IntoView {
    let link = |PersonCard { person, .. }: PersonCard| {
        view! {
            <li>
                <a class="found-person" href=format!("/@{}", person.username)>
                    <Avatar person=person.clone() size=AvatarSize::Medium />
                    <span class="found-person__words">
                        <span class="found-person__name" dir="auto">{person.display_name.clone()}</span>
                        <span class="found-person__handle">{format!("@{}", person.username)}</span>
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <section class="found" aria-labelledby="found-people">
            <div class="found__head">
                <h2 class="found__title" id="found-people">"People"</h2>
                {all.map(|address| view! { <a class="found__all" href=address>"All people"</a> })}
            </div>
            <ul class="found__row">{people.into_iter().map(link).collect_view()}</ul>
        </section>
    }
}

/// Boards, a few in a row or all of them.
#[component]
fn FoundBoards(boards: Vec<BoardCard>, strip: bool, all: Option<String>) -> impl IntoView {
    view! {
        <section class=if strip { "found found--strip" } else { "found" } aria-labelledby="found-boards">
            <div class="found__head">
                <h2 class=if strip { "found__title" } else { "visually-hidden" } id="found-boards">"Boards"</h2>
                {all.map(|address| view! { <a class="found__all" href=address>"All boards"</a> })}
            </div>
            <BoardCards boards label="Boards".to_owned() with_owner=true />
        </section>
    }
}

/// The search found nothing.
#[component]
pub(super) fn Nothing(asked: Asked, found: Found, tags: Vec<String>) -> impl IntoView {
    let words = match asked.kind {
        SearchKind::All => "No pictures, people or boards match your search. Try fewer words.",
        SearchKind::Pins => "No pictures match your search. Try fewer words.",
        SearchKind::Users => "No members have this name.",
        SearchKind::Boards => "No boards have this title.",
    };
    let everything = asked.of_kind(SearchKind::All).address();
    let (address, next) = match asked.kind {
        SearchKind::All => ("/".to_owned(), "Explore pictures"),
        _ => (everything, "Search everything"),
    };
    view! {
        <Corrected q=asked.q instead=None perhaps=found.perhaps />
        <Notice drawing=Drawing::Empty title="Nothing found" words=words.to_owned() below=true>
            <a class="button button--primary" href=address>{next}</a>
        </Notice>
        <PopularTags tags />
    }
}

/// The tags that most pins have.
#[component]
pub(super) fn PopularTags(tags: Vec<String>) -> impl IntoView {
    if tags.is_empty() {
        return view! { <p class="search-page__note">"Search for pictures, people and boards."</p> }.into_any();
    }
    let link = |tag: String| {
        let address = FeedOf::Tag { tag: tag.clone() }.address(None);
        view! { <li><a class="tag" href=address dir="auto">{format!("#{tag}")}</a></li> }
    };
    view! {
        <section class="found" aria-labelledby="popular-tags">
            <h2 class="found__title" id="popular-tags">"Popular tags"</h2>
            <ul class="tags">{tags.into_iter().map(link).collect_view()}</ul>
        </section>
    }
    .into_any()
}
