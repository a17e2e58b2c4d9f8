//! The tiles of a list, each at its place. However many they are, only those near what is in sight are whole: the others
//! are links with their names, and get their pictures back before they are seen.

use super::listing::{Listing, Shows, Source};
use crate::{
    app::{
        browser,
        masonry::{Layout, Place},
    },
    model::{ids::PinId, pictures::PictureState},
};
use leptos::{html, prelude::*};
use std::collections::BTreeMap;

/// How many tiles come and go together.
const BLOCK: usize = 20;

/// From how many heights of the window away tiles get their pictures.
const COMES: f64 = 2.5;

/// From how many heights of the window away they give them up. What is scrolled to and fro in between stays as it is.
const GOES: f64 = 4.0;

/// How many blocks of a list that one comes back to are made with each frame.
const MADE_AT_ONCE: usize = 2;

/// How a tile stands in its list.
#[derive(Debug, Clone)]
pub struct TileAt {
    /// Its place, as custom properties.
    pub style: String,
    /// Its number in the list.
    pub index: usize,
    /// Whether it is near what is in sight.
    pub near: Signal<bool>,
}

/// A tile before it is drawn. Where one of these is another, it is drawn anew.
#[derive(Debug, Clone, PartialEq)]
struct Tile {
    pin: PinId,
    state: PictureState,
    place: Place,
}

/// Some tiles that follow one another.
#[derive(Clone, Copy)]
struct Block {
    /// Whether they are in the page.
    made: RwSignal<bool>,
    /// Whether they have their pictures.
    near: RwSignal<bool>,
}

/// All of them, by their numbers.
#[derive(Clone, Copy)]
struct Blocks {
    layout: Memo<Layout>,
    all: StoredValue<BTreeMap<usize, Block>>,
    /// Whether blocks are made at once, as what has just been fetched is. Of a list that one comes back to only those that
    /// are in sight are, and the rest after them.
    at_once: StoredValue<bool>,
}

/// Tiles, each at its place.
#[component]
pub fn Masonry<S, F, V>(
    /// What the tiles show.
    listing: Listing<S>,
    /// What the list is called, for screen readers.
    label: String,
    /// Makes a tile.
    tile: F,
) -> impl IntoView
where
    S: Source,
    F: Fn(S::Item, TileAt) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    // All of it is made anew for another list.
    view! {
        <For
            each=move || [listing.serial]
            key=Clone::clone
            children=move |_serial| view! { <Sheet listing label=label.clone() tile=tile.clone() /> }
        />
    }
}

#[component]
fn Sheet<S, F, V>(listing: Listing<S>, label: String, tile: F) -> impl IntoView
where
    S: Source,
    F: Fn(S::Item, TileAt) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let layout = Memo::new(move |_| {
        listing.items.with(|items| Layout::new(items.iter().map(|item| item.card().picture.ratio())))
    });
    let sheet = NodeRef::<html::Ul>::new();
    let blocks = Blocks { layout, all: StoredValue::default(), at_once: StoredValue::new(listing.back().is_none()) };
    blocks.follow(sheet, listing);
    let count = move || layout.with(|layout| layout.places().len().div_ceil(BLOCK));
    let block = move |number: usize| {
        let block = blocks.add(number);
        let (tiles, tile) = (tiles(listing, layout, number), tile.clone());
        let made = move || {
            let tiles = if block.made.get() { tiles.get() } else { Vec::new() };
            let styled = |(index, tile): (usize, Tile)| (number * BLOCK + index, tile.place.style(), tile);
            tiles.into_iter().enumerate().map(styled).collect::<Vec<_>>()
        };
        let near = Signal::from(block.near);
        view! {
            <For
                each=made
                key=|(_, style, tile)| (tile.pin, tile.state, style.clone())
                children=move |(index, style, _)| {
                    let item = listing.items.with_untracked(|items| items.get(index).cloned());
                    item.map(|item| tile(item, TileAt { style, index, near }))
                }
            />
        }
    };
    view! {
        <div class="masonry">
            <ul class="masonry__sheet" aria-label=label style=move || layout.with(Layout::style) node_ref=sheet>
                <For each=move || 0..count() key=Clone::clone children=block />
            </ul>
        </div>
    }
}

