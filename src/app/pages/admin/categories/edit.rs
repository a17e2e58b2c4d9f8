//! Another name for a category.

use crate::{
    app::{
        components::{Fetched, Field, FormProblem},
        pages::admin::frame::{Section, admin_part},
        start::FormAnswer,
    },
    model::{categories::Category, errors::Problem},
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Another name for a category.
#[component]
pub fn EditCategory() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    admin_part(Section::Categories, "Rename the category", move |_me, answer| {
        let category = Resource::new(
            || (),
            move |()| {
                let id = id.parse();
                async move { server_fns::admin::categories::one_category(id.map_err(|_| Problem::NotFound)?).await }
            },
        );
        view! { <Fetched from=category let:category><NameForm category answer=answer.clone() /></Fetched> }
    })
}

#[component]
fn NameForm(category: Category, answer: FormAnswer) -> impl IntoView {
    let typed = answer.typed_or("name", &category.name);
    let problem = RwSignal::new(answer.problem);
    view! {
        <section class="admin__part" aria-label=format!("Another name for {}", category.name)>
            <FormProblem problem />
            <form class="form" method="post" action=format!("/admin/categories/{}/name", category.id) enctype="multipart/form-data">
                <Field name="name" label="Name" autocomplete="off" typed problem />
                <div class="admin__actions">
                    <a class="button button--quiet" href="/admin/categories">"Keep it as it is"</a>
                    <button class="button button--primary" type="submit">"Rename"</button>
                </div>
            </form>
        </section>
    }
}
