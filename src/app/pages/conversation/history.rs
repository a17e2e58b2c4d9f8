//! A stretch of a channel's history: messages from old to new, days between them, and the ways on in both directions.

use super::{Viewer, entry::Entry};
use crate::{
    app::{
        components::{Empty, Icon, day_words},
        location::Query,
        served::PageRequest,
        talk::grouping::{Said, is_joined},
    },
    model::{
        errors::Problem,
        ids::ChannelId,
        messages::{History, HistoryFrom, MESSAGES_PAGE, Message},
    },
    services::messages,
};
use leptos::prelude::*;
use time::{Date, Time, macros::format_description};

/// Loads the stretch that an address asks for: the newest, where it asks for none.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is not there or not the caller's to see.
pub(super) async fn load(request: &PageRequest, channel: ChannelId) -> Result<History, Problem> {
    messages::history(&request.caller, channel, from(request.queries()), MESSAGES_PAGE).await
}

fn from(query: &Query) -> HistoryFrom {
    let number = |name: &str| number(query, name);
    if let Some(seq) = number("before") {
        HistoryFrom::Before(seq)
    } else if let Some(seq) = number("after") {
        HistoryFrom::After(seq)
    } else if let Some(seq) = marked(query) {
        HistoryFrom::Around(seq)
    } else if let Some(date) = query.get("date").and_then(|date| day(&date)) {
        HistoryFrom::At(date.with_time(Time::MIDNIGHT).assume_utc())
    } else {
        HistoryFrom::Newest
    }
}

/// A day as a form has it.
pub(super) fn day(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// The message that an address leads to, or is about to be changed.
pub(super) fn marked(query: &Query) -> Option<i64> {
    ["at", "edit", "delete", "reply"].into_iter().find_map(|name| number(query, name))
}

pub(super) fn number(query: &Query, name: &str) -> Option<i64> {
    query.get(name)?.parse().ok().filter(|seq| *seq > 0)
}

/// The stretch, with the ways on.
#[component]
pub(super) fn Flow(
    history: History,
    viewer: Viewer,
    /// The number of the last message that the viewer has seen; none where that is not known.
    read: Option<i64>,
    /// The message that the address leads to.
    marked: Option<i64>,
    /// What the list is called, for screen readers.
    label: String,
) -> impl IntoView {
    let History { position, messages, older, newer } = history;
    let (first, last) = (messages.first().map(|message| message.seq), messages.last().map(|message| message.seq));
    let way = |from: Option<i64>, name: &str| from.map(|seq| format!("{}?{name}={seq}", viewer.address));
    let (before, after) = (way(first.filter(|_| older), "before"), way(last.filter(|_| newer), "after"));
    let missed = read.filter(|read| older && *read > 0 && first.is_some_and(|first| first > *read));
    let missed = missed.map(|read| format!("{}?after={read}", viewer.address));
    let nothing = messages.is_empty() && !older && !newer;
    view! {
        <div class="room__flow" data-epoch=position.epoch.to_string() data-seq=position.seq.to_string()>
            {missed.map(|address| view! {
                <p class="room__missed"><a class="button button--secondary button--small" href=address>"Go to the first unread message"</a></p>
            })}
            {before.map(|address| view! {
                <p class="room__more"><a class="button button--quiet button--small" href=address rel="prev">"Older messages"</a></p>
            })}
            <div class="room__empty" hidden=!nothing>
                <Empty icon=Icon::Comment title="No messages yet" words="The conversation begins with the first message." />
            </div>
            <ol class="room__list" aria-label=label>{entries(messages, &viewer, read, marked)}</ol>
            {after.map(|address| view! {
                <p class="room__more"><a class="button button--quiet button--small" href=address rel="next">"Newer messages"</a></p>
            })}
        </div>
    }
}

/// Messages with what stands between them: the days, and where those begin that the viewer has not seen.
fn entries(messages: Vec<Message>, viewer: &Viewer, read: Option<i64>, marked: Option<i64>) -> Vec<AnyView> {
    let mut drawn = Vec::new();
    let mut before: Option<Message> = None;
    let mut is_unread = false;
    for message in messages {
        let day = message.sent_at.date();
        let is_new_day = before.as_ref().is_none_or(|before| before.sent_at.date() != day);
        if is_new_day {
            drawn.push(view! { <Day day /> }.into_any());
        }
        let begins = !is_unread && read.is_some_and(|read| message.seq > read) && !viewer.is(&message.author.username);
        if begins {
            is_unread = true;
            drawn.push(view! { <Unread /> }.into_any());
        }
        let joined =
            !is_new_day && !begins && before.as_ref().is_some_and(|before| is_joined(said(before), said(&message)));
        let is_marked = marked == Some(message.seq);
        before = Some(message.clone());
        drawn.push(view! { <Entry message viewer=viewer.clone() joined marked=is_marked /> }.into_any());
    }
    drawn
}

fn said(message: &Message) -> Said<'_> {
    let at = message.sent_at.unix_timestamp() * 1000 + i64::from(message.sent_at.millisecond());
    Said { author: &message.author.username, at, answers: message.reply_to.is_some() }
}

#[component]
fn Day(day: Date) -> impl IntoView {
    view! { <li class="day"><time datetime=day.to_string()>{day_words(day)}</time></li> }
}

/// Where those messages begin that the viewer has not seen.
#[component]
fn Unread() -> impl IntoView {
    view! { <li class="unread" id="unread">"New messages"</li> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn an_address_says_which_messages_it_is_about() {
        let query = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Query>()
        };
        for (pairs, expected) in [
            (&[][..], HistoryFrom::Newest),
            (&[("before", "7")], HistoryFrom::Before(7)),
            (&[("after", "7")], HistoryFrom::After(7)),
            (&[("at", "7")], HistoryFrom::Around(7)),
            (&[("reply", "7")], HistoryFrom::Around(7)),
            (&[("date", "2026-11-28")], HistoryFrom::At(datetime!(2026-11-28 0:00 UTC))),
            (&[("at", "-7")], HistoryFrom::Newest),
            (&[("before", "x"), ("date", "tomorrow")], HistoryFrom::Newest),
        ] {
            assert_eq!(from(&query(pairs)), expected, "{pairs:?}");
        }
    }
}
