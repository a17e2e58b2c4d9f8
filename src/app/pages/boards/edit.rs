//! A board made, and its words, who sees it and what stands for it changed later.

use super::{
    Kept,
    delete::{WORDS, question},
    looked_after, sign_in_first, with_pins,
};
use crate::{
    app::{
        components::{AccountForm, Dialog, Draw, Field, Icon, Listing, Pager, ProblemNotice, TextField, sources},
        start::{Answered, FormAnswer},
    },
    model::{
        accounts::Me,
        boards::{BoardDetail, BoardVisibility},
        errors::Problem,
        ids::{BoardId, PinId},
        page::Page,
        pictures::Picture,
        pins::PinCard,
    },
};
use leptos::{ev::MouseEvent, prelude::*};
use leptos_meta::Title;

/// How wide a picture is drawn to choose from: the style sheet has the same.
const COVER: &str = "7rem";

/// The most that one needs, in pixels.
const COVER_WIDEST: u32 = 236;

/// The form of a new board.
#[component]
pub fn NewBoard() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let Some(me) = expect_context::<Option<Me>>() else {
        return sign_in_first("New board", "/boards/new".to_owned());
    };
    view! {
        <Title text="New board" />
        <main id="main" class="page page--form" tabindex="-1"><New me answer /></main>
    }
    .into_any()
}

#[component]
fn New(me: Me, answer: FormAnswer) -> impl IntoView {
    let words = [answer.typed_or("title", ""), answer.typed_or("description", "")];
    let visibility = answer.typed_or("visibility", "").parse().unwrap_or_default();
    let problem = RwSignal::new(answer.problem);
    view! {
        <header class="page__head">
            <h1 class="page__title">"New board"</h1>
            <p class="page__lead">"Pictures that belong together, in an order of your own."</p>
        </header>
        <AccountForm action="/boards/new" submit="Make the board" look="button--primary" busy="Making it" done="Made. One moment." problem>
            <Words words visibility problem />
        </AccountForm>
        <p><a class="button button--secondary" href=format!("/@{}/boards", me.person.username)>"Your boards"</a></p>
    }
}

/// The form of a board, for its owner.
#[component]
pub fn EditBoard() -> impl IntoView {
    looked_after("Edit a board", "edit", with_pins, |(board, page, _first), answer| {
        if board.editable {
            view! { <Edit board page answer /> }.into_any()
        } else {
            view! { <ProblemNotice problem=Problem::NotAllowed /> }.into_any()
        }
    })
}

#[component]
fn Edit(board: BoardDetail, page: Page<PinCard>, answer: FormAnswer) -> impl IntoView {
    let BoardDetail { card, description, cover, .. } = board;
    let address = format!("/board/{}", card.id);
    let words = [answer.typed_or("title", &card.title), answer.typed_or("description", &description)];
    let visibility = answer.typed_or("visibility", card.visibility.name()).parse().unwrap_or(card.visibility);
    let kept = cover.map(|pin| pin.to_string()).unwrap_or_default();
    let chosen = answer.typed_or("cover", &kept);
    let present = cover.zip(card.pictures.into_iter().next());
    let problem = RwSignal::new(answer.problem);
    let covers = (!page.items.is_empty()).then(|| view! { <Covers board=card.id page present chosen /> });
    view! {
        <header class="page__head">
            <h1 class="page__title">"Edit"</h1>
            <p class="page__lead"><a href=address.clone() dir="auto">{card.title.clone()}</a></p>
        </header>
        <AccountForm action=format!("{address}/edit") submit="Save" look="button--primary" busy="Saving" done="Saved. One moment." problem>
            <Words words visibility problem />
            {covers}
        </AccountForm>
        <div class="board__actions">
            <a class="button button--secondary" href=address>"Back without saving"</a>
            <Delete board=card.id title=card.title />
        </div>
    }
}

