//! The question before a member is blocked, where no script runs: a page of its own. With script it is asked where one is.

use crate::{
    app::{
        components::{ButtonForm, block_question, block_words},
        served::{Content, PageRequest, Title},
    },
    model::{accounts::Person, errors::Problem},
    services::accounts,
};
use leptos::prelude::*;

const TITLE: &str = "Block a member";

/// The question before a member is blocked.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::NotAllowed`] where it is oneself.
pub async fn block(request: PageRequest) -> Result<Content, Problem> {
    let (caller, name) = (&request.caller, request.handle());
    let Some(me) = &caller.me else {
        let words = "You won’t see the members you block, and they won’t see you.";
        return Ok(Content::sign_in_first(TITLE, "Sign in to block members", words, request.address.path));
    };
    let person = accounts::profile(&caller.site, caller.viewer(), &name).await?.person;
    if person.username == me.person.username {
        return Err(Problem::NotAllowed);
    }
    Ok(Content::new(move || {
        view! {
            <Title text=TITLE />
            <main id="main" class="page page--form" tabindex="-1"><Question person /></main>
        }
    }))
}

#[component]
fn Question(person: Person) -> impl IntoView {
    let Person { username, display_name, .. } = person;
    let fields = vec![
        ("name", username.clone()),
        ("want", "block".to_owned()),
        ("back", "/settings/blocks?blocked=1".to_owned()),
    ];
    view! {
        <header class="page__head">
            <h1 class="page__title">{block_question(&display_name)}</h1>
            <p class="page__lead">{block_words()}</p>
        </header>
        <div class="actions">
            <a class="button button--secondary" href=format!("/@{username}")>"Cancel"</a>
            <ButtonForm action="/fn/block" fields class="button button--danger">"Block"</ButtonForm>
        </div>
    }
}
