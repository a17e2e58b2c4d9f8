//! One's uploads as tiles or as rows, each with its box, in the form by which many are changed.

use super::{
    filters::ViewSwitch,
    news::Deleting,
    selection::{Actions, FORM, Kept, SelectPage, Selected, Tick},
    wanted::{View, Wanted},
};
use crate::{
    app::{
        components::{Draw, Empty, Icon, Moment, restriction, sources},
        counts::pictures,
        served::{Pager, Sheet, Tile},
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        boards::BoardChoice,
        mine::{MineFilter, MyPage, MyPin},
        page::Cursor,
        pictures::{Picture, PictureState},
    },
};
use leptos::prelude::*;

/// How wide a row's picture is drawn at most, in CSS pixels: the style sheet has the same.
const THUMB: &str = "72px";

/// How pins of one's own are shown.
pub(super) struct Shown {
    me: Me,
    wanted: Wanted,
    selected: Selected,
}

impl Shown {
    pub(super) fn new(me: Me, wanted: Wanted, selected: Selected) -> Self {
        Self { me, wanted, selected }
    }

    /// A page of them; `below`: the state of the layout of the tiles that they are added to.
    fn list(&self, pins: Vec<MyPin>, below: Option<String>) -> AnyView {
        let label = below.is_none().then(|| "Your pictures".to_owned());
        match self.wanted.view {
            View::Grid => {
                let tiles = pins.into_iter().map(|pin| self.tile(pin)).collect();
                view! { <div class="masonry"><Sheet tiles label below /></div> }.into_any()
            }
            View::List => {
                let rows = pins.into_iter().map(|pin| self.row(pin)).collect_view();
                view! { <ul class="rows" aria-label=label>{rows}</ul> }.into_any()
            }
        }
    }

    /// One of them, in the place of what was shown of it before.
    pub(super) fn again(&self, pin: MyPin) -> AnyView {
        match self.wanted.view {
            View::Grid => self.tile(pin).again(),
            View::List => self.row(pin),
        }
    }

    /// The address of one, with one's own page as the list that one comes from.
    fn address(&self, pin: &MyPin) -> String {
        format!("/pin/{}?from=@{}", pin.card.id, self.me.person.username)
    }

    fn next(&self, next: Option<Cursor>) -> Option<String> {
        next.map(|cursor| self.wanted.address(Some(&cursor.to_string())))
    }

    fn tick(&self, pin: &MyPin) -> AnyView {
        let pin = &pin.card;
        view! { <Tick pin=pin.id title=pin.title.clone() checked=self.selected.holds(pin.id) /> }.into_any()
    }

    fn tile(&self, pin: MyPin) -> Tile {
        Tile { address: self.address(&pin), over: self.tick(&pin), card: pin.card }
    }

    fn row(&self, pin: MyPin) -> AnyView {
        let (address, tick) = (self.address(&pin), self.tick(&pin));
        view! { <Row pin address tick wanted=self.wanted.clone() /> }.into_any()
    }
}

/// A page of one's uploads, and how it goes on.
#[component]
pub(super) fn Found(
    shown: Shown,
    page: MyPage,
    /// One's own boards.
    boards: Vec<BoardChoice>,
    answer: FormAnswer,
) -> impl IntoView {
    let MyPage { items, next, matching, deleting } = page;
    if items.is_empty() {
        let filtered = shown.wanted.is_filtered();
        return view! { <Deleting deleting /><Nothing filtered /> }.into_any();
    }
    let (wanted, all) = (shown.wanted.clone(), shown.selected.all);
    let action = wanted.address(None);
    view! {
        <Deleting deleting />
        // What is selected is reckoned with by `lazy/selection.rs`.
        <form
            class="mine"
            id=FORM
            method="post"
            action=action
            enctype="multipart/form-data"
            data-lazy
            data-matching=matching.to_string()
        >
            <Kept wanted=wanted.clone() />
            <div class="mine__bar">
                <p class="mine__count" role="status">{pictures(matching)}</p>
                <ViewSwitch wanted />
                <SelectPage />
            </div>
            // The boxes' name: a problem with what is selected leads here.
            <div id="pin">{shown.list(items, None)}</div>
            <Pager next=shown.next(next) />
            <Actions matching all boards answer />
        </form>
    }
    .into_any()
}

/// More of them, to be added to those that are there, and the way on.
#[component]
pub(super) fn More(
    shown: Shown,
    page: MyPage,
    /// The state of the layout of the tiles that are there.
    below: String,
) -> impl IntoView {
    let list = shown.list(page.items, Some(below));
    view! { {list}<Pager next=shown.next(page.next) /> }
}

#[component]
fn Row(
    pin: MyPin,
    address: String,
    /// Its box.
    tick: AnyView,
    wanted: Wanted,
) -> impl IntoView {
    let MyPin { card, created_at, tags, near_duplicate_of } = pin;
    let (id, title) = (card.id, card.title);
    let size = format!("{} × {}", card.picture.width, card.picture.height);
    let (icon, word, _) = restriction(card.visibility).unwrap_or((Icon::Globe, "Public", ""));
    let state = card.picture.state;
    let (working, waiting) = (state != PictureState::Ready, state == PictureState::Waiting);
    let tag = |tag: String| {
        let words = format!("#{tag}");
        let address = wanted.of(MineFilter { tag, ..wanted.filter.clone() }).address(None);
        view! { <a class="row__tag" href=address dir="auto">{words}</a> }
    };
    view! {
        <li class="row" data-pin=id.to_string() data-waiting=waiting.then_some("")>
            {tick}
            <a class="row__picture" href=address.clone() tabindex="-1" aria-hidden="true">{thumb(&card.picture)}</a>
            <div class="row__words">
                <a class="row__title" href=address dir="auto">{title.clone()}</a>
                <p class="row__facts">
                    <span class="row__fact"><Draw icon class="icon--small" />{word}</span>
                    {working.then(|| view! { <span class="row__fact"><Draw icon=Icon::Clock class="icon--small" />"Processing"</span> })}
                    <span><Moment at=created_at /></span>
                    <span class="row__size">{size}</span>
                    {tags.into_iter().map(tag).collect_view()}
                    {near_duplicate_of.map(|earlier| view! {
                        <a class="row__tag" href=format!("/pin/{}", earlier.id)>"Looks like " <bdi>{earlier.title}</bdi></a>
                    })}
                </p>
            </div>
            <a class="icon-button" href=format!("/pin/{id}/edit")>
                <Draw icon=Icon::Edit /><span class="visually-hidden">{format!("Edit {title}")}</span>
            </a>
        </li>
    }
}

fn thumb(picture: &Picture) -> impl IntoView + use<> {
    let sources = (!picture.available().is_empty()).then(|| sources(picture, 236));
    sources.map(|sources| {
        view! {
            <img
                class="row__image"
                src=sources.src
                srcset=sources.srcset
                sizes=THUMB
                width=picture.width.to_string()
                height=picture.height.to_string()
                alt=""
                loading="lazy"
                decoding="async"
            />
        }
    })
}

/// No uploads at all, or none that match.
#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let nothing = if filtered {
        let words = "Remove a filter or search for something else.";
        view! { <Empty icon=Icon::Search title="No pictures match these filters" words /> }.into_any()
    } else {
        view! {
            <Empty icon=Icon::Pictures title="No uploads yet" words="Pictures you upload appear here.">
                <a class="button button--primary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload a picture"</a>
            </Empty>
        }
        .into_any()
    };
    // There is nothing to find among none.
    view! { <div class="mine-nothing" data-none=(!filtered).then_some("")>{nothing}</div> }
}
