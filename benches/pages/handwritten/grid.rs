//! A grid of pins.

use super::{Around, pieces};
use maud::{Markup, html};
use tessera::{
    app::{
        addresses::Intent,
        icons::Icon,
        masonry::{Layout, Place},
    },
    model::{feeds::FeedOf, page::Page, pins::PinCard},
};

const SIZES: &str = "(width < 600px) 50vw, (width < 960px) 33vw, (width < 1260px) 25vw, (width < 1680px) 20vw, \
                     (width < 2300px) 17vw, (width < 3300px) 13vw, 10vw";

const GRID_WIDEST: u32 = 1200;

/// How many tiles are surely in sight.
const IN_SIGHT: usize = 6;

/// A page of a list, and the way on.
pub fn grid(around: &Around, feed: &FeedOf, page: &Page<PinCard>, label: &str) -> Markup {
    let layout = Layout::new(page.items.iter().map(|card| card.picture.ratio()));
    html! {
        div class="masonry" {
            ul class="masonry__sheet" aria-label=(label) style=(layout.style()) data-sheet=(layout.state()) {
                @for (index, (card, place)) in page.items.iter().zip(layout.places()).enumerate() {
                    (tile(around, &feed.pin_address(card.id), card, place, index < IN_SIGHT))
                }
            }
        }
        div class="pager" {
            @if let Some(cursor) = page.next {
                a class="button button--secondary" href=(feed.address(Some(&cursor.to_string()))) rel="next" { "More pictures" }
            } @else {
                p class="pager__end" { "You’ve reached the end" }
            }
        }
    }
}

/// A few pins and no more.
pub fn strip(around: &Around, pins: &[PinCard]) -> Markup {
    let layout = Layout::new(pins.iter().map(|card| card.picture.ratio()));
    html! {
        div class="masonry" {
            ul class="masonry__sheet" style=(layout.style()) {
                @for (card, place) in pins.iter().zip(layout.places()) {
                    (tile(around, &format!("/pin/{}", card.id), card, place, false))
                }
            }
        }
    }
}

fn tile(around: &Around, address: &str, card: &PinCard, place: &Place, at_once: bool) -> Markup {
    let PinCard { title, alt_text, owner, picture, .. } = card;
    let (src, srcset) = pieces::sources(picture, GRID_WIDEST);
    let described = !alt_text.is_empty();
    html! {
        li class="tile" style=(place.style()) data-pin=(card.id) {
            a class="tile__link" href=(address) {
                img class="tile__picture" style=[pieces::placeholder(picture)] src=(src) srcset=(srcset) sizes=(SIZES)
                    width=(picture.width) height=(picture.height) alt=(if described { alt_text } else { title })
                    loading=[(!at_once).then_some("lazy")] fetchpriority=[at_once.then_some("high")] decoding="async";
                span class="tile__caption" {
                    span class="tile__title" dir="auto" aria-hidden=[(!described).then_some("true")] { (title) }
                    span class="tile__owner" aria-hidden="true" {
                        (pieces::avatar(owner, "avatar avatar--small"))
                        span class="tile__name" dir="auto" { (owner.display_name) }
                    }
                }
            }
            div class="tile__acts" {
                (pieces::like_on_tile(around, card))
                a class="tile__act" href=(around.sign_in_to(Intent::Save)) {
                    (pieces::icon(Icon::Board, "icon icon--small tile__unsaved"))
                    span class="visually-hidden" { "Save " (title) }
                }
            }
        }
    }
}
