//! The picture of a community beside its name: its icon, or its initials on a colour of its own.

use super::avatar::{initials, tone};
use crate::model::communities::CommunityCard;
use leptos::prelude::*;

/// How large an icon is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconSize {
    /// Beside a name within a line.
    Small,
    /// In a list.
    Medium,
    /// On the community's own page.
    Large,
}

/// Draws the icon of a community. A screen reader hears its name beside it instead.
#[component]
pub fn CommunityIcon(
    /// Whose.
    card: CommunityCard,
    /// How large.
    size: IconSize,
) -> impl IntoView {
    let class = match size {
        IconSize::Small => "avatar avatar--small community-icon",
        IconSize::Medium => "avatar community-icon community-icon--medium",
        IconSize::Large => "avatar avatar--large community-icon",
    };
    match card.icon {
        Some(icon) => view! {
            <span class=class aria-hidden="true">
                <img class="avatar__picture" src=icon.address() alt="" width="128" height="128" loading="lazy" />
            </span>
        }
        .into_any(),
        None => view! {
            <span class=class data-tone=tone(&card.id.to_string()).to_string() aria-hidden="true">
                {initials(&card.name)}
            </span>
        }
        .into_any(),
    }
}
