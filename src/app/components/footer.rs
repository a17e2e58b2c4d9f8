//! The foot of every page.

use crate::app::start::{HasRules, SiteName};
use leptos::prelude::*;

/// The foot of every page.
#[component]
pub fn Footer() -> impl IntoView {
    let SiteName(site) = expect_context();
    let HasRules(rules) = expect_context();
    view! {
        <footer class="footer">
            <p>{format!("{site}, on your own machine")}</p>
            {rules.then(|| view! { <p class="footer__links"><a class="footer__link" href="/rules">"Rules"</a></p> })}
        </footer>
    }
}
