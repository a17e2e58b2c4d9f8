//! Channels: looked at, made, changed, put in order, deleted, and read. Whoever may read a community reads its channels; its owner,
//! moderators and the site's admins change them.

use super::{
    Caller,
    communities::rights::{self, About, Right},
    notices,
};
use crate::{
    model::{
        channels::{CHANNELS_MOST, ChannelCard, ChannelDetail, ChannelFields, ChannelKind, conversation_name},
        communities::CommunityRole,
        community_log::CommunityAct,
        errors::Problem,
        ids::{ChannelId, CommunityId},
    },
    store::db::{
        self, Tx,
        channels::{self, Marked},
        community_writes,
    },
};
use uuid::Uuid;

/// The channels of a community, in their order, each with what the caller has not read there.
///
/// # Errors
/// [`Problem::Internal`] where the database fails. There are none where the community is not there or not theirs to see.
pub async fn cards(caller: &Caller, community: CommunityId) -> Result<Vec<ChannelCard>, Problem> {
    caller.site.db.channel_cards(caller.viewer(), community).await
}

/// One channel.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn detail(caller: &Caller, channel: ChannelId) -> Result<ChannelDetail, Problem> {
    let (db, viewer) = (&caller.site.db, caller.viewer());
    let detail = db.channel(viewer, channel).await?.ok_or(Problem::NotFound)?;
    if let (ChannelKind::Direct, Some(me)) = (detail.kind, viewer) {
        let members = db.others(me, &[channel]).await?.remove(&channel).unwrap_or_default();
        return Ok(ChannelDetail { name: conversation_name(&members), members, ..detail });
    }
    let manageable = detail.manageable || detail.community.is_some() && caller.admin().is_ok();
    Ok(ChannelDetail { manageable, ..detail })
}

/// Makes a channel of a community, after the others.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not there or not theirs to see; [`Problem::NotAllowed`] for
/// those who do not look after it; [`Problem::Invalid`] for each field that needs another look, and where there are enough.
pub async fn create(
    caller: &Caller,
    community: CommunityId,
    kind: ChannelKind,
    fields: ChannelFields,
) -> Result<ChannelId, Problem> {
    caller.member()?;
    if kind == ChannelKind::Direct {
        return Err(Problem::field("kind", "Choose “talk” or “gallery”."));
    }
    let fields = ChannelFields { name: Some(fields.name.unwrap_or_default()), ..fields }.validated()?;
    let id = ChannelId::from_uuid(Uuid::now_v7());
    let created = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        let (others, position) = channels::end(&mut tx, community).await?;
        if others >= CHANNELS_MOST {
            let detail = format!("A community can have at most {CHANNELS_MOST} channels. Please delete one first.");
            return Err(Problem::field("name", detail));
        }
        channels::insert(&mut tx, id, community, kind, &fields, position).await?;
        note(&right, &mut tx, CommunityAct::CreateChannel, fields.name.as_deref().unwrap_or_default()).await?;
        community_writes::bump_access(&mut tx, community).await?;
        db::commit(tx).await
    });
    created.await?;
    caller.site.bus.access_changed(community);
    Ok(id)
}

/// Changes the name of a channel, its topic, how long one waits there between two messages, and who may write.
///
/// # Errors
/// As [`create`]; [`Problem::NotAllowed`] for a direct conversation as well.
pub async fn edit(caller: &Caller, channel: ChannelId, fields: ChannelFields) -> Result<(), Problem> {
    let community = community_of(caller, channel).await?;
    let fields = fields.validated()?;
    let edited = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        let name = channels::lock(&mut tx, community, channel).await?.ok_or(Problem::NotFound)?;
        channels::update(&mut tx, channel, &fields).await?;
        note(&right, &mut tx, CommunityAct::EditChannel, &name).await?;
        community_writes::bump_access(&mut tx, community).await?;
        db::commit(tx).await
    });
    edited.await?;
    caller.site.bus.access_changed(community);
    Ok(())
}

/// Gives a channel its place among the others of its community, from 0; beyond the last, it is the last.
///
/// # Errors
/// As [`edit`].
pub async fn place(caller: &Caller, channel: ChannelId, index: u32) -> Result<(), Problem> {
    let community = community_of(caller, channel).await?;
    let placed = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        community_writes::lock_channels(&mut tx, community).await?;
        let name = channels::lock(&mut tx, community, channel).await?.ok_or(Problem::NotFound)?;
        let before = channels::order(&mut tx, community).await?;
        let mut order: Vec<_> = before.iter().copied().filter(|other| *other != channel).collect();
        order.insert(order.len().min(index as usize), channel);
        if order == before {
            return Ok(());
        }
        channels::set_order(&mut tx, &order).await?;
        note(&right, &mut tx, CommunityAct::MoveChannel, &name).await?;
        community_writes::bump_access(&mut tx, community).await?;
        db::commit(tx).await
    });
    placed.await?;
    caller.site.bus.access_changed(community);
    Ok(())
}

/// Deletes a channel with all that was said in it. It is gone for everybody at once; a job takes the messages away.
///
/// # Errors
/// As [`edit`].
pub async fn delete(caller: &Caller, channel: ChannelId) -> Result<(), Problem> {
    let community = community_of(caller, channel).await?;
    let deleted = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        let name = channels::lock(&mut tx, community, channel).await?.ok_or(Problem::NotFound)?;
        channels::mark_deleted(&mut tx, channel).await?;
        note(&right, &mut tx, CommunityAct::DeleteChannel, &name).await?;
        community_writes::bump_access(&mut tx, community).await?;
        caller.site.queue.purge_communities(&mut tx).await?;
        db::commit(tx).await
    });
    deleted.await?;
    caller.site.bus.access_changed(community);
    Ok(())
}

/// Marks a channel as read up to the message of this number, wherever the member has the site open. It never goes back, and does nothing
/// for somebody who only visits a community.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see.
pub async fn mark_read(caller: &Caller, channel: ChannelId, seq: i64) -> Result<(), Problem> {
    let me = caller.member()?;
    let Marked { moved, is_direct } = caller.site.db.mark_read(me, channel, seq).await?.ok_or(Problem::NotFound)?;
    let Some(mark) = moved else { return Ok(()) };
    caller.site.bus.read(me, mark);
    if is_direct {
        // What stands beside the bell counts less in every tab.
        notices::announce(&caller.site, &[me]);
    }
    Ok(())
}

/// The community whose channel this is, for somebody who wants to change it.
async fn community_of(caller: &Caller, channel: ChannelId) -> Result<CommunityId, Problem> {
    let me = caller.member()?;
    let community = caller.site.db.channel_community(Some(me), channel).await?.ok_or(Problem::NotFound)?;
    community.ok_or(Problem::NotAllowed)
}

async fn note(right: &Right, tx: &mut Tx, act: CommunityAct, name: &str) -> Result<(), Problem> {
    right.note(tx, act, About::words(&format!("“{name}”")), "").await
}
