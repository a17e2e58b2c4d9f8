//! A list of pins as far as it has been fetched: how it goes on as one scrolls, over real links to the next page, and
//! how pictures that are still under work come along.

use super::toasts;
use crate::{
    app::{
        browser,
        feeds::{Feeds, Spot},
    },
    model::{
        errors::Problem,
        ids::PinId,
        mine::MyPin,
        page::{Cursor, Page},
        pictures::PictureState,
        pins::{PinCard, STATES_AT_ONCE, UploadState},
    },
    server_fns,
};
use leptos::{prelude::*, task::spawn_local};
use std::{
    collections::HashSet,
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How long between looks whether pictures under work are done.
const LOOK_AGAIN: Duration = Duration::from_millis(1500);

/// How many lists there have been.
static LISTS: AtomicU64 = AtomicU64::new(0);

/// What shows a pin.
pub trait Shows: Clone + Send + Sync + 'static {
    /// The pin.
    fn card(&self) -> &PinCard;
    /// The pin, to be changed.
    fn card_mut(&mut self) -> &mut PinCard;
}

impl Shows for PinCard {
    fn card(&self) -> &PinCard {
        self
    }

    fn card_mut(&mut self) -> &mut PinCard {
        self
    }
}

impl Shows for MyPin {
    fn card(&self) -> &PinCard {
        &self.card
    }

    fn card_mut(&mut self) -> &mut PinCard {
        &mut self.card
    }
}

/// Where the pages of a list come from.
pub trait Source: Clone + Send + Sync + 'static {
    /// What stands in the list.
    type Item: Shows;

    /// The address of a page of this list.
    fn address(&self, cursor: Option<&str>) -> String;

    /// Fetches a page of this list.
    ///
    /// # Errors
    /// As the server functions say.
    fn fetch(&self, cursor: Option<String>) -> impl Future<Output = Result<Page<Self::Item>, Problem>> + Send;
}

/// A list as far as it has been fetched.
pub struct Listing<S: Source> {
    /// Tells it from other lists. What is made of its items is never handed on to another list that takes its place: what
    /// was made for this one leads to this one.
    pub serial: u64,
    /// What stands in it so far.
    pub items: RwSignal<Vec<S::Item>>,
    next: RwSignal<Option<Cursor>>,
    source: StoredValue<S>,
    fetching: RwSignal<bool>,
    /// How often pictures under work have been asked about.
    looked: RwSignal<u32>,
    /// Where one was in it, where one has come back to it.
    back: StoredValue<Option<Spot>>,
}

impl<S: Source> Clone for Listing<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Source> Copy for Listing<S> {}

impl<S: Source> Listing<S> {
    /// The list from this page on.
    pub fn new(source: S, first: Page<S::Item>) -> Self {
        let listing = Self {
            serial: LISTS.fetch_add(1, Ordering::Relaxed),
            items: RwSignal::new(first.items),
            next: RwSignal::new(first.next),
            source: StoredValue::new(source),
            fetching: RwSignal::new(false),
            looked: RwSignal::new(0),
            back: StoredValue::new(None),
        };
        listing.watch_work();
        listing
    }

