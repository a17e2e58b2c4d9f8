//! The page at an address where there is none.

use crate::{app::components::ProblemNotice, model::errors::Problem};
use leptos::prelude::*;

/// The page at an address where there is none.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main id="main" class="page" tabindex="-1">
            <ProblemNotice problem=Problem::NotFound />
        </main>
    }
}