/// The tiles of a block. A page more changes none of those that were full.
fn tiles<S: Source>(listing: Listing<S>, layout: Memo<Layout>, number: usize) -> Memo<Vec<Tile>> {
    Memo::new(move |_| {
        let first = number * BLOCK;
        let tile = |(item, place): (&S::Item, &Place)| {
            let card = item.card();
            Tile { pin: card.id, state: card.picture.state, place: place.clone() }
        };
        listing.items.with(|items| {
            layout.with(|layout| items.iter().zip(layout.places()).skip(first).take(BLOCK).map(tile).collect())
        })
    })
}

impl Blocks {
    fn add(self, number: usize) -> Block {
        let at_once = self.at_once.get_value();
        let block = Block { made: RwSignal::new(at_once), near: RwSignal::new(at_once) };
        self.all.update_value(|all| {
            all.insert(number, block);
        });
        on_cleanup(move || {
            self.all.try_update_value(|all| all.remove(&number));
        });
        block
    }

    /// Looks at what is in sight once the sheet is there, and whenever that may have changed.
    fn follow<S: Source>(self, sheet: NodeRef<html::Ul>, listing: Listing<S>) {
        Effect::new(move || {
            self.layout.track();
            if sheet.get().is_some() {
                self.look(sheet, listing);
            }
        });
        Effect::new(move || browser::when_sight_changes(move || self.look(sheet, listing)));
    }

    fn look<S: Source>(self, sheet: NodeRef<html::Ul>, listing: Listing<S>) {
        let Some(element) = sheet.try_get_untracked().flatten() else { return };
        let coming_back = listing.back().filter(|_| !self.at_once.get_value());
        let Some(sight) = browser::in_sight(&element, coming_back.map(|spot| spot.scrolled)) else {
            request_animation_frame(move || self.look(sheet, listing));
            return;
        };
        let number_of = |pin: PinId| {
            let index = listing.items.with_untracked(|items| items.iter().position(|item| item.card().id == pin));
            index.map(|index| index / BLOCK)
        };
        // What holds the focus stays whole.
        let focused = browser::pin_with_focus(&element).and_then(number_of);
        self.layout.with_untracked(|layout| {
            for (number, places) in layout.places().chunks(BLOCK).enumerate() {
                let Some(block) = self.block(number) else { continue };
                let near = block.near.get_untracked();
                if !near && sight.reaches(places, COMES) {
                    block.near.set(true);
                    block.make();
                } else if near && focused != Some(number) && !sight.reaches(places, GOES) {
                    block.near.set(false);
                }
            }
        });
        let Some(spot) = coming_back else { return };
        if let Some(block) = spot.focus.and_then(number_of).and_then(|number| self.block(number)) {
            block.make();
        }
        self.at_once.set_value(true);
        request_animation_frame(move || self.make_rest());
    }

    fn block(self, number: usize) -> Option<Block> {
        self.all.try_with_value(|all| all.get(&number).copied()).flatten()
    }

    /// Makes what is missing, a little with each frame: all that is left of a long list would take too long.
    fn make_rest(self) {
        let missing: Option<Vec<_>> = self.all.try_with_value(|all| {
            all.values().filter(|block| !block.made.get_untracked()).take(MADE_AT_ONCE).copied().collect()
        });
        let missing = missing.unwrap_or_default();
        if missing.is_empty() {
            return;
        }
        missing.into_iter().for_each(Block::make);
        request_animation_frame(move || self.make_rest());
    }
}

impl Block {
    fn make(self) {
        if !self.made.get_untracked() {
            self.made.set(true);
        }
    }
}
