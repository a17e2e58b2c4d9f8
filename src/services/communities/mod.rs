//! Communities: found, looked at, made, changed, deleted; joined and left.

pub mod invitations;
pub(super) mod leaving;
pub mod log;
pub mod members;
pub mod purge;
pub mod reports;
pub(super) mod rights;

use super::{Caller, Site, pictures, pins::Span, uploads::Arrived};
use crate::{
    model::{
        accounts::Face,
        channels::{ChannelFields, ChannelKind},
        communities::{
            COMMUNITIES_OWNED_MOST, COMMUNITIES_PAGE_SIZE, COMMUNITY_LIST_PAGE_SIZE, COMMUNITY_WORDS_LONGEST,
            CommunityCard, CommunityDetail, CommunityFields, CommunityPicture, CommunityQuery, CommunityRole,
        },
        community_log::CommunityAct,
        errors::Problem,
        ids::{ChannelId, CommunityId, UserId},
        page::{Cursor, Page, other_list},
        text::tidy,
        visibility::PublicOrPrivate,
    },
    store::db::{self, channels, community_log, community_members, community_writes, pin_writes},
};
use rights::About;
use uuid::Uuid;

/// The channels that a community opens with.
const OPENS_WITH: [(ChannelKind, &str); 2] = [(ChannelKind::Talk, "general"), (ChannelKind::Gallery, "pictures")];

impl Span {
    /// A page of communities.
    pub fn of_communities(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: COMMUNITIES_PAGE_SIZE }
    }

    /// A page of the members of a community, its bans, its invitations, or its log.
    pub fn of_community(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: COMMUNITY_LIST_PAGE_SIZE }
    }
}

/// The communities that match, those with most members first.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn list(caller: &Caller, query: &CommunityQuery, span: Span) -> Result<Page<CommunityCard>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::LargestCommunity(members, community)) => Some((members, community)),
        Some(_) => return Err(other_list()),
    };
    let query = CommunityQuery { words: searched(&query.words), ..query.clone() };
    let cards = caller.site.db.communities(caller.viewer(), &query, after, span.size + 1).await?;
    Ok(Page::from_one_more(cards, span.size, |card| Cursor::LargestCommunity(card.member_count, card.id)))
}

/// Words that a list is searched for, as they are looked up.
fn searched(words: &str) -> String {
    tidy(words).chars().take(COMMUNITY_WORDS_LONGEST).collect()
}

/// One community, with its channels.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not this caller's to see.
pub async fn detail(caller: &Caller, community: CommunityId) -> Result<CommunityDetail, Problem> {
    let (db, viewer) = (&caller.site.db, caller.viewer());
    let found = db.community(viewer, community).await?.ok_or(Problem::NotFound)?;
    let channels = db.channel_cards(viewer, community).await?;
    let (admin, role) = (caller.admin().is_ok(), found.card.role);
    Ok(CommunityDetail {
        banner: found.card.banner.map(Face::address),
        card: found.card,
        owner: found.owner,
        channels,
        timed_out_until: found.timed_out_until,
        manageable: admin || role >= Some(CommunityRole::Moderator),
        owned: admin || role == Some(CommunityRole::Owner),
    })
}

/// Makes a community, which its maker owns. It opens with a channel to talk in and one for pictures.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] for each field that needs another look, a name that another community has among it, and
/// where one owns enough; [`Problem::TooMany`].
pub async fn create(caller: &Caller, fields: CommunityFields) -> Result<CommunityId, Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    let fields = CommunityFields { name: Some(fields.name.unwrap_or_default()), ..fields }.validated()?;
    site.limits.community(me).await?;
    let community = CommunityId::from_uuid(Uuid::now_v7());
    db::again(|| insert(site, me, community, &fields)).await?;
    Ok(community)
}

async fn insert(site: &Site, me: UserId, community: CommunityId, fields: &CommunityFields) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    pin_writes::lock_titles(&mut tx, me).await?;
    if community_writes::count_owned(&mut tx, me).await? >= COMMUNITIES_OWNED_MOST {
        let detail = format!("You can own at most {COMMUNITIES_OWNED_MOST} communities. Please delete one first.");
        return Err(Problem::field("name", detail));
    }
    community_writes::insert(&mut tx, community, fields).await?;
    community_members::insert(&mut tx, community, me, CommunityRole::Owner).await?;
    for (position, (kind, name)) in (0..).zip(OPENS_WITH) {
        let fields = ChannelFields { name: Some(name.to_owned()), ..ChannelFields::default() };
        let channel = ChannelId::from_uuid(Uuid::now_v7());
        channels::insert(&mut tx, channel, community, kind, &fields, position).await?;
    }
    community_log::insert(&mut tx, community, Some(me), CommunityAct::Create, About::none(), "").await?;
    db::commit(tx).await
}

