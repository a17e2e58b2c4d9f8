//! The frame of the pages at the door: signing up and in, and what links that were sent lead to.

use super::Mosaic;
use leptos::prelude::*;

/// A card with a heading and a sentence, beside a mosaic where there is room.
#[component]
pub fn AuthPage(
    /// The heading.
    title: &'static str,
    /// A sentence.
    lead: &'static str,
    /// The form, or what stands in its place.
    children: Children,
) -> impl IntoView {
    view! {
        <main id="main" class="auth" tabindex="-1">
            <div class="auth__side" aria-hidden="true"><div class="auth__mosaic"><Mosaic /></div></div>
            <div class="auth__main">
                <div class="auth__card">
                    <header class="auth__head">
                        <h1 class="auth__title">{title}</h1>
                        <p class="auth__lead">{lead}</p>
                    </header>
                    {children()}
                </div>
            </div>
        </main>
    }
}
