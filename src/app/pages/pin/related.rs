//! What is like a pin, below it on its page.

use crate::{
    app::served::{PageRequest, Strip},
    model::{ids::PinId, pins::PinCard},
    services::related,
};
use leptos::prelude::*;

/// The pins that are like this one. Where they cannot be loaded, the page is whole without.
pub(super) async fn load(request: &PageRequest, pin: PinId) -> Vec<PinCard> {
    let caller = &request.caller;
    related::like_this(&caller.site, caller.viewer(), pin).await.unwrap_or_default()
}

/// Their tiles; nothing where there are none.
#[component]
pub(super) fn Related(pins: Vec<PinCard>) -> impl IntoView {
    (!pins.is_empty()).then(|| {
        view! {
            <section class="related" aria-labelledby="related-title">
                <h2 class="page__section-title" id="related-title">"More like this"</h2>
                <Strip pins />
            </section>
        }
    })
}
