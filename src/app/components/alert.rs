//! The outcome of a form: what is wrong with it, or that it went well.

use super::{Draw, Icon};
use crate::{app::location, model::errors::Problem};
use leptos::prelude::*;

/// What is wrong with a form as a whole, or which of its fields need another look.
#[component]
pub fn FormProblem(
    /// What is wrong.
    problem: Option<Problem>,
) -> impl IntoView {
    problem.map(|problem| {
        let (title, words) = (problem.title(), words(problem));
        view! { <FormAlert title>{words}</FormAlert> }
    })
}

fn words(problem: Problem) -> AnyView {
    let whole = problem.to_string();
    match problem {
        Problem::Invalid { fields } => fields
            .into_iter()
            .map(|field| view! { <p><a class="alert__link" href=format!("#{}", field.field)>{field.message}</a></p> })
            .collect_view()
            .into_any(),
        Problem::TitleTaken { title, pin } => view! {
            <p><a class="alert__link" href="#title">{whole}</a></p>
            // On a page of its own: what was typed here is not lost by looking.
            <p>
                <a class="alert__link" href=format!("/pin/{pin}") target="_blank">
                    {format!("View “{title}”")}<span class="visually-hidden">" (in a new window)"</span>
                </a>
            </p>
        }
        .into_any(),
        _ => view! { <p>{whole}</p> }.into_any(),
    }
}

/// The alert above a form that was refused. It can take the focus: where a form is refused in place, it may be out of sight, above the
/// button that was pressed. Without words it is what a script fills in then.
#[component]
pub fn FormAlert(
    /// A few words.
    #[prop(optional)]
    title: Option<&'static str>,
    /// What is wrong.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="alert" role="alert" tabindex="-1">
            <Draw icon=Icon::Alert />
            <div class="alert__body">
                <h2 class="alert__title">{title}</h2>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// Says that a form went well, on the page that it leads to: its address then has a parameter for that (`?saved=1`).
#[component]
pub fn Success(
    /// The name of that parameter.
    query: &'static str,
    /// The message.
    words: &'static str,
    /// Whether a reload and the way back do not say it again: scripts take it out of the address (`islands/answered.rs`).
    #[prop(optional)]
    once: bool,
) -> impl IntoView {
    location::query().get(query).is_some().then(|| {
        let without = once.then(|| location::here_without(query));
        view! {
            <div class="alert alert--success" role="status" data-said-once=without>
                <Draw icon=Icon::Done />
                <p class="alert__body">{words}</p>
            </div>
        }
    })
}

/// Something to know beforehand.
#[component]
pub fn Remark(
    /// The message.
    words: &'static str,
) -> impl IntoView {
    view! {
        <div class="alert alert--remark">
            <Draw icon=Icon::Alert />
            <p class="alert__body">{words}</p>
        </div>
    }
}
