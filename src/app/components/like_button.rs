//! The heart button: likes a pin, or unlikes it. A form of one button; in the browser it is sent without leaving the page.

use super::{Draw, Icon};
use crate::{
    app::{
        addresses::{Intent, sign_in_to},
        counts::{Grouped, likes},
        location::here,
        start::is_visitor,
    },
    model::pins::PinCard,
};
use leptos::prelude::*;

/// Likes a pin, or unlikes it. A visitor is led to sign in and back.
#[component]
pub fn LikeButton(
    /// What.
    card: PinCard,
    /// Whether it stands on the picture's tile in a grid, as small as can be.
    #[prop(optional)]
    on_tile: bool,
) -> impl IntoView {
    let PinCard { id, title, like_count, liked, .. } = card;
    let class = if on_tile { "like tile__act" } else { "like button button--secondary" };
    let words = if on_tile {
        let number = (like_count > 0).then(|| Grouped(like_count).to_string());
        view! {
            <span class="visually-hidden">{format!("Like {title} ")}</span>
            <span class="like__count">{number}</span>
        }
        .into_any()
    } else {
        "Like".into_any()
    };
    let heart = view! { <Draw icon=Icon::Heart class="like__heart" /> };
    let button = if is_visitor() {
        view! { <a class=class href=sign_in_to(Intent::Like, &here())>{heart}{words}</a> }.into_any()
    } else {
        view! {
            <form class="like-form" data-toggle="like" method="post" action="/fn/like" enctype="multipart/form-data">
                <input type="hidden" name="pin" value=id.to_string() />
                <input type="hidden" name="back" value=here() />
                <button class=class type="submit" name="want" value=wish(!liked) aria-pressed=liked.to_string()>
                    {heart}
                    {words}
                </button>
            </form>
        }
        .into_any()
    };
    let who = (!on_tile).then(|| {
        let who = match like_count {
            0 => view! { <span class="like__none">"No likes yet"</span> }.into_any(),
            count => view! { <a class="like__who" href=format!("/pin/{id}/likes")>{likes(count)}</a> }.into_any(),
        };
        view! { <span data-like-count=like_count.to_string()>{who}</span> }
    });
    view! { {button}{who} }
}

/// How the form says what is wanted.
const fn wish(on: bool) -> &'static str {
    if on { "like" } else { "unlike" }
}
