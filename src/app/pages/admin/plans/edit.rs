//! The form of a plan: a new one, or one that is changed.

use crate::{
    app::{
        components::{Checkbox, Field, Form, problem_of},
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        plans::{Plan, Terms},
    },
    services,
};
use leptos::prelude::*;

/// The form of a new plan.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn new_plan(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Plans, "Add a plan", &request).await?;
    Ok(frame.around(move || view! { <PlanForm plan=None answer=request.answer /> }))
}

/// The form of a plan that there is.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such plan.
pub async fn edit_plan(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Plans, "Edit plan", &request).await?;
    let caller = &request.caller;
    let plan = services::plans::one(&caller.site, caller.admin()?, request.id()?).await?.plan;
    Ok(frame.around(move || view! { <PlanForm plan=Some(plan) answer=request.answer /> }))
}

/// What the fields hold to begin with.
#[derive(Default)]
struct Kept {
    name: String,
    heights: String,
    original: bool,
    links: bool,
    shortest: String,
    longest: String,
    largest_upload: String,
    quota: String,
    batch: String,
}

impl Kept {
    fn of(terms: Option<Terms>) -> Self {
        let Some(terms) = terms else {
            return Self { shortest: "300".to_owned(), longest: "30000".to_owned(), ..Self::default() };
        };
        let heights: Vec<_> = terms.heights.iter().map(u32::to_string).collect();
        let bounds = terms.links.map_or((300, 30_000), |links| (links.shortest, links.longest));
        Self {
            name: terms.name,
            heights: heights.join(", "),
            original: terms.original,
            links: terms.links.is_some(),
            shortest: bounds.0.to_string(),
            longest: bounds.1.to_string(),
            largest_upload: megabytes(terms.largest_upload),
            quota: terms.quota.map(megabytes).unwrap_or_default(),
            batch: terms.batch.to_string(),
        }
    }

    /// The same with what was typed, where a form was refused.
    fn typed(self, answer: &FormAnswer) -> Self {
        let text = |field: &str, kept: String| answer.typed_or(field, &kept);
        // A box that is not ticked is not sent.
        let box_of = |field: &str, kept| if answer.problem.is_some() { answer.typed.contains_key(field) } else { kept };
        Self {
            name: text("name", self.name),
            heights: text("heights", self.heights),
            original: box_of("original", self.original),
            links: box_of("links", self.links),
            shortest: text("shortest", self.shortest),
            longest: text("longest", self.longest),
            largest_upload: text("largest_upload", self.largest_upload),
            quota: text("quota", self.quota),
            batch: text("batch", self.batch),
        }
    }
}

/// Bytes as megabytes, exactly.
fn megabytes(bytes: u64) -> String {
    let (whole, rest) = (bytes / 1_000_000, bytes % 1_000_000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:06}").trim_end_matches('0').to_owned() }
}

#[component]
fn PlanForm(plan: Option<Plan>, answer: FormAnswer) -> impl IntoView {
    let (action, submit) =
        if plan.is_some() { ("/fn/admin_change_plan", "Save") } else { ("/fn/admin_add_plan", "Add plan") };
    let id = plan.as_ref().map(|plan| view! { <input type="hidden" name="plan" value=plan.id.to_string() /> });
    let kept = Kept::of(plan.map(|plan| plan.terms)).typed(&answer);
    let problem = answer.problem;
    let known = problem.clone();
    let wrong = move |field: &str| problem_of(&known, field);
    view! {
        <Form action submit look="button--primary" busy="Saving" done="Saved" problem>
            {id}
            <Field name="name" label="Name" autocomplete="off" typed=kept.name wrong=wrong("name") />
            <Field
                name="heights"
                label="Thumbnail heights"
                hint="In pixels, separated by commas: 200, 400."
                autocomplete="off"
                optional=true
                typed=kept.heights
                wrong=wrong("heights")
            />
            <Checkbox name="original" value="yes" label="Allow downloads of the original" checked=kept.original />
            <Checkbox name="links" value="yes" label="Allow expiring links" checked=kept.links />
            <div class="form__pair">
                <Field
                    name="shortest"
                    label="Shortest link lifetime, in seconds"
                    autocomplete="off"
                    optional=true
                    typed=kept.shortest
                    wrong=wrong("shortest")
                />
                <Field
                    name="longest"
                    label="Longest link lifetime, in seconds"
                    autocomplete="off"
                    optional=true
                    typed=kept.longest
                    wrong=wrong("longest")
                />
            </div>
            <div class="form__pair">
                <Field
                    name="largest_upload"
                    label="Largest file, in MB"
                    autocomplete="off"
                    typed=kept.largest_upload
                    wrong=wrong("largest_upload")
                />
                <Field
                    name="quota"
                    label="Storage, in MB"
                    hint="Leave empty for no limit."
                    autocomplete="off"
                    optional=true
                    typed=kept.quota
                    wrong=wrong("quota")
                />
            </div>
            <Field name="batch" label="Files per upload" autocomplete="off" typed=kept.batch wrong=wrong("batch") />
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::megabytes;

    #[test]
    fn bytes_are_written_as_megabytes_without_loss() {
        for (bytes, text) in [(1, "0.000001"), (1_000_000, "1"), (12_500_000, "12.5"), (10_000_000_000, "10000")] {
            assert_eq!(megabytes(bytes), text);
        }
    }
}
