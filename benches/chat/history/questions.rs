//! What is asked of a channel, each many times with other arguments, and the same as somebody would ask PostgreSQL by hand.

use super::{
    asker::{Argument, Kind},
    rooms::{Room, Rooms},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use time::{Duration, OffsetDateTime, Time, format_description::well_known::Rfc3339};

/// How often each question is asked, after as many times as warm it up.
pub const ASKED: usize = 300;
pub const WARM_UP: usize = 30;

/// For so many days there have been messages.
const DAYS: i64 = 1_080;

const DAY: i64 = 86_400;

pub struct Question {
    pub name: &'static str,
    pub kind: Kind,
    pub by_hand: &'static str,
    pub asks: Vec<Ask>,
}

/// A question with its arguments.
pub struct Ask {
    pub path: String,
    pub arguments: Vec<Argument>,
    /// What is right, where it is known from the beginning: by hand, this question takes seconds.
    pub known: Option<Vec<i64>>,
}

/// A query of the messages of a channel with all that a page shows of them but reactions and pictures.
macro_rules! messages {
    ($rest:literal) => {
        concat!(
            "select message.seq, message.body, message.html, message.sent_at, message.edited_at, author.username, author.display_name
             from messages as message join users as author on author.id = message.author_id
             where message.channel_id = $1 and message.deleted_at is null ",
            $rest
        )
    };
}

/// The same around a message.
macro_rules! around {
    ($number:literal) => {
        concat!(
            "with here as (select ",
            $number,
            " as seq) (",
            messages!("and message.seq < (select seq from here) order by message.seq desc limit 25"),
            ") union all (",
            messages!("and message.seq >= (select seq from here) order by message.seq limit 25"),
            ") order by seq"
        )
    };
}

const NEWEST: &str = messages!("order by message.seq desc limit 50");
const BEFORE: &str = messages!("and message.seq < $2 order by message.seq desc limit 50");
const AFTER: &str = messages!("and message.seq > $2 order by message.seq limit 50");
const AROUND: &str = around!("$2::bigint");
const AT_DATE: &str =
    around!("(select seq from messages where channel_id = $1 and sent_at >= $2 order by sent_at, seq limit 1)");
const PINNED: &str =
    messages!("and message.pinned_at is not null order by message.pinned_at desc, message.seq desc limit 50");
const READ: &str =
    "select seq from channel_reads join users on users.id = user_id where channel_id = $1 and username = $2";
const WITH_WORD: &str = messages!(
    "and to_tsvector('simple', message.body) @@ plainto_tsquery('simple', $2)
     order by message.sent_at desc, message.seq desc limit 25"
);
const OF_AUTHOR: &str = messages!(
    "and message.author_id = (select id from users where username = $2)
     order by message.sent_at desc, message.seq desc limit 25"
);
const WITH_PICTURE: &str =
    messages!("and message.has_picture order by message.sent_at desc, message.seq desc limit 25");
const ALL_THREE: &str = messages!(
    "and message.author_id = (select id from users where username = $2) and message.has_picture
     and message.sent_at >= $3 and message.sent_at < $4
     order by message.sent_at desc, message.seq desc limit 25"
);

/// All questions about a channel, in an order that is the same for each.
pub fn all(room: &Room, rooms: &Rooms) -> Vec<Question> {
    let mut rng = StdRng::seed_from_u64(1);
    let mut all = history(room, &mut rng);
    all.extend(dates(room, &mut rng));
    all.extend(beside(room, rooms));
    all.extend(words(room, rooms));
    all.extend(filters(room, rooms, &mut rng));
    all
}

impl Question {
    fn new(name: &'static str, kind: Kind, by_hand: &'static str, ask: impl FnMut(usize) -> Ask) -> Self {
        Self { name, kind, by_hand, asks: (0..WARM_UP + ASKED).map(ask).collect() }
    }
}

fn ask<const N: usize>(path: String, arguments: [Argument; N]) -> Ask {
    Ask { path, arguments: arguments.into(), known: None }
}

fn history(room: &Room, rng: &mut StdRng) -> Vec<Question> {
    let (api, page, last) = (&room.messages, &room.page, room.last_message);
    // Where a page is full.
    let mut within = |first: i64, last: i64| rng.random_range(first..=last);
    vec![
        Question::new("newest messages", Kind::History, NEWEST, |_| ask(api.clone(), [])),
        Question::new("newest messages, page", Kind::HistoryPage, NEWEST, |_| ask(page.clone(), [])),
        Question::new("before a message", Kind::History, BEFORE, |_| {
            let number = within(57, last);
            ask(format!("{api}?before={number}"), [Argument::Number(number)])
        }),
        Question::new("after a message", Kind::History, AFTER, |_| {
            let number = within(1, last - 57);
            ask(format!("{api}?after={number}"), [Argument::Number(number)])
        }),
        Question::new("around a message", Kind::History, AROUND, |_| {
            let number = within(29, last - 28);
            ask(format!("{api}?around={number}"), [Argument::Number(number)])
        }),
        Question::new("around a message, page", Kind::HistoryPage, AROUND, |_| {
            let number = within(29, last - 28);
            ask(format!("{page}?at={number}"), [Argument::Number(number)])
        }),
    ]
}

fn dates(room: &Room, rng: &mut StdRng) -> Vec<Question> {
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a time");
    let mut moment = || now - Duration::seconds(rng.random_range(20 * DAY..DAYS * DAY));
    vec![
        Question::new("around a date", Kind::History, AT_DATE, |_| {
            let at = moment();
            ask(format!("{}?at={}", room.messages, at.format(&Rfc3339).expect("a time")), [Argument::At(at)])
        }),
        Question::new("around a date, page", Kind::HistoryPage, AT_DATE, |_| {
            let date = moment().date();
            ask(format!("{}?date={date}", room.page), [Argument::At(date.with_time(Time::MIDNIGHT).assume_utc())])
        }),
    ]
}

/// What a channel is opened with, beside its messages.
fn beside(room: &Room, rooms: &Rooms) -> Vec<Question> {
    let (me, id, read) = (&rooms.members[0].name, &room.id, room.read);
    vec![
        Question::new("how far one has read", Kind::Read, READ, |_| {
            ask(format!("/api/v1/channels/{id}"), [Argument::Text(me.clone())])
        }),
        Question::new("from the first unread one, page", Kind::HistoryPage, AFTER, |_| {
            ask(format!("{}?after={read}", room.page), [Argument::Number(read)])
        }),
        Question::new("pinned messages", Kind::List, PINNED, |_| ask(format!("/api/v1/channels/{id}/pinned"), [])),
    ]
}

fn words(room: &Room, rooms: &Rooms) -> Vec<Question> {
    let api = format!("/api/v1/messages/search?channel={}", room.id);
    let page = format!("/c/{}/search?channel={}", room.community, room.id);
    let with = |path: &str, word: &str| ask(format!("{path}&q={word}"), [Argument::Text(word.to_owned())]);
    let (common, seldom, rare) = (&rooms.common, &rooms.seldom, &rooms.rare);
    vec![
        Question::new("search: a common word", Kind::List, WITH_WORD, |n| with(&api, &common[n % common.len()])),
        Question::new("search: a common word, page", Kind::FoundPage, WITH_WORD, |n| {
            with(&page, &common[n % common.len()])
        }),
        Question::new("search: a word of one in 200", Kind::List, WITH_WORD, |n| with(&api, &seldom[n % seldom.len()])),
        Question::new("search: a rare word", Kind::List, WITH_WORD, |n| {
            let (word, numbers) = &rare[n % rare.len()];
            let known = if room.id == rooms.long.id { numbers.clone() } else { Vec::new() };
            Ask { known: Some(known), ..with(&api, word) }
        }),
    ]
}

fn filters(room: &Room, rooms: &Rooms, rng: &mut StdRng) -> Vec<Question> {
    let api = format!("/api/v1/messages/search?channel={}", room.id);
    let author = |n: usize| rooms.members[n % rooms.members.len()].name.clone();
    vec![
        Question::new("search: of an author", Kind::List, OF_AUTHOR, |n| {
            ask(format!("{api}&author={}", author(n)), [Argument::Text(author(n))])
        }),
        Question::new("search: with a picture", Kind::List, WITH_PICTURE, |_| {
            ask(format!("{api}&has_picture=true"), [])
        }),
        Question::new("search: both, in a quarter", Kind::List, ALL_THREE, |n| {
            let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a time");
            let until = now - Duration::days(rng.random_range(0..1_000));
            let since = until - Duration::days(90);
            let written = [since, until].map(|at| at.format(&Rfc3339).expect("a time"));
            let path = format!("{api}&author={}&has_picture=true&since={}&until={}", author(n), written[0], written[1]);
            ask(path, [Argument::Text(author(n)), Argument::At(since), Argument::At(until)])
        }),
    ]
}
