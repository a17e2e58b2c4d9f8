//! A board made, and its words, who sees it and what stands for it changed later.

use super::{
    delete::{WORDS, question},
    sign_in_first,
};
use crate::{
    app::{
        addresses::with_query,
        components::{ButtonForm, Dialog, Draw, Field, Form, Icon, TextField, VisibilityField, problem_of, sources},
        served::{Content, PageRequest, Part, Title, no_such_part},
        start::FormAnswer,
    },
    model::{
        boards::BoardDetail,
        errors::Problem,
        ids::{BoardId, PinId},
        page::Page,
        pictures::Picture,
        pins::PinCard,
        visibility::PublicOrPrivate,
    },
    services::{boards, pins::Span},
};
use leptos::prelude::*;

/// How wide a picture is drawn to choose from: the style sheet has the same.
const COVER: &str = "7rem";

/// The most that one needs, in pixels.
const COVER_WIDEST: u32 = 236;

/// The form of a new board.
///
/// # Errors
/// None: nothing is loaded for it.
pub async fn new(request: PageRequest) -> Result<Content, Problem> {
    let Some(me) = request.caller.me else { return Ok(sign_in_first("New board", "/boards/new".to_owned())) };
    let back = format!("/@{}/boards", me.person.username);
    let answer = request.answer;
    Ok(Content::new(move || {
        view! {
            <Title text="New board" />
            <main id="main" class="page page--form" tabindex="-1"><New back answer /></main>
        }
    }))
}

#[component]
fn New(back: String, answer: FormAnswer) -> impl IntoView {
    let words = [answer.typed_or("title", ""), answer.typed_or("description", "")];
    let visibility = answer.typed_or("visibility", "").parse().unwrap_or_default();
    let problem = answer.problem;
    view! {
        <header class="page__head">
            <h1 class="page__title">"New board"</h1>
            <p class="page__lead">"Collect pictures and put them in any order."</p>
        </header>
        <Form
            action="/fn/add_board"
            submit="Create board"
            look="button--primary"
            busy="Creating"
            done="Created"
            problem=problem.clone()
            cancel=back
        >
            <Words words visibility problem />
        </Form>
    }
}

/// The form of a board, for its owner. As a part: more of the pictures to choose its cover from, and the way on.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] where it is another's;
/// [`Problem::BadRequest`] for a broken cursor, and for a part that this page does not have.
pub async fn edit(request: PageRequest) -> Result<Content, Problem> {
    let id: BoardId = request.id()?;
    let caller = &request.caller;
    match (&caller.me, request.part) {
        (Some(_), _) => {}
        (None, Some(_)) => return Err(Problem::NotSignedIn),
        (None, None) => return Ok(sign_in_first("Edit board", format!("/board/{id}/edit"))),
    }
    let board = boards::board(caller, id).await?;
    if !board.editable {
        return Err(Problem::NotAllowed);
    }
    let span = Span::of_grid(request.cursor().map(|cursor| cursor.parse()).transpose()?);
    let page = boards::pins(&caller.site, caller.viewer(), id, span).await?;
    let answer = request.answer;
    match request.part {
        None => Ok(Content::new(move || {
            view! {
                <Title text="Edit board" />
                <main id="main" class="page page--form" tabindex="-1"><Edit board page answer /></main>
            }
        })),
        Some(Part::Tiles) => Ok(Content::new(move || view! { <MoreCovers board=id page /> })),
        Some(_) => Err(no_such_part()),
    }
}

