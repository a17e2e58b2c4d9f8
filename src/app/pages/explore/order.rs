//! The order of everybody's pictures, as links: the newest first, or what is liked most of some time.

use crate::{
    app::components::FeedOf,
    model::feeds::{Order, Window},
};
use leptos::prelude::*;

/// The links.
#[component]
pub(super) fn OrderSwitch(
    /// The order that is shown.
    order: Order,
) -> impl IntoView {
    let popular = match order {
        Order::Newest => None,
        Order::Popular(window) => Some(window),
    };
    // “Most liked” starts with this week.
    let most_liked = Order::Popular(popular.unwrap_or(Window::Week));
    view! {
        <nav class="orders" aria-label="Sort order">
            <div class="segmented">
                {link(Order::Newest, "Newest", "segmented__option", popular.is_none())}
                {link(most_liked, "Most liked", "segmented__option", popular.is_some())}
            </div>
            {popular.map(|shown| view! {
                <ul class="orders__windows">
                    {Window::EACH
                        .map(|window| view! {
                            <li>{link(Order::Popular(window), name(window), "orders__window", window == shown)}</li>
                        })
                        .into_iter()
                        .collect_view()}
                </ul>
            })}
        </nav>
    }
}

fn link(order: Order, words: &'static str, class: &'static str, current: bool) -> impl IntoView {
    let address = FeedOf::Explore { order }.address(None);
    view! { <a class=class href=address aria-current=current.then_some("true")>{words}</a> }
}

/// A heading for what is shown.
pub(super) fn heading(order: Order) -> String {
    match order {
        Order::Newest => "Explore".to_owned(),
        Order::Popular(window) => format!("Most liked {}", when(window)),
    }
}

/// A window as a choice.
const fn name(window: Window) -> &'static str {
    match window {
        Window::Today => "Today",
        Window::Week => "This week",
        Window::Month => "This month",
        Window::Year => "This year",
        Window::All => "All time",
    }
}

/// A window at the end of a sentence.
pub(super) const fn when(window: Window) -> &'static str {
    match window {
        Window::Today => "today",
        Window::Week => "this week",
        Window::Month => "this month",
        Window::Year => "this year",
        Window::All => "of all time",
    }
}
