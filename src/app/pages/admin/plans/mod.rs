//! Plans, for admins: all of them, a new one, one that is changed, and one that is retired.

mod edit;
mod retire;

pub use edit::{EditPlan, NewPlan};
pub use retire::RetirePlan;

use super::frame::{Section, admin_page};
use crate::{
    app::{
        components::{Draw, Fetched, Icon, Success},
        counts::members,
    },
    model::plans::PlanInUse,
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// All plans.
#[component]
pub fn Plans() -> impl IntoView {
    admin_page(Section::Plans, |_me, _answer| {
        let plans = Resource::new(|| (), |()| server_fns::admin::plans::plans());
        view! {
            <Success query="saved" words="Saved. It holds at once." />
            <Moved />
            <Fetched from=plans let:plans><Cards plans /></Fetched>
            <p>
                <a class="button button--primary" href="/admin/plans/new"><Draw icon=Icon::Plus class="icon--small" />"Add a plan"</a>
            </p>
        }
    })
}

/// What became of the members of a plan that was just retired.
#[component]
fn Moved() -> impl IntoView {
    let moved = use_query_map().with_untracked(|query| query.get("moved").and_then(|moved| moved.parse::<u64>().ok()));
    moved.map(|moved| {
        let words = match moved {
            0 => "The plan is retired. Nobody had it.".to_owned(),
            moved => format!("The plan is retired. Moved: {}.", members(moved)),
        };
        view! { <p class="alert alert--success" role="status">{words}</p> }
    })
}

#[component]
fn Cards(plans: Vec<PlanInUse>) -> impl IntoView {
    let only = plans.len() == 1;
    let cards = plans.into_iter().map(|plan| view! { <Card plan only /> }).collect_view();
    view! { <ul class="plans" aria-label="Plans">{cards}</ul> }
}

#[component]
fn Card(plan: PlanInUse, only: bool) -> impl IntoView {
    let PlanInUse { plan, members: count, default } = plan;
    let address = format!("/admin/plans/{}", plan.id);
    let name = plan.terms.name.clone();
    let named = format!(" {name}");
    view! {
        <li class="plan-card">
            <h2 class="plan-card__name" dir="auto">{name}</h2>
            <p class="plan-card__facts">
                <a href=format!("/admin/members?plan={}", plan.id)>{members(count)}</a>
                {default.then(|| view! { <span class="badge badge--accent">"For whoever signs up"</span> })}
            </p>
            <ul class="plan-card__lines">
                {plan.terms.lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            </ul>
            <div class="plan-card__actions">
                <a class="button button--secondary" href=address.clone()>"Change"<span class="visually-hidden">{named.clone()}</span></a>
                {(!only).then(|| view! {
                    <a class="button button--quiet" href=format!("{address}/retire")>"Retire"<span class="visually-hidden">{named}</span></a>
                })}
            </div>
        </li>
    }
}

/// Which plan the address names.
fn wanted() -> String {
    use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default()
}
