//! The question before a plan is retired: what its members get instead.

use super::{
    super::{
        choice::Choice,
        frame::{Section, admin_part},
    },
    wanted,
};
use crate::{
    app::{
        components::{Fetched, FormProblem},
        counts::members,
        pages::NotFound,
    },
    model::{errors::Problem, plans::PlanInUse, text::isolated},
    server_fns,
};
use leptos::prelude::*;

/// The question before a plan is retired.
#[component]
pub fn RetirePlan() -> impl IntoView {
    let id = wanted();
    admin_part(Section::Plans, "Retire a plan", move |_me, answer| {
        let plans = Resource::new(|| (), |()| server_fns::admin::plans::plans());
        let problem = RwSignal::new(answer.problem);
        view! {
            <FormProblem problem />
            <Fetched from=plans let:plans><Question id=id.clone() plans problem /></Fetched>
        }
    })
}

#[component]
fn Question(id: String, plans: Vec<PlanInUse>, problem: RwSignal<Option<Problem>>) -> impl IntoView {
    let (retired, others): (Vec<_>, Vec<_>) = plans.into_iter().partition(|known| known.plan.id.to_string() == id);
    let Some(PlanInUse { plan, members: count, default }) = retired.into_iter().next() else {
        return view! { <NotFound /> }.into_any();
    };
    let name = isolated(&plan.terms.name);
    let has = if count == 1 { "has" } else { "have" };
    let mut words = format!("{} {has} “{name}” and will get the plan that you choose, at once.", members(count));
    if default {
        words.push_str(" So will whoever signs up from then on.");
    }
    let options: Vec<_> = others.into_iter().map(|known| (known.plan.id.to_string(), known.plan.terms.name)).collect();
    let chosen = options.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let button = format!("Retire “{name}”");
    view! {
        <section class="admin__part admin__part--danger" aria-label="What will happen">
            <p class="admin__words">{words}</p>
            <form class="form" method="post" action=format!("/admin/plans/{}/retire", plan.id) enctype="multipart/form-data">
                <Choice name="to" label="Its members get" options chosen problem />
                <div class="admin__actions">
                    <a class="button button--secondary" href="/admin/plans">"Keep it"</a>
                    <button class="button button--danger" type="submit">{button}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
