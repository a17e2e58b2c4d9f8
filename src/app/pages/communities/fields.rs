//! What is said of a community, and who can read it: the fields of its forms.

use crate::{
    app::{
        components::{Choice, Draw, Field, Icon, TextField, problem_of},
        start::FormAnswer,
    },
    model::{
        categories::Category,
        communities::{CommunityCard, CommunityVisibility},
        errors::Problem,
    },
};
use leptos::prelude::*;

/// What the fields hold, as it was typed or is kept.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    name: String,
    description: String,
    /// An id; empty for none.
    category: String,
    visibility: CommunityVisibility,
}

impl Typed {
    /// What was typed in a form; else what a community is, where there is one.
    pub(super) fn of(answer: &FormAnswer, kept: Option<&CommunityCard>) -> Self {
        let category = kept.and_then(|card| card.category.as_ref()).map(|category| category.id.to_string());
        let visibility = kept.map(|card| card.visibility).unwrap_or_default();
        Self {
            name: answer.typed_or("name", kept.map_or("", |card| card.name.as_str())),
            description: answer.typed_or("description", kept.map_or("", |card| card.description.as_str())),
            category: answer.typed_or("category", &category.unwrap_or_default()),
            visibility: answer.typed_or("visibility", visibility.name()).parse().unwrap_or(visibility),
        }
    }
}

/// The fields.
#[component]
pub(super) fn Fields(typed: Typed, categories: Vec<Category>, problem: Option<Problem>) -> impl IntoView {
    let Typed { name, description, category, visibility } = typed;
    let none = (String::new(), "No category".to_owned());
    let options: Vec<_> = categories.into_iter().map(|category| (category.id.to_string(), category.name)).collect();
    let categories = (!options.is_empty()).then(|| {
        let options = std::iter::once(none).chain(options).collect();
        view! { <Choice name="category" label="Category" options chosen=category wrong=problem_of(&problem, "category") /> }
    });
    view! {
        <Field name="name" label="Name" autocomplete="off" typed=name wrong=problem_of(&problem, "name") />
        <TextField
            name="description"
            label="Description"
            hint="What the community is about, and who it is for."
            optional=true
            typed=description
            wrong=problem_of(&problem, "description")
        />
        {categories}
        <VisibilityField chosen=visibility />
    }
}

#[component]
fn VisibilityField(chosen: CommunityVisibility) -> impl IntoView {
    let option = |choice: CommunityVisibility, icon: Icon, words: &'static str| {
        view! {
            <label class="segmented__option">
                <input
                    class="segmented__radio"
                    type="radio"
                    name="visibility"
                    value=choice.name()
                    checked=choice == chosen
                />
                <Draw icon class="icon--small segmented__icon" />
                {words}
            </label>
        }
    };
    view! {
        <div class="field">
            <p class="field__label" aria-hidden="true">"Visibility"</p>
            <fieldset class="segmented" id="visibility" aria-describedby="visibility-hint">
                <legend class="visually-hidden">"Visibility"</legend>
                {option(CommunityVisibility::Public, Icon::Globe, "Public")}
                {option(CommunityVisibility::Private, Icon::Lock, "Private")}
            </fieldset>
            <p class="field__hint" id="visibility-hint">
                "Anyone can read a public community and join it. A private one can be read only by its members, and others need an invitation to join."
            </p>
        </div>
    }
}
