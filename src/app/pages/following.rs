//! New pictures from the people one follows, newest first.

use crate::{
    app::{
        components::{Drawing, FeedOf, Notice, Suggestions},
        served::{Content, Grid, PageRequest, Title, list, part},
    },
    model::{errors::Problem, feeds::Suggestion},
    services::feeds,
};
use leptos::prelude::*;

/// The pictures of the people one follows. Visitors are asked to sign in.
///
/// # Errors
/// As [`list`].
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let feed = FeedOf::Following;
    if let Some(part) = part(&request, &feed).await? {
        return Ok(part);
    }
    let Some(me) = request.caller.viewer() else {
        let words = "New pictures from people you follow appear here.";
        return Ok(Content::sign_in_first("Following", "Sign in to follow people", words, "/following"));
    };
    let page = list(&request.caller, &feed, request.cursor().as_deref()).await?;
    let people = if page.items.is_empty() { feeds::suggestions(&request.caller.site, me).await? } else { Vec::new() };
    Ok(Content::new(move || {
        let pictures = if page.items.is_empty() {
            view! { <Nothing people /> }.into_any()
        } else {
            let label = "Newest pictures from people you follow".to_owned();
            view! { <Grid feed page label /> }.into_any()
        };
        view! {
            <Title text="Following" />
            <main id="main" class="page" tabindex="-1">
                <h1 class="visually-hidden">"Following"</h1>
                {pictures}
            </main>
        }
    }))
}

#[component]
fn Nothing(people: Vec<Suggestion>) -> impl IntoView {
    let words = if people.is_empty() {
        "New pictures from people you follow appear here."
    } else {
        "New pictures from people you follow appear here. Here are some suggestions."
    };
    view! {
        <Notice drawing=Drawing::Empty title="No pictures yet" words=words.to_owned() below=true>
            <a class="button button--secondary" href="/">"Explore pictures"</a>
        </Notice>
        {(!people.is_empty()).then(|| view! { <Suggestions people /> })}
    }
}
