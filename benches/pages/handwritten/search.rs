//! What is found by some words: members, boards, pins.

use super::{Around, Content, Html, boards, document::whole, grid::grid, pieces, visitor};
use axum::{extract::State, http::Uri};
use maud::{Markup, html};
use tessera::{
    app::{addresses::with_query, icons::Icon, served::list},
    model::{
        colours::SWATCHES,
        errors::Problem,
        feeds::FeedOf,
        search::{Found, SearchKind, within_limits},
    },
    services::{Site, search},
};
use url::form_urlencoded;

pub async fn page(State(site): State<Site>, uri: Uri) -> Result<Html, Problem> {
    let caller = visitor(site);
    let around = Around::of(&caller.site, &uri).await?;
    let q = asked(&around.here);
    let feed = FeedOf::Search { q: q.clone() };
    let page = list(&caller, &feed, None).await?;
    let found = search::beside(&caller.site, None, &q, SearchKind::All).await?;
    let main = html! {
        main id="main" class="page" tabindex="-1" {
            div class="search-page__box" { (pieces::search_box("page-search", &q)) }
            (head(&q))
            (colours(&q))
            (people(&q, &found))
            (boards_found(&q, &found))
            h2 class="visually-hidden" { "Pictures" }
            (grid(&around, &feed, &page, &format!("Pictures matching “{}”", q.trim())))
        }
    };
    let robots = html! { meta name="robots" content="noindex"; };
    Ok(whole(&around, &Content { title: format!("Search for “{}”", q.trim()), head: robots, main }))
}

/// What is looked for at an address.
pub fn asked(here: &str) -> String {
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let q = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "q");
    within_limits(&q.map(|(_, q)| q).unwrap_or_default())
}

/// The address of what is found of one kind.
fn of_kind(q: &str, kind: SearchKind) -> String {
    with_query("/search", &[("q", q), ("kind", if kind == SearchKind::All { "" } else { kind.name() })])
}

fn head(q: &str) -> Markup {
    let kinds = [
        (SearchKind::All, "All"),
        (SearchKind::Pins, "Pictures"),
        (SearchKind::Users, "People"),
        (SearchKind::Boards, "Boards"),
    ];
    html! {
        div class="search-page__head" {
            h1 class="search-page__title" { "Results for " q dir="auto" { (q.trim()) } }
            nav class="segmented" aria-label="Type of results" {
                @for (kind, words) in kinds {
                    a class="segmented__option" href=(of_kind(q, kind))
                        aria-current=[(kind == SearchKind::All).then_some("true")] { (words) }
                }
            }
        }
    }
}

fn colours(q: &str) -> Markup {
    html! {
        nav aria-label="Colour" {
            ul class="tags" {
                li {
                    a class="tag" href=(of_kind(q, SearchKind::All)) aria-current="true" {
                        (pieces::icon(Icon::Done, "icon icon--small")) "Any colour"
                    }
                }
                @for (words, colour) in SWATCHES {
                    li {
                        a class="tag" href=(with_query("/search", &[("q", q), ("colour", &colour.to_string())])) {
                            span aria-hidden="true" style={
                                "inline-size:1em;block-size:1em;margin-inline-end:.5em;border:1px solid var(--line-strong);"
                                "border-radius:50%;background:#" (colour)
                            } {}
                            (words)
                        }
                    }
                }
            }
        }
    }
}

fn people(q: &str, found: &Found) -> Markup {
    html! {
        @if !found.people.is_empty() {
            section class="found" aria-labelledby="found-people" {
                div class="found__head" {
                    h2 class="found__title" id="found-people" { "People" }
                    @if found.more_people { a class="found__all" href=(of_kind(q, SearchKind::Users)) { "All people" } }
                }
                ul class="found__row" {
                    @for card in &found.people {
                        li {
                            a class="found-person" href={ "/@" (card.person.username) } {
                                (pieces::avatar(&card.person, "avatar"))
                                span class="found-person__words" {
                                    span class="found-person__name" dir="auto" { (card.person.display_name) }
                                    span class="found-person__handle" { "@" (card.person.username) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn boards_found(q: &str, found: &Found) -> Markup {
    html! {
        @if !found.boards.is_empty() {
            section class="found found--strip" aria-labelledby="found-boards" {
                div class="found__head" {
                    h2 class="found__title" id="found-boards" { "Boards" }
                    @if found.more_boards { a class="found__all" href=(of_kind(q, SearchKind::Boards)) { "All boards" } }
                }
                (boards::cards(&found.boards, "Boards"))
            }
        }
    }
}
