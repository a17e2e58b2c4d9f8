//! Another password.

use super::{Section, settings_page};
use crate::app::components::{AccountForm, NewPasswordField, PasswordField, Success};
use leptos::prelude::*;

/// Another password.
#[component]
pub fn Password() -> impl IntoView {
    settings_page(Section::Password, |_me, answer| {
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
            </AccountForm>
        }
    })
}
