//! The form of a plan: a new one, or one that is changed.

use super::wanted;
use crate::{
    app::{
        components::{AccountForm, Checkbox, Fetched, Field},
        pages::{
            NotFound,
            admin::frame::{Section, admin_part},
        },
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        plans::{PlanInUse, Terms},
    },
    server_fns,
};
use leptos::prelude::*;

/// The form of a new plan.
#[component]
pub fn NewPlan() -> impl IntoView {
    admin_part(Section::Plans, "Add a plan", |_me, answer| {
        view! { <Form action="/admin/plans/new".to_owned() terms=None answer submit="Add it" /> }
    })
}

/// The form of a plan that there is.
#[component]
pub fn EditPlan() -> impl IntoView {
    let id = wanted();
    admin_part(Section::Plans, "Change a plan", move |_me, answer| {
        let plans = Resource::new(|| (), |()| server_fns::admin::plans::plans());
        view! {
            <Fetched from=plans let:plans>
                {match plans.into_iter().find(|known| known.plan.id.to_string() == id) {
                    Some(PlanInUse { plan, .. }) => {
                        let action = format!("/admin/plans/{}", plan.id);
                        view! { <Form action terms=Some(plan.terms) answer=answer.clone() submit="Save" /> }.into_any()
                    }
                    None => view! { <NotFound /> }.into_any(),
                }}
            </Fetched>
        }
    })
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
fn Form(action: String, terms: Option<Terms>, answer: FormAnswer, submit: &'static str) -> impl IntoView {
    let kept = Kept::of(terms).typed(&answer);
    let problem: RwSignal<Option<Problem>> = RwSignal::new(answer.problem);
    view! {
        <AccountForm action submit busy="Saving" done="Saved" problem>
            <Field name="name" label="Name" autocomplete="off" typed=kept.name problem />
            <Field
                name="heights"
                label="Heights of thumbnails"
                hint="In pixels, with commas between them: 200, 400."
                autocomplete="off"
                optional=true
                typed=kept.heights
                problem
            />
            <Checkbox name="original" value="yes" label="The original file can be had" checked=kept.original />
            <Checkbox name="links" value="yes" label="Members can make expiring links" checked=kept.links />
            <div class="form__pair">
                <Field name="shortest" label="Shortest life of a link, in seconds" autocomplete="off" optional=true typed=kept.shortest problem />
                <Field name="longest" label="Longest life, in seconds" autocomplete="off" optional=true typed=kept.longest problem />
            </div>
            <div class="form__pair">
                <Field name="largest_upload" label="Largest file, in MB" autocomplete="off" typed=kept.largest_upload problem />
                <Field name="quota" label="Room for files, in MB" hint="Empty for no end." autocomplete="off" optional=true typed=kept.quota problem />
            </div>
            <Field name="batch" label="Files at once" autocomplete="off" typed=kept.batch problem />
        </AccountForm>
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
