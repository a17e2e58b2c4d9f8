//! What is shown where there is nothing else: empty, not found, or failed.

use super::{Art, Draw, Drawing, Icon};
use crate::{
    app::{
        addresses::sign_in_address,
        location::{self, here},
        served::{AnswerStatus, Title},
        start::is_visitor,
    },
    model::{accounts::SignUpMode, errors::Problem},
};
use leptos::prelude::*;

/// A drawing, a heading, a sentence, and what to do next.
#[component]
pub fn Notice(
    /// What is drawn.
    drawing: Drawing,
    /// The heading.
    title: &'static str,
    /// A sentence.
    words: String,
    /// Whether the page has a heading of its own already.
    #[prop(optional)]
    below: bool,
    /// What to do next.
    children: Children,
) -> impl IntoView {
    let heading = if below {
        view! { <h2 class="notice__title">{title}</h2> }.into_any()
    } else {
        view! { <h1 class="notice__title">{title}</h1> }.into_any()
    };
    view! {
        <section class="notice">
            <Art drawing />
            {heading}
            <p class="notice__words">{words}</p>
            <div class="notice__actions">{children()}</div>
        </section>
    }
}

/// Asks a visitor to sign in, and brings them back.
#[component]
pub fn SignInFirst(
    /// The heading.
    title: &'static str,
    /// A sentence.
    words: &'static str,
    /// Where they were going.
    #[prop(into)]
    next: String,
) -> impl IntoView {
    let open = expect_context::<SignUpMode>() == SignUpMode::Open;
    view! {
        <Notice drawing=Drawing::Empty title words=words.to_owned()>
            <a class="button button--primary" href=format!("/login?next={next}")>"Sign in"</a>
            {open.then(|| view! { <a class="button button--quiet" href=format!("/signup?next={next}")>"Create an account"</a> })}
        </Notice>
    }
}

/// The heading where an address is not one that the site has made.
const BROKEN: &str = "This page can’t be shown";

/// What a page shows instead of what it could not get. The answer's status says the same.
#[component]
pub fn ProblemNotice(
    /// What went wrong.
    problem: Problem,
    /// Whether the page has a heading of its own already.
    #[prop(optional)]
    below: bool,
) -> impl IntoView {
    AnswerStatus::set(problem.status());
    match problem {
        Problem::NotFound => view! { <Missing below /> }.into_any(),
        // The cursor of a list, as a rule: another try would end the same.
        Problem::BadRequest { .. } | Problem::Invalid { .. } => view! {
            <Title text=BROKEN />
            <Notice drawing=Drawing::Broken title=BROKEN words=problem.to_string() below>
                <a class="button button--primary" href=location::path()>"First page"</a>
                <a class="button button--quiet" href="/">"Explore pictures"</a>
            </Notice>
        }
        .into_any(),
        Problem::NotAllowed | Problem::Forbidden { .. } => view! {
            <Title text=problem.title() />
            <Notice drawing=Drawing::Lost title="You can’t do that" words=problem.to_string() below>
                <a class="button button--primary" href="/">"Explore pictures"</a>
            </Notice>
        }
        .into_any(),
        problem => view! {
            <Title text=problem.title() />
            <Notice drawing=Drawing::Broken title=problem.title() words=problem.to_string() below>
                // An empty address is this very page.
                <a class="button button--primary" href=""><Draw icon=Icon::Retry class="icon--small" />"Try again"</a>
                <a class="button button--quiet" href="/">"Explore pictures"</a>
            </Notice>
        }
        .into_any(),
    }
}

/// What is shown at an address where there is nothing that the reader may see. Signing in may change that for a visitor.
#[component]
fn Missing(below: bool) -> impl IntoView {
    let visitor = is_visitor();
    let words = if visitor {
        "There is nothing at this address, or you need to sign in to see it."
    } else {
        "There is nothing at this address, or you don’t have access to it."
    };
    view! {
        <Title text="Not found" />
        <Notice drawing=Drawing::Lost title="Page not found" words=words.to_owned() below>
            <a class="button button--primary" href="/">"Explore pictures"</a>
            {visitor.then(|| view! { <a class="button button--secondary" href=sign_in_address(&here())>"Sign in"</a> })}
        </Notice>
    }
}
