//! The pages of channels: the history of a long one, what has changed there, its pictures, what is unread, and search of messages.

use crate::{
    cast::Cast,
    pages::{Answer, Ask, Listing, by_all, caller, deep, listed, of_text, single},
};
use tessera::{
    model::{
        errors::Problem,
        feeds::{FeedOf, Order, Window},
        ids::{ChannelId, UserId},
        message_search::{FOUND_PAGE, MessageQuery},
        messages::{HistoryFrom, MESSAGES_PAGE, REPLAY_MOST},
        page::Cursor,
    },
    services::{Site, channels, conversations, feeds, messages, pins::Span},
    store::db::changes::Portion,
};
use time::{Duration, OffsetDateTime};

/// What somebody is told who comes back.
const REPLAY: Portion = Portion { messages: REPLAY_MOST + 1, bytes: i64::MAX };

/// For how many days there have been messages in the longest channel.
const DAYS: i64 = 1095;

pub fn all(cast: &Cast) -> Vec<Listing> {
    let mut all = history(cast);
    all.extend(changes(cast));
    all.extend(unread(cast));
    all.extend(pictures(cast));
    all.extend(searches_by_words(cast));
    all.extend(other_searches(cast));
    all
}

/// By members of the community in turn.
fn by_members(cast: &Cast, asks: impl Iterator<Item = Ask>) -> Vec<Ask> {
    asks.zip(cast.talk.members.iter().cycle()).map(|(ask, member)| Ask { viewer: Some(member.id), ..ask }).collect()
}

/// Asks about messages from all over the history.
fn numbers(cast: &Cast) -> Vec<Ask> {
    let last = cast.talk.last_message;
    by_members(cast, (1..=200).map(|n| Ask { number: last * n / 201, ..Ask::default() }))
}

/// Of a member, without more.
fn members(cast: &Cast) -> Vec<Ask> {
    by_members(cast, std::iter::repeat_n(Ask::default(), 200))
}

fn viewer(ask: &Ask) -> Result<UserId, Problem> {
    ask.viewer.ok_or(Problem::NotSignedIn)
}

async fn read(site: Site, ask: Ask, channel: ChannelId, from: HistoryFrom) -> Answer {
    let history = messages::history(&caller(site, ask.viewer), channel, from, MESSAGES_PAGE).await?;
    let older = history.messages.first().filter(|_| history.older);
    Ok((history.messages.len(), older.map(|message| Cursor::Message(0, message.seq, channel))))
}

fn history(cast: &Cast) -> Vec<Listing> {
    let (channel, last) = (cast.talk.channel, cast.talk.last_message);
    let newest = by_all(cast, std::iter::repeat_n(Ask::default(), 200));
    vec![
        Listing::new("A channel of 200,000 messages", newest, move |site, ask, cursor| {
            let from = match cursor {
                Some(Cursor::Message(_, seq, _)) => HistoryFrom::Before(seq),
                _ => HistoryFrom::Newest,
            };
            read(site, ask, channel, from)
        })
        .deep(deep(cast, Ask::default())),
        Listing::new("The messages after one", numbers(cast), move |site, ask, _cursor| {
            let from = HistoryFrom::After(ask.number);
            read(site, ask, channel, from)
        }),
        Listing::new("The messages around one", numbers(cast), move |site, ask, _cursor| {
            let from = HistoryFrom::Around(ask.number);
            read(site, ask, channel, from)
        }),
        Listing::new("The messages around a date", numbers(cast), move |site, ask, _cursor| {
            let from = HistoryFrom::At(OffsetDateTime::now_utc() - Duration::days(DAYS * (last - ask.number) / last));
            read(site, ask, channel, from)
        }),
        Listing::new("One message", numbers(cast), move |site, ask, _cursor| async move {
            let found = site.db().messages_by(ask.viewer, &[(channel, ask.number)]).await;
            single(found)
        }),
        Listing::new("The pinned messages of a channel", members(cast), move |site, ask, _cursor| async move {
            single(messages::pinned(&caller(site, ask.viewer), channel).await)
        }),
        Listing::new("Whom one may mention in a channel", members(cast), move |site, ask, _cursor| async move {
            single(messages::mentionable(&caller(site, ask.viewer), channel, "s").await)
        }),
    ]
}

/// What those are told who come back to a channel.
fn changes(cast: &Cast) -> Vec<Listing> {
    let (channel, seq) = (cast.talk.channel, cast.talk.seq);
    let asks = by_members(cast, (1..=200).map(|n| Ask { number: seq - 2 * n, ..Ask::default() }));
    vec![
        Listing::new("How a channel stands", members(cast), move |site, ask, _cursor| async move {
            single(site.db().channel_state(viewer(&ask)?, channel).await)
        }),
        Listing::new("What has changed in a channel", asks, move |site, ask, _cursor| async move {
            single(site.db().channel_changes(&[(channel, ask.number)], REPLAY, None).await)
        }),
    ]
}