    /// Remembers the list and where one was in it for whoever comes back to this address, and goes there with whoever does.
    pub fn remember<P: Clone + Send + Sync + 'static>(
        self,
        address: String,
        page: impl Fn(Vec<S::Item>, Option<Cursor>) -> P + Clone + Send + Sync + 'static,
    ) {
        let feeds = expect_context::<Feeds<P>>();
        let back = feeds.returned_spot(&address);
        self.back.set_value(back);
        Effect::new(move || {
            let spot = StoredValue::new(back.unwrap_or_else(|| Spot { scrolled: browser::scrolled(), focus: None }));
            if let Some(Spot { scrolled, focus }) = back {
                browser::scroll_to(scrolled);
                if let Some(pin) = focus {
                    browser::focus_pin(pin, true);
                }
            }
            browser::on_scroll(move |top| spot.update_value(|spot| spot.scrolled = top));
            browser::when_pin_has_focus(move |pin| spot.update_value(|spot| spot.focus = pin));
            let (address, page) = (address.clone(), page.clone());
            on_cleanup(move || {
                let left = page(self.items.get_untracked(), self.next.get_untracked());
                feeds.keep(&address, left, spot.get_value());
            });
        });
    }

    /// Where one was in it, where one has come back to it.
    pub fn back(self) -> Option<Spot> {
        self.back.get_value()
    }

    /// Whether there is more than has been fetched.
    pub fn has_more(self) -> bool {
        self.next.with_untracked(Option::is_some)
    }

    /// Fetches the next page and adds it, one at a time.
    fn go_on(self) {
        let Some(cursor) = self.next.get_untracked().filter(|_| !self.fetching.get_untracked()) else { return };
        self.fetching.set(true);
        spawn_local(async move {
            let source = self.source.get_value();
            let fetched = source.fetch(Some(cursor.to_string())).await;
            // The page may have been left meanwhile, and its signals with it.
            if self.fetching.try_set(false).is_some() {
                return;
            }
            match fetched {
                Ok(page) => {
                    // The way on is made anew: who stands on it goes on with what has come.
                    let first =
                        page.items.first().map(|item| item.card().id).filter(|_| browser::focus_is_in(".pager"));
                    self.items.update(|items| add(items, page.items));
                    self.next.set(page.next);
                    if let Some(pin) = first {
                        browser::focus_pin(pin, false);
                    }
                }
                // The link to the next page is still there.
                Err(problem) => toasts::error(problem.to_string()),
            }
        });
    }

    /// Looks again at pictures of one's own that are still under work, until they can be shown.
    fn watch_work(self) {
        Effect::new(move || {
            let waiting: Vec<_> = self.items.with(|items| {
                let waiting = items.iter().filter(|item| item.card().picture.state == PictureState::Waiting);
                waiting.map(|item| item.card().id).take(STATES_AT_ONCE).collect()
            });
            if waiting.is_empty() {
                return;
            }
            let looking = self.looked.get();
            let timer = set_timeout_with_handle(move || spawn_local(self.look_again(waiting, looking)), LOOK_AGAIN);
            if let Ok(timer) = timer {
                on_cleanup(move || timer.clear());
            }
        });
    }

    /// Asks once for all that wait, and fetches those that have moved on.
    async fn look_again(self, waiting: Vec<PinId>, looking: u32) {
        for (pin, state) in server_fns::uploads::upload_states(waiting).await.unwrap_or_default() {
            match state {
                UploadState::Pinned { progress: PictureState::Waiting, .. } => {}
                UploadState::Pinned { .. } => {
                    if let Ok(detail) = server_fns::pins::pin(pin).await {
                        self.replace(pin, Some(detail.card));
                    }
                }
                UploadState::Refused { .. } => self.replace(pin, None),
            }
        }
        // The page may have been left meanwhile, and its signals with it.
        let _left = self.looked.try_set(looking + 1);
    }

    /// Shows a pin as it is now, or no more.
    fn replace(self, pin: PinId, card: Option<PinCard>) {
        let _left = self.items.try_update(|items| {
            let Some(place) = items.iter().position(|item| item.card().id == pin) else { return };
            match card {
                Some(card) => *items[place].card_mut() = card,
                None => {
                    items.remove(place);
                }
            }
        });
    }
}

/// Adds a page, but for what is there: in a list whose order changes meanwhile, something can come twice.
fn add<I: Shows>(items: &mut Vec<I>, page: Vec<I>) {
    let there: HashSet<_> = items.iter().map(|item| item.card().id).collect();
    items.extend(page.into_iter().filter(|item| !there.contains(&item.card().id)));
}

/// The way on, below a list: it goes on by itself when it comes near.
#[component]
pub fn Pager<S: Source>(
    /// The list.
    listing: Listing<S>,
) -> impl IntoView {
    view! {
        // Made anew with each page: what is pushed down in sight would count as a shift of the layout, and an end that is
        // still near after a short page would not be told of again.
        <For each=move || [(listing.serial, listing.items.with(Vec::len))] key=Clone::clone let:_count>
            <Foot listing />
        </For>
    }
}

#[component]
fn Foot<S: Source>(listing: Listing<S>) -> impl IntoView {
    let end = NodeRef::new();
    browser::when_near(end, move || listing.go_on());
    view! { <div class="pager" node_ref=end>{move || way_on(listing)}</div> }
}

fn way_on<S: Source>(listing: Listing<S>) -> AnyView {
    let Some(cursor) = listing.next.get() else {
        return view! { <p class="pager__end">"That was all of them"</p> }.into_any();
    };
    let address = listing.source.with_value(|source| source.address(Some(&cursor.to_string())));
    let go_on = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        listing.go_on();
    };
    let fetching = listing.fetching;
    view! {
        // It stays while it works, and so does the focus on it.
        <a class="button button--secondary" href=address rel="next" aria-disabled=move || fetching.get().then_some("true") on:click=go_on>
            {move || fetching.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> })}
            {move || if fetching.get() { "Fetching more pictures" } else { "More pictures" }}
        </a>
        <span class="visually-hidden" role="status">{move || fetching.get().then_some("Fetching more pictures")}</span>
    }
    .into_any()
}
