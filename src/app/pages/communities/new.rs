//! A new community.

use super::fields::{Fields, Typed};
use crate::{
    app::{
        components::Form,
        served::{CommunityStyle, Content, PageRequest, Title},
    },
    model::errors::Problem,
    services::categories,
};
use leptos::prelude::*;

const TITLE: &str = "New community";

/// The form of a new community.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn new(request: PageRequest) -> Result<Content, Problem> {
    let PageRequest { caller, answer, .. } = request;
    if caller.me.is_none() {
        let words = "Bring people together around something you share.";
        return Ok(Content::sign_in_first(TITLE, "Sign in to create a community", words, "/communities/new"));
    }
    let categories = categories::all(&caller.site).await?;
    Ok(Content::new(move || {
        let typed = Typed::of(&answer, None);
        let problem = answer.problem;
        view! {
            <CommunityStyle />
            <Title text=TITLE />
            <main id="main" class="page page--form" tabindex="-1">
                <header class="page__head">
                    <h1 class="page__title">{TITLE}</h1>
                    <p class="page__lead">
                        "It opens with a channel to talk in and one for pictures. You can add more, and invite people, at any time."
                    </p>
                </header>
                <Form
                    action="/fn/create_community"
                    submit="Create community"
                    look="button--primary"
                    busy="Creating the community"
                    done="Created. One moment."
                    problem=problem.clone()
                >
                    <Fields typed categories problem />
                </Form>
                <p><a class="button button--quiet" href="/communities">"All communities"</a></p>
            </main>
        }
    }))
}
