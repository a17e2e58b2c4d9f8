//! The foot of every page.

use leptos::prelude::*;

/// The foot of every page.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="footer">
            <p>"Tessera, on your own machine"</p>
        </footer>
    }
}
