//! What the head of every page says about the transition to the next one.

use crate::app::islands::{EXPECT_SKIPPED, OPT_IN};
use leptos::{nonce::use_nonce, prelude::*};

/// A style and a script for the head of every page. They stand before the style sheet, for which a script below it would wait.
#[component]
pub fn Transitions() -> impl IntoView {
    let nonce = use_nonce();
    view! {
        <style nonce=nonce.clone() inner_html=OPT_IN></style>
        <script nonce=nonce inner_html=EXPECT_SKIPPED></script>
    }
}
