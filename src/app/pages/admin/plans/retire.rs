//! The question before a plan is retired: which plan its members get instead.

use super::super::frame::{Frame, Section};
use crate::{
    app::{
        components::{Choice, FormProblem, problem_of},
        counts::members,
        served::{Content, PageRequest},
    },
    model::{errors::Problem, ids::PlanId, plans::PlanInUse, text::isolated},
    services,
};
use leptos::prelude::*;

/// The question before a plan is retired.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such plan.
pub async fn retire_plan(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Plans, "Retire a plan", &request).await?;
    let id: PlanId = request.id()?;
    let caller = &request.caller;
    let mut others = services::plans::in_use(&caller.site, caller.admin()?).await?;
    let place = others.iter().position(|known| known.plan.id == id).ok_or(Problem::NotFound)?;
    let retired = others.remove(place);
    Ok(frame.around(move || {
        let problem = request.answer.problem;
        let wrong = problem_of(&problem, "to");
        view! {
            <FormProblem problem />
            <Question retired others wrong />
        }
    }))
}

#[component]
fn Question(retired: PlanInUse, others: Vec<PlanInUse>, wrong: Option<String>) -> impl IntoView {
    let PlanInUse { plan, members: count, default } = retired;
    let name = isolated(&plan.terms.name);
    let mut words = format!("{} on “{name}” will move to the plan that you choose.", members(count));
    if default {
        words.push_str(" It also becomes the default plan.");
    }
    let options: Vec<_> = others.into_iter().map(|known| (known.plan.id.to_string(), known.plan.terms.name)).collect();
    let chosen = options.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let button = format!("Retire “{name}”");
    view! {
        <section class="admin__part admin__part--danger" aria-label="What will happen">
            <p class="admin__words">{words}</p>
            <form class="form" method="post" action="/fn/admin_retire_plan" enctype="multipart/form-data">
                <input type="hidden" name="plan" value=plan.id.to_string() />
                <Choice name="to" label="Move members to" options chosen wrong />
                <div class="actions">
                    <a class="button button--secondary" href="/admin/plans">"Cancel"</a>
                    <button class="button button--danger" type="submit">{button}</button>
                </div>
            </form>
        </section>
    }
}
