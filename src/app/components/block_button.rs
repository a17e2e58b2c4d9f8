//! The button by which one blocks a member. With script it is asked first where one is; without, on a page of its own.

use super::{ButtonForm, Dialog, Draw, Icon};
use crate::model::{accounts::Person, text::isolated};
use leptos::prelude::*;

/// Blocks a member, after a question.
#[component]
pub fn BlockButton(
    /// Whom.
    person: Person,
) -> impl IntoView {
    let Person { username, display_name, .. } = person;
    view! {
        <a class="button button--quiet" href=format!("/@{username}/block") data-ask="ask-block">
            <Draw icon=Icon::Ban class="icon--small" />"Block"<span class="visually-hidden">{format!(" {display_name}")}</span>
        </a>
        <Dialog id="ask-block" title=block_question(&display_name)>
            <p class="dialog__words">{block_words()}</p>
            <div class="dialog__actions">
                <button class="button button--quiet" type="button" autofocus data-cancel>"Cancel"</button>
                <ButtonForm
                    action="/fn/block"
                    fields=vec![("name", username), ("want", "block".to_owned()), ("back", "/settings/blocks?blocked=1".to_owned())]
                    class="button button--danger"
                >
                    "Block"
                </ButtonForm>
            </div>
        </Dialog>
    }
}

/// What is asked.
pub fn block_question(name: &str) -> String {
    format!("Block {}?", isolated(name))
}

/// What is to be known before.
pub const fn block_words() -> &'static str {
    "You won’t see each other’s pictures, comments or profiles, and neither of you can follow, mention or write to the other. \
     You can unblock them in your settings."
}
