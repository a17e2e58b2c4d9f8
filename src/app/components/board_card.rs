//! Boards in lists: each a few of its pictures, with its title below.

use super::{Draw, Icon, sources};
use crate::{
    app::counts::pictures,
    model::{
        boards::{BoardCard, BoardVisibility},
        pictures::Picture,
    },
};
use leptos::prelude::*;

/// How wide the first picture of a card is drawn, for `sizes`: the style sheet's columns.
const SIZES: &str = "(width < 600px) 60vw, 18rem";

/// The most that a card needs, in pixels: its first picture on a screen of twice the density.
const WIDEST: u32 = 480;

/// Boards as cards.
#[component]
pub fn BoardCards(
    /// The boards, in order.
    boards: Vec<BoardCard>,
    /// What the list is called, for screen readers.
    label: String,
    /// Whether each says whose it is.
    #[prop(optional)]
    with_owner: bool,
) -> impl IntoView {
    view! {
        <ul class="boards" aria-label=label>
            {boards.into_iter().map(|board| view! { <li><Card board with_owner /></li> }).collect_view()}
        </ul>
    }
}

#[component]
fn Card(board: BoardCard, with_owner: bool) -> impl IntoView {
    let BoardCard { id, title, visibility, owner, count, pictures: drawn } = board;
    view! {
        <a class="board-card" href=format!("/board/{id}")>
            <BoardMosaic drawn />
            <span class="board-card__title" dir="auto">{title}</span>
            <span class="board-card__facts">
                {(visibility == BoardVisibility::Private).then(|| view! {
                    <span class="board-card__private"><Draw icon=Icon::Lock class="icon--small" />"Private"</span>
                })}
                <span>{pictures(count)}</span>
                {with_owner.then(|| view! { <span>"by "<bdi>{owner.display_name}</bdi></span> })}
            </span>
        </a>
    }
}

/// The pictures that stand for a board, as one: the first large. Its title says what it is.
#[component]
pub fn BoardMosaic(
    /// The pictures, up to four.
    drawn: Vec<Picture>,
) -> impl IntoView {
    let count = drawn.len();
    let tile = |picture: Picture| {
        let sources = sources(&picture, WIDEST);
        let placeholder = picture.placeholder.as_ref().map(|data| format!("--placeholder:url('{data}')"));
        view! {
            <span class="board-mosaic__tile" style=placeholder>
                <img
                    class="board-mosaic__picture"
                    src=sources.src
                    srcset=sources.srcset
                    sizes=SIZES
                    width=picture.width.to_string()
                    height=picture.height.to_string()
                    alt=""
                    loading="lazy"
                    decoding="async"
                />
            </span>
        }
    };
    view! {
        <span class="board-mosaic" data-count=count.to_string() aria-hidden="true">
            {drawn.into_iter().map(tile).collect_view()}
            {(count == 0).then(|| view! { <span class="board-mosaic__none"><Draw icon=Icon::Board /></span> })}
        </span>
    }
}
