//! The order of a board, made by hand: by dragging, with the keyboard, or by buttons. The buttons are forms, which work without
//! script; the rest is `lazy/arranging`.

use super::sign_in_first;
use crate::{
    app::{
        addresses::with_query,
        components::{Draw, Empty, FormProblem, Icon, sources},
        location::here,
        served::{Content, PageRequest, Pager, Part, Title, no_such_part, states},
    },
    model::{
        boards::{BoardDetail, Place},
        errors::Problem,
        ids::BoardId,
        page::Page,
        pictures::{Picture, PictureState},
        pins::PinCard,
    },
    services::{boards, feeds, pins::Span},
};
use leptos::prelude::*;

const TITLE: &str = "Arrange board";

/// How wide a picture is drawn, for `sizes`: the style sheet's columns.
const SIZES: &str = "(width < 600px) 50vw, 12rem";

/// The most that one needs, in pixels.
const WIDEST: u32 = 474;

/// The order of a board, for its owner.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] where it is another's;
/// [`Problem::NotSignedIn`] for a part; [`Problem::BadRequest`] for a broken cursor, and for a part that this page does not have.
pub async fn arrange(request: PageRequest) -> Result<Content, Problem> {
    let id: BoardId = request.id()?;
    let caller = &request.caller;
    let me = match (&caller.me, request.part) {
        (Some(me), _) => me,
        (None, Some(_)) => return Err(Problem::NotSignedIn),
        (None, None) => return Ok(sign_in_first(TITLE, format!("/board/{id}/arrange"))),
    };
    let board = boards::board(caller, id).await?;
    if board.card.owner.username != me.person.username {
        return Err(Problem::NotAllowed);
    }
    match request.part {
        None => {
            let page = page(&request, id).await?;
            let (begins, problem) = (request.cursor().is_none(), request.answer.problem);
            Ok(Content::new(move || view! { <Arrange board page begins problem /> }))
        }
        Some(Part::Tiles) => {
            let page = page(&request, id).await?;
            Ok(Content::new(move || view! { <More board=id page /> }))
        }
        Some(Part::States) => {
            let cards = feeds::cards(&caller.site, caller.viewer(), &request.pins).await?;
            Ok(states(&request, cards, |card| card, move |card| view! { <Item board=id card /> }.into_any()))
        }
        Some(_) => Err(no_such_part()),
    }
}

async fn page(request: &PageRequest, board: BoardId) -> Result<Page<PinCard>, Problem> {
    let span = Span::of_grid(request.cursor().map(|cursor| cursor.parse()).transpose()?);
    boards::pins(&request.caller.site, request.caller.viewer(), board, span).await
}

#[component]
fn Arrange(
    board: BoardDetail,
    page: Page<PinCard>,
    /// Whether the page has the first pin of the board.
    begins: bool,
    problem: Option<Problem>,
) -> impl IntoView {
    let id = board.card.id;
    let address = format!("/board/{id}");
    let (some, next) = (!page.items.is_empty(), next(id, &page));
    view! {
        <Title text=TITLE />
        <main id="main" class="page" tabindex="-1">
            <FormProblem problem />
            <header class="page__head">
                <h1 class="page__title">{TITLE}</h1>
                <p class="page__lead"><a href=address.clone() dir="auto">{board.card.title}</a></p>
                <p class="page__lead" id="arrange-keys" data-needs-script>
                    "Drag pictures by their handles. With the keyboard, arrow keys move a picture; Home and End move it to the start or end."
                </p>
            </header>
            <p class="visually-hidden" role="status" data-arranged></p>
            <div data-nothing hidden=some>
                <Empty icon=Icon::Board title="No pictures to arrange" words="Pictures saved to this board appear here." />
            </div>
            <ol
                class="arrange"
                aria-label="Pictures in order"
                data-lazy
                data-arrange="board"
                data-of=id.to_string()
                data-begins=begins.then_some("")
            >
                {items(id, page)}
            </ol>
            <Pager next />
            <div class="arrange-bar">
                <p class="arrange-bar__state" role="status" data-saving></p>
                <a class="button button--primary" href=address>"Done"</a>
            </div>
        </main>
    }
}

/// More of what is on the board, and the way on.
#[component]
fn More(board: BoardId, page: Page<PinCard>) -> impl IntoView {
    let next = next(board, &page);
    view! { <ol>{items(board, page)}</ol><Pager next /> }
}

fn items(board: BoardId, page: Page<PinCard>) -> impl IntoView {
    page.items.into_iter().map(|card| view! { <Item board card /> }).collect_view()
}

/// The address of the next page.
fn next(board: BoardId, page: &Page<PinCard>) -> Option<String> {
    let address = |cursor: &str| with_query(&format!("/board/{board}/arrange"), &[("cursor", cursor)]);
    page.next.map(|cursor| address(&cursor.to_string()))
}

/// One pin of the board.
#[component]
fn Item(board: BoardId, card: PinCard) -> impl IntoView {
    let PinCard { id, title, picture, .. } = card;
    let back = format!("{}#item-{id}", here());
    let waiting = picture.state == PictureState::Waiting;
    let button = |to: String, icon: Icon, words: &'static str| {
        let (name, words) = (format!("{to}-{id}"), format!("{words}: {title}"));
        view! {
            <button class="icon-button" id=name type="submit" name="to" value=to.clone() data-move=to>
                <Draw icon /><span class="visually-hidden">{words}</span>
            </button>
        }
    };
    view! {
        <li class="arrange__item draggable" id=format!("item-{id}") data-pin=id.to_string() data-waiting=waiting.then_some("")>
            <div class="arrange__picture draggable__face">{drawn(&picture)}</div>
            <div class="arrange__head">
                // By this it is dragged, and moved by keys.
                <button
                    class="icon-button draggable__grip"
                    id=format!("grip-{id}")
                    type="button"
                    aria-describedby="arrange-keys"
                    data-needs-script
                >
                    <Draw icon=Icon::Grip /><span class="visually-hidden">{format!("Move {title}")}</span>
                </button>
                <p class="arrange__title draggable__name" dir="auto">{title.clone()}</p>
            </div>
            <form class="arrange__moves" method="post" action="/fn/arrange_board" enctype="multipart/form-data">
                <input type="hidden" name="board" value=board.to_string() />
                <input type="hidden" name="pin" value=id.to_string() />
                <input type="hidden" name="back" value=back />
                {button(Place::First.to_string(), Icon::First, "Move to start")}
                {button(Place::Earlier.to_string(), Icon::Back, "Move earlier")}
                {button(Place::Later.to_string(), Icon::Forward, "Move later")}
                {button(Place::Last.to_string(), Icon::Last, "Move to end")}
                {button("off".to_owned(), Icon::Close, "Remove from board")}
            </form>
        </li>
    }
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
