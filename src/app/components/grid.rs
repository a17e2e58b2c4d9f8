//! Masonry grids of pins: everybody's, a member's, or those of a tag, going on as one scrolls.

use super::{
    listing::{Listing, Pager, Shows, Source},
    pin_tile::PinTile,
};
use crate::{
    app::{addresses::with_query, masonry::Sheet},
    model::{errors::Problem, ids::PinId, page::Page, pins::PinCard},
    server_fns,
};
use leptos::prelude::*;

/// Which pins a grid shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FeedOf {
    /// One member's, by user name; everybody's where there is none.
    pub member: Option<String>,
    /// Those with this tag; all where there is none.
    pub tag: Option<String>,
}

impl FeedOf {
    /// The address of a pin that is come to from this list: its page leads to those beside it.
    pub fn pin_address(&self, pin: PinId) -> String {
        let from = self.member.as_ref().map_or_else(|| "explore".to_owned(), |name| format!("@{name}"));
        with_query(&format!("/pin/{pin}"), &[("from", &from), ("tag", self.tag.as_deref().unwrap_or_default())])
    }

    /// The list that a pin was come to from, as its address has it; `None` where it has none.
    pub fn come_from(from: &str, tag: Option<String>) -> Option<Self> {
        let member = match from.strip_prefix('@') {
            Some(name) => Some(name.to_owned()),
            None if from == "explore" => None,
            None => return None,
        };
        Some(Self { member, tag: tag.filter(|tag| !tag.is_empty()) })
    }
}

impl Source for FeedOf {
    type Item = PinCard;

    fn address(&self, cursor: Option<&str>) -> String {
        let path = self.member.as_ref().map_or_else(|| "/".to_owned(), |name| format!("/@{name}"));
        let tag = self.tag.as_deref().unwrap_or_default();
        with_query(&path, &[("tag", tag), ("cursor", cursor.unwrap_or_default())])
    }

    async fn fetch(&self, cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
        let tag = self.tag.clone();
        match &self.member {
            None => server_fns::pins::explore(cursor, tag).await,
            Some(name) => server_fns::pins::member_pins(name.clone(), cursor, tag).await,
        }
    }
}

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
    let tile = move |card: PinCard, style, index| {
        let address = feed.pin_address(card.id);
        view! { <PinTile card address style index /> }
    };
    view! {
        <Masonry listing label tile />
        <Pager listing />
    }
}

/// Tiles, each at its place.
#[component]
pub fn Masonry<S, F, V>(
    /// What the tiles show.
    listing: Listing<S>,
    /// What the list is called, for screen readers.
    label: String,
    /// Makes a tile at a place, with the number of it in the list.
    tile: F,
) -> impl IntoView
where
    S: Source,
    F: Fn(S::Item, String, usize) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let items = listing.items;
    let places = Memo::new(move |_| {
        let mut sheet = Sheet::default();
        let places: Vec<_> =
            items.with(|items| items.iter().map(|item| sheet.place(item.card().picture.ratio())).collect());
        (places, sheet.style())
    });
    let placed = move || {
        let items = items.get();
        places.with(|(places, _)| items.into_iter().zip(places.iter().cloned()).enumerate().collect::<Vec<_>>())
    };
    view! {
        <div class="masonry">
            <ul class="masonry__sheet" aria-label=label style=move || places.with(|(_, style)| style.clone())>
                <For
                    each=placed
                    // A tile is made anew when its picture comes along, or one before it has gone.
                    key=move |(_, (item, style))| {
                        (listing.serial, item.card().id, item.card().picture.available().len(), style.clone())
                    }
                    children=move |(index, (item, style))| tile(item, style, index)
                />
            </ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_again_by_what_its_pins_addresses_say() {
        for (from, tag, address) in [
            ("explore", None, "/"),
            ("explore", Some("two words"), "/?tag=two%20words"),
            ("@ana", None, "/@ana"),
            ("@ana", Some("birds"), "/@ana?tag=birds"),
        ] {
            let feed = FeedOf::come_from(from, tag.map(str::to_owned)).unwrap();
            assert_eq!(feed.address(None), address);
        }
        assert_eq!(FeedOf::come_from("elsewhere", None), None);
    }
}
