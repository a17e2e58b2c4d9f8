//! A part of a page that has to be fetched first.

use super::ProblemNotice;
use crate::model::errors::Problem;
use leptos::prelude::*;

/// What is made of something fetched, or of what went wrong instead.
#[component]
pub fn Fetched<T, F, V>(
    /// What is fetched; made at the top of the page, never in here.
    from: Resource<Result<T, Problem>>,
    /// Whether it is all of the page, its heading included.
    #[prop(optional)]
    alone: bool,
    /// What is made of it.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + 'static,
    V: IntoView + 'static,
{
    view! {
        <Suspense fallback=Fetching>
            {move || {
                let children = children.clone();
                Suspend::new(async move {
                    match from.await {
                        Ok(found) => children(found).into_any(),
                        Err(problem) => view! { <ProblemNotice problem below=!alone /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
fn Fetching() -> impl IntoView {
    view! {
        <p class="fetching" role="status">
            <span class="spinner" aria-hidden="true"></span>
            "One moment"
        </p>
    }
}
