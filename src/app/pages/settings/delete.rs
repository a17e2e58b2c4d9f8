//! The end of an account.

use super::{Section, page, visited};
use crate::{
    app::{
        components::{Form, PasswordField, problem_of},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::errors::Problem,
};
use leptos::prelude::*;

/// Deletes one's account, and everything in it.
pub async fn delete(request: PageRequest) -> Result<Content, Problem> {
    if request.caller.me.is_none() {
        return Ok(visited(Section::Delete));
    }
    Ok(page(Section::Delete, move || view! { <DeleteForm answer=request.answer /> }))
}

#[component]
fn DeleteForm(answer: FormAnswer) -> impl IntoView {
    let wrong = problem_of(&answer.problem, "password");
    view! {
        <p>"This takes effect immediately and can’t be undone. Download anything you want to keep first."</p>
        <Form
            action="/settings/delete"
            submit="Delete my account"
            look="button--danger"
            busy="Deleting your account"
            done="Your account has been deleted. One moment."
            problem=answer.problem
        >
            <PasswordField label="Your password" autocomplete="current-password" wrong />
        </Form>
    }
}
