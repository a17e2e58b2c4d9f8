//! Search: pins by their words, members by their names, boards by their titles; and what a text that is being typed may become.
//!
//! What few pins have is ranked: where they have it, and how much they are liked. What many have comes by likes alone, as then
//! all of it fits. Everything goes through `listed_pins` and `visible_boards` in the database, and words are put right by those
//! that everybody finds, so that nobody learns what others keep to themselves.

mod completions;
mod names;
mod spelling;
mod wanted;

pub use completions::completions;

use super::{
    Site,
    feeds::{self, Among},
    pins::Span,
    replicas::read,
};
use crate::{
    media::cells_near,
    model::{
        boards::BoardCard,
        colours::Colour,
        errors::Problem,
        follows::PersonCard,
        ids::{PinId, UserId},
        page::{Cursor, Page, other_list},
        pins::PinCard,
        search::{Found, POPULAR_TAGS, SearchKind, within_limits},
    },
    store::db::{
        self,
        search::{Compared, Matching, Place},
        search_terms,
    },
};
use names::Name;
use wanted::Wanted;

/// What more pins than this have is common.
const MANY: i64 = 4000;

/// How many pins of equal weight are sorted by their likes; of more, so many that one comes upon them soon.
const SORTED_MOST: i64 = 3000;

/// How many pins of one member, or of one tag, are ranked.
const RANKED_MOST: i64 = 50_000;

/// How many pins are looked through in the order of their likes.
const WALKED_MOST: i64 = 10_000;

/// Where so large a part of all pins matches, one comes upon the next soon.
const OFTEN: f64 = 0.05;

/// Pins that have these words, the best first.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn pins(site: &Site, viewer: Option<UserId>, text: &str, span: Span) -> Result<Page<PinCard>, Problem> {
    read(site, |site| async move {
        match Wanted::read(&site.db, text).await? {
            Some(wanted) => pins_of(&site, viewer, &wanted, span).await,
            None => Ok(Page { items: Vec::new(), next: None }),
        }
    })
    .await
}

/// Pins in which a colour stands out, of those that have these words where there are any: the best first, which are those where most has
/// the colour; what is liked most where they are too many to be compared.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn pins_of_colour(
    site: &Site,
    viewer: Option<UserId>,
    text: &str,
    colour: Colour,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    let cells = &cells_near(colour);
    read(site, |site| async move {
        let wanted = Wanted::of_colours(Wanted::read(&site.db, text).await?, cells);
        pins_of(&site, viewer, &wanted, span).await
    })
    .await
}

async fn pins_of(site: &Site, viewer: Option<UserId>, wanted: &Wanted, span: Span) -> Result<Page<PinCard>, Problem> {
    let limit = span.size + 1;
    let found = match span.cursor {
        None => first_found(site, viewer, wanted, limit).await?,
        Some(Cursor::Ranked(rank, pin)) => {
            let compared = Compared::Some(MANY);
            let found = site.db.fitting(viewer, &wanted.matching, Some((rank, pin)), compared, limit).await?;
            placed(found.unwrap_or_default(), Cursor::Ranked)
        }
        Some(Cursor::Popular(likes, pin)) => {
            placed(by_likes(site, viewer, wanted, Some((likes, pin)), limit).await?, Cursor::Popular)
        }
        Some(_) => return Err(other_list()),
    };
    feeds::page(site, viewer, found, span.size).await
}

/// The first of what is found. What likely many match comes by likes at once; what turns out to, because words stand together oftener
/// than by chance, when it is looked for.
async fn first_found(
    site: &Site,
    viewer: Option<UserId>,
    wanted: &Wanted,
    limit: usize,
) -> Result<Vec<(PinId, Cursor)>, Problem> {
    let pins = site.db.searched_pins().await?;
    if wanted.part(pins).is_none_or(|part| part * f64::from(pins) <= MANY as f64) {
        let compared = Compared::All(MANY);
        if let Some(found) = site.db.fitting(viewer, &wanted.matching, None, compared, limit).await? {
            return Ok(placed(found, Cursor::Ranked));
        }
    }
    Ok(placed(by_likes(site, viewer, wanted, None, limit).await?, Cursor::Popular))
}

fn placed(found: Vec<Place>, cursor: fn(u32, PinId) -> Cursor) -> Vec<(PinId, Cursor)> {
    found.into_iter().map(|(number, pin)| (pin, cursor(number, pin))).collect()
}

/// Pins that have these words, of one member or with a tag, the best first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for the cursor of another list.
pub async fn pins_among(
    site: &Site,
    viewer: Option<UserId>,
    text: &str,
    among: Among<'_>,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Ranked(rank, pin)) => Some((rank, pin)),
        Some(_) => return Err(other_list()),
    };
    read(site, |site| async move {
        let owner = match among.owner {
            Some(username) => Some(feeds::member(&site, viewer, username).await?),
            None => None,
        };
        let Some(Wanted { matching, .. }) = Wanted::read(&site.db, text).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let matching = Matching { owner, tag: feeds::tidied(among.tag), ..matching };
        let found = site.db.fitting(viewer, &matching, after, Compared::Some(RANKED_MOST), span.size + 1).await?;
        feeds::page(&site, viewer, placed(found.unwrap_or_default(), Cursor::Ranked), span.size).await
    })
    .await
}

