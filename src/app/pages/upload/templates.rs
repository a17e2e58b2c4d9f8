//! What the script of the page (`lazy/upload`) puts below the form's zone, drawn here for it to copy. `data-at` says when a piece is shown,
//! `data-do` what a button does.

use super::card::{Card, Progress};
use crate::{
    app::components::{Draw, Icon, TagsField, VisibilityChoice},
    model::pins::Visibility,
};
use leptos::prelude::*;

/// All of it, in the order of the page.
#[component]
pub fn Templates() -> impl IntoView {
    view! {
        <template id="uploading">
            <div>
                // Of folders, and of one's plan.
                <p class="upload__remark" role="status"></p>
                <p class="upload__remark" role="alert"><a href="/settings/plan">"See your plan"</a></p>
                <SignedOut />
                <Duplicates />
                <ForAll />
                <button
                    class="button button--secondary button--small upload__filter"
                    type="button"
                    aria-pressed="false"
                    data-at="failed"
                ></button>
                <ul class="upload__list" aria-label="Chosen pictures"></ul>
                <ActionBar />
            </div>
        </template>
        <Card />
    }
}

/// Says that nothing goes on until one has signed in again, without leaving what was chosen.
#[component]
fn SignedOut() -> impl IntoView {
    view! {
        <div class="alert" role="alert" data-at="signed-out">
            <Draw icon=Icon::Alert />
            <div class="alert__body">
                <h2 class="alert__title">"You are signed out"</h2>
                <p>
                    <a class="alert__link" href="/login" target="_blank">
                        "Sign in again"<span class="visually-hidden">" (opens in a new tab)"</span>
                    </a>
                    ", then come back here and resume. Your pictures are still in the list."
                </p>
            </div>
        </div>
    }
}

/// Asks about all pictures at once that one has already, where there are several.
#[component]
fn Duplicates() -> impl IntoView {
    view! {
        <div class="alert alert--remark alert--action" role="status" data-at="known-several">
            <Draw icon=Icon::Alert />
            <p class="alert__body"></p>
            <button class="button button--secondary button--small" type="button" data-do="skip">"Skip these"</button>
            <button class="button button--secondary button--small" type="button" data-do="keep">"Keep both"</button>
        </div>
    }
}

/// Who sees all pictures, and tags for all. For several, which a form without script does not list.
#[component]
fn ForAll() -> impl IntoView {
    view! {
        <section class="upload__all" aria-label="For all pictures" data-at="several">
            <div class="field">
                <span class="field__label" aria-hidden="true">"Visibility"</span>
                <VisibilityChoice name="visibility-of-all".to_owned() chosen=Visibility::default() />
            </div>
            <div class="upload__tags">
                <TagsField
                    name="tags"
                    label="Tags for all"
                    hint="Separate with commas."
                    optional=true
                    typed=String::new()
                    wrong=None
                />
            </div>
        </section>
    }
}

/// The bar at the foot of the page: how far all of it is, and the buttons that start it, hold it and clear it away.
#[component]
fn ActionBar() -> impl IntoView {
    view! {
        <div class="action-bar">
            <div class="action-bar__state">
                <p class="action-bar__words" aria-hidden="true"><span></span><span class="action-bar__note"></span></p>
                <span class="visually-hidden" role="status"></span>
                <Progress label="Total progress" />
            </div>
            <div class="action-bar__actions">
                <button class="button button--quiet" type="button" data-at="idle" data-do="clear">"Clear"</button>
                <button class="button button--secondary" type="button" data-at="again" data-do="retry">"Retry failed"</button>
                <button class="button button--secondary" type="button" data-at="busy" data-do="hold"></button>
                <a class="button button--primary" href="/uploads" data-at="done">"Your uploads"</a>
                <button class="button button--primary" type="submit" data-at="sendable"></button>
            </div>
        </div>
    }
}
