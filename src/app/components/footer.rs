//! The footer of every page.

use crate::app::{start::HasRules, theme::ThemeChoice};
use leptos::prelude::*;

/// The footer of every page.
#[component]
pub fn Footer() -> impl IntoView {
    let HasRules(rules) = expect_context();
    view! {
        <footer class="footer">
            <p>"Powered by Tessera"</p>
            <ThemeChoice />
            {rules.then(|| view! { <p class="footer__links"><a class="footer__link" href="/rules">"Rules"</a></p> })}
        </footer>
    }
}
