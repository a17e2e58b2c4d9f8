//! The button by which one follows a member, or stops.

use crate::{
    app::{
        browser,
        switches::{Switches, here, sign_in_address},
    },
    model::accounts::{Me, Person},
};
use leptos::{ev::SubmitEvent, prelude::*};

/// Whom one follows, by user name, as far as it was switched in this tab.
pub type Follows = Switches<String>;

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
    let back = here();
    let sign_in = sign_in_address(&back);
    let name = view! { <span class="visually-hidden">{format!(" {display_name}")}</span> };
    match expect_context::<Option<Me>>() {
        Some(me) if me.person.username == username => return ().into_any(),
        Some(_) => {}
        None => {
            let class = format!("button button--primary{size}");
            return view! { <a class=class href=sign_in>"Follow"{name}</a> }.into_any();
        }
    }
    let switch = expect_context::<Follows>().of(username.clone());
    let action = format!("/users/{username}/follow");
    let on = {
        let switch = switch.clone();
        Signal::derive(move || switch.is_on(followed))
    };
    let submit = {
        let action = action.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let action = action.clone();
            switch.press(followed, sign_in.clone(), move |on| {
                let action = action.clone();
                async move { browser::post_fields(&action, &[("want", wish(on))]).await.map(drop) }
            });
        }
    };
    let class = move || {
        let look = if on.get() { "button--secondary follow--on" } else { "button--primary" };
        format!("button {look}{size} follow")
    };
    view! {
        <form method="post" action=action enctype="multipart/form-data" on:submit=submit>
            <input type="hidden" name="back" value=back />
            <button
                class=class
                type="submit"
                name="want"
                value=move || wish(!on.get())
                aria-pressed=move || on.get().to_string()
            >
                <span class="follow__word">{move || if on.get() { "Following" } else { "Follow" }}</span>
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
