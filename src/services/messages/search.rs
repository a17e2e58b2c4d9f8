//! Search of messages. How long it takes does not depend on how many there are: it looks through some thousands at most, and says how far it
//! has come where that was not all.
//!
//! First the newest messages are looked through: a word that most have is among them. A word that few have is found by an index. What is
//! left are words that many messages have: more and more are looked through until a page is full, and where that was not enough, the page
//! says where the next goes on.

use super::with_cards;
use crate::{
    model::{
        errors::Problem,
        message_search::{FoundMessage, MessageQuery},
        page::{Cursor, Page, other_list},
    },
    services::{
        Caller,
        notices::{microseconds, moment},
        pins::Span,
    },
    store::db::message_search::{Fitting, Place, Terms},
};

/// How many messages are looked through at first, and how many more each time that this was not enough.
const STEPS: [usize; 3] = [500, 2_500, 7_000];

/// How many of each channel at least.
const STEP_LEAST: usize = 10;

/// Words that more messages have than this are not looked up in the index.
const MANY: i64 = 5_000;

/// Messages that fit, the newest first. A page can have fewer than are asked for and still have a next one.
///
/// # Errors
/// [`Problem::Invalid`] where nothing is said of what is looked for, and for the cursor of another list; [`Problem::NotSignedIn`] for a
/// visitor who names neither channel nor community; [`Problem::NotFound`] where what is named is not there or not theirs to read.
pub async fn search(caller: &Caller, query: &MessageQuery, span: Span) -> Result<Page<FoundMessage>, Problem> {
    let query = query.clone().validated()?;
    let after = match span.cursor {
        None => None,
        Some(Cursor::Message(at, seq, channel)) => Some(Place { at: moment(at), channel, seq }),
        Some(_) => return Err(other_list()),
    };
    let Some((fitting, terms)) = fitting(caller, query, after).await? else {
        return Ok(Page { items: Vec::new(), next: None });
    };
    let (places, next) = places(caller, fitting, &terms, span.size).await?;
    Ok(Page { items: found(caller, &places).await?, next: next.map(cursor) })
}

fn cursor(place: Place) -> Cursor {
    Cursor::Message(microseconds(place.at), place.seq, place.channel)
}

/// What is looked for, as the database has it; `None` where nothing can fit.
async fn fitting(
    caller: &Caller,
    query: MessageQuery,
    after: Option<Place>,
) -> Result<Option<(Fitting, Terms)>, Problem> {
    let db = &caller.site.db;
    let is_everywhere = query.channel.is_none() && query.community.is_none();
    if is_everywhere {
        caller.member()?;
    }
    let channels = db.searched_channels(caller.viewer(), query.channel, query.community).await?;
    if channels.is_empty() {
        return if is_everywhere { Ok(None) } else { Err(Problem::NotFound) };
    }
    let author = match &query.author {
        None => None,
        Some(name) => match db.seen_member(caller.viewer(), name).await? {
            None => return Ok(None),
            author => author,
        },
    };
    let terms = match query.words.as_str() {
        "" => Terms { longest: None, messages: None },
        words => db.message_terms(words).await?,
    };
    if !query.words.is_empty() && terms.longest.is_none() {
        // Signs alone.
        return Ok(None);
    }
    let fitting = Fitting {
        channels,
        longest: terms.longest.clone().unwrap_or_default(),
        words: query.words,
        author,
        has_picture: query.has_picture,
        since: query.since,
        until: query.until,
        after,
    };
    Ok(Some((fitting, terms)))
}

/// Up to so many messages that fit, and the place after which the search goes on.
async fn places(
    caller: &Caller,
    mut fitting: Fitting,
    terms: &Terms,
    size: usize,
) -> Result<(Vec<Place>, Option<Place>), Problem> {
    let (db, viewer) = (&caller.site.db, caller.viewer());
    let is_rare = !fitting.words.is_empty() && terms.messages.is_none_or(|messages| messages <= MANY as f64);
    let (mut found, mut end) = (Vec::new(), None);
    for (number, step) in STEPS.into_iter().enumerate() {
        let each = (step / fitting.channels.len().max(1)).max(STEP_LEAST) as i64;
        let walk = db.walk_messages(viewer, &fitting, each, size + 1 - found.len()).await?;
        found.extend(walk.found);
        end = walk.end;
        if end.is_none() || found.len() > size {
            break;
        }
        if number == 0
            && is_rare
            && let Some(all) = db.fitting_messages(viewer, &fitting, MANY, size + 1).await?
        {
            return Ok(cut(all, size, None));
        }
        fitting.after = end;
    }
    Ok(cut(found, size, end))
}

/// The first `size` places. The search goes on after the last of them where there are more, else after what was looked at.
fn cut(mut places: Vec<Place>, size: usize, end: Option<Place>) -> (Vec<Place>, Option<Place>) {
    if places.len() <= size {
        return (places, end);
    }
    places.truncate(size);
    let last = places.last().copied();
    (places, last)
}

/// The messages at these places, with where they are.
async fn found(caller: &Caller, places: &[Place]) -> Result<Vec<FoundMessage>, Problem> {
    let db = &caller.site.db;
    let named: Vec<_> = places.iter().map(|place| (place.channel, place.seq)).collect();
    let messages = with_cards(caller, db.messages_by(caller.viewer(), &named).await?).await?;
    let mut channels: Vec<_> = messages.iter().map(|message| message.channel).collect();
    channels.sort_unstable();
    channels.dedup();
    let names = db.channel_names(&channels).await?;
    let found = messages.into_iter().map(|message| {
        let (channel, community) = names.get(&message.channel).cloned().unwrap_or_default();
        FoundMessage { message, channel, community }
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ChannelId;
    use time::OffsetDateTime;
    use uuid::Uuid;

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let place = |seq| Place { at: OffsetDateTime::UNIX_EPOCH, channel: ChannelId::from_uuid(Uuid::nil()), seq };
        let (three, end) = (vec![place(9), place(8), place(7)], Some(place(1)));
        assert_eq!(cut(three.clone(), 2, end), (vec![place(9), place(8)], Some(place(8))));
        assert_eq!(cut(three.clone(), 3, end), (three.clone(), end), "it goes on after what was looked at");
        assert_eq!(cut(three.clone(), 3, None), (three, None), "there are no more");
    }
}
