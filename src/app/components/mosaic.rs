//! Coloured tiles, for places without pictures.

use leptos::prelude::*;

/// Coloured tiles, for places without pictures.
#[component]
pub fn Mosaic() -> impl IntoView {
    let tiles = (0..36).map(|_| view! { <span class="mosaic__tile"></span> }).collect_view();
    view! { <div class="mosaic">{tiles}</div> }
}
