//! Messages changed: edited by who wrote them, deleted by them and by those who look after the channel, reacted to, pinned.

use super::{readable, render};
use crate::{
    model::{
        communities::{CommunityRole, tidy_community_reason},
        community_log::CommunityAct,
        errors::Problem,
        ids::{ChannelId, CommunityId, DeletionId, UserId},
        messages::{PINNED_MOST, REACTIONS_MOST, tidy_message},
        notices::MemberAct,
        prose::mentioned,
        reactions::tidy_reaction,
    },
    services::{
        Caller, Site,
        communities::rights::{self, About},
        mine::PURGE_AFTER,
        notices,
    },
    store::db::{
        self, Tx, community_writes, deletions,
        message_edits::{self, Held},
    },
};
use uuid::Uuid;

/// Changes the text of one's own message. Those hear of it whom it did not mention before.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to read; [`Problem::NotAllowed`] where it is
/// another's; [`Problem::Forbidden`] where they may not write there now; [`Problem::Invalid`] for the text; [`Problem::TooMany`].
pub async fn edit(caller: &Caller, channel: ChannelId, seq: i64, body: &str) -> Result<(), Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    readable(caller, channel).await?;
    site.limits.message(me).await?;
    let edited = db::again(async || {
        let mut tx = site.db.begin().await?;
        let number = message_edits::next_seq(&mut tx, channel).await?;
        let may = message_edits::rights(&mut tx, me, channel).await?;
        let held = message_edits::held(&mut tx, me, channel, seq).await?;
        if held.author != me {
            return Err(Problem::NotAllowed);
        }
        if !may.writes {
            return Err(not_now("You can’t edit messages in this channel at the moment."));
        }
        let body = tidy_message(body, held.has_picture)?;
        if body == held.body {
            return Ok(None);
        }
        let fresh = write(&mut tx, me, (channel, seq), number, &body).await?;
        db::commit(tx).await?;
        Ok(Some((number, fresh)))
    });
    if let Some((number, fresh)) = edited.await? {
        site.bus.channel_changed(channel, number);
        site.bus.call(&fresh);
    }
    Ok(())
}

/// Writes another text of a message. Gives whom it mentions and did not before.
async fn write(
    tx: &mut Tx,
    author: UserId,
    message: (ChannelId, i64),
    number: i64,
    body: &str,
) -> Result<Vec<UserId>, Problem> {
    let names = mentioned(body);
    let known = if names.is_empty() { Vec::new() } else { message_edits::mentionable(tx, author, &names).await? };
    let rendered = render(body, &known.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>());
    message_edits::update(tx, message, number, body, &rendered.html).await?;
    let named = known.into_iter().filter(|(_, name)| rendered.mentions.contains(name));
    let users: Vec<_> = named.map(|(user, _)| user).collect();
    message_edits::set_mentions(tx, message.0, message.1, &users).await
}

/// Deletes a message: one's own, or as somebody who looks after its community any, which the community's log says with the reason. Where
/// there is one, its author is told. Pictures that were uploaded for it go with it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to read; [`Problem::NotAllowed`] where it is not
/// theirs to delete; [`Problem::Invalid`] for the reason.
pub async fn delete(caller: &Caller, channel: ChannelId, seq: i64, reason: &str) -> Result<(), Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    readable(caller, channel).await?;
    let reason = tidy_community_reason(reason)?;
    let deleted = db::again(async || {
        let mut tx = site.db.begin().await?;
        let number = message_edits::next_seq(&mut tx, channel).await?;
        let may = message_edits::rights(&mut tx, me, channel).await?;
        let held = message_edits::held(&mut tx, me, channel, seq).await?;
        let told = if held.author == me {
            Vec::new()
        } else {
            // In a direct conversation, everybody's messages are their own.
            let community = may.community.ok_or(Problem::NotAllowed)?;
            note_removal(caller, &mut tx, (community, channel), &held, &reason).await?
        };
        take_away(site, &mut tx, (channel, seq), number).await?;
        db::commit(tx).await?;
        Ok((number, told))
    });
    let (number, told) = deleted.await?;
    site.bus.channel_changed(channel, number);
    notices::announce(site, &told);
    Ok(())
}

