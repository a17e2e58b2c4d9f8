//! Members whom one could follow, each with some of their pictures.

use super::{Avatar, AvatarSize, FollowButton, sources};
use crate::{
    app::counts::followers,
    model::{feeds::Suggestion, pins::PinCard},
};
use leptos::prelude::*;

/// How wide one of their pictures is drawn at most, in pixels, on a screen of twice the density.
const WIDEST: u32 = 300;

/// The members.
#[component]
pub fn Suggestions(
    /// Whom.
    people: Vec<Suggestion>,
    /// Whether they stand in one row above something else.
    #[prop(optional)]
    row: bool,
) -> impl IntoView {
    let class = if row { "suggestions suggestions--row" } else { "suggestions" };
    view! {
        <section class=class aria-labelledby="suggestions-title">
            <h2 class="suggestions__title" id="suggestions-title">"People to follow"</h2>
            <ul class="suggestions__list">{people.into_iter().map(suggested).collect_view()}</ul>
        </section>
    }
}

fn suggested(suggestion: Suggestion) -> impl IntoView {
    let Suggestion { person, followers: count, pins } = suggestion;
    view! {
        <li class="suggestion">
            <a class="suggestion__link" href=format!("/@{}", person.username)>
                // Their page shows them, with words for whoever cannot see them.
                <span class="suggestion__pictures">{pins.into_iter().map(picture).collect_view()}</span>
                <span class="suggestion__who">
                    <Avatar person=person.clone() size=AvatarSize::Medium />
                    <span class="suggestion__words">
                        <span class="suggestion__name" dir="auto">{person.display_name.clone()}</span>
                        <span class="suggestion__facts">
                            {if count > 0 { followers(count) } else { format!("@{}", person.username) }}
                        </span>
                    </span>
                </span>
            </a>
            <FollowButton person followed=false />
        </li>
    }
}

fn picture(card: PinCard) -> impl IntoView {
    let picture = card.picture;
    let sources = sources(&picture, WIDEST);
    let placeholder = picture.placeholder.as_ref().map(|data| format!("--placeholder:url('{data}')"));
    view! {
        <img
            class="suggestion__picture"
            src=sources.src
            srcset=sources.srcset
            sizes="120px"
            width=picture.width.to_string()
            height=picture.height.to_string()
            style=placeholder
            alt=""
            loading="lazy"
            decoding="async"
        />
    }
}
