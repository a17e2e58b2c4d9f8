//! Charts: how something changed over days, drawn on the server, so that they are there without script. The words and numbers
//! around the drawing are text of the page: they keep their size however wide the chart is.

use super::day_words;
use leptos::prelude::*;
use std::fmt::Write;
use time::Date;

/// How high a drawing is, in units of its own; it is as wide as there are days.
const HEIGHT: f64 = 100.0;

/// How much of its day's width a bar takes.
const BAR: f64 = 0.72;

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// How much there was: an area.
    Amounts,
    /// What happened on each day: bars.
    Events,
    /// The same of what should not happen.
    Faults,
}

/// A number of something on each day.
#[component]
pub fn Chart(
    /// Its id, which no other chart of the page has.
    id: &'static str,
    /// What is counted.
    title: &'static str,
    /// How it is drawn.
    kind: ChartKind,
    /// Days, the oldest first, with their numbers.
    days: Vec<(Date, u64)>,
    /// How a number is written.
    write: fn(u64) -> String,
) -> impl IntoView {
    let values: Vec<_> = days.iter().map(|(_, value)| *value).collect();
    let top = top(values.iter().copied().max().unwrap_or_default());
    let (shapes, class) = match kind {
        ChartKind::Amounts => (area(&values, top), "chart__drawing chart__drawing--amounts"),
        ChartKind::Events => (bars(&values, top), "chart__drawing chart__drawing--events"),
        ChartKind::Faults => (bars(&values, top), "chart__drawing chart__drawing--faults"),
    };
    let (title_id, words_id) = (format!("{id}-title"), format!("{id}-words"));
    let drawing = format!(
        r#"<title id="{title_id}">{title}</title><desc id="{words_id}">{}</desc>{shapes}"#,
        description(kind, &days, write)
    );
    let last = values.last().copied().unwrap_or_default();
    let sum = match kind {
        ChartKind::Amounts => write(last),
        ChartKind::Events | ChartKind::Faults => write(values.iter().sum()),
    };
    let marks = marks(&days).into_iter().map(|day| view! { <span>{day_words(day)}</span> }).collect_view();
    view! {
        <figure class="chart">
            <figcaption class="chart__head">
                <span class="chart__title">{title}</span>
                <span class="chart__sum">{sum}</span>
            </figcaption>
            <div class="chart__plot">
                <div class="chart__scale" aria-hidden="true">
                    <span>{write(top)}</span>
                    <span>{write(top / 2)}</span>
                    <span>{write(0)}</span>
                </div>
                <svg
                    class=class
                    role="img"
                    aria-labelledby=title_id
                    aria-describedby=words_id
                    viewBox=format!("0 0 {} {HEIGHT}", values.len().max(1))
                    preserveAspectRatio="none"
                    inner_html=drawing
                ></svg>
            </div>
            <div class="chart__days" aria-hidden="true">{marks}</div>
        </figure>
    }
}

/// The number at the top of the scale: the next that is easily halved and read.
fn top(most: u64) -> u64 {
    let mut power = 1u64;
    loop {
        for step in [2, 4, 6, 10] {
            let top = power.saturating_mul(step);
            if top >= most || top == u64::MAX {
                return top;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// From the top, how far down a value is.
fn down(value: u64, top: u64) -> f64 {
    HEIGHT - HEIGHT * value as f64 / top as f64
}

fn area(values: &[u64], top: u64) -> String {
    let mut line = String::new();
    for (place, value) in values.iter().enumerate() {
        let before = if place == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(line, "{before}{:.1} {:.2}", place as f64 + 0.5, down(*value, top));
    }
    if values.len() < 2 {
        return bars(values, top);
    }
    let right = values.len() as f64 - 0.5;
    format!(
        r#"<path class="chart__area" d="{line}L{right:.1} {HEIGHT}L0.5 {HEIGHT}Z"/><path class="chart__line" d="{line}"/>"#
    )
}

fn bars(values: &[u64], top: u64) -> String {
    let mut path = String::new();
    for (place, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
        let left = place as f64 + (1.0 - BAR) / 2.0;
        // Writing to a String cannot fail.
        let _ = write!(path, "M{left:.2} {HEIGHT}V{:.2}h{BAR}V{HEIGHT}Z", down(*value, top));
    }
    format!(r#"<path class="chart__bars" d="{path}"/>"#)
}

/// The days that are named below: the first, the one in the middle, the last.
fn marks(days: &[(Date, u64)]) -> Vec<Date> {
    let places = match days.len() {
        0 => vec![],
        1 => vec![0],
        2..=4 => vec![0, days.len() - 1],
        many => vec![0, many / 2, many - 1],
    };
    places.into_iter().filter_map(|place| days.get(place)).map(|(day, _)| *day).collect()
}

/// What the drawing shows, in words. None of them holds what would have to be escaped.
fn description(kind: ChartKind, days: &[(Date, u64)], write: fn(u64) -> String) -> String {
    let (Some((from, first)), Some((until, last))) = (days.first(), days.last()) else { return "No data.".to_owned() };
    let span = format!("From {} to {}", day_words(*from), day_words(*until));
    match kind {
        ChartKind::Amounts => format!("{span}: from {} to {}.", write(*first), write(*last)),
        ChartKind::Events | ChartKind::Faults => {
            let sum = days.iter().map(|(_, value)| value).sum();
            let most = days.iter().map(|(_, value)| *value).max().unwrap_or_default();
            format!("{span}: {} in total, at most {} in a day.", write(sum), write(most))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn the_scale_ends_at_a_number_that_is_easily_read() {
        for (most, expected) in [(0, 2), (1, 2), (3, 4), (5, 6), (7, 10), (11, 20), (401, 600), (999, 1000)] {
            assert_eq!(top(most), expected, "{most}");
        }
        assert_eq!(top(u64::MAX), u64::MAX);
    }

    #[test]
    fn the_most_of_the_scale_is_at_the_top_and_nothing_at_the_bottom() {
        assert_eq!((down(0, 10), down(10, 10)), (HEIGHT, 0.0));
        assert_eq!(bars(&[0, 10], 10), r#"<path class="chart__bars" d="M1.14 100V0.00h0.72V100Z"/>"#);
        assert!(area(&[5, 10], 10).contains("M0.5 50.00L1.5 0.00"));
    }

    #[test]
    fn whoever_cannot_see_it_hears_what_it_shows() {
        let days = [(date!(2026 - 11 - 20), 3), (date!(2026 - 11 - 21), 5)];
        let write = |number: u64| number.to_string();
        let amounts = description(ChartKind::Amounts, &days, write);
        assert_eq!(amounts, "From 20 November 2026 to 21 November 2026: from 3 to 5.");
        let events = description(ChartKind::Events, &days, write);
        assert_eq!(events, "From 20 November 2026 to 21 November 2026: 8 in total, at most 5 in a day.");
    }
}
