//! A masonry grid of pins that goes on as one scrolls, over real links to the next page.

use super::{pin_tile::PinTile, toasts};
use crate::{
    app::{browser, feeds::Feeds, masonry::Sheet},
    model::{
        errors::Problem,
        ids::PinId,
        page::{Cursor, Page},
        pictures::PictureState,
        pins::{PinCard, STATES_AT_ONCE, UploadState},
    },
    server_fns,
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How long between looks whether pictures under work are done.
const LOOK_AGAIN: Duration = Duration::from_millis(1500);

/// Whose pins a grid shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedOf {
    /// Everybody's.
    Everyone,
    /// One member's, by user name.
    Member(String),
}

impl FeedOf {
    /// The address of a page of this list.
    pub fn address(&self, cursor: Option<&str>) -> String {
        let path = match self {
            Self::Everyone => "/".to_owned(),
            Self::Member(name) => format!("/@{name}"),
        };
        cursor.map_or_else(|| path.clone(), |cursor| format!("{path}?cursor={cursor}"))
    }

    /// Fetches a page of this list.
    ///
    /// # Errors
    /// As the server functions say.
    pub async fn fetch(&self, cursor: Option<String>) -> Result<Page<PinCard>, Problem> {
        match self {
            Self::Everyone => server_fns::pins::explore(cursor).await,
            Self::Member(name) => server_fns::pins::member_pins(name.clone(), cursor).await,
        }
    }
}

/// What a grid shows and how it goes on.
#[derive(Clone, Copy)]
struct Shown {
    feed: StoredValue<FeedOf>,
    address: StoredValue<String>,
    cards: RwSignal<Vec<PinCard>>,
    next: RwSignal<Option<Cursor>>,
    fetching: RwSignal<bool>,
    /// How often pictures under work have been asked about.
    looked: RwSignal<u32>,
}

/// The grid, from its first page on.
#[component]
pub fn Grid(
    /// Whose pins.
    feed: FeedOf,
    /// The address of the first page.
    address: String,
    /// The first page.
    first: Page<PinCard>,
    /// What the list is called, for screen readers.
    label: String,
) -> impl IntoView {
    let shown = Shown {
        feed: StoredValue::new(feed),
        address: StoredValue::new(address),
        cards: RwSignal::new(first.items),
        next: RwSignal::new(first.next),
        fetching: RwSignal::new(false),
        looked: RwSignal::new(0),
    };
    remember(shown);
    watch_work(shown);
    let end = NodeRef::new();
    browser::when_near(end, move || go_on(shown));
    let tiles = Memo::new(move |_| {
        let mut sheet = Sheet::default();
        let places: Vec<_> =
            shown.cards.with(|cards| cards.iter().map(|card| sheet.place(card.picture.ratio())).collect());
        (places, sheet.style())
    });
    let items = move || {
        let cards = shown.cards.get();
        tiles.with(|(places, _)| cards.into_iter().zip(places.iter().cloned()).enumerate().collect::<Vec<_>>())
    };
    view! {
        <div class="masonry">
            <ul class="masonry__sheet" aria-label=label style=move || tiles.with(|(_, style)| style.clone())>
                <For
                    each=items
                    // A tile is made anew when its picture comes along.
                    key=|(_, (card, _))| (card.id, card.picture.available().len())
                    children=move |(index, (card, style))| view! { <PinTile card style index /> }
                />
            </ul>
        </div>
        // Empty, so that its way down the page counts as no shift of the layout. For the same reason the box below is made
        // anew with each page, instead of being pushed down in sight.
        <div node_ref=end></div>
        <For each=move || [shown.cards.with(Vec::len)] key=|count| *count let:_count>
            <div class="pager">{move || pager(shown)}</div>
        </For>
    }
}

fn pager(shown: Shown) -> AnyView {
    if shown.fetching.get() {
        return view! {
            <p class="pager__loading" role="status">
                <span class="spinner" aria-hidden="true"></span>
                "Fetching more pictures"
            </p>
        }
        .into_any();
    }
    match shown.next.get() {
        Some(cursor) => {
            let address = shown.feed.with_value(|feed| feed.address(Some(&cursor.to_string())));
            view! { <a class="button button--secondary" href=address rel="next">"More pictures"</a> }.into_any()
        }
        None => view! { <p class="pager__end">"That was all of them"</p> }.into_any(),
    }
}

/// Fetches the next page and adds it, one at a time.
fn go_on(shown: Shown) {
    let Some(cursor) = shown.next.get_untracked().filter(|_| !shown.fetching.get_untracked()) else { return };
    shown.fetching.set(true);
    spawn_local(async move {
        let feed = shown.feed.get_value();
        let fetched = feed.fetch(Some(cursor.to_string())).await;
        // The page may have been left meanwhile, and its signals with it.
        if shown.fetching.try_set(false).is_some() {
            return;
        }
        match fetched {
            Ok(page) => {
                shown.cards.update(|cards| cards.extend(page.items));
                shown.next.set(page.next);
            }
            // The link to the next page is still there.
            Err(problem) => toasts::error(problem.to_string()),
        }
    });
}

/// Remembers tiles and place for whoever comes back, and goes to that place for whoever does.
fn remember(shown: Shown) {
    let feeds = expect_context::<Feeds>();
    let address = shown.address.get_value();
    Effect::new(move || shown.address.with_value(|address| feeds.keep(address, shown.cards.get(), shown.next.get())));
    Effect::new(move || {
        if let Some(top) = feeds.returned_scroll(&address) {
            browser::scroll_to(top);
        }
        let address = address.clone();
        browser::on_scroll(move |top| feeds.keep_scroll(&address, top));
    });
}

/// Looks again at pictures of one's own that are still under work, until they can be shown.
fn watch_work(shown: Shown) {
    Effect::new(move || {
        let waiting: Vec<_> = shown.cards.with(|cards| {
            let waiting = cards.iter().filter(|card| card.picture.state == PictureState::Waiting);
            waiting.map(|card| card.id).take(STATES_AT_ONCE).collect()
        });
        if waiting.is_empty() {
            return;
        }
        let looking = shown.looked.get();
        let timer = set_timeout_with_handle(move || spawn_local(look_again(shown, waiting, looking)), LOOK_AGAIN);
        if let Ok(timer) = timer {
            on_cleanup(move || timer.clear());
        }
    });
}

/// Asks once for all that wait, and fetches those that have moved on.
async fn look_again(shown: Shown, waiting: Vec<PinId>, looking: u32) {
    for (pin, state) in server_fns::uploads::upload_states(waiting).await.unwrap_or_default() {
        match state {
            UploadState::Pinned { progress: PictureState::Waiting, .. } => {}
            UploadState::Pinned { .. } => {
                if let Ok(detail) = server_fns::pins::pin(pin).await {
                    replace(shown, pin, Some(detail.card));
                }
            }
            UploadState::Refused { .. } => replace(shown, pin, None),
        }
    }
    // The page may have been left meanwhile, and its signals with it.
    let _left = shown.looked.try_set(looking + 1);
}

/// Shows a pin as it is now, or no more.
fn replace(shown: Shown, pin: PinId, card: Option<PinCard>) {
    let _left = shown.cards.try_update(|cards| {
        let Some(place) = cards.iter().position(|card| card.id == pin) else { return };
        match card {
            Some(card) => cards[place] = card,
            None => {
                cards.remove(place);
            }
        }
    });
}
