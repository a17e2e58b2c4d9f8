//! Masonry grids of pins: everybody's, a member's, or those of a tag, going on as one scrolls.

use super::{
    LikeButton,
    listing::{Listing, Pager},
    masonry::{Masonry, TileAt},
    pin_tile::PinTile,
};
use crate::model::{feeds::FeedOf, page::Page, pins::PinCard};
use leptos::prelude::*;

/// A feed as a grid, from its first page on.
#[component]
pub fn Grid(
    /// Which pins.
    feed: FeedOf,
    /// The address of the first page.
    address: String,
    /// The first page.
    first: Page<PinCard>,
    /// What the list is called, for screen readers.
    label: String,
) -> impl IntoView {
    let listing = Listing::new(feed.clone(), first);
    listing.remember(address, |items, next| Page { items, next });
    let tile = move |card: PinCard, at: TileAt| {
        let address = feed.pin_address(card.id);
        let near = at.near;
        let like = {
            let card = card.clone();
            move || near.get().then(|| view! { <LikeButton card=card.clone() on_tile=true /> })
        };
        view! { <PinTile card address at>{like}</PinTile> }
    };
    view! {
        <Masonry listing label tile />
        <Pager listing />
    }
}
