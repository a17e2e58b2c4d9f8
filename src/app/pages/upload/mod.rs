//! Uploading: a plain form with a zone for files. With script (`lazy/upload`) it lists what was chosen, and says how far each and all of it
//! is.

mod card;
mod drop_zone;
mod results;
mod states;
mod templates;

use crate::{
    app::{
        components::{Checkbox, Field, FormProblem, Hint, SignInFirst, VisibilityChoice, problem_of},
        served::{Content, PageRequest, Part, Title},
        start::FormAnswer,
    },
    model::{errors::Problem, pins::Visibility},
};
use drop_zone::DropZone;
use leptos::prelude::*;
use results::Results;
use templates::Templates;

/// The page of uploading, for members.
///
/// # Errors
/// [`Problem::BadRequest`] for a part that it does not have; [`Problem::NotSignedIn`] for the one that it has.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    match request.part {
        None => {}
        Some(Part::States) => return states::load(request).await,
        Some(_) => return Err(Problem::BadRequest { detail: "This page has no such part.".to_owned() }),
    }
    let member = request.caller.me.is_some();
    let FormAnswer { problem, uploads, .. } = request.answer;
    Ok(Content::new(move || {
        let content = if !member {
            view! {
                <SignInFirst
                    title="Sign in to upload"
                    words="Pictures you upload are saved to your account."
                    next="/upload"
                />
            }
            .into_any()
        } else if uploads.is_empty() {
            view! { <UploadForm problem /> }.into_any()
        } else {
            view! { <Results uploads /> }.into_any()
        };
        view! {
            <Title text="Upload" />
            <main id="main" class="page page--wide" tabindex="-1">{content}</main>
        }
    }))
}

#[component]
fn UploadForm(problem: Option<Problem>) -> impl IntoView {
    let wrong = problem_of(&problem, "title");
    view! {
        <header class="page__head">
            <h1 class="page__title">"Upload"</h1>
            <p class="page__lead">"Add one or more pictures. You choose the title and visibility of each."</p>
        </header>
        <form class="upload" method="post" action="/upload" enctype="multipart/form-data" data-upload data-lazy>
            <FormProblem problem />
            <PlainFields wrong />
            <DropZone />
            <div data-no-script><button class="button button--primary" type="submit">"Upload"</button></div>
        </form>
        <Templates />
    }
}

/// The fields of a form without script. They stand before the files, as they are sent in this order.
#[component]
fn PlainFields(wrong: Option<String>) -> impl IntoView {
    view! {
        <div class="upload__plain" data-no-script>
            <Field
                name="title"
                label="Title"
                autocomplete="off"
                hint="For a single picture. Several pictures are named after their files."
                optional=true
                typed=String::new()
                wrong
            />
            <div class="field">
                <span class="field__label" aria-hidden="true">"Visibility"</span>
                <VisibilityChoice name="visibility".to_owned() chosen=Visibility::default() />
            </div>
            <div class="field">
                <Checkbox name="share_location" value="true" label="Share location" checked=false />
                <Hint name="share_location" hint="If off, the location is removed from the files that others download." />
            </div>
        </div>
    }
}
