//! The button that hands on the link of a pin.

use crate::{
    app::{
        components::{Draw, Icon},
        start::PublicUrl,
    },
    model::ids::PinId,
};
use leptos::prelude::*;

/// Copies the link or, where the browser has a share sheet, opens that.
#[component]
pub(super) fn ShareLink(id: PinId, title: String) -> impl IntoView {
    let address = expect_context::<PublicUrl>().address(&format!("/pin/{id}"));
    view! {
        <button class="button button--secondary" type="button" data-needs-script data-share data-title=title data-address=address>
            <Draw icon=Icon::Link class="icon--small" />
            <span data-share-word>"Copy link"</span>
        </button>
    }
}
