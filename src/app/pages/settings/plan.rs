//! One's own plan: what it gives, how much of it is used up, and what others give.

use super::{Section, page, visited};
use crate::{
    app::{
        components::UsageMeter,
        served::{Content, PageRequest},
    },
    model::{
        errors::Problem,
        plans::{Terms, Usage},
    },
    services::plans,
};
use leptos::prelude::*;

/// One's own plan, beside all others. What is shown of each is what holds on this site.
///
/// # Errors
/// [`Problem::NotSignedIn`] where the account has been deleted meanwhile.
pub async fn plan(request: PageRequest) -> Result<Content, Problem> {
    let Some(me) = request.caller.viewer() else { return Ok(visited(Section::Plan)) };
    let site = &request.caller.site;
    let usage = plans::usage(site, me).await?;
    let all = plans::all(site).await?;
    let here = |terms: Terms| terms.on_a_site(site.max_upload_bytes());
    let own = here(usage.plan.terms.clone());
    let others: Vec<_> = all.into_iter().filter(|plan| plan.id != usage.plan.id).map(|plan| here(plan.terms)).collect();
    Ok(page(Section::Plan, move || view! { <Plans usage own others /> }))
}

#[component]
fn Plans(usage: Usage, own: Terms, others: Vec<Terms>) -> impl IntoView {
    let some = !others.is_empty();
    view! {
        <UsageMeter usage />
        <section class="plan-card" aria-labelledby="own-plan">
            <h2 class="plan-card__name" dir="auto" id="own-plan">{own.name.clone()}</h2>
            <Lines terms=own />
        </section>
        {some.then(|| view! {
            <details class="disclosure">
                <summary class="disclosure__toggle">"Other plans"</summary>
                <div class="disclosure__body">
                    <p class="plan-card__facts">"An admin of this site can change your plan."</p>
                    <ul class="plans">
                        {others.into_iter().map(|terms| view! {
                            <li class="plan-card"><h3 class="plan-card__name" dir="auto">{terms.name.clone()}</h3><Lines terms /></li>
                        }).collect_view()}
                    </ul>
                </div>
            </details>
        })}
    }
}

#[component]
fn Lines(terms: Terms) -> impl IntoView {
    view! {
        <ul class="plan-card__lines">
            {terms.lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
        </ul>
    }
}
