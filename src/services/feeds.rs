//! Lists of pins, page by page: what everybody, one member or those one follows have added; and what stands beside a pin in
//! the list that one came from.
//!
//! Explore and its lists of tags have the same pins for everybody, as a visitor finds them: one's own that are private, unlisted,
//! hidden or not processed yet stand on one's own pages.

use super::{Site, pins::Span, replicas::read};
use crate::{
    model::{
        errors::Problem,
        feeds::{Beside, FeedOf, Order, SUGGESTED_MOST, SUGGESTED_PINS, Suggestion, Window},
        ids::{ChannelId, PinId, UserId},
        page::{Cursor, Page, other_list},
        pins::PinCard,
        words::tidy_tags,
    },
    store::db::{
        feeds::Placeholders,
        popular::{self, Popular, Since},
    },
};
use std::collections::HashMap;

/// For whom the pins of Explore are found, whoever looks at them.
const VISITOR: Option<UserId> = None;

/// How many pins in a row that a block hides are passed over between two in a list.
const PASSED_MOST: usize = 10;

/// A page of a grid, out of the pins that were found and one more, each with the cursor that stands for its place.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub(super) async fn page(
    site: &Site,
    viewer: Option<UserId>,
    found: Vec<(PinId, Cursor)>,
    size: usize,
) -> Result<Page<PinCard>, Problem> {
    let Page { items, next } = Page::from_one_more(found, size, |(_, cursor)| *cursor);
    let pins: Vec<_> = items.into_iter().map(|(pin, _)| pin).collect();
    Ok(Page { items: site.db.cards(viewer, &pins).await?, next })
}

/// These pins, those of them that this viewer may see.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn cards(site: &Site, viewer: Option<UserId>, pins: &[PinId]) -> Result<Vec<PinCard>, Problem> {
    site.db.cards(viewer, pins).await
}

/// These pictures, those of them that are posted in a channel and that this viewer may see.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn posted_cards(
    site: &Site,
    viewer: Option<UserId>,
    channel: ChannelId,
    pins: &[PinId],
) -> Result<Vec<PinCard>, Problem> {
    let posted = site.db.still_posted(viewer, channel, pins).await?;
    site.db.cards(viewer, &posted).await
}

/// What Explore shows: everybody's public pins in this order; those with a tag where one is named.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn explore(
    site: &Site,
    viewer: Option<UserId>,
    order: Order,
    tag: Option<&str>,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    read(site, |site| async move {
        let found = match (order, tidied(tag)) {
            (Order::Newest, None) if viewer == VISITOR => {
                return newest_page(&site, VISITOR, span, Placeholders::With).await;
            }
            (Order::Newest, None) => by_id(site.db.newest(newest_after(span)?, span.size + 1).await?),
            (Order::Newest, Some(tag)) => tagged_found(&site, VISITOR, &tag, span).await?,
            (Order::Popular(window), _) => {
                popular_found(&site, VISITOR, Among { owner: None, tag }, window, span).await?
            }
        };
        page(&site, viewer, found, span.size).await
    })
    .await
}

/// Everybody's pins and the viewer's own unlisted and private ones, newest first; those with a tag where one is named. Without
/// placeholders: this is for programs, which have no use for them.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn newest(
    site: &Site,
    viewer: Option<UserId>,
    tag: Option<&str>,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    read(site, |site| async move {
        let Some(tag) = tidied(tag) else { return newest_page(&site, viewer, span, Placeholders::Without).await };
        let found = tagged_found(&site, viewer, &tag, span).await?;
        page(&site, viewer, found, span.size).await
    })
    .await
}

/// A page of the list without a tag: the one that is looked at most takes one statement.
async fn newest_page(
    site: &Site,
    viewer: Option<UserId>,
    span: Span,
    placeholders: Placeholders,
) -> Result<Page<PinCard>, Problem> {
    let cards = site.db.newest_cards(viewer, newest_after(span)?, span.size + 1, placeholders).await?;
    Ok(Page::from_one_more(cards, span.size, |card| Cursor::Newest(card.id)))
}

async fn tagged_found(
    site: &Site,
    viewer: Option<UserId>,
    tag: &str,
    span: Span,
) -> Result<Vec<(PinId, Cursor)>, Problem> {
    Ok(by_id(site.db.tagged(viewer, tag, newest_after(span)?, span.size + 1).await?))
}

/// Among which pins those that are liked most are looked for; everybody's where it says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Among<'a> {
    /// One member's, by user name.
    pub owner: Option<&'a str>,
    /// Those with this tag.
    pub tag: Option<&'a str>,
}

/// Pins that were added within a while, the viewer's own unlisted and private ones among them, what is liked most first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for the cursor of another list.
pub async fn popular(
    site: &Site,
    viewer: Option<UserId>,
    among: Among<'_>,
    window: Window,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    read(site, |site| async move {
        let found = popular_found(&site, viewer, among, window, span).await?;
        page(&site, viewer, found, span.size).await
    })
    .await
}

