//! The order of a board, made by hand: by dragging, with the keyboard, or by buttons. The buttons are forms, which work without
//! script.

use super::{
    WithPins,
    drag::Drag,
    is_own, looked_after,
    moves::{Moves, Wish},
    with_pins,
};
use crate::{
    app::{
        browser,
        components::{Draw, Empty, FormProblem, Icon, Pager, ProblemNotice, sources},
        switches::here,
    },
    model::{
        boards::Place,
        errors::Problem,
        ids::PinId,
        pictures::{Picture, PictureState},
        pins::PinCard,
    },
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    prelude::*,
};
use leptos_router::hooks::use_navigate;

/// How wide a picture is drawn, for `sizes`: the style sheet's columns.
const SIZES: &str = "(width < 600px) 50vw, 12rem";

/// The most that one needs, in pixels.
const WIDEST: u32 = 474;

/// The order of a board, for its owner.
#[component]
pub fn ArrangeBoard() -> impl IntoView {
    looked_after("Arrange a board", "arrange", with_pins, |found, answer| {
        if is_own(&found.0) {
            view! { <Arrange found problem=answer.problem /> }.into_any()
        } else {
            view! { <ProblemNotice problem=Problem::NotAllowed /> }.into_any()
        }
    })
}

#[component]
fn Arrange(found: WithPins, problem: Option<Problem>) -> impl IntoView {
    let (board, page, begins) = found;
    let card = board.card;
    let address = format!("/board/{}", card.id);
    let moves = Moves::new(card.id, page, begins);
    let drag = Drag::new(moves);
    let action = format!("{address}/arrange");
    let items = moves.listing.items;
    let item = move |card: PinCard| {
        let action = action.clone();
        view! { <Item card action moves drag /> }
    };
    let empty = move || {
        items.with(Vec::is_empty).then(|| view! {
            <Empty icon=Icon::Board title="Nothing here to arrange" words="What is saved to this board stands here." />
        })
    };
    view! {
        <FormProblem problem=RwSignal::new(problem) />
        <header class="page__head">
            <h1 class="page__title">"Arrange"</h1>
            <p class="page__lead"><a href=address.clone() dir="auto">{card.title}</a></p>
            <p class="page__lead" id="arrange-keys" data-needs-script>
                "Drag a picture by its handle. With the keyboard: arrow keys move it, Home and End take it to either end."
            </p>
        </header>
        <p class="visually-hidden" role="status">{move || moves.told.get()}</p>
        {empty}
        <ol class="arrange" aria-label="Pictures in their order">
            <For each=move || items.get() key=|card| (card.id, card.picture.state == PictureState::Waiting) children=item />
        </ol>
        <Pager listing=moves.listing />
        <Leave address moves />
    }
}

/// The way back to the board, as soon as the server knows of all that was done.
#[component]
fn Leave(address: String, moves: Moves) -> impl IntoView {
    let leaving = RwSignal::new(false);
    let navigate = use_navigate();
    let there = address.clone();
    Effect::new(move || {
        if leaving.get() && !moves.under_way() {
            leaving.set(false);
            navigate(&there, Default::default());
        }
    });
    let leave = move |event: MouseEvent| {
        if moves.under_way() {
            event.prevent_default();
            leaving.set(true);
        }
    };
    view! {
        <div class="arrange-bar">
            <p class="arrange-bar__state" role="status">{move || moves.under_way().then_some("Saving…")}</p>
            <a class="button button--primary" href=address on:click=leave>"Done"</a>
        </div>
    }
}

