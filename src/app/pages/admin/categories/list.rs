//! All categories, in their order.

use crate::{
    app::{
        components::{ButtonForm, Draw, Empty, Fetched, Field, FormProblem, Icon, Success},
        pages::admin::frame::{Section, admin_page},
        start::FormAnswer,
    },
    model::categories::Category,
    server_fns,
};
use leptos::prelude::*;

/// Categories, for admins.
#[component]
pub fn Categories() -> impl IntoView {
    admin_page(Section::Categories, |_me, answer| {
        let categories = Resource::new(|| (), |()| server_fns::admin::categories::categories());
        view! {
            <Success query="added" words="The category is added, after the others." />
            <Success query="renamed" words="The category is renamed." />
            <Success query="moved" words="The category is moved." />
            <Success query="deleted" words="The category is deleted." />
            <Fetched from=categories let:categories><List categories /></Fetched>
            <Add answer />
        }
    })
}

#[component]
fn List(categories: Vec<Category>) -> impl IntoView {
    if categories.is_empty() {
        let words = "Communities choose one of them. Add the first below.";
        return view! { <Empty icon=Icon::Tag title="No categories yet" words /> }.into_any();
    }
    let last = categories.len() - 1;
    let entry = |(place, category): (usize, Category)| {
        view! { <Entry category first=place == 0 last=place == last /> }
    };
    let entries = categories.into_iter().enumerate().map(entry).collect_view();
    view! { <ol class="entries" aria-label="Categories, in their order">{entries}</ol> }.into_any()
}

#[component]
fn Entry(category: Category, first: bool, last: bool) -> impl IntoView {
    let Category { id, name } = category;
    let address = format!("/admin/categories/{id}");
    let action = format!("{address}/move");
    view! {
        <li class="entry">
            <div class="entry__words"><p class="entry__name" dir="auto">{name.clone()}</p></div>
            <div class="entry__actions">
                {(!first).then(|| view! { <Move action=action.clone() step="up" icon=Icon::Back words=format!("Move up {name}") /> })}
                {(!last).then(|| view! { <Move action step="down" icon=Icon::Forward words=format!("Move down {name}") /> })}
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
fn Move(action: String, step: &'static str, icon: Icon, words: String) -> impl IntoView {
    view! {
        <ButtonForm action fields=vec![("step", step.to_owned())] class="icon-button">
            <Draw icon class="icon--turned" />
            <span class="visually-hidden">{words}</span>
        </ButtonForm>
    }
}

#[component]
fn Add(answer: FormAnswer) -> impl IntoView {
    let typed = answer.typed_or("name", "");
    let problem = RwSignal::new(answer.problem);
    view! {
        <section class="admin__part" aria-labelledby="add">
            <h2 class="admin__title" id="add">"Add a category"</h2>
            <FormProblem problem />
            <form class="form" method="post" action="/admin/categories" enctype="multipart/form-data">
                <Field name="name" label="Name" autocomplete="off" typed problem />
                <button class="button button--secondary" type="submit">"Add it"</button>
            </form>
        </section>
    }
}