async fn popular_found(
    site: &Site,
    viewer: Option<UserId>,
    among: Among<'_>,
    window: Window,
    span: Span,
) -> Result<Vec<(PinId, Cursor)>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Popular(likes, pin)) => Some(Popular { likes, pin }),
        Some(_) => return Err(other_list()),
    };
    let owner = match among.owner {
        Some(username) => Some(member(site, viewer, username).await?),
        None => None,
    };
    let (since, limit) = (since(window), span.size + 1);
    let found = match (owner, tidied(among.tag)) {
        (None, None) => site.db.popular(viewer, since, after, limit).await?,
        (owner, tag) => {
            let among = popular::Among { owner, tag: tag.as_deref() };
            site.db.popular_among(viewer, among, since, after, limit).await?
        }
    };
    Ok(found.into_iter().map(|Popular { likes, pin }| (pin, Cursor::Popular(likes, pin))).collect())
}

/// One member's pins, newest first; those with a tag where one is named.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for the cursor of another list.
pub async fn of_member(
    site: &Site,
    viewer: Option<UserId>,
    username: &str,
    tag: Option<&str>,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    let owner = member(site, viewer, username).await?;
    let (after, limit) = (newest_after(span)?, span.size + 1);
    let found = match tidied(tag) {
        Some(tag) => site.db.of_member_tagged(viewer, owner, &tag, after, limit).await?,
        None => site.db.of_member(viewer, owner, after, limit).await?,
    };
    page(site, viewer, by_id(found), span.size).await
}

/// The pins of those whom a member follows, newest first.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn following(site: &Site, me: UserId, span: Span) -> Result<Page<PinCard>, Problem> {
    read(site, |site| async move {
        let found = site.db.following(me, newest_after(span)?, span.size + 1).await?;
        page(&site, Some(me), by_id(found), span.size).await
    })
    .await
}

/// The pictures that were posted in a channel: what was posted last first, or what is liked most.
///
/// # Errors
/// [`Problem::NotFound`] where the channel is not there or not this viewer's to read; [`Problem::Invalid`] for the cursor of another list.
pub async fn channel(
    site: &Site,
    viewer: Option<UserId>,
    channel: ChannelId,
    order: Order,
    span: Span,
) -> Result<Page<PinCard>, Problem> {
    site.db.channel_position(viewer, channel).await?.ok_or(Problem::NotFound)?;
    let (newest_after, popular_after) = match (order, span.cursor) {
        (_, None) => (None, None),
        (Order::Newest, Some(Cursor::Posted(place, _))) => (Some(place), None),
        (Order::Popular(_), Some(Cursor::Popular(likes, pin))) => (None, Some(Popular { likes, pin })),
        _ => return Err(other_list()),
    };
    let limit = span.size + 1;
    let found = match order {
        Order::Newest => {
            let posted = site.db.posted(viewer, channel, newest_after, limit).await?;
            posted.into_iter().map(|(place, pin)| (pin, Cursor::Posted(place, pin))).collect()
        }
        Order::Popular(_) => {
            let found = site.db.popular_posted(viewer, channel, popular_after, limit).await?;
            found.into_iter().map(|Popular { likes, pin }| (pin, Cursor::Popular(likes, pin))).collect()
        }
    };
    page(site, viewer, found, span.size).await
}

/// The pins before and after one in a list, those that the viewer may see. What was looked for leads nowhere: whoever types on has
/// another list.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::NotSignedIn`] for a visitor's list of those they follow.
pub async fn neighbours(site: &Site, viewer: Option<UserId>, pin: PinId, list: &FeedOf) -> Result<Beside, Problem> {
    let (before, after) = beside(site, viewer, pin, list).await?;
    let hides = match viewer {
        Some(me) => !site.db.blocked(me).await?.is_empty(),
        None => false,
    };
    if !hides {
        return Ok((before, after));
    }
    let before = passing(site, viewer, list, before, |(before, _)| before).await?;
    let after = passing(site, viewer, list, after, |(_, after)| after).await?;
    Ok((before, after))
}

/// A pin, or the first beyond it that the viewer may see: lists that are the same for everybody have those of somebody who is blocked.
/// `next` says which way that is.
async fn passing(
    site: &Site,
    viewer: Option<UserId>,
    list: &FeedOf,
    mut found: Option<PinId>,
    next: fn(Beside) -> Option<PinId>,
) -> Result<Option<PinId>, Problem> {
    for _ in 0..PASSED_MOST {
        let Some(pin) = found else { return Ok(None) };
        if site.db.pin_owner(viewer, pin).await?.is_some() {
            return Ok(Some(pin));
        }
        found = next(beside(site, viewer, pin, list).await?);
    }
    Ok(None)
}

