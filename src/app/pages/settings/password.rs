//! Another password.

use super::{Section, kept_tokens::KeptTokens, settings_page};
use crate::{
    app::components::{AccountForm, Fetched, NewPasswordField, PasswordField, Success},
    server_fns,
};
use leptos::prelude::*;

/// Another password.
#[component]
pub fn Password() -> impl IntoView {
    settings_page(Section::Password, |_me, answer| {
        let tokens = Resource::new(|| (), |()| server_fns::settings::access_tokens());
        let chosen = answer.typed_or("keep_tokens", "");
        let problem = RwSignal::new(answer.problem);
        view! {
            <Success query="saved" words="Your password is changed. Everywhere else you are signed out." />
            <AccountForm
                action="/settings/password"
                submit="Change password"
                look="button--primary"
                busy="Changing your password"
                done="Your password is changed. One moment."
                problem
            >
                <PasswordField
                    name="current_password"
                    label="Current password"
                    autocomplete="current-password"
                    problem
                />
                <NewPasswordField label="New password" problem />
                <Fetched from=tokens let:tokens><KeptTokens tokens chosen=chosen.clone() /></Fetched>
            </AccountForm>
        }
    })
}
