//! One picture on its way up, drawn for the script of the page (`lazy/upload/card.rs`) to copy: its place in the list, and what is drawn
//! there when it comes near what is in sight. In each copy, ids and names get the upload's number, and what is empty here is filled in.

use crate::{
    app::components::{Draw, Icon, VisibilityChoice},
    model::{
        pins::Visibility,
        words::{ALT_TEXT_LONGEST, DESCRIPTION_LONGEST, TITLE_LONGEST},
    },
};
use leptos::prelude::*;

/// Both. `data-words` names what is typed in a field.
#[component]
pub fn Card() -> impl IntoView {
    view! {
        <template id="upload-place">
            <li class="upload-card"><span class="upload-card__away" dir="auto"></span></li>
        </template>
        <template id="upload-card">
            <div>
                <div class="upload-card__thumb" aria-hidden="true">
                    <Draw icon=Icon::Picture class="upload-card__nothing" />
                    <canvas class="upload-card__picture" width="0" height="0"></canvas>
                </div>
                <div class="upload-card__body">
                    <Top />
                    <VisibilityChoice name="visibility".to_owned() chosen=Visibility::default() />
                    <Tags />
                    <Progress />
                    <Status />
                    // What becomes of its location.
                    <p class="field__hint"></p>
                    <div class="upload-card__details" id="more" hidden><Details /></div>
                </div>
            </div>
        </template>
    }
}

/// How much of something is done.
#[component]
pub fn Progress(
    /// Of what, where that is always the same.
    #[prop(optional)]
    label: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="progress" role="progressbar" aria-label=label><div class="progress__bar"></div></div>
    }
}

#[component]
fn Top() -> impl IntoView {
    view! {
        <div class="upload-card__top">
            <label class="visually-hidden" for="title"></label>
            <input
                class="input upload-card__title"
                id="title"
                dir="auto"
                maxlength=TITLE_LONGEST.to_string()
                data-words="title"
            />
            <button class="icon-button upload-card__remove" type="button" data-do="remove"><Draw icon=Icon::Close /></button>
        </div>
    }
}

/// The line of tags: in sight where there is one picture, and among the details where there are several.
#[component]
fn Tags() -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="tags">"Tags"</label>
            <input class="input" id="tags" autocapitalize="none" aria-describedby="tags-hint" data-words="tags" />
            <p class="field__hint" id="tags-hint"></p>
        </div>
    }
}

/// How far it is, in words, and what can be done. `data-at` says at which step a piece is shown.
#[component]
fn Status() -> impl IntoView {
    let icon = |icon: Icon, at: &'static str| {
        view! {
            <svg class="icon icon--small" viewBox="0 0 24 24" aria-hidden="true" data-at=at inner_html=icon.shapes()></svg>
        }
    };
    view! {
        <div class="upload-card__status">
            {icon(Icon::Picture, "chosen")}
            {icon(Icon::Alert, "known")}
            {icon(Icon::Clock, "waiting")}
            <span class="spinner" aria-hidden="true" data-at="busy"></span>
            {icon(Icon::Done, "ready")}
            {icon(Icon::Alert, "failed")}
            <span class="upload-card__words"></span>
            <a class="button button--quiet button--small" data-at="ready">"View"</a>
            <a class="button button--quiet button--small" data-at="existing">"View existing picture"</a>
            <button class="button button--secondary button--small" type="button" data-at="known" data-do="remove">"Skip"</button>
            <button class="button button--secondary button--small" type="button" data-at="known" data-do="keep">"Keep both"</button>
            <button class="button button--secondary button--small" type="button" data-at="again" data-do="retry">
                <Draw icon=Icon::Retry class="icon--small" />
                "Retry"
            </button>
            <span class="upload-card__size"></span>
            <button
                class="button button--quiet button--small upload-card__more"
                type="button"
                aria-expanded="false"
                aria-controls="more"
                data-do="unfold"
            >
                "More"<span class="visually-hidden"></span>
            </button>
        </div>
    }
}

/// All else that can be said of a picture.
#[component]
fn Details() -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="description">"Description"</label>
            <textarea
                class="input input--lines"
                id="description"
                dir="auto"
                rows="3"
                maxlength=DESCRIPTION_LONGEST.to_string()
                data-words="description"
            ></textarea>
        </div>
        <div class="field">
            <label class="field__label" for="alt-text">"Alternative text"</label>
            <input
                class="input"
                id="alt-text"
                maxlength=ALT_TEXT_LONGEST.to_string()
                aria-describedby="alt-text-hint"
                data-words="alt_text"
            />
            <p class="field__hint" id="alt-text-hint">"Describe the picture for people who cannot see it."</p>
        </div>
    }
}
