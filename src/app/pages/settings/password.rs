//! Another password.

use super::{Section, kept_tokens::KeptTokens, page, visited};
use crate::{
    app::{
        components::{Form, NewPasswordField, PasswordField, Success, problem_of},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{errors::Problem, settings::AccessToken},
    services::access_tokens,
};
use leptos::prelude::*;

/// Another password.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn password(request: PageRequest) -> Result<Content, Problem> {
    let Some(me) = request.caller.viewer() else { return Ok(visited(Section::Password)) };
    let tokens = access_tokens::list(&request.caller.site, me).await?;
    Ok(page(Section::Password, move || {
        view! {
            <Success query="saved" words="Your password has been changed. You are signed out everywhere else." />
            <ChangeForm tokens answer=request.answer />
        }
    }))
}

#[component]
fn ChangeForm(tokens: Vec<AccessToken>, answer: FormAnswer) -> impl IntoView {
    let chosen = answer.typed_or("keep_tokens", "");
    let problem = answer.problem.clone();
    let wrong = move |field: &str| problem_of(&answer.problem, field);
    view! {
        <Form
            action="/settings/password"
            submit="Change password"
            look="button--primary"
            busy="Changing your password"
            done="Your password has been changed. One moment."
            problem
        >
            <PasswordField
                name="current_password"
                label="Current password"
                autocomplete="current-password"
                wrong=wrong("current_password")
            />
            <NewPasswordField label="New password" wrong=wrong("password") />
            <KeptTokens tokens chosen />
        </Form>
    }
}