async fn beside(site: &Site, viewer: Option<UserId>, pin: PinId, list: &FeedOf) -> Result<Beside, Problem> {
    let db = &site.db;
    let (before, after) = match list {
        FeedOf::Explore { order: Order::Newest } => {
            (db.before_newest(VISITOR, pin).await?, db.newest(Some(pin), 1).await?)
        }
        FeedOf::Explore { order: Order::Popular(window) } => {
            let Some(place) = db.popularity(VISITOR, pin).await? else { return Ok((None, None)) };
            let before = db.before_popular(VISITOR, since(*window), place).await?;
            let after = db.popular(VISITOR, since(*window), Some(place), 1).await?;
            (before, after.into_iter().map(|popular| popular.pin).collect())
        }
        FeedOf::Following => {
            let me = viewer.ok_or(Problem::NotSignedIn)?;
            (db.before_following(me, pin).await?, db.following(me, Some(pin), 1).await?)
        }
        FeedOf::Tag { tag } => {
            let Some(tag) = tidied(Some(tag)) else { return Ok((None, None)) };
            (db.before_tagged(VISITOR, &tag, pin).await?, db.tagged(VISITOR, &tag, Some(pin), 1).await?)
        }
        FeedOf::Member { name, tag } => {
            let owner = member(site, viewer, name).await?;
            match tidied(tag.as_deref()) {
                Some(tag) => (
                    db.before_of_member_tagged(viewer, owner, &tag, pin).await?,
                    db.of_member_tagged(viewer, owner, &tag, Some(pin), 1).await?,
                ),
                None => {
                    (db.before_of_member(viewer, owner, pin).await?, db.of_member(viewer, owner, Some(pin), 1).await?)
                }
            }
        }
        FeedOf::Liked { name } => {
            let member = member(site, viewer, name).await?;
            return db.beside_liked(viewer, member, pin).await;
        }
        FeedOf::Board { id } => return db.beside_on_board(viewer, *id, pin).await,
        FeedOf::Channel { id, order, .. } => {
            db.channel_position(viewer, *id).await?.ok_or(Problem::NotFound)?;
            return match order {
                Order::Newest => db.beside_posted(viewer, *id, pin).await,
                Order::Popular(_) => db.beside_popular_posted(viewer, *id, pin).await,
            };
        }
        FeedOf::Search { .. } | FeedOf::Coloured { .. } => return Ok((None, None)),
    };
    Ok((before, after.first().copied()))
}

/// Members whom one could follow, with some of their pictures.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn suggestions(site: &Site, me: UserId) -> Result<Vec<Suggestion>, Problem> {
    let found = site.db.suggested(me, SUGGESTED_MOST as i64, SUGGESTED_PINS as i64).await?;
    let pins: Vec<_> = found.iter().flat_map(|suggested| suggested.pins.iter().copied()).collect();
    let cards = site.db.cards(Some(me), &pins).await?;
    let mut cards: HashMap<_, _> = cards.into_iter().map(|card| (card.id, card)).collect();
    let suggestion = found.into_iter().map(|suggested| Suggestion {
        person: suggested.person,
        followers: suggested.followers,
        pins: suggested.pins.iter().filter_map(|pin| cards.remove(pin)).collect(),
    });
    Ok(suggestion.collect())
}

/// The same for whoever follows nobody yet; nobody for the others.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn welcome(site: &Site, me: UserId) -> Result<Vec<Suggestion>, Problem> {
    if site.db.follows_anybody(me).await? { Ok(Vec::new()) } else { suggestions(site, me).await }
}

/// Pins of a list that goes by their ids, newest first.
fn by_id(found: Vec<PinId>) -> Vec<(PinId, Cursor)> {
    found.into_iter().map(|pin| (pin, Cursor::Newest(pin))).collect()
}

fn newest_after(span: Span) -> Result<Option<PinId>, Problem> {
    match span.cursor {
        None => Ok(None),
        Some(Cursor::Newest(pin)) => Ok(Some(pin)),
        Some(_) => Err(other_list()),
    }
}

fn since(window: Window) -> Since {
    match window {
        Window::Today => Since::Days(1),
        Window::Week => Since::Days(7),
        Window::Month => Since::Days(30),
        Window::Year => Since::Months(12),
        Window::All => Since::Ever,
    }
}

/// The member of this user name.
///
/// # Errors
/// [`Problem::NotFound`] where there is none, or none whom this viewer may see.
pub(super) async fn member(site: &Site, viewer: Option<UserId>, username: &str) -> Result<UserId, Problem> {
    site.db.seen_member(viewer, username).await?.ok_or(Problem::NotFound)
}

/// A tag as it is kept, however it was written; an empty one is none.
pub(super) fn tidied(tag: Option<&str>) -> Option<String> {
    tidy_tags(&[tag?.to_owned()]).pop()
}
