//! The rules of the site.

use crate::{
    app::{components::Fetched, prose::prose},
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The rules of the site. Where there are none, there is no such page.
#[component]
pub fn Rules() -> impl IntoView {
    let rules = Resource::new_blocking(|| (), |()| server_fns::site::rules());
    view! {
        <Title text="Rules" />
        <main id="main" class="page page--form" tabindex="-1">
            <Fetched from=rules alone=true let:rules>
                <header class="page__head"><h1 class="page__title">"Rules"</h1></header>
                <div class="rules">
                    {rules
                        .split("\n\n")
                        .filter(|paragraph| !paragraph.trim().is_empty())
                        .map(|paragraph| view! { <p class="prose">{prose(paragraph, |_| false)}</p> })
                        .collect_view()}
                </div>
            </Fetched>
        </main>
    }
}
