//! The end of an account.

use super::{Section, settings_page};
use crate::app::components::{AccountForm, PasswordField};
use leptos::prelude::*;

/// Deletes one's account, and everything in it.
#[component]
pub fn Delete() -> impl IntoView {
    settings_page(Section::Delete, |_me, answer| {
        let problem = RwSignal::new(answer.problem);
        view! {
            <p>"This happens at once, and nobody can undo it. Save what you want to keep before."</p>
            <AccountForm
                action="/settings/delete"
                submit="Delete my account"
                look="button--danger"
                busy="Deleting your account"
                done="Your account is gone. One moment."
                problem
            >
                <PasswordField label="Your password" autocomplete="current-password" problem />
            </AccountForm>
        }
    })
}
