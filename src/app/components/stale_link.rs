//! Links that were sent or handed over, and no longer work.

use super::{Draw, Icon};
use crate::model::links::LinkState;
use leptos::prelude::*;

/// Says why a link no longer works, and how to get a new one.
#[component]
pub fn StaleLink(
    /// What has become of it.
    state: LinkState,
    /// How to get a new one.
    children: Children,
) -> impl IntoView {
    let (title, words) = match state {
        LinkState::Good => return ().into_any(),
        LinkState::Used => {
            ("This link has been used", "Each link works only once, and a new link replaces older ones.")
        }
        LinkState::Expired => ("This link has expired", "Links like this one work for a limited time."),
        LinkState::Unknown => ("This link isn’t valid", "It may be too old, or part of it may be missing."),
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