fn unread(cast: &Cast) -> Vec<Listing> {
    let (community, channel) = (cast.talk.community, cast.talk.channel);
    let star = Ask { viewer: Some(cast.star.id), ..Ask::default() };
    vec![
        Listing::new("The channels of a community", members(cast), move |site, ask, _cursor| async move {
            single(channels::cards(&caller(site, ask.viewer), community).await)
        }),
        Listing::new("What stands above a channel", members(cast), move |site, ask, _cursor| async move {
            single(channels::detail(&caller(site, ask.viewer), channel).await)
        }),
        Listing::new("Direct conversations", members(cast), |site, ask, cursor| async move {
            listed(conversations::list(&caller(site, ask.viewer), Span::of_conversations(cursor)).await)
        })
        .deep(vec![star.clone()]),
        Listing::new(
            "How many conversations are unread",
            [star].into_iter().chain(members(cast)).collect(),
            |site, ask, _cursor| async move { single(conversations::unread(&caller(site, ask.viewer)).await) },
        ),
    ]
}

/// A channel as a gallery is shown.
fn pictures(cast: &Cast) -> Vec<Listing> {
    let (community, channel) = (cast.talk.community, cast.talk.channel);
    let posted = move |order: Order| {
        move |site: Site, ask: Ask, cursor: Option<Cursor>| async move {
            listed(feeds::channel(&site, ask.viewer, channel, order, Span::of_grid(cursor)).await)
        }
    };
    let pins = cast.talk.pins.iter().map(|pin| Ask { pin: Some(*pin), ..Ask::default() });
    let visitors = || by_all(cast, std::iter::repeat_n(Ask::default(), 200));
    vec![
        Listing::new("The pictures of a channel, newest", visitors(), posted(Order::Newest))
            .deep(deep(cast, Ask::default())),
        Listing::new("The pictures of a channel, most liked", visitors(), posted(Order::Popular(Window::All)))
            .deep(deep(cast, Ask::default())),
        Listing::new(
            "The pins beside one: of a channel",
            by_members(cast, pins),
            move |site, ask, _cursor| async move {
                let pin = ask.pin.ok_or(Problem::NotFound)?;
                let list = FeedOf::Channel { community, id: channel, order: Order::Newest };
                single(feeds::neighbours(&site, ask.viewer, pin, &list).await)
            },
        ),
    ]
}

/// A search of messages, by what is looked for.
fn search(name: &'static str, asks: Vec<Ask>, query: impl Fn(&Ask) -> MessageQuery + Send + Sync + 'static) -> Listing {
    Listing::new(name, asks, move |site, ask, cursor| {
        let query = query(&ask);
        async move {
            let span = Span { cursor, size: FOUND_PAGE };
            listed(messages::search(&caller(site, ask.viewer), &query, span).await)
        }
    })
    .search()
}

fn texts(cast: &Cast, texts: impl Iterator<Item = String>) -> Vec<Ask> {
    by_members(cast, texts.map(|text| of_text(&text)))
}

fn searches_by_words(cast: &Cast) -> Vec<Listing> {
    let (community, channel) = (cast.talk.community, cast.talk.channel);
    let words = || texts(cast, cast.talk.words.iter().cloned());
    let rare = || texts(cast, (1..=50).map(|n| format!("case{n}")));
    let here =
        move |ask: &Ask| MessageQuery { words: ask.text.clone(), channel: Some(channel), ..MessageQuery::default() };
    vec![
        search("Search messages: a word", words(), here),
        search(
            "Search messages: one of the commonest words",
            texts(cast, COMMONEST.map(str::to_owned).into_iter()),
            here,
        )
        .deep(deep(cast, of_text(COMMONEST[0]))),
        search("Search messages: a rare word", rare(), here),
        search("Search messages: a word in a community", words(), move |ask| MessageQuery {
            words: ask.text.clone(),
            community: Some(community),
            ..MessageQuery::default()
        }),
        search("Search messages: a rare word, everywhere", rare(), |ask| MessageQuery {
            words: ask.text.clone(),
            ..MessageQuery::default()
        }),
    ]
}

/// As `messages.sql` has them.
const COMMONEST: [&str; 5] = ["light", "morning", "street", "house", "garden"];

fn other_searches(cast: &Cast) -> Vec<Listing> {
    let (channel, last) = (cast.talk.channel, cast.talk.last_message);
    let authors = || {
        let asks = cast.talk.authors.iter().cycle().zip(numbers(cast)).take(200);
        asks.map(|(author, ask)| Ask { text: author.name.clone(), ..ask }).collect::<Vec<_>>()
    };
    let by = move |ask: &Ask| MessageQuery {
        author: Some(ask.text.clone()),
        channel: Some(channel),
        ..MessageQuery::default()
    };
    vec![
        search("Search messages: of an author", authors(), by),
        search("Search messages: with a picture", members(cast), move |_| MessageQuery {
            channel: Some(channel),
            has_picture: true,
            ..MessageQuery::default()
        }),
        search("Search messages: of an author, with a picture, in a quarter", authors(), move |ask| {
            let until = OffsetDateTime::now_utc() - Duration::days(DAYS * (last - ask.number) / last);
            MessageQuery { has_picture: true, since: Some(until - Duration::days(90)), until: Some(until), ..by(ask) }
        }),
    ]
}
