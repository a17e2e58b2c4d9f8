//! Points in time, written the same by server and browser: in UTC, and never as "two hours ago".

use leptos::prelude::*;
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

/// A day.
#[component]
pub fn Day(
    /// Which, UTC.
    at: OffsetDateTime,
) -> impl IntoView {
    view! { <time datetime=at.format(&Rfc3339).unwrap_or_default()>{day_words(at.date())}</time> }
}

/// A day as a text.
pub fn day_words(day: Date) -> String {
    day.format(format_description!("[day padding:none] [month repr:long] [year]")).unwrap_or_default()
}

/// A day and a time of day.
#[component]
pub fn Moment(
    /// When, UTC.
    at: OffsetDateTime,
) -> impl IntoView {
    let format = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    let words = at.format(format).unwrap_or_default();
    view! { <time datetime=at.format(&Rfc3339).unwrap_or_default()>{words}</time> }
}