/// The pins that match, what is liked most first: where they are many, by looking through all; else from weight to weight of their
/// likes.
async fn by_likes(
    site: &Site,
    viewer: Option<UserId>,
    wanted: &Wanted,
    after: Option<Place>,
    limit: usize,
) -> Result<Vec<Place>, Problem> {
    let (matching, part) = (&wanted.matching, wanted.part(site.db.searched_pins().await?));
    if part.is_none_or(|part| part < OFTEN) {
        return by_weights(site, viewer, matching, after, limit).await;
    }
    let mut found = site.db.matching_among_next(viewer, matching, after, WALKED_MOST, limit).await?;
    if found.len() < limit {
        let after = found.last().copied().or(after);
        found.extend(by_weights(site, viewer, matching, after, limit - found.len()).await?);
    }
    Ok(found)
}

/// The pins that match, what is liked most first: from weight to weight of their likes, each either sorted, or walked along where
/// so many match that one comes upon the next soon.
async fn by_weights(
    site: &Site,
    viewer: Option<UserId>,
    matching: &Matching,
    mut after: Option<Place>,
    limit: usize,
) -> Result<Vec<Place>, Problem> {
    let mut found: Vec<Place> = Vec::new();
    let Some(mut weight) = site.db.next_weight(after).await? else { return Ok(found) };
    while found.len() < limit && weight >= 0 {
        let wanted = limit - found.len();
        let sorted = site.db.matching_of_weight(viewer, matching, weight, after, SORTED_MOST, wanted).await?;
        let more = match sorted {
            Some(places) => places,
            None => {
                let walked = site.db.matching_among_next(viewer, matching, after, WALKED_MOST, wanted).await?;
                if walked.len() < wanted {
                    // Hardly ever: all that match are far behind those that do not.
                    let sorted = site.db.matching_of_weight(viewer, matching, weight, after, i64::MAX - 1, wanted);
                    sorted.await?.unwrap_or(walked)
                } else {
                    walked
                }
            }
        };
        after = more.last().copied().or(after);
        found.extend(more);
        weight -= 1;
    }
    Ok(found)
}

/// Members and boards that have these words in their names, a few or many; and what was looked for instead of words that nobody
/// has written.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn beside(site: &Site, viewer: Option<UserId>, text: &str, kind: SearchKind) -> Result<Found, Problem> {
    read(site, |site| async move { found_beside(&site, viewer, text, kind).await }).await
}

async fn found_beside(site: &Site, viewer: Option<UserId>, text: &str, kind: SearchKind) -> Result<Found, Problem> {
    let text = within_limits(text);
    let Some(Wanted { words, instead, perhaps, parts, .. }) = Wanted::read(&site.db, &text).await? else {
        return Ok(Found::default());
    };
    let name = Name { text: &text, words: &words, instead: instead.as_deref(), parts };
    let (people_most, boards_most) = kind.most();
    let mut people = people(site, viewer, &name, people_most).await?;
    let mut boards = boards(site, viewer, &name, boards_most).await?;
    let (more_people, more_boards) = (people.len() > people_most, boards.len() > boards_most);
    people.truncate(people_most);
    boards.truncate(boards_most);
    Ok(Found { instead, perhaps, people, more_people, boards, more_boards })
}

/// So many members and one more.
async fn people(site: &Site, viewer: Option<UserId>, name: &Name<'_>, most: usize) -> Result<Vec<PersonCard>, Problem> {
    if most == 0 {
        return Ok(Vec::new());
    }
    let ids = names::members(&site.db, name, most + 1).await?;
    site.db.people(viewer, &ids).await
}

/// So many boards and one more.
async fn boards(site: &Site, viewer: Option<UserId>, name: &Name<'_>, most: usize) -> Result<Vec<BoardCard>, Problem> {
    if most == 0 {
        return Ok(Vec::new());
    }
    let ids = names::boards(&site.db, viewer, name, most + 1).await?;
    site.db.board_cards(viewer, &ids).await
}

/// The tags that most pins have which everybody finds.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn popular_tags(site: &Site) -> Result<Vec<String>, Problem> {
    site.db.popular_tags(POPULAR_TAGS as i64).await
}

/// Counts the words and tags that pins have got and lost since it was done last. Those that no pin has any more are forgotten.
///
/// # Errors
/// [`Problem::Internal`] where the database fails; it is done the next time then.
pub async fn count_words(site: &Site) -> Result<(), Problem> {
    if !search_terms::any_changes(&site.db).await? {
        return Ok(());
    }
    let mut tx = site.db.begin().await?;
    search_terms::add_up(&mut tx).await?;
    db::commit(tx).await
}
