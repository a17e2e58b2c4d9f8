//! The heart by which one likes a pin, or likes it no more.

use super::{Draw, Icon};
use crate::{
    app::{
        browser,
        counts::{Grouped, likes},
        switches::{Switches, here, sign_in_address},
    },
    model::{accounts::Me, ids::PinId, pins::PinCard},
};
use leptos::{ev::SubmitEvent, prelude::*};

/// What one likes, as far as it was switched in this tab.
pub type Likes = Switches<PinId>;

/// Likes a pin, or likes it no more. A visitor is led to sign in and back.
#[component]
pub fn LikeButton(
    /// What.
    card: PinCard,
    /// Whether it stands on the picture's tile in a grid, as small as can be.
    #[prop(optional)]
    on_tile: bool,
) -> impl IntoView {
    let PinCard { id, title, like_count, liked, .. } = card;
    let back = here();
    let sign_in = sign_in_address(&back);
    let switch = expect_context::<Likes>().of(id);
    let count = {
        let switch = switch.clone();
        Signal::derive(move || switch.count(liked, like_count))
    };
    let class = if on_tile { "like like--tile" } else { "like button button--secondary" };
    let words = move || {
        if on_tile {
            let number = move || Some(count.get()).filter(|count| *count > 0).map(|count| Grouped(count).to_string());
            view! {
                <span class="visually-hidden">{format!("Like {title} ")}</span>
                <span class="like__count">{number}</span>
            }
            .into_any()
        } else {
            "Like".into_any()
        }
    };
    let heart = view! { <Draw icon=Icon::Heart class="like__heart" /> };
    let button = if expect_context::<Option<Me>>().is_none() {
        view! { <a class=class href=sign_in>{heart}{words()}</a> }.into_any()
    } else {
        let on = {
            let switch = switch.clone();
            Signal::derive(move || switch.is_on(liked))
        };
        // Until it is pressed, the heart keeps still.
        let pressed = RwSignal::new(false);
        let action = format!("/pin/{id}/like");
        let submit = {
            let action = action.clone();
            move |event: SubmitEvent| {
                event.prevent_default();
                pressed.set(true);
                let action = action.clone();
                switch.press(liked, sign_in.clone(), move |on| {
                    let action = action.clone();
                    async move { browser::post_fields(&action, &[("want", wish(on))]).await.map(drop) }
                });
            }
        };
        view! {
            <form class="like-form" method="post" action=action enctype="multipart/form-data" on:submit=submit>
                <input type="hidden" name="back" value=back />
                <button
                    class=class
                    type="submit"
                    name="want"
                    value=move || wish(!on.get())
                    aria-pressed=move || on.get().to_string()
                    data-pressed=move || pressed.get().then_some("")
                >
                    {heart}
                    {words()}
                </button>
            </form>
        }
        .into_any()
    };
    let who = (!on_tile).then(|| view! { <Who id count /> });
    view! { {button}{who} }
}

/// How many like a pin, and the way to who.
#[component]
fn Who(id: PinId, count: Signal<u32>) -> impl IntoView {
    move || match count.get() {
        0 => view! { <span class="like__none">"No likes yet"</span> }.into_any(),
        count => view! { <a class="like__who" href=format!("/pin/{id}/likes")>{likes(count)}</a> }.into_any(),
    }
}

/// How the form says what is wanted.
const fn wish(on: bool) -> &'static str {
    if on { "like" } else { "unlike" }
}
