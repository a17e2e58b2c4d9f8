//! The access tokens that stay when the password or the address changes: none, unless they are ticked.

use crate::model::settings::AccessToken;
use leptos::prelude::*;

/// A box for each token that still works; nothing where there is none.
#[component]
pub fn KeptTokens(
    /// All of one's tokens.
    tokens: Vec<AccessToken>,
    /// The ids of those ticked to begin with, with spaces between.
    chosen: String,
) -> impl IntoView {
    if tokens.is_empty() {
        return ().into_any();
    }
    let boxes = tokens
        .into_iter()
        .map(|AccessToken { id, name, .. }| {
            let id = id.to_string();
            let checked = chosen.split_whitespace().any(|chosen| chosen == id);
            view! {
                <label class="checkbox">
                    <input class="checkbox__box" type="checkbox" name="keep_tokens" value=id checked=checked />
                    <bdi>{name}</bdi>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices">
            <legend class="field__label">"Access tokens to keep"</legend>
            <p class="field__hint">"All others will be revoked. Keep only tokens that you recognise and still use."</p>
            {boxes}
        </fieldset>
    }
    .into_any()
}
