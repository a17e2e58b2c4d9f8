//! Pieces that several pages are made of.

use super::Around;
use maud::{Markup, PreEscaped, html};
use tessera::{
    app::{addresses::Intent, counts, icons::Icon},
    model::{
        accounts::Person,
        pictures::{FULL, Picture},
        pins::PinCard,
        search::QUERY_LONGEST,
    },
};

pub fn icon(icon: Icon, class: &str) -> Markup {
    html! {
        svg class=(class) viewBox="0 0 24 24" aria-hidden="true" { (PreEscaped(icon.shapes())) }
    }
}

/// A box to search by, as the island that it is on the site.
pub fn search_box(id: &str, q: &str) -> Markup {
    let props = serde_json::json!({ "id": id, "q": q }).to_string();
    html! {
        leptos-island data-component="SearchBox" data-props=(props) {
            form class="search" role="search" aria-label="Site" action="/search" method="get" {
                div class="combobox" {
                    (icon(Icon::Search, "icon icon--small search__icon"))
                    input class="input search__input" id=(id) name="q" dir="auto" type="search" aria-label="Search"
                        placeholder="Search" maxlength=(QUERY_LONGEST) enterkeyhint="search" autocomplete="off"
                        autocapitalize="none" spellcheck="false" value=(q) aria-controls={ (id) "-options" };
                    kbd class="search__key" aria-hidden="true" data-needs-script { "/" }
                    ul class="combobox__list search__list" id={ (id) "-options" } role="listbox" aria-label="Suggestions" hidden {}
                }
            }
        }
    }
}

/// A member's picture, or their initials.
pub fn avatar(person: &Person, class: &str) -> Markup {
    html! {
        @if let Some(face) = person.avatar {
            span class=(class) aria-hidden="true" {
                img class="avatar__picture" src=(face.address()) alt="" width="128" height="128" loading="lazy";
            }
        } @else {
            span class=(class) data-tone=(tone(&person.username)) aria-hidden="true" { (initials(&person.display_name)) }
        }
    }
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

fn tone(username: &str) -> u32 {
    username.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 6 + 1
}

/// The heart of a tile.
pub fn like_on_tile(around: &Around, card: &PinCard) -> Markup {
    html! {
        a class="like tile__act" href=(around.sign_in_to(Intent::Like)) {
            (icon(Icon::Heart, "icon like__heart"))
            span class="visually-hidden" { "Like " (card.title) " " }
            span class="like__count" { @if card.like_count > 0 { (counts::Grouped(card.like_count)) } }
        }
    }
}

/// The heart beside a picture.
pub fn like(around: &Around, card: &PinCard) -> Markup {
    html! {
        a class="like button button--secondary" href=(around.sign_in_to(Intent::Like)) {
            (icon(Icon::Heart, "icon like__heart")) "Like"
        }
        span data-like-count=(card.like_count) {
            @if card.like_count == 0 {
                span class="like__none" { "No likes yet" }
            } @else {
                a class="like__who" href={ "/pin/" (card.id) "/likes" } { (counts::likes(card.like_count)) }
            }
        }
    }
}

/// By which a member is followed.
pub fn follow(around: &Around, person: &Person, class: &str) -> Markup {
    html! {
        a class=(class) href=(around.sign_in_to(Intent::Follow)) {
            "Follow" span class="visually-hidden" { " " (person.display_name) }
        }
    }
}

/// The placeholder of a picture as a custom property.
pub fn placeholder(picture: &Picture) -> Option<String> {
    picture.placeholder.as_ref().map(|data| format!("--placeholder:url('{data}')"))
}

/// The addresses among which a browser chooses: the one for those that do not choose, and all with their widths.
pub fn sources(picture: &Picture, widest: u32) -> (String, String) {
    let available = picture.available();
    let enough = available.iter().position(|quality| quality.width >= widest).unwrap_or(available.len());
    let offered: Vec<_> =
        available.iter().take(enough + 1).filter(|quality| quality.n != 1 || available.len() == 1).collect();
    let all: Vec<_> =
        offered.iter().map(|quality| format!("{} {}w", picture.address(quality.n), quality.width)).collect();
    let middle = offered.get(offered.len() / 2).map_or(FULL, |quality| quality.n);
    (picture.address(middle), all.join(", "))
}
