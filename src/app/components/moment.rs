//! Points in time, written as people say them: "3 minutes ago". The full date and time is their title, which `islands/moments.rs` writes
//! anew in the reader's time zone.

use leptos::prelude::*;
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

/// From how many days on the date is written instead.
const DAYS_COUNTED: u64 = 30;

/// How long ago something was, or how long it is until then.
#[component]
pub fn Moment(
    /// When, UTC.
    at: OffsetDateTime,
) -> impl IntoView {
    let words = relative(at, OffsetDateTime::now_utc());
    view! { <time datetime=at.format(&Rfc3339).unwrap_or_default() title=in_full(at)>{words}</time> }
}

/// A day as a text.
pub fn day_words(day: Date) -> String {
    day.format(format_description!("[day padding:none] [month repr:long] [year]")).unwrap_or_default()
}

fn in_full(at: OffsetDateTime) -> String {
    let format = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    at.format(format).unwrap_or_default()
}

/// How long ago something was, or how long it is until then, in one unit; a date where that is far away.
fn relative(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let seconds = (now - at).whole_seconds();
    let (ahead, seconds) = (seconds < 0, seconds.unsigned_abs());
    // Whole units of the past. The future is rounded: what was set to end in three days does not end in two a second later.
    let count = |unit: u64| (seconds + if ahead { unit / 2 } else { 0 }) / unit;
    let words = |count: u64, unit: &str| {
        let plural = if count == 1 { "" } else { "s" };
        if ahead { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
    };
    match (count(60), count(60 * 60), count(24 * 60 * 60)) {
        (0, ..) => "just now".to_owned(),
        (minutes @ ..60, ..) => words(minutes, "minute"),
        (_, hours @ ..24, _) => words(hours, "hour"),
        (.., 1) if ahead => "tomorrow".to_owned(),
        (.., 1) => "yesterday".to_owned(),
        (.., days @ ..DAYS_COUNTED) => words(days, "day"),
        _ => at.format(format_description!("[day padding:none] [month repr:short] [year]")).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    const NOW: OffsetDateTime = datetime!(2026-12-28 12:00 UTC);

    #[test]
    fn what_is_past_is_told_by_how_long_ago_it_was() {
        for (ago, words) in [
            (Duration::seconds(59), "just now"),
            (Duration::seconds(60), "1 minute ago"),
            (Duration::seconds(239), "3 minutes ago"),
            (Duration::minutes(59), "59 minutes ago"),
            (Duration::minutes(60), "1 hour ago"),
            (Duration::minutes(179), "2 hours ago"),
            (Duration::hours(24), "yesterday"),
            (Duration::hours(47), "yesterday"),
            (Duration::hours(48), "2 days ago"),
            (Duration::days(29), "29 days ago"),
            (Duration::days(30), "28 Nov 2026"),
            (Duration::days(366), "27 Dec 2025"),
        ] {
            assert_eq!(relative(NOW - ago, NOW), words, "{ago}");
        }
    }

    #[test]
    fn what_is_to_come_is_told_by_how_long_it_is_until_then() {
        for (until, words) in [
            (Duration::seconds(29), "just now"),
            (Duration::seconds(299), "in 5 minutes"),
            (Duration::minutes(60) - Duration::seconds(1), "in 1 hour"),
            (Duration::hours(12), "in 12 hours"),
            (Duration::hours(24) - Duration::seconds(1), "tomorrow"),
            (Duration::days(3) - Duration::seconds(1), "in 3 days"),
            (Duration::days(30) - Duration::seconds(1), "27 Jan 2027"),
        ] {
            assert_eq!(relative(NOW + until, NOW), words, "{until}");
        }
    }
}
