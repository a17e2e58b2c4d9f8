//! What a reported message says, for those who decide about it.

use super::Moment;
use crate::{app::counts::pictures, model::moderation::ReportedMessage};
use leptos::prelude::*;

/// Its text as it was written, how many pictures it has, and when it was sent.
#[component]
pub fn ReportedWords(message: ReportedMessage) -> impl IntoView {
    let ReportedMessage { body, pictures: count, sent_at, .. } = message;
    view! {
        {(!body.is_empty()).then(|| view! { <blockquote class="case__quote prose" dir="auto">{body}</blockquote> })}
        <p class="entry__facts">
            {(count > 0).then(|| view! { <span>{pictures(count)}" attached"</span> })}
            <span>"Sent "<Moment at=sent_at /></span>
        </p>
    }
}
