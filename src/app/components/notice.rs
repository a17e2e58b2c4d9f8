//! Pages and places with nothing to show: empty, lost, broken, or not there yet.

use super::{Art, Draw, Drawing, Icon};
use crate::{
    app::masonry::{Layout, Place},
    model::{accounts::SignUpMode, errors::Problem},
    server_fns::status::AnswerStatus,
};
use leptos::prelude::*;
use leptos_meta::Title;

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
            {open.then(|| view! { <a class="button button--quiet" href="/signup">"Make an account"</a> })}
        </Notice>
    }
}

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
        Problem::NotFound => view! {
            <Title text="Not found" />
            <Notice
                drawing=Drawing::Lost
                title="This tile is missing"
                words="There is nothing at this address, or it is not yours to see.".to_owned()
                below
            >
                <a class="button button--primary" href="/">"Explore pictures"</a>
            </Notice>
        }
        .into_any(),
        Problem::NotAllowed | Problem::Forbidden { .. } => view! {
            <Title text=problem.title() />
            <Notice drawing=Drawing::Lost title="Not yours to change" words=problem.to_string() below>
                <a class="button button--primary" href="/">"Explore pictures"</a>
            </Notice>
        }
        .into_any(),
        problem => view! {
            <Title text=problem.title() />
            <Notice drawing=Drawing::Broken title=problem.title() words=problem.to_string() below>
                // An empty address is this very page; rel=external has the browser fetch it anew.
                <a class="button button--primary" href="" rel="external"><Draw icon=Icon::Retry class="icon--small" />"Try again"</a>
                <a class="button button--quiet" href="/">"Explore pictures"</a>
            </Notice>
        }
        .into_any(),
    }
}

/// Boxes where a grid will be, while it is fetched.
#[component]
pub fn Skeleton() -> impl IntoView {
    let layout = Layout::new([1.3, 0.75, 1.0, 1.5, 0.66, 1.2, 0.9, 1.4, 0.8, 1.1].into_iter());
    let tile = |place: &Place| view! { <div class="tile skeleton" style=place.style()></div> };
    view! {
        <div class="masonry" aria-busy="true">
            <p class="visually-hidden" role="status">"Fetching pictures"</p>
            <div class="masonry__sheet" style=layout.style()>
                {layout.places().iter().map(tile).collect_view()}
            </div>
        </div>
    }
}
