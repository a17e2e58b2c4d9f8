//! A small picture beside what is said of it.

use crate::{app::components::sources, model::pins::PinCard};
use leptos::prelude::*;

/// How wide it is drawn.
const WIDTH: &str = "72px";

/// The most that needs, in pixels, on a screen of three times the density.
const WIDEST: u32 = 236;

/// The picture of a pin, for whoever sees it: the words beside it are the link.
#[component]
pub(super) fn Thumb(pin: PinCard) -> impl IntoView {
    let sources = (!pin.picture.available().is_empty()).then(|| sources(&pin.picture, WIDEST));
    view! {
        <span class="news__picture">
            {sources.map(|sources| view! {
                <img
                    class="news__image"
                    src=sources.src
                    srcset=sources.srcset
                    sizes=WIDTH
                    width=pin.picture.width.to_string()
                    height=pin.picture.height.to_string()
                    alt=""
                    loading="lazy"
                    decoding="async"
                />
            })}
        </span>
    }
}