/// One pin of the board.
#[component]
fn Item(
    card: PinCard,
    /// Where its form is posted.
    action: String,
    moves: Moves,
    drag: Drag,
) -> impl IntoView {
    let PinCard { id, title, picture, .. } = card;
    let back = format!("{}#item-{id}", here());
    let button = {
        let title = title.clone();
        move |wish: Wish, icon: Icon, words: &'static str| {
            let name = button_id(wish, id);
            let press = move |event: MouseEvent| {
                event.prevent_default();
                go(moves, id, wish, &button_id(wish, id));
            };
            view! {
                <button class="icon-button" id=name type="submit" name="to" value=wish.said() on:click=press>
                    <Draw icon /><span class="visually-hidden">{format!("{words}: {title}")}</span>
                </button>
            }
        }
    };
    view! {
        <li class="arrange__item" id=format!("item-{id}") data-item=id.to_string()>
            <div
                class="arrange__picture"
                on:pointerdown=move |event| if event.pointer_type() == "mouse" { drag.down(&event, id) }
                on:pointermove=move |event| drag.moved(&event)
                on:pointerup=move |event| drag.up(&event)
                on:pointercancel=move |_| drag.cancel()
            >
                {drawn(&picture)}
            </div>
            <div class="arrange__head">
                <Grip id title=title.clone() moves drag />
                <p class="arrange__title" dir="auto">{title}</p>
            </div>
            <form class="arrange__moves" method="post" action=action enctype="multipart/form-data">
                <input type="hidden" name="pin" value=id.to_string() />
                <input type="hidden" name="back" value=back />
                {button(Wish::Put(Place::First), Icon::First, "To the first place")}
                {button(Wish::Put(Place::Earlier), Icon::Back, "Earlier")}
                {button(Wish::Put(Place::Later), Icon::Forward, "Later")}
                {button(Wish::Put(Place::Last), Icon::Last, "To the last place")}
                {button(Wish::Off, Icon::Close, "Take off the board")}
            </form>
        </li>
    }
}

/// What a pin is dragged by, and moved by keys.
#[component]
fn Grip(id: PinId, title: String, moves: Moves, drag: Drag) -> impl IntoView {
    let name = grip_id(id);
    let key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let place = match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => Place::Earlier,
            "ArrowRight" | "ArrowDown" => Place::Later,
            "Home" => Place::First,
            "End" => Place::Last,
            "Escape" => {
                drag.cancel();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        go(moves, id, Wish::Put(place), &grip_id(id));
    };
    view! {
        <button
            class="icon-button arrange__grip"
            id=name.clone()
            type="button"
            aria-describedby="arrange-keys"
            data-needs-script
            on:keydown=key
            on:pointerdown=move |event| {
                drag.down(&event, id);
                browser::focus_on(&name);
            }
            on:pointermove=move |event| drag.moved(&event)
            on:pointerup=move |event| drag.up(&event)
            on:pointercancel=move |_| drag.cancel()
        >
            <Draw icon=Icon::Grip /><span class="visually-hidden">{format!("Move {title}")}</span>
        </button>
    }
}

/// Does it. The focus stays where it is on the pin, or goes to the one that has taken its place.
fn go(moves: Moves, pin: PinId, wish: Wish, focus: &str) {
    match moves.go(pin, wish) {
        Some(next) if next == pin => browser::focus_on(focus),
        Some(next) => browser::focus_on(&grip_id(next)),
        None => browser::focus_on("main"),
    }
}

fn grip_id(pin: PinId) -> String {
    format!("grip-{pin}")
}

fn button_id(wish: Wish, pin: PinId) -> String {
    format!("{}-{pin}", wish.said())
}

fn drawn(picture: &Picture) -> impl IntoView + use<> {
    let placeholder = picture.placeholder.as_ref().map(|data| format!("--placeholder:url('{data}')"));
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    let sources = (!picture.available().is_empty()).then(|| sources(picture, WIDEST));
    sources.map(|sources| {
        view! {
            <img
                class="arrange__image"
                style=placeholder
                src=sources.src
                srcset=sources.srcset
                sizes=SIZES
                width=width
                height=height
                alt=""
                draggable="false"
                loading="lazy"
                decoding="async"
            />
        }
    })
}
