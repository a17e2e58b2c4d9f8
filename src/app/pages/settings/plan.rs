//! One's own plan: what it gives, how much of it is used up, and what others give.

use super::{Section, settings_page};
use crate::{
    app::components::{Fetched, UsageMeter},
    model::plans::{Plan, Usage},
    server_fns,
};
use leptos::prelude::*;

/// One's own plan.
#[component]
pub fn OwnPlan() -> impl IntoView {
    settings_page(Section::Plan, |_me, _answer| {
        let known = Resource::new(
            || (),
            async |()| Ok((server_fns::plans::my_usage().await?, server_fns::plans::plans().await?)),
        );
        view! { <Fetched from=known let:known><Known known /></Fetched> }
    })
}

#[component]
fn Known(known: (Usage, Vec<Plan>)) -> impl IntoView {
    let (usage, plans) = known;
    let own = usage.plan.clone();
    let others: Vec<_> = plans.into_iter().filter(|plan| plan.id != own.id).collect();
    let some = !others.is_empty();
    view! {
        <UsageMeter usage />
        <section class="plan-card" aria-labelledby="own-plan">
            <h2 class="plan-card__name" dir="auto" id="own-plan">{own.terms.name.clone()}</h2>
            <Lines plan=own />
        </section>
        {some.then(|| view! {
            <details class="disclosure">
                <summary class="disclosure__toggle">"Other plans"</summary>
                <div class="disclosure__body">
                    <p class="plan-card__facts">"Whoever runs this site can give you another one."</p>
                    <ul class="plans">
                        {others.into_iter().map(|plan| view! {
                            <li class="plan-card"><h3 class="plan-card__name" dir="auto">{plan.terms.name.clone()}</h3><Lines plan /></li>
                        }).collect_view()}
                    </ul>
                </div>
            </details>
        })}
    }
}

#[component]
fn Lines(plan: Plan) -> impl IntoView {
    view! {
        <ul class="plan-card__lines">
            {plan.terms.lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
        </ul>
    }
}
