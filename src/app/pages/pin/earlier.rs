//! What an owner is told of a picture that looks nearly the same as an earlier one of theirs.

use crate::{
    app::{
        components::{Draw, Icon},
        served::PageRequest,
    },
    model::{mine::EarlierPin, pins::PinDetail},
    services::likeness,
};
use leptos::prelude::*;

/// The earlier pin; nothing for others than the owner. Where it cannot be loaded, the page is whole without.
pub(super) async fn load(request: &PageRequest, detail: &PinDetail) -> Option<EarlierPin> {
    let caller = &request.caller;
    let owner = caller.me.as_ref().filter(|me| me.person.username == detail.card.owner.username)?;
    likeness::near_duplicate(&caller.site, owner.id, detail.card.id).await.unwrap_or_default()
}

/// Leads to the earlier one, where there is one.
#[component]
pub(super) fn Earlier(pin: Option<EarlierPin>) -> impl IntoView {
    pin.map(|EarlierPin { id, title }| {
        view! {
            <div class="alert alert--remark">
                <Draw icon=Icon::Alert />
                <p class="alert__body">
                    <span>
                        "This looks nearly the same as "
                        <a class="alert__link" href=format!("/pin/{id}") dir="auto">{title}</a>
                        ", which you uploaded earlier."
                    </span>
                </p>
            </div>
        }
    })
}
