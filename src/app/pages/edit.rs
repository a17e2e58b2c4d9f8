//! Editing a pin: its title, description and other fields, and its picture.

use crate::{
    app::{
        components::{
            Checkbox, Drawing, Field, Form, Hint, Notice, PictureField, TagsField, TextField, VisibilityChoice,
            problem_of,
        },
        served::{AnswerStatus, Content, PageRequest, Title},
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        ids::PinId,
        pins::{Location, OwnLocation, PinCard, PinDetail},
        text::isolated,
    },
    services::pins,
};
use leptos::prelude::*;

const TITLE: &str = "Edit picture";

/// The form of a pin, for its owner.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let id: PinId = request.id()?;
    if request.caller.me.is_none() {
        let words = "You need to be signed in to edit your pictures.";
        return Ok(Content::sign_in_first(TITLE, "Sign in to edit", words, format!("/pin/{id}/edit")));
    }
    let detail = pins::pin(&request.caller, id).await?;
    let answer = request.answer;
    Ok(Content::new(move || {
        view! {
            <Title text=TITLE />
            <main id="main" class="page page--form" tabindex="-1">
                {if detail.editable {
                    view! { <Edit detail answer /> }.into_any()
                } else {
                    view! { <NotYours card=detail.card /> }.into_any()
                }}
            </main>
        }
    }))
}

#[component]
fn NotYours(card: PinCard) -> impl IntoView {
    AnswerStatus::set(Problem::NotAllowed.status());
    let PinCard { id, title, owner, .. } = card;
    let words =
        format!("“{}” belongs to {}. Only its owner can edit it.", isolated(&title), isolated(&owner.display_name));
    view! {
        <Notice drawing=Drawing::Lost title="You can’t edit this picture" words>
            <a class="button button--primary" href=format!("/pin/{id}")>"View picture"</a>
        </Notice>
    }
}

#[component]
fn Edit(detail: PinDetail, answer: FormAnswer) -> impl IntoView {
    let PinDetail { card, description, source_url, tags, location, .. } = detail;
    let PinCard { id, title, alt_text, visibility, picture, .. } = card;
    let address = format!("/pin/{id}");
    let problem = answer.problem.clone();
    let fields = Fields { title: title.clone(), description, alt_text, tags, source_url };
    let chosen = answer.typed_or("visibility", visibility.name()).parse().unwrap_or(visibility);
    let wrong_picture = problem_of(&problem, "file");
    view! {
        <header class="page__head">
            <h1 class="page__title">{TITLE}</h1>
            <p class="page__lead"><a href=address.clone() dir="auto">{title}</a></p>
        </header>
        <Form
            action=format!("{address}/edit")
            submit="Save"
            look="button--primary"
            busy="Saving"
            done="Saved"
            problem
            cancel=address
        >
            <Texts fields answer />
            <div class="field">
                <p class="field__label" aria-hidden="true">"Visibility"</p>
                <VisibilityChoice name="visibility".to_owned() chosen />
                <Hint
                    name="visibility"
                    hint="Unlisted: anyone with the link can see the picture, but it does not appear in lists or search."
                />
            </div>
            {location.map(|location| view! { <ShareLocation location /> })}
            <PictureField picture wrong=wrong_picture />
        </Form>
    }
}

/// What is kept of what can be typed.
struct Fields {
    title: String,
    description: String,
    alt_text: String,
    tags: Vec<String>,
    source_url: Option<String>,
}

#[component]
fn Texts(fields: Fields, answer: FormAnswer) -> impl IntoView {
    let typed = |field: &str, kept: &str| answer.typed_or(field, kept);
    let wrong = |field: &str| problem_of(&answer.problem, field);
    view! {
        <Field name="title" label="Title" autocomplete="off" typed=typed("title", &fields.title) wrong=wrong("title") />
        <TextField
            name="description"
            label="Description"
            hint="Web addresses become links."
            optional=true
            typed=typed("description", &fields.description)
            wrong=wrong("description")
        />
        <TextField
            name="alt_text"
            label="Alternative text"
            hint="Describes the picture to people who cannot see it. A short phrase works well."
            rows=2
            optional=true
            typed=typed("alt_text", &fields.alt_text)
            wrong=wrong("alt_text")
        />
        <TagsField
            name="tags"
            label="Tags"
            hint="Separate with commas."
            optional=true
            typed=typed("tags", &fields.tags.join(", "))
            wrong=wrong("tags")
        />
        <Field
            name="source_url"
            label="Source"
            kind="url"
            autocomplete="off"
            hint="The web page that the picture comes from."
            optional=true
            typed=typed("source_url", fields.source_url.as_deref().unwrap_or_default())
            wrong=wrong("source_url")
        />
    }
}

/// The owner decides whether others get the location.
#[component]
fn ShareLocation(location: OwnLocation) -> impl IntoView {
    let hint = match location.fate() {
        Some(Location::None) => "No location was found in this file.",
        _ => "If off, the location is removed from the files that others download. Your original keeps it.",
    };
    view! {
        <div class="field">
            <input type="hidden" name="share_location" value="false" />
            <Checkbox name="share_location" value="true" label="Share location" checked=location.shared />
            <Hint name="share_location" hint />
        </div>
    }
}
