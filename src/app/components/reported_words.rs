//! What a reported message says, for those who decide about it.

use super::Moment;
use crate::{
    app::counts::pictures,
    model::moderation::{ReportedMessage, ReportedPicture},
};
use leptos::prelude::*;

/// Its text as it was written, its pictures, and when it was sent.
#[component]
pub fn ReportedWords(message: ReportedMessage) -> impl IntoView {
    let ReportedMessage { body, pictures: count, shown, sent_at, .. } = message;
    view! {
        {(!body.is_empty()).then(|| view! { <blockquote class="case__quote prose" dir="auto">{body}</blockquote> })}
        {(!shown.is_empty()).then(|| view! {
            <p class="entry__facts">{shown.into_iter().map(|picture| view! { <Shown picture /> }).collect_view()}</p>
        })}
        <p class="entry__facts">
            {(count > 0).then(|| view! { <span>{pictures(count)}" attached"</span> })}
            <span>"Sent "<Moment at=sent_at /></span>
        </p>
    }
}

/// A small picture, which leads to the whole.
#[component]
fn Shown(picture: ReportedPicture) -> impl IntoView {
    view! {
        <a class="news__picture" href=picture.largest_address()>
            <img
                class="news__image"
                src=picture.address()
                width=picture.width.to_string()
                height=picture.height.to_string()
                alt="Attached picture"
                loading="lazy"
                decoding="async"
            />
        </a>
    }
}