/// Changes how a community is described, and who sees it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::NotAllowed`] for those who do
/// not own it; [`Problem::Invalid`] for each field that needs another look.
pub async fn edit(caller: &Caller, community: CommunityId, fields: CommunityFields) -> Result<(), Problem> {
    caller.member()?;
    let fields = fields.validated()?;
    let edited = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Owner).await?;
        let changed = changed(&community_writes::fields(&mut tx, community).await?, &fields);
        if changed.is_empty() {
            return Ok(false);
        }
        let closes = (right.visibility, fields.visibility) == (PublicOrPrivate::Public, Some(PublicOrPrivate::Private));
        if closes {
            community_writes::lock_channels(&mut tx, community).await?;
            community_writes::bump_access(&mut tx, community).await?;
        }
        community_writes::update(&mut tx, community, &fields).await?;
        right.note(&mut tx, CommunityAct::Edit, About::words(&changed.join(", ")), "").await?;
        db::commit(tx).await?;
        Ok(closes)
    });
    if edited.await? {
        caller.site.bus.access_changed(community);
    }
    Ok(())
}

/// The names of the fields that become another.
fn changed(old: &CommunityFields, new: &CommunityFields) -> Vec<&'static str> {
    let fields = [
        ("name", new.name.is_some() && new.name != old.name),
        ("description", new.description.is_some() && new.description != old.description),
        ("category", new.category.is_some() && new.category != old.category),
        ("visibility", new.visibility.is_some() && new.visibility != old.visibility),
    ];
    fields.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}

/// Makes sure that the caller may give a community another icon or banner: asked before a file is read.
///
/// # Errors
/// As [`edit`].
pub async fn may_set_picture(caller: &Caller, community: CommunityId) -> Result<(), Problem> {
    rights::seen(caller, community, CommunityRole::Owner).await.map(drop)
}

/// Gives a community another icon or banner, or takes it away.
///
/// # Errors
/// As [`edit`].
pub async fn set_picture(
    caller: &Caller,
    community: CommunityId,
    which: CommunityPicture,
    picture: Option<Arrived>,
) -> Result<(), Problem> {
    may_set_picture(caller, community).await?;
    let (site, me) = (&caller.site, caller.member()?);
    let stored = match &picture {
        Some(picture) => Some(pictures::store_one(site, Some(me), picture).await?),
        None => None,
    };
    let mut tx = site.db.begin().await?;
    let right = rights::lock(caller, &mut tx, community, CommunityRole::Owner).await?;
    caller.still_holds(&mut tx).await?;
    let picture = match &stored {
        Some(stored) => Some(pictures::insert_one(site, &mut tx, me, stored).await?),
        None => None,
    };
    community_writes::set_picture(&mut tx, community, which, picture).await?;
    right.note(&mut tx, CommunityAct::SetPicture, About::words(which.name()), "").await?;
    site.queue.sweep_blobs(&mut tx).await?;
    db::commit(tx).await?;
    if let Some(stored) = stored {
        stored.landed();
    }
    Ok(())
}

/// Deletes a community with all that is in it. It is gone for everybody at once; a job takes the rest away.
///
/// # Errors
/// As [`edit`].
pub async fn delete(caller: &Caller, community: CommunityId) -> Result<(), Problem> {
    let deleted = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Owner).await?;
        community_writes::lock_channels(&mut tx, community).await?;
        right.note(&mut tx, CommunityAct::Delete, About::none(), "").await?;
        community_writes::mark_deleted(&mut tx, community).await?;
        caller.site.queue.purge_communities(&mut tx).await?;
        db::commit(tx).await
    });
    deleted.await?;
    caller.site.bus.access_changed(community);
    tracing::info!(%community, "a community was deleted");
    Ok(())
}

/// Joins a community that everyone may join. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::Forbidden`] where an invitation
/// is needed.
pub async fn join(caller: &Caller, community: CommunityId) -> Result<(), Problem> {
    let me = caller.member()?;
    let joined = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        if !community_writes::lock(&mut tx, community).await? {
            return Err(Problem::NotFound);
        }
        let standing = community_writes::standing(&mut tx, me, community).await?.ok_or(Problem::NotFound)?;
        if standing.role.is_some() {
            return Ok(());
        }
        if standing.visibility == PublicOrPrivate::Private {
            let detail = "You need an invitation to join this community.".to_owned();
            return Err(Problem::Forbidden { detail });
        }
        members::add(&mut tx, community, me).await?;
        db::commit(tx).await
    });
    joined.await
}

/// Leaves a community. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::Forbidden`] for its owner.
pub async fn leave(caller: &Caller, community: CommunityId) -> Result<(), Problem> {
    let me = caller.member()?;
    let left = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        if !community_writes::lock(&mut tx, community).await? {
            return Err(Problem::NotFound);
        }
        let standing = community_writes::standing(&mut tx, me, community).await?.ok_or(Problem::NotFound)?;
        match standing.role {
            None => return Ok(false),
            Some(CommunityRole::Owner) => {
                let detail = "You own this community. Make someone else the owner first, or delete it.".to_owned();
                return Err(Problem::Forbidden { detail });
            }
            Some(_) => members::take_out(&mut tx, community, me).await?,
        }
        db::commit(tx).await?;
        Ok(true)
    });
    if left.await? {
        caller.site.bus.access_changed(community);
    }
    Ok(())
}
