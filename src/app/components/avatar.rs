//! A member's picture, or their initials on a colour of their own.

pub(super) use crate::app::initials::tone;
use crate::{app::initials::first_letters, model::accounts::Person};
use leptos::prelude::*;

/// How large an avatar is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvatarSize {
    /// Beside a caption.
    Small,
    /// Beside a name.
    Medium,
    /// Where another can be chosen.
    Picked,
    /// On a member's own page.
    Large,
}

/// Draws an avatar. A screen reader hears the name beside it instead.
#[component]
pub fn Avatar(
    /// Whose.
    person: Person,
    /// How large.
    size: AvatarSize,
) -> impl IntoView {
    let class = match size {
        AvatarSize::Small => "avatar avatar--small",
        AvatarSize::Medium => "avatar",
        AvatarSize::Picked => "avatar avatar--picked",
        AvatarSize::Large => "avatar avatar--large",
    };
    match person.avatar {
        Some(face) => view! {
            <span class=class aria-hidden="true">
                <img class="avatar__picture" src=face.address() alt="" width="128" height="128" loading="lazy" />
            </span>
        }
        .into_any(),
        None => view! {
            <span class=class data-tone=tone(&person.username).to_string() aria-hidden="true">
                {initials(&person.display_name)}
            </span>
        }
        .into_any(),
    }
}

/// The first letters of the first and the last word.
pub(super) fn initials(name: &str) -> String {
    first_letters(name).to_uppercase()
}
