//! The button by which one follows a member, or stops. A form of one button; in the browser it is sent without leaving the page.

use crate::{
    app::{
        addresses::{Intent, sign_in_to},
        location::here,
    },
    model::accounts::{Me, Person},
};
use leptos::prelude::*;

/// Follows a member or stops; nothing beside oneself. A visitor is led to sign in and back.
#[component]
pub fn FollowButton(
    /// Whom.
    person: Person,
    /// Whether whoever looks follows them already.
    followed: bool,
    /// Whether it is the main thing on its page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { "" } else { " button--small" };
    let Person { username, display_name, .. } = person;
    let name = view! { <span class="visually-hidden">{format!(" {display_name}")}</span> };
    match expect_context::<Option<Me>>() {
        Some(me) if me.person.username == username => return ().into_any(),
        Some(_) => {}
        None => {
            let class = format!("button button--primary{size}");
            return view! { <a class=class href=sign_in_to(Intent::Follow, &here())>"Follow"{name}</a> }.into_any();
        }
    }
    let look = if followed { "button--secondary follow--on" } else { "button--primary" };
    view! {
        <form data-toggle="follow" method="post" action="/fn/follow" enctype="multipart/form-data">
            <input type="hidden" name="name" value=username />
            <input type="hidden" name="back" value=here() />
            <button
                class=format!("button {look}{size} follow")
                type="submit"
                name="want"
                value=wish(!followed)
                aria-pressed=followed.to_string()
            >
                <span class="follow__word">{if followed { "Following" } else { "Follow" }}</span>
                // What a press would do, for those who point at it.
                <span class="follow__end" aria-hidden="true">"Unfollow"</span>
                {name}
            </button>
        </form>
    }
    .into_any()
}

/// How the form says what is wanted.
const fn wish(on: bool) -> &'static str {
    if on { "follow" } else { "unfollow" }
}