#[component]
fn Edit(board: BoardDetail, page: Page<PinCard>, answer: FormAnswer) -> impl IntoView {
    let BoardDetail { card, description, cover, .. } = board;
    let id = card.id;
    let address = format!("/board/{id}");
    let words = [answer.typed_or("title", &card.title), answer.typed_or("description", &description)];
    let visibility = answer.typed_or("visibility", card.visibility.name()).parse().unwrap_or(card.visibility);
    let kept = cover.map(|pin| pin.to_string()).unwrap_or_default();
    let chosen = answer.typed_or("cover", &kept);
    let present = cover.zip(card.pictures.into_iter().next());
    let problem = answer.problem;
    let covers = (!page.items.is_empty()).then(|| view! { <Covers board=id page present chosen /> });
    view! {
        <header class="page__head">
            <h1 class="page__title">"Edit board"</h1>
            <p class="page__lead"><a href=address.clone() dir="auto">{card.title.clone()}</a></p>
        </header>
        <Form
            action="/fn/edit_board"
            submit="Save"
            look="button--primary"
            busy="Saving"
            done="Saved"
            problem=problem.clone()
            cancel=address
        >
            <input type="hidden" name="board" value=id.to_string() />
            <Words words visibility problem />
            {covers}
        </Form>
        <div><Delete board=id title=card.title /></div>
    }
}

/// What is said of a board, and who sees it.
#[component]
fn Words(
    /// Title and description, as they were typed or are kept.
    words: [String; 2],
    visibility: PublicOrPrivate,
    /// What is wrong with the form.
    problem: Option<Problem>,
) -> impl IntoView {
    let [title, description] = words;
    view! {
        <Field name="title" label="Title" autocomplete="off" typed=title wrong=problem_of(&problem, "title") />
        <TextField
            name="description"
            label="Description"
            rows=3
            optional=true
            typed=description
            wrong=problem_of(&problem, "description")
        />
        <VisibilityField chosen=visibility hint="Only you can see a private board and what is on it." />
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
    let apart =
        apart.map(|(pin, picture)| choice(pin.to_string(), "Current cover".to_owned(), Some(&picture), &chosen));
    let more = more(board, &page);
    view! {
        <fieldset class="covers" id="cover">
            <legend class="field__label">"Cover"</legend>
            <div class="covers__list">
                {choice(String::new(), "First picture".to_owned(), None, &chosen)}
                {apart}
                {choices(page, &chosen)}
            </div>
            {more}
        </fieldset>
    }
}

/// More of them, and the way on: `islands/covers.rs` adds them to those that are there.
#[component]
fn MoreCovers(board: BoardId, page: Page<PinCard>) -> impl IntoView {
    let more = more(board, &page);
    // What is chosen is so already.
    view! { <div>{choices(page, "")}{more}</div> }
}

fn choices(page: Page<PinCard>, chosen: &str) -> Vec<AnyView> {
    let each = |card: PinCard| choice(card.id.to_string(), card.title, Some(&card.picture), chosen);
    page.items.into_iter().map(each).collect()
}

/// One of the pictures; its title where it cannot be shown yet.
fn choice(value: String, words: String, picture: Option<&Picture>, chosen: &str) -> AnyView {
    let checked = value == chosen;
    view! {
        <label class="covers__choice">
            <input class="covers__radio" type="radio" name="cover" value=value checked=checked />
            {match picture.filter(|picture| !picture.available().is_empty()) {
                Some(picture) => drawn(picture, words).into_any(),
                None => view! { <span class="covers__words">{words}</span> }.into_any(),
            }}
        </label>
    }
    .into_any()
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

fn more(board: BoardId, page: &Page<PinCard>) -> Option<AnyView> {
    let next = page.next?;
    let address = with_query(&format!("/board/{board}/edit"), &[("cursor", &next.to_string())]);
    Some(
        view! {
            <div class="pager"><a class="button button--secondary" href=address rel="next">"More pictures"</a></div>
        }
        .into_any(),
    )
}

/// The end of a board. With script it is asked first here; without, on a page of its own.
#[component]
fn Delete(board: BoardId, title: String) -> impl IntoView {
    view! {
        <a class="button button--secondary" href=format!("/board/{board}/delete") data-ask="ask-delete-board">
            <Draw icon=Icon::Delete class="icon--small" />"Delete"
        </a>
        <Dialog id="ask-delete-board" title=question(&title)>
            <p class="dialog__words">{WORDS}</p>
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" autofocus data-cancel>"Cancel"</button>
                <ButtonForm
                    action="/fn/delete_board"
                    fields=vec![("board", board.to_string())]
                    class="button button--danger"
                >
                    "Delete"
                </ButtonForm>
            </div>
        </Dialog>
    }
}
