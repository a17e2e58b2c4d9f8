//! What a job is about, with the way there.

use crate::model::jobs::About;
use leptos::prelude::*;

/// What a job is about.
#[component]
pub(super) fn AboutJob(about: About) -> impl IntoView {
    match about {
        About::Pin { pin, title, owner } => view! {
            <a href=format!("/pin/{pin}") dir="auto">{title}</a>" by "<Member username=owner />
        }
        .into_any(),
        About::Picture { owner, .. } => view! { "A picture by "<Member username=owner /> }.into_any(),
        About::Gone { .. } => view! { "A deleted picture" }.into_any(),
        About::Member { username } => view! { "To "<Member username /> }.into_any(),
        About::Address { email } => view! { {format!("To {email}")} }.into_any(),
    }
}

#[component]
fn Member(username: String) -> impl IntoView {
    view! { <a href=format!("/@{username}")>{format!("@{username}")}</a> }
}
