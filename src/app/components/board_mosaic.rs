//! A few pictures of a board that stand for it.

use super::{Draw, Icon, sources};
use crate::model::pictures::Picture;
use leptos::prelude::*;

/// How wide the first picture of a card is drawn, for `sizes`: the style sheet's columns.
const SIZES: &str = "(width < 600px) 60vw, 18rem";

/// The most that a card needs, in pixels: its first picture on a screen of twice the density.
const WIDEST: u32 = 480;

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