/// Takes a message away, as the change of this number in its channel, which is held; with the pictures that were uploaded for it, and the
/// reports about it. Who shows the channel hears of the change after the commit.
pub(in crate::services) async fn take_away(
    site: &Site,
    tx: &mut Tx,
    (channel, seq): (ChannelId, i64),
    number: i64,
) -> Result<(), Problem> {
    let pins = message_edits::delete(tx, channel, seq, number).await?;
    if !pins.is_empty() {
        deletions::mark(tx, DeletionId::from_uuid(Uuid::now_v7()), &pins).await?;
        site.queue.purge_pins(tx, PURGE_AFTER).await?;
    }
    Ok(())
}

/// Writes down that a message was removed, and tells its author the reason, where there is one and they can still see the community. Gives
/// whose news has changed.
async fn note_removal(
    caller: &Caller,
    tx: &mut Tx,
    (community, channel): (CommunityId, ChannelId),
    held: &Held,
    reason: &str,
) -> Result<Vec<UserId>, Problem> {
    let right = rights::of(caller, tx, community, CommunityRole::Moderator).await?;
    let words = format!("“{}”", message_edits::channel_name(tx, channel).await?);
    let about = About { member: Some(held.author), words: &words };
    right.note(tx, CommunityAct::RemoveMessage, about, reason).await?;
    if reason.is_empty() || community_writes::standing(tx, held.author, community).await?.is_none() {
        return Ok(Vec::new());
    }
    right.tell(tx, held.author, MemberAct::RemoveMessage, None, reason).await
}

/// Reacts to a message with an emoji, or takes that back. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] at `emoji` for what is none, and where a message has enough; [`Problem::NotFound`] where
/// the message is not there or not theirs to read; [`Problem::Forbidden`] where they may not react there now; [`Problem::TooMany`].
pub async fn react(caller: &Caller, channel: ChannelId, seq: i64, emoji: &str, on: bool) -> Result<(), Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    let emoji = tidy_reaction(emoji)?;
    readable(caller, channel).await?;
    site.limits.message(me).await?;
    let message = (channel, seq);
    let reacted = db::again(async || {
        let mut tx = site.db.begin().await?;
        let number = message_edits::next_seq(&mut tx, channel).await?;
        let may = message_edits::rights(&mut tx, me, channel).await?;
        message_edits::held(&mut tx, me, channel, seq).await?;
        if on && !may.reacts {
            return Err(not_now("You can’t react in this channel at the moment."));
        }
        let changed = if on {
            message_edits::add_reaction(&mut tx, message, me, &emoji).await?
        } else {
            message_edits::remove_reaction(&mut tx, message, me, &emoji).await?
        };
        if !changed {
            return Ok(None);
        }
        if on && message_edits::count_reactions(&mut tx, channel, seq).await? > REACTIONS_MOST {
            let words = format!("A message can have up to {REACTIONS_MOST} different reactions.");
            return Err(Problem::field("emoji", words));
        }
        message_edits::note(&mut tx, channel, seq, number).await?;
        db::commit(tx).await?;
        Ok(Some(number))
    });
    if let Some(number) = reacted.await? {
        site.bus.channel_changed(channel, number);
    }
    Ok(())
}

/// Pins a message in its channel, or unpins it: as somebody who looks after its community, or in one's own direct conversation. Twice is
/// the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to read; [`Problem::NotAllowed`];
/// [`Problem::Forbidden`] where as many are pinned as can be.
pub async fn pin(caller: &Caller, channel: ChannelId, seq: i64, on: bool) -> Result<(), Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    readable(caller, channel).await?;
    let pinned = db::again(async || {
        let mut tx = site.db.begin().await?;
        let number = message_edits::next_seq(&mut tx, channel).await?;
        let may = message_edits::rights(&mut tx, me, channel).await?;
        message_edits::held(&mut tx, me, channel, seq).await?;
        match may.community {
            Some(community) => {
                rights::of(caller, &mut tx, community, CommunityRole::Moderator).await?;
            }
            // A block lets both read what they have said, and nothing more.
            None if !may.writes => return Err(Problem::NotAllowed),
            None => {}
        }
        if !message_edits::set_pinned(&mut tx, channel, seq, on).await? {
            return Ok(None);
        }
        if on && message_edits::count_pinned(&mut tx, channel).await? > PINNED_MOST {
            let words = format!("A channel can have up to {PINNED_MOST} pinned messages. Please unpin one first.");
            return Err(not_now(&words));
        }
        message_edits::note(&mut tx, channel, seq, number).await?;
        db::commit(tx).await?;
        Ok(Some(number))
    });
    if let Some(number) = pinned.await? {
        site.bus.channel_changed(channel, number);
    }
    Ok(())
}

fn not_now(words: &str) -> Problem {
    Problem::Forbidden { detail: words.to_owned() }
}
