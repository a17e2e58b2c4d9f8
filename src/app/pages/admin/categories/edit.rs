//! Another name for a category.

use crate::{
    app::{
        components::{Field, FormProblem, problem_of},
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{categories::Category, errors::Problem},
    services,
};
use leptos::prelude::*;

/// Another name for a category, for admins.
///
/// # Errors
/// [`Problem::NotFound`] where the category is not there, and for whoever is no admin.
pub async fn edit_category(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Categories, "Rename category", &request).await?;
    let caller = &request.caller;
    let category = services::categories::one(&caller.site, caller.admin()?, request.id()?).await?;
    let answer = request.answer;
    Ok(frame.around(move || view! { <NameForm category answer /> }))
}

#[component]
fn NameForm(category: Category, answer: FormAnswer) -> impl IntoView {
    let typed = answer.typed_or("name", &category.name);
    let wrong = problem_of(&answer.problem, "name");
    view! {
        <section class="admin__part" aria-label=format!("New name for {}", category.name)>
            <FormProblem problem=answer.problem />
            <form class="form" method="post" action="/fn/admin_rename_category" enctype="multipart/form-data">
                <input type="hidden" name="category" value=category.id.to_string() />
                <Field name="name" label="Name" autocomplete="off" typed wrong />
                <div class="actions">
                    <a class="button button--quiet" href="/admin/categories">"Cancel"</a>
                    <button class="button button--primary" type="submit">"Rename"</button>
                </div>
            </form>
        </section>
    }
}
