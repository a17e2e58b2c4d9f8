//! One's uploads as tiles or as rows, each with its box, in the form by which many are changed.

use super::{
    filters::ViewSwitch,
    news::Deleting,
    selection::{Actions, FORM, Kept, SelectPage, Selection, Tick},
    wanted::{Mine, View, Wanted},
};
use crate::{
    app::{
        components::{Day, Draw, Empty, Icon, Listing, Masonry, Pager, PinTile, TileAt, restriction, sources},
        counts::pictures,
        start::FormAnswer,
    },
    model::{
        accounts::Me,
        boards::BoardChoice,
        errors::Problem,
        mine::{MineFilter, MyPage, MyPin},
        page::Page,
        pictures::{Picture, PictureState},
    },
};
use leptos::prelude::*;

/// How wide a row's picture is drawn at most, in CSS pixels: the style sheet has the same.
const THUMB: &str = "72px";

/// A page of one's uploads, and how it goes on.
#[component]
pub(super) fn Found(
    me: Me,
    page: MyPage,
    /// One's own boards.
    boards: Vec<BoardChoice>,
    wanted: Memo<Wanted>,
    /// Its address, by which it is found again.
    address: String,
    answer: FormAnswer,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let MyPage { items, next, matching, deleting } = page;
    let (matching, deleting) = (RwSignal::new(matching), RwSignal::new(deleting));
    if items.is_empty() {
        return view! { <Deleting deleting matching wanted /><Nothing wanted /> }.into_any();
    }
    let listing = Listing::new(Mine(wanted), Page { items, next });
    listing.remember(address, move |items, next| MyPage {
        items,
        next,
        matching: matching.get_untracked(),
        deleting: deleting.get_untracked(),
    });
    let selection = Selection::new(&answer);
    view! {
        <Deleting deleting matching wanted />
        <form
            class="mine"
            id=FORM
            method="post"
            action=move || wanted.with(|wanted| wanted.address(None))
            enctype="multipart/form-data"
            node_ref=selection.form
        >
            <Kept wanted />
            <div class="mine__bar">
                <p class="mine__count" role="status">{move || pictures(matching.get())}</p>
                <ViewSwitch wanted />
                <SelectPage selection />
            </div>
            // The boxes' name: a problem with what is selected leads here.
            <div id="pin">
                {move || match wanted.with(|wanted| wanted.view) {
                    View::Grid => view! { <Tiles me=me.clone() listing selection /> }.into_any(),
                    View::List => view! { <Rows me=me.clone() listing selection wanted /> }.into_any(),
                }}
            </div>
            <Pager listing />
            <Actions selection matching boards answer problem />
        </form>
    }
    .into_any()
}

/// The address of one's own pin, with one's own page as the list that one comes from.
fn pin_address(me: &Me, pin: &MyPin) -> String {
    format!("/pin/{}?from=@{}", pin.card.id, me.person.username)
}

#[component]
fn Tiles(me: Me, listing: Listing<Mine>, selection: Selection) -> impl IntoView {
    let tile = move |pin: MyPin, at: TileAt| {
        let address = pin_address(&me, &pin);
        let (id, title) = (pin.card.id, pin.card.title.clone());
        view! {
            <PinTile card=pin.card address at>
                <Tick pin=id title selection />
            </PinTile>
        }
    };
    view! { <Masonry listing label="Your pictures".to_owned() tile /> }
}

#[component]
fn Rows(me: Me, listing: Listing<Mine>, selection: Selection, wanted: Memo<Wanted>) -> impl IntoView {
    let row = move |pin: MyPin| {
        let address = pin_address(&me, &pin);
        view! { <Row pin address selection wanted /> }
    };
    view! {
        <ul class="rows" aria-label="Your pictures">
            <For
                each=move || listing.items.get()
                key=move |pin| (listing.serial, pin.card.id, pin.card.picture.state == PictureState::Waiting)
                children=row
            />
        </ul>
    }
}

#[component]
fn Row(pin: MyPin, address: String, selection: Selection, wanted: Memo<Wanted>) -> impl IntoView {
    let MyPin { card, created_at, tags } = pin;
    let (id, title) = (card.id, card.title);
    let size = format!("{} × {}", card.picture.width, card.picture.height);
    let (icon, word, _) = restriction(card.visibility).unwrap_or((Icon::Globe, "Public", ""));
    let working = card.picture.state != PictureState::Ready;
    let tag = move |tag: String| {
        let filter = wanted.with_untracked(|wanted| MineFilter { tag: tag.clone(), ..wanted.filter.clone() });
        let address = wanted.with_untracked(|wanted| wanted.of(filter).address(None));
        view! { <a class="row__tag" href=address dir="auto">{format!("#{tag}")}</a> }
    };
    view! {
        <li class="row">
            <Tick pin=id title=title.clone() selection />
            <a class="row__picture" href=address.clone() tabindex="-1" aria-hidden="true">{thumb(&card.picture)}</a>
            <div class="row__words">
                <a class="row__title" href=address dir="auto">{title.clone()}</a>
                <p class="row__facts">
                    <span class="row__fact"><Draw icon class="icon--small" />{word}</span>
                    {working.then(|| view! { <span class="row__fact"><Draw icon=Icon::Clock class="icon--small" />"Processing"</span> })}
                    <span><Day at=created_at /></span>
                    <span class="row__size">{size}</span>
                    {tags.into_iter().map(tag).collect_view()}
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
fn Nothing(wanted: Memo<Wanted>) -> impl IntoView {
    let nothing = move || {
        if wanted.with(Wanted::is_filtered) {
            let words = "Take a filter away, or look for something else.";
            view! { <Empty icon=Icon::Search title="Nothing matches" words /> }.into_any()
        } else {
            view! {
                <Empty icon=Icon::Pictures title="No uploads yet" words="What you upload is listed here, to be looked after.">
                    <a class="button button--primary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload a picture"</a>
                </Empty>
            }
            .into_any()
        }
    };
    // There is nothing to find among none.
    view! { <div class="mine-nothing" data-none=move || (!wanted.with(Wanted::is_filtered)).then_some("")>{nothing}</div> }
}
