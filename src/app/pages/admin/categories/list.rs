//! All categories, in their order.

use crate::{
    app::{
        components::{ButtonForm, Draw, Empty, Field, FormProblem, Icon, Success, problem_of},
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{categories::Category, errors::Problem, ids::CategoryId},
    services,
};
use leptos::prelude::*;

/// Categories, for admins.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin.
pub async fn categories(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Categories, &request).await?;
    let categories = services::categories::all(&request.caller.site).await?;
    let answer = request.answer;
    Ok(frame.around(move || {
        view! {
            <Success query="added" words="Category added at the end of the list." />
            <Success query="renamed" words="Category renamed." />
            <Success query="moved" words="Category moved." />
            <Success query="deleted" words="Category deleted." />
            <List categories />
            <Add answer />
        }
    }))
}

#[component]
fn List(categories: Vec<Category>) -> impl IntoView {
    if categories.is_empty() {
        let words = "Communities choose one of these. Add the first one below.";
        return view! { <Empty icon=Icon::Tag title="No categories yet" words /> }.into_any();
    }
    let last = categories.len() - 1;
    let entry = |(place, category): (usize, Category)| {
        view! { <Entry category first=place == 0 last=place == last /> }
    };
    let entries = categories.into_iter().enumerate().map(entry).collect_view();
    view! { <ol class="entries" aria-label="Categories">{entries}</ol> }.into_any()
}

#[component]
fn Entry(category: Category, first: bool, last: bool) -> impl IntoView {
    let Category { id, name } = category;
    let address = format!("/admin/categories/{id}");
    view! {
        <li class="entry">
            <div class="entry__words"><p class="entry__name" dir="auto">{name.clone()}</p></div>
            <div class="entry__actions">
                {(!first).then(|| view! { <Move category=id step="up" icon=Icon::Back words=format!("Move up {name}") /> })}
                {(!last).then(|| view! { <Move category=id step="down" icon=Icon::Forward words=format!("Move down {name}") /> })}
                <a class="button button--quiet" href=format!("{address}/name")>
                    "Rename"<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
                <a class="button button--quiet" href=format!("{address}/delete")>
                    "Delete"<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
            </div>
        </li>
    }
}

/// A button that moves a category by one place.
#[component]
fn Move(category: CategoryId, step: &'static str, icon: Icon, words: String) -> impl IntoView {
    let fields = vec![("category", category.to_string()), ("step", step.to_owned())];
    view! {
        <ButtonForm action="/fn/admin_move_category" fields class="icon-button">
            <Draw icon class="icon--turned" />
            <span class="visually-hidden">{words}</span>
        </ButtonForm>
    }
}

#[component]
fn Add(answer: FormAnswer) -> impl IntoView {
    let typed = answer.typed_or("name", "");
    let wrong = problem_of(&answer.problem, "name");
    view! {
        <section class="admin__part" aria-labelledby="add">
            <h2 class="admin__title" id="add">"Add a category"</h2>
            <FormProblem problem=answer.problem />
            <form class="form" method="post" action="/fn/admin_add_category" enctype="multipart/form-data">
                <Field name="name" label="Name" autocomplete="off" typed wrong />
                <button class="button button--secondary" type="submit">"Add category"</button>
            </form>
        </section>
    }
}
