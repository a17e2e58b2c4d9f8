//! The question before a category is deleted.

use crate::{
    app::{
        components::{ButtonForm, Fetched, FormProblem},
        pages::admin::frame::{Section, admin_part},
    },
    model::{categories::Category, errors::Problem},
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The question before a category is deleted.
#[component]
pub fn DeleteCategory() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    admin_part(Section::Categories, "Delete this category?", move |_me, answer| {
        let category = Resource::new(
            || (),
            move |()| {
                let id = id.parse();
                async move { server_fns::admin::categories::one_category(id.map_err(|_| Problem::NotFound)?).await }
            },
        );
        let problem = RwSignal::new(answer.problem);
        view! {
            <FormProblem problem />
            <Fetched from=category let:category><Question category /></Fetched>
        }
    })
}

#[component]
fn Question(category: Category) -> impl IntoView {
    let action = format!("/admin/categories/{}/delete", category.id);
    view! {
        <section class="admin__part admin__part--danger" aria-labelledby="category">
            <h2 class="admin__title" dir="auto" id="category">{category.name}</h2>
            <p class="admin__words">"Communities cannot choose it any more."</p>
            <div class="admin__actions">
                <a class="button button--secondary" href="/admin/categories">"Keep it"</a>
                <ButtonForm action class="button button--danger">"Delete it"</ButtonForm>
            </div>
        </section>
    }
}
