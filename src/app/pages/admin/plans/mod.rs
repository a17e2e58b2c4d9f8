//! Plans, for admins: the list, a new plan, editing one, and retiring one.

mod edit;
mod retire;

pub use edit::{edit_plan, new_plan};
pub use retire::retire_plan;

use super::frame::{Frame, Section};
use crate::{
    app::{
        components::{Draw, Icon, Success},
        counts::members,
        location,
        served::{Content, PageRequest},
    },
    model::{errors::Problem, plans::PlanInUse},
    services,
};
use leptos::prelude::*;

/// All plans.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn plans(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Plans, &request).await?;
    let caller = &request.caller;
    let plans = services::plans::in_use(&caller.site, caller.admin()?).await?;
    Ok(frame.around(move || {
        view! {
            <Success query="saved" words="Saved. Changes apply immediately." />
            <Moved />
            <Cards plans />
            <p>
                <a class="button button--primary" href="/admin/plans/new"><Draw icon=Icon::Plus class="icon--small" />"Add a plan"</a>
            </p>
        }
    }))
}

/// What became of the members of a plan that was just retired.
#[component]
fn Moved() -> impl IntoView {
    let moved = location::query().get("moved").and_then(|moved| moved.parse::<u64>().ok());
    moved.map(|moved| {
        let words = match moved {
            0 => "Plan retired. It had no members.".to_owned(),
            moved => format!("Plan retired. {} moved to the other plan.", members(moved)),
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
                {default.then(|| view! { <span class="badge badge--accent">"Default plan"</span> })}
            </p>
            <ul class="plan-card__lines">
                {plan.terms.lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            </ul>
            <div class="actions">
                <a class="button button--secondary" href=address.clone()>"Edit"<span class="visually-hidden">{named.clone()}</span></a>
                {(!only).then(|| view! {
                    <a class="button button--quiet" href=format!("{address}/retire")>"Retire"<span class="visually-hidden">{named}</span></a>
                })}
            </div>
        </li>
    }
}
