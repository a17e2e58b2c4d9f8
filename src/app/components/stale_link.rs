//! Links that were sent or handed over, and work no more.

use super::{Draw, Icon};
use crate::model::links::LinkState;
use leptos::prelude::*;

/// Says why a link works no more, and how to come by a new one.
#[component]
pub fn StaleLink(
    /// What has become of it.
    state: LinkState,
    /// How to come by a new one.
    children: Children,
) -> impl IntoView {
    let (title, words) = match state {
        LinkState::Good => return ().into_any(),
        LinkState::Used => ("This link has been used", "Each link works once, and a newer one ends those before it."),
        LinkState::Expired => ("This link has expired", "Links like this one work for a short time only."),
        LinkState::Unknown => ("We do not know this link", "It may be too old, or was cut short when it was copied."),
    };
    view! {
        <div class="alert">
            <Draw icon=Icon::Alert />
            <div class="alert__body"><h2 class="alert__title">{title}</h2><p>{words}</p></div>
        </div>
        {children()}
    }
    .into_any()
}