/// What is said of a board, and who sees it.
#[component]
fn Words(
    /// Title and description, as they were typed or are kept.
    words: [String; 2],
    visibility: BoardVisibility,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let [title, description] = words;
    let option = move |choice: BoardVisibility, icon: Icon, words: &'static str| {
        view! {
            <label class="segmented__option">
                <input
                    class="segmented__radio"
                    type="radio"
                    name="visibility"
                    value=choice.name()
                    checked=choice == visibility
                />
                <Draw icon class="icon--small segmented__icon" />
                {words}
            </label>
        }
    };
    view! {
        <Field name="title" label="Title" autocomplete="off" typed=title problem />
        <TextField name="description" label="Description" rows=3 optional=true typed=description problem />
        <div class="field">
            <p class="field__label" aria-hidden="true">"Who sees it"</p>
            <fieldset class="segmented" id="visibility" aria-describedby="visibility-hint">
                <legend class="visually-hidden">"Who sees it"</legend>
                {option(BoardVisibility::Public, Icon::Globe, "Public")}
                {option(BoardVisibility::Private, Icon::Lock, "Private")}
            </fieldset>
            <p class="field__hint" id="visibility-hint">
                "A private board is yours alone: nobody else finds it, nor that a picture is on it."
            </p>
        </div>
    }
}

/// The pictures of a board, to choose from which stands for it.
#[component]
fn Covers(
    board: BoardId,
    page: Page<PinCard>,
    /// The one that does so now, where one was chosen.
    present: Option<(PinId, Picture)>,
    /// What is chosen in the form.
    chosen: String,
) -> impl IntoView {
    // The present one may stand further down.
    let apart = present.filter(|(pin, _)| !page.items.iter().any(|card| card.id == *pin));
    let apart_pin = apart.as_ref().map(|(pin, _)| *pin);
    let listing = Listing::new(Kept { board, page: "edit" }, page);
    let choice = move |value: String, words: String, picture: Option<Picture>| {
        let checked = value == chosen;
        view! {
            <label class="covers__choice">
                <input class="covers__radio" type="radio" name="cover" value=value checked=checked />
                {match picture.filter(|picture| !picture.available().is_empty()) {
                    Some(picture) => drawn(&picture, words).into_any(),
                    None => view! { <span class="covers__words">{words}</span> }.into_any(),
                }}
            </label>
        }
    };
    let each = choice.clone();
    view! {
        <fieldset class="covers" id="cover">
            <legend class="field__label">"Cover"</legend>
            <div class="covers__list">
                {choice(String::new(), "Whichever is first".to_owned(), None)}
                {apart.map(|(pin, picture)| choice(pin.to_string(), "As it is now".to_owned(), Some(picture)))}
                <For
                    each=move || listing.items.get()
                    key=|card| (card.id, card.picture.state)
                    children=move |card| {
                        (apart_pin != Some(card.id)).then(|| each(card.id.to_string(), card.title, Some(card.picture)))
                    }
                />
            </div>
            {listing.has_more().then(|| view! { <Pager listing /> })}
        </fieldset>
    }
}

fn drawn(picture: &Picture, words: String) -> impl IntoView + use<> {
    let sources = sources(picture, COVER_WIDEST);
    let placeholder = picture.placeholder.as_ref().map(|data| format!("--placeholder:url('{data}')"));
    view! {
        <img
            class="covers__picture"
            style=placeholder
            src=sources.src
            srcset=sources.srcset
            sizes=COVER
            width=picture.width.to_string()
            height=picture.height.to_string()
            alt=words
            loading="lazy"
            decoding="async"
        />
    }
}

/// The end of a board. With script it is asked first here; without, on a page of its own.
#[component]
fn Delete(board: BoardId, title: String) -> impl IntoView {
    let asked = RwSignal::new(false);
    let ask = move |event: MouseEvent| {
        event.prevent_default();
        asked.set(true);
    };
    let action = format!("/board/{board}/delete");
    view! {
        <a class="button button--quiet" href=action.clone() on:click=ask><Draw icon=Icon::Delete class="icon--small" />"Delete"</a>
        <Dialog open=asked id="ask-delete-board" title=question(&title)>
            <p class="dialog__words">{WORDS}</p>
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" autofocus on:click=move |_| asked.set(false)>"Cancel"</button>
                <form method="post" action=action enctype="multipart/form-data">
                    <button class="button button--danger" type="submit">"Delete"</button>
                </form>
            </div>
        </Dialog>
    }
}
