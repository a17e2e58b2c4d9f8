//! Boards in lists: each a few of its pictures, with its title below.

use super::{BoardMosaic, Draw, Icon};
use crate::{
    app::counts::pictures,
    model::{boards::BoardCard, visibility::PublicOrPrivate},
};
use leptos::prelude::*;

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
                {(visibility == PublicOrPrivate::Private).then(|| view! {
                    <span class="board-card__private"><Draw icon=Icon::Lock class="icon--small" />"Private"</span>
                })}
                <span>{pictures(count)}</span>
                {with_owner.then(|| view! { <span>"by "<bdi>{owner.display_name}</bdi></span> })}
            </span>
        </a>
    }
}
