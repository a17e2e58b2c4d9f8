//! Moderation on a pin's page: the note that it is hidden, for its owner and the moderators, and their link to review it.

use crate::{
    app::components::{Draw, Icon},
    model::{
        accounts::{Me, Role},
        ids::PinId,
    },
};
use leptos::prelude::*;

/// That a pin is hidden, and why.
#[component]
pub(super) fn HiddenNote(
    /// Why; none where it is not hidden.
    hidden: Option<String>,
) -> impl IntoView {
    hidden.map(|reason| {
        view! {
            <div class="alert alert--remark" role="note">
                <Draw icon=Icon::EyeOff />
                <div class="alert__body">
                    <p class="alert__title">"Hidden by the moderators"</p>
                    <p class="prose" dir="auto">{reason}</p>
                    <p>"Only its owner and the moderators can see this picture."</p>
                </div>
            </div>
        }
    })
}

/// The link to the moderation page, for moderators and admins.
#[component]
pub(super) fn ModerateLink(id: PinId) -> impl IntoView {
    let looks_after = expect_context::<Option<Me>>().is_some_and(|me| me.role != Role::Member);
    looks_after.then(|| {
        view! { <a class="button button--secondary button--small" href=format!("/admin/pins/{id}")>"Moderate"</a> }
    })
}
