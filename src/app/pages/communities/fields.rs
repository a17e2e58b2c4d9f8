//! What is said of a community, and who can read it: the fields of its forms.

use crate::{
    app::{
        components::{Choice, Field, TextField, VisibilityField, problem_of},
        start::FormAnswer,
    },
    model::{categories::Category, communities::CommunityCard, errors::Problem, visibility::PublicOrPrivate},
};
use leptos::prelude::*;

/// What the fields hold, as it was typed or is kept.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    name: String,
    description: String,
    /// An id; empty for none.
    category: String,
    visibility: PublicOrPrivate,
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
        <VisibilityField
            chosen=visibility
            hint="Anyone can read a public community and join it. A private one can be read only by its members, and others need an invitation to join."
        />
    }
}
