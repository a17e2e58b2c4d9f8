//! Pins as a grid, drawn once: the first page of a list, one that is added below it, or a few pins and no more.

use super::{Content, PageRequest, Part, list};
use crate::{
    app::{
        components::{LikeButton, SaveButton, TileContent},
        masonry::{Layout, Place},
    },
    model::{
        errors::Problem,
        feeds::FeedOf,
        ids::PinId,
        page::{Cursor, Page},
        pictures::PictureState,
        pins::PinCard,
    },
    services::feeds,
};
use leptos::prelude::*;

/// The number of a tile that is surely not among the first in sight.
const BELOW: usize = 1000;

/// A page of a list as a grid, and the way on.
#[component]
pub fn Grid(
    /// The list.
    feed: FeedOf,
    /// The page.
    page: Page<PinCard>,
    /// What the list is called, for screen readers.
    label: String,
) -> impl IntoView {
    let Page { items, next } = page;
    let tiles = items.into_iter().map(|card| Tile::of_feed(&feed, card)).collect();
    view! {
        <div class="masonry">
            <Sheet tiles label=Some(label) below=None />
        </div>
        <Pager next=next_address(&feed, next) />
    }
}

/// A few pins as a grid that does not go on.
#[component]
pub fn Strip(
    /// The pins.
    pins: Vec<PinCard>,
) -> impl IntoView {
    let tiles: Vec<_> = pins.into_iter().map(|card| Tile::acted_on(format!("/pin/{}", card.id), card)).collect();
    let layout = Layout::new(ratios(&tiles));
    let tiles =
        tiles.into_iter().zip(layout.places()).map(|(tile, place)| tile.draw(Some(place), BELOW)).collect_view();
    // Without the state of its layout, to which nothing is added: by it the browser's part knows a list.
    view! {
        <div class="masonry">
            <ul class="masonry__sheet" style=layout.style()>{tiles}</ul>
        </div>
    }
}

/// A pin in a grid. Made under the contexts of the page.
pub struct Tile {
    /// Where it leads.
    pub address: String,
    /// What it shows.
    pub card: PinCard,
    /// What stands on it beside its link.
    pub over: AnyView,
}

impl Tile {
    fn of_feed(feed: &FeedOf, card: PinCard) -> Self {
        Self::acted_on(feed.pin_address(card.id), card)
    }

    /// One with the buttons by which pictures are liked and saved.
    fn acted_on(address: String, card: PinCard) -> Self {
        let acts = is_shown(&card).then(|| {
            view! {
                <div class="tile__acts">
                    <LikeButton card=card.clone() on_tile=true />
                    <SaveButton card=card.clone() />
                </div>
            }
        });
        Self { address, card, over: acts.into_any() }
    }

    /// As an item of a list.
    fn draw(self, place: Option<&Place>, index: usize) -> AnyView {
        let Self { address, card, over } = self;
        let (pin, waiting) = (card.id.to_string(), card.picture.state == PictureState::Waiting);
        let class = if is_shown(&card) { "tile__link" } else { "tile__link skeleton" };
        view! {
            <li class="tile" style=place.map(Place::style) data-pin=pin data-waiting=waiting.then_some("")>
                <a class=class href=address><TileContent card index /></a>
                {over}
            </li>
        }
        .into_any()
    }

    /// In the place of one that is in the grid already, which has its style.
    pub fn again(self) -> AnyView {
        self.draw(None, BELOW)
    }
}

/// Whether there is a picture to show by now.
fn is_shown(card: &PinCard) -> bool {
    !card.picture.available().is_empty()
}

fn ratios(tiles: &[Tile]) -> impl Iterator<Item = f64> {
    tiles.iter().map(|tile| tile.card.picture.ratio())
}

/// Tiles on the sheet of a grid that can go on.
#[component]
pub fn Sheet(
    /// The tiles.
    tiles: Vec<Tile>,
    /// What the list is called, for screen readers; nothing for tiles that are added to it.
    label: Option<String>,
    /// The state of the layout of the tiles below which these come.
    below: Option<String>,
) -> impl IntoView {
    let (layout, from) = match &below {
        None => (Layout::new(ratios(&tiles)), 0),
        Some(state) => (Layout::below(state, ratios(&tiles)), BELOW),
    };
    let drawn = tiles.into_iter().zip(layout.places()).enumerate();
    let drawn = drawn.map(|(index, (tile, place))| tile.draw(Some(place), from + index)).collect_view();
    view! {
        <ul class="masonry__sheet" aria-label=label style=layout.style() data-sheet=layout.state()>{drawn}</ul>
    }
}

fn next_address(feed: &FeedOf, next: Option<Cursor>) -> Option<String> {
    next.map(|cursor| feed.address(Some(&cursor.to_string())))
}

/// The way on below a list of pins.
#[component]
pub fn Pager(
    /// The address of the next page; none at the end of the list.
    next: Option<String>,
) -> impl IntoView {
    let way_on = match next {
        Some(address) => {
            view! { <a class="button button--secondary" href=address rel="next">"More pictures"</a> }.into_any()
        }
        None => view! { <p class="pager__end">"You’ve reached the end"</p> }.into_any(),
    };
    view! { <div class="pager">{way_on}</div> }
}

/// A part of a page with a grid, where one is asked for.
///
/// # Errors
/// As [`list`]; [`Problem::BadRequest`] for a part that grids do not have.
pub async fn part(request: &PageRequest, feed: &FeedOf) -> Result<Option<Content>, Problem> {
    let Some(part) = request.part else { return Ok(None) };
    let feed = feed.clone();
    match part {
        Part::Tiles => {
            let Page { items, next } = list(&request.caller, &feed, request.cursor().as_deref()).await?;
            let below = request.sheet.clone();
            Ok(Some(Content::new(move || {
                let tiles = items.into_iter().map(|card| Tile::of_feed(&feed, card)).collect();
                view! {
                    <Sheet tiles label=None below=Some(below) />
                    <Pager next=next_address(&feed, next) />
                }
            })))
        }
        Part::States => {
            let caller = &request.caller;
            let cards = feeds::cards(&caller.site, caller.viewer(), &request.pins).await?;
            Ok(Some(states(request, cards, |card| card, move |card| Tile::of_feed(&feed, card).again())))
        }
        _ => Err(no_such_part()),
    }
}

/// The problem with a part that a page does not have.
pub fn no_such_part() -> Problem {
    Problem::BadRequest { detail: "This page has no such part.".to_owned() }
}

/// What has become of the pins that were asked for again: the items of those whose pictures have been made meanwhile, and which are gone.
pub fn states<T: Send + 'static>(
    request: &PageRequest,
    found: Vec<T>,
    card: fn(&T) -> &PinCard,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> Content {
    let is_there = |pin: PinId| found.iter().any(|one| card(one).id == pin);
    let gone: Vec<_> = request.pins.iter().copied().filter(|pin| !is_there(*pin)).collect();
    Content::new(move || {
        let done = found.into_iter().filter(|one| card(one).picture.state != PictureState::Waiting);
        let done = done.map(draw).collect_view();
        let gone = gone.into_iter().map(|pin| view! { <li data-gone=pin.to_string()></li> }).collect_view();
        view! { <ul>{done}{gone}</ul> }
    })
}
