//! The question before a category is deleted.

use crate::{
    app::{
        components::{ButtonForm, FormProblem},
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
    },
    model::{categories::Category, errors::Problem},
    services,
};
use leptos::prelude::*;

/// The question before a category is deleted, for admins.
///
/// # Errors
/// [`Problem::NotFound`] where the category is not there, and for whoever is no admin.
pub async fn delete_category(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Categories, "Delete this category?", &request).await?;
    let caller = &request.caller;
    let category = services::categories::one(&caller.site, caller.admin()?, request.id()?).await?;
    let problem = request.answer.problem;
    Ok(frame.around(move || {
        view! {
            <FormProblem problem />
            <Question category />
        }
    }))
}

#[component]
fn Question(category: Category) -> impl IntoView {
    let fields = vec![("category", category.id.to_string())];
    view! {
        <section class="admin__part admin__part--danger" aria-labelledby="category">
            <h2 class="admin__title" dir="auto" id="category">{category.name}</h2>
            <p class="admin__words">"Communities will no longer be able to choose this category."</p>
            <div class="actions">
                <a class="button button--secondary" href="/admin/categories">"Cancel"</a>
                <ButtonForm action="/fn/admin_delete_category" fields class="button button--danger">"Delete category"</ButtonForm>
            </div>
        </section>
    }
}
