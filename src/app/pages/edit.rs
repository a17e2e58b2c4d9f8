//! The words of a pin, and its picture, changed later.

use crate::{
    app::{
        components::{
            AccountForm, Checkbox, Drawing, Fetched, Field, Hint, Notice, PictureField, SignInFirst, TagsField,
            TextField, VisibilityChoice,
        },
        start::{Answered, FormAnswer},
    },
    model::{
        accounts::Me,
        errors::Problem,
        pins::{Location, OwnLocation, PinCard, PinDetail},
        text::isolated,
    },
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The form of a pin, for its owner.
#[component]
pub fn EditPin() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    if expect_context::<Option<Me>>().is_none() {
        AnswerStatus::set(401);
        return view! {
            <main id="main" class="page" tabindex="-1">
                <Title text="Edit" />
                <SignInFirst
                    title="Pictures are changed by their owners"
                    words="Sign in to change yours."
                    next=format!("/pin/{}/edit", id.get_untracked())
                />
            </main>
        }
        .into_any();
    }
    let pin = Resource::new(
        move || id.get(),
        |id| async move {
            let id = id.parse().map_err(|_| Problem::NotFound)?;
            server_fns::pins::pin(id).await
        },
    );
    view! {
        <Title text="Edit" />
        <main id="main" class="page page--form" tabindex="-1">
            <Fetched from=pin alone=true let:detail>
                {if detail.editable {
                    view! { <Form detail answer=answer.clone() /> }.into_any()
                } else {
                    view! { <NotYours detail /> }.into_any()
                }}
            </Fetched>
        </main>
    }
    .into_any()
}

#[component]
fn NotYours(detail: PinDetail) -> impl IntoView {
    AnswerStatus::set(Problem::NotAllowed.status());
    let PinCard { id, title, owner, .. } = detail.card;
    let words = format!("“{}” belongs to {}. You can look at it.", isolated(&title), isolated(&owner.display_name));
    view! {
        <Notice drawing=Drawing::Lost title="Not yours to change" words>
            <a class="button button--primary" href=format!("/pin/{id}")>"See the picture"</a>
        </Notice>
    }
}

#[component]
fn Form(detail: PinDetail, answer: FormAnswer) -> impl IntoView {
    let PinDetail { card, description, source_url, tags, location, .. } = detail;
    let PinCard { id, title, alt_text, visibility, picture, .. } = card;
    let address = format!("/pin/{id}");
    let problem = RwSignal::new(answer.problem.clone());
    let typed = move |field: &str, kept: &str| answer.typed_or(field, kept);
    let chosen = typed("visibility", visibility.name()).parse().unwrap_or(visibility);
    view! {
        <header class="page__head">
            <h1 class="page__title">"Edit"</h1>
            <p class="page__lead"><a href=address.clone() dir="auto">{title.clone()}</a></p>
        </header>
        <AccountForm action=format!("{address}/edit") submit="Save" look="button--primary" busy="Saving" done="Saved. One moment." problem>
            <Field name="title" label="Title" autocomplete="off" typed=typed("title", &title) problem />
            <TextField
                name="description"
                label="Description"
                hint="Web addresses in it become links."
                optional=true
                typed=typed("description", &description)
                problem
            />
            <TextField
                name="alt_text"
                label="Alternative text"
                hint="What is in the picture, for people who cannot see it."
                rows=2
                optional=true
                typed=typed("alt_text", &alt_text)
                problem
            />
            <TagsField name="tags" label="Tags" hint="Commas between." optional=true typed=typed("tags", &tags.join(", ")) problem />
            <Field
                name="source_url"
                label="Source"
                kind="url"
                autocomplete="off"
                hint="The address of the page it comes from."
                optional=true
                typed=typed("source_url", source_url.as_deref().unwrap_or_default())
                problem
            />
            <div class="field">
                <p class="field__label" aria-hidden="true">"Who sees it"</p>
                <VisibilityChoice name="visibility".to_owned() chosen=RwSignal::new(chosen) disabled=false />
                <Hint name="visibility" hint="Unlisted: whoever has the address sees it, and no list shows it." />
            </div>
            {location.map(|location| view! { <ShareLocation location /> })}
            <PictureField picture problem />
        </AccountForm>
        <p><a class="button button--secondary" href=address>"Back without saving"</a></p>
    }
}

/// Whether others get the place where it was taken, for its owner to say.
#[component]
fn ShareLocation(location: OwnLocation) -> impl IntoView {
    let hint = match location.fate() {
        Some(Location::None) => "No location was found in this file.",
        _ => "Otherwise the location is removed from what others can download. You keep it in your original.",
    };
    view! {
        <div class="field">
            <input type="hidden" name="share_location" value="false" />
            <Checkbox name="share_location" value="true" label="Share where it was taken" checked=location.shared />
            <Hint name="share_location" hint />
        </div>
    }
}
