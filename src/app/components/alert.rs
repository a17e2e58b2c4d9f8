//! What became of a form, said where one is looking: what is wrong with it, or that it went well.

use super::{Draw, Icon};
use crate::model::errors::Problem;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What is wrong with a form as a whole, or which of its fields need another look.
#[component]
pub fn FormProblem(
    /// What is wrong.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    move || {
        problem.get().map(|problem| {
            let title = problem.title();
            let words = match problem {
                Problem::Invalid { fields } => fields
                    .into_iter()
                    .map(|field| {
                        let address = format!("#{}", field.field);
                        view! { <p><a class="alert__link" href=address rel="external">{field.message}</a></p> }
                    })
                    .collect_view()
                    .into_any(),
                Problem::TitleTaken { title, pin } => {
                    let words = Problem::TitleTaken { title: title.clone(), pin }.to_string();
                    view! {
                        <p><a class="alert__link" href="#title" rel="external">{words}</a></p>
                        // On a page of its own: what was typed here is not lost by looking.
                        <p>
                            <a class="alert__link" href=format!("/pin/{pin}") target="_blank">
                                {format!("See “{title}”")}<span class="visually-hidden">" (in a new window)"</span>
                            </a>
                        </p>
                    }
                    .into_any()
                }
                other => view! { <p>{other.to_string()}</p> }.into_any(),
            };
            view! {
                <div class="alert" role="alert">
                    <Draw icon=Icon::Alert />
                    <div class="alert__body"><h2 class="alert__title">{title}</h2>{words}</div>
                </div>
            }
        })
    }
}

/// Says that a form went well, on the page it led to: the form sends one there with a word in the address (`?saved=1`).
#[component]
pub fn Success(
    /// The word in the address.
    query: &'static str,
    /// What is said.
    words: &'static str,
) -> impl IntoView {
    let addressed = use_query_map();
    move || {
        addressed.with(|addressed| addressed.get(query).is_some()).then(|| {
            view! {
                <div class="alert alert--success" role="status">
                    <Draw icon=Icon::Done />
                    <p class="alert__body">{words}</p>
                </div>
            }
        })
    }
}

/// Something to know beforehand.
#[component]
pub fn Remark(
    /// What is said.
    words: &'static str,
) -> impl IntoView {
    view! {
        <div class="alert alert--remark">
            <Draw icon=Icon::Alert />
            <p class="alert__body">{words}</p>
        </div>
    }
}
