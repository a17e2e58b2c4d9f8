//! What a tile of a grid shows: a picture, and its words when looked at closely.

use super::{Avatar, AvatarSize, Draw, restriction};
use crate::model::{
    pictures::{FULL, Picture},
    pins::PinCard,
};
use leptos::prelude::*;
use std::fmt::Write;

/// How wide a tile is drawn, for `sizes`: the style sheet's steps of columns.
const SIZES: &str = "(width < 600px) 50vw, (width < 960px) 33vw, (width < 1260px) 25vw, (width < 1680px) 20vw, \
                         (width < 2300px) 17vw, (width < 3300px) 13vw, 10vw";

/// How many tiles of a page are surely in sight, and fetched at once.
const IN_SIGHT: usize = 6;

/// The most a grid needs, in pixels: the widest column on a screen of twice the density.
const GRID_WIDEST: u32 = 1200;

/// All that the link of a tile shows.
#[component]
pub fn TileContent(
    /// The pin.
    card: PinCard,
    /// Its number in the list.
    index: usize,
) -> impl IntoView {
    if card.picture.available().is_empty() {
        return view! {
            <span class="tile__state">
                <span class="spinner" aria-hidden="true"></span>
                "Processing"
                <span class="visually-hidden">{format!(": {}", card.title)}</span>
            </span>
        }
        .into_any();
    }
    view! { <Whole card at_once={index < IN_SIGHT} /> }.into_any()
}

#[component]
fn Whole(card: PinCard, at_once: bool) -> impl IntoView {
    let PinCard { title, alt_text, visibility, owner, picture, .. } = card;
    let sources = sources(&picture, GRID_WIDEST);
    let placeholder = picture.placeholder.as_ref().map(|data| format!("--placeholder:url('{data}')"));
    // The picture is what the link says. Where that is not the title, the title is said as well.
    let described = !alt_text.is_empty();
    view! {
        <img
            class="tile__picture"
            style=placeholder
            src=sources.src
            srcset=sources.srcset
            sizes=SIZES
            width=picture.width.to_string()
            height=picture.height.to_string()
            alt=if described { alt_text } else { title.clone() }
            loading=(!at_once).then_some("lazy")
            fetchpriority=at_once.then_some("high")
            decoding="async"
        />
        {restriction(visibility).map(|(icon, words, _)| view! {
            <span class="tile__badge" data-visibility=visibility.name()>
                <Draw icon class="icon--small" />
                <span class="visually-hidden">{words}</span>
            </span>
        })}
        <span class="tile__caption">
            <span class="tile__title" dir="auto" aria-hidden=(!described).then_some("true")>{title}</span>
            <span class="tile__owner" aria-hidden="true">
                <Avatar person=owner.clone() size=AvatarSize::Small />
                <span class="tile__name" dir="auto">{owner.display_name}</span>
            </span>
        </span>
    }
}

/// The addresses among which a browser chooses.
pub struct Sources {
    /// The one for browsers that do not choose.
    pub src: String,
    /// All of them, with their widths.
    pub srcset: String,
}

/// The addresses of a picture's quality states up to a width, the next larger one included.
pub fn sources(picture: &Picture, widest: u32) -> Sources {
    let available = picture.available();
    let enough = available.iter().position(|quality| quality.width >= widest).unwrap_or(available.len());
    let offered: Vec<_> =
        available.iter().take(enough + 1).filter(|quality| quality.n != 1 || available.len() == 1).collect();
    // Every page has dozens of these: what all addresses begin with is written once.
    let begin = picture.addresses();
    let mut srcset = String::with_capacity(offered.len() * (begin.len() + 10));
    for quality in &offered {
        let comma = if srcset.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(srcset, "{comma}{begin}{} {}w", quality.n, quality.width);
    }
    let middle = offered.get(offered.len() / 2).map_or(FULL, |quality| quality.n);
    Sources { src: format!("{begin}{middle}"), srcset }
}
