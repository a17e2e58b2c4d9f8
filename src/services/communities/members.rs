//! The members of a community: listed, given roles, timed out, removed and banned.

use super::rights::{self, About, Right};
use crate::{
    model::{
        communities::{
            COMMUNITIES_OWNED_MOST, COMMUNITY_WORDS_LONGEST, CommunityBan, CommunityMember, CommunityRole,
            TIME_OUT_LONGEST, tidy_community_reason,
        },
        community_log::CommunityAct,
        errors::Problem,
        ids::{CommunityId, UserId},
        notices::MemberAct,
        page::{Cursor, Page, other_list},
        text::tidy,
        visibility::PublicOrPrivate,
    },
    services::{
        Caller,
        notices::{self, microseconds, moment},
        pins::Span,
    },
    store::db::{
        self, Tx, channels,
        community_members::{self, Named},
        community_notices, community_writes, pin_writes,
    },
};
use time::{Duration, OffsetDateTime, macros::format_description};

/// The members of a community, whoever joined last first; those alone of whose names a word begins so, where that is said.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not this caller's to see; [`Problem::Invalid`] for the cursor of another list.
pub async fn list(
    caller: &Caller,
    community: CommunityId,
    words: &str,
    span: Span,
) -> Result<Page<CommunityMember>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::JoinedCommunity(at, user)) => Some((moment(at), user)),
        Some(_) => return Err(other_list()),
    };
    let (db, viewer) = (&caller.site.db, caller.viewer());
    let all = sees_all(caller, community).await?;
    let begin: String = tidy(words.trim().trim_start_matches('@')).chars().take(COMMUNITY_WORDS_LONGEST).collect();
    let found = db.community_members(viewer, community, &begin, all, after, span.size + 1).await?;
    let page = Page::from_one_more(found, span.size, |(user, member)| {
        Cursor::JoinedCommunity(microseconds(member.joined_at), *user)
    });
    Ok(Page { items: page.items.into_iter().map(|(_, member)| member).collect(), next: page.next })
}

/// One member.
///
/// # Errors
/// [`Problem::NotFound`] where the community is not there or not this caller's to see, or nobody of this name whom they see belongs to it.
pub async fn one(caller: &Caller, community: CommunityId, name: &str) -> Result<CommunityMember, Problem> {
    let (db, viewer) = (&caller.site.db, caller.viewer());
    let all = sees_all(caller, community).await?;
    db.community_member(viewer, community, name, all).await?.ok_or(Problem::NotFound)
}

/// Whether the caller sees all members of a community as they are: whoever looks after it.
async fn sees_all(caller: &Caller, community: CommunityId) -> Result<bool, Problem> {
    let card = caller.site.db.community_cards(caller.viewer(), &[community]).await?.pop().ok_or(Problem::NotFound)?;
    Ok(card.role >= Some(CommunityRole::Moderator) || caller.admin().is_ok())
}

/// Adds a member, within the transaction that holds the community's row. They begin with nothing unread.
pub(super) async fn add(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<(), Problem> {
    if community_members::insert(tx, community, user, CommunityRole::Member).await? {
        channels::mark_all_read(tx, community, user).await?;
    }
    Ok(())
}

/// Takes a member out, within the transaction that holds the community's row. Nothing that they are about to write there comes after.
pub(super) async fn take_out(tx: &mut Tx, community: CommunityId, user: UserId) -> Result<(), Problem> {
    community_writes::lock_channels(tx, community).await?;
    community_members::remove(tx, community, user).await?;
    community_writes::bump_access(tx, community).await
}

/// Gives a member another role. Where they become the owner, the old one becomes a moderator. A moderator may become an ordinary member
/// by themselves.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not theirs to see, or nobody of this name belongs to it;
/// [`Problem::NotAllowed`] for those who do not own it; [`Problem::Forbidden`] where it would have no owner then, or the new one owns
/// enough.
pub async fn set_role(caller: &Caller, community: CommunityId, name: &str, role: CommunityRole) -> Result<(), Problem> {
    let me = caller.member()?;
    let done = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        if !community_writes::lock(&mut tx, community).await? {
            return Err(Problem::NotFound);
        }
        let member = community_members::named(&mut tx, name).await?.ok_or(Problem::NotFound)?;
        let steps_down = member.id == me && role == CommunityRole::Member;
        let needed = if steps_down { CommunityRole::Moderator } else { CommunityRole::Owner };
        let mut right = rights::of(caller, &mut tx, community, needed).await?;
        let old = community_members::role(&mut tx, community, member.id).await?.ok_or(Problem::NotFound)?;
        if old == role {
            return Ok(Vec::new());
        }
        community_writes::lock_channels(&mut tx, community).await?;
        let told = if role == CommunityRole::Owner {
            hand_over(&mut tx, &right, &member).await?
        } else {
            if !steps_down || old == CommunityRole::Owner {
                right.reach(Some(old))?;
            }
            make(&mut tx, &right, &member, role).await?
        };
        community_writes::bump_access(&mut tx, community).await?;
        db::commit(tx).await?;
        Ok(told)
    });
    announce(caller, community, &done.await?);
    Ok(())
}

/// Says that somebody may have lost a right in a community, and that these members have been told something. To be called after the commit.
fn announce(caller: &Caller, community: CommunityId, told: &[UserId]) {
    caller.site.bus.access_changed(community);
    notices::announce(&caller.site, told);
}

/// Makes somebody a moderator, who is told, or an ordinary member. Gives whose news has changed.
async fn make(tx: &mut Tx, right: &Right, member: &Named, role: CommunityRole) -> Result<Vec<UserId>, Problem> {
    community_members::set_role(tx, right.community, member.id, role).await?;
    if role == CommunityRole::Moderator {
        right.note(tx, CommunityAct::MakeModerator, About::member(member.id), "").await?;
        return right.tell(tx, member.id, MemberAct::MakeModerator, None, "").await;
    }
    right.note(tx, CommunityAct::MakeMember, About::member(member.id), "").await?;
    Ok(Vec::new())
}

/// Makes somebody the owner, who is told. Gives whose news has changed.
async fn hand_over(tx: &mut Tx, right: &Right, to: &Named) -> Result<Vec<UserId>, Problem> {
    // Their account is locked, so that nobody owns too many, and whoever leaves the site at this moment owns nothing after it.
    pin_writes::lock_titles(tx, to.id).await?;
    community_members::named(tx, &to.username).await?.filter(|named| named.id == to.id).ok_or(Problem::NotFound)?;
    if community_writes::count_owned(tx, to.id).await? >= COMMUNITIES_OWNED_MOST {
        let detail = format!("@{} already owns {COMMUNITIES_OWNED_MOST} communities, which is the limit.", to.username);
        return Err(Problem::Forbidden { detail });
    }
    if let Some(owner) = community_members::owner(tx, right.community).await? {
        community_members::set_role(tx, right.community, owner, CommunityRole::Moderator).await?;
    }
    community_members::set_role(tx, right.community, to.id, CommunityRole::Owner).await?;
    right.note(tx, CommunityAct::HandOver, About::member(to.id), "").await?;
    right.tell(tx, to.id, MemberAct::HandOver, None, "").await
}

/// Removes a member, who is told. Where everyone may join, so may they.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not theirs to see, or nobody of this name belongs to it;
/// [`Problem::NotAllowed`] for those who do not look after it; [`Problem::Forbidden`] for oneself, the owner, and, where one is no owner,
/// moderators; [`Problem::Invalid`] for the reason.
pub async fn remove(caller: &Caller, community: CommunityId, name: &str, reason: &str) -> Result<(), Problem> {
    caller.member()?;
    let reason = tidy_community_reason(reason)?;
    let done = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let (right, member, role) = judge(caller, &mut tx, community, name).await?;
        role.ok_or(Problem::NotFound)?;
        take_out(&mut tx, community, member.id).await?;
        right.note(&mut tx, CommunityAct::RemoveMember, About::member(member.id), &reason).await?;
        let told = right.tell(&mut tx, member.id, MemberAct::RemoveMember, None, &reason).await?;
        db::commit(tx).await?;
        Ok(told)
    });
    announce(caller, community, &done.await?);
    Ok(())
}

/// Has a member read and not write until a time, up to a year from now, and tells them; `None` ends that.
///
/// # Errors
/// As [`remove`]; [`Problem::Invalid`] for a time that has passed, or is too far away, as well.
pub async fn time_out(
    caller: &Caller,
    community: CommunityId,
    name: &str,
    until: Option<OffsetDateTime>,
    reason: &str,
) -> Result<(), Problem> {
    caller.member()?;
    let reason = tidy_community_reason(reason)?;
    let now = OffsetDateTime::now_utc();
    let latest = now + Duration::seconds(i64::from(TIME_OUT_LONGEST));
    if until.is_some_and(|until| until <= now || until > latest) {
        return Err(Problem::field("timed_out_until", "A time-out must end within a year from now."));
    }
    let words = until.map(clock);
    let done = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let (right, member, role) = judge(caller, &mut tx, community, name).await?;
        role.ok_or(Problem::NotFound)?;
        community_writes::lock_channels(&mut tx, community).await?;
        let changed = community_members::time_out(&mut tx, community, member.id, until).await?;
        community_writes::bump_access(&mut tx, community).await?;
        let (act, words) = match &words {
            Some(words) => (CommunityAct::TimeOut, words.as_str()),
            None => (CommunityAct::EndTimeOut, ""),
        };
        right.note(&mut tx, act, About { member: Some(member.id), words }, &reason).await?;
        if until.is_none() {
            community_notices::end_time_out(&mut tx, member.id, community).await?;
        }
        let news = until.is_some() && changed;
        let told =
            if news { right.tell(&mut tx, member.id, MemberAct::TimeOut, until, &reason).await? } else { Vec::new() };
        db::commit(tx).await?;
        Ok(told)
    });
    announce(caller, community, &done.await?);
    Ok(())
}

/// A time as the log says it.
fn clock(at: OffsetDateTime) -> String {
    let format = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

/// Keeps somebody out, whether they belong to the community or not: they see no more of it, and no invitation lets them in. They are told,
/// unless it was hidden from them. Twice is the same as once, with another reason.
///
/// # Errors
/// As [`remove`], but for whether they belong to it; [`Problem::Forbidden`] for admins of the site as well.
pub async fn ban(caller: &Caller, community: CommunityId, name: &str, reason: &str) -> Result<(), Problem> {
    caller.member()?;
    let reason = tidy_community_reason(reason)?;
    let done = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let (right, member, role) = judge(caller, &mut tx, community, name).await?;
        if member.admin {
            let detail = "Admins of the site look after all communities, so they cannot be banned.".to_owned();
            return Err(Problem::Forbidden { detail });
        }
        if role.is_some() {
            take_out(&mut tx, community, member.id).await?;
        } else {
            // Who reads what everyone may read loses that as well.
            community_writes::lock_channels(&mut tx, community).await?;
            community_writes::bump_access(&mut tx, community).await?;
        }
        let changed = community_members::ban(&mut tx, community, member.id, right.me, &reason).await?;
        right.note(&mut tx, CommunityAct::Ban, About::member(member.id), &reason).await?;
        let known = role.is_some() || right.visibility == PublicOrPrivate::Public;
        let news = known && changed;
        let told = if news { right.tell(&mut tx, member.id, MemberAct::Ban, None, &reason).await? } else { Vec::new() };
        db::commit(tx).await?;
        Ok(told)
    });
    announce(caller, community, &done.await?);
    Ok(())
}

/// Keeps somebody out no longer. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not theirs to see, or there is nobody of this name;
/// [`Problem::NotAllowed`] for those who do not look after it.
pub async fn unban(caller: &Caller, community: CommunityId, name: &str) -> Result<(), Problem> {
    let done = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        let member = community_members::named(&mut tx, name).await?.ok_or(Problem::NotFound)?;
        if community_members::unban(&mut tx, community, member.id).await? {
            right.note(&mut tx, CommunityAct::Unban, About::member(member.id), "").await?;
        }
        db::commit(tx).await
    });
    done.await
}

/// Locks a community for whoever looks after it and wants to do something about this member of the site, who may not be one of it.
async fn judge(
    caller: &Caller,
    tx: &mut Tx,
    community: CommunityId,
    name: &str,
) -> Result<(Right, Named, Option<CommunityRole>), Problem> {
    let mut right = rights::lock(caller, tx, community, CommunityRole::Moderator).await?;
    let member = community_members::named(tx, name).await?.ok_or(Problem::NotFound)?;
    if member.id == right.me {
        let detail = "You cannot do this to yourself. You can leave the community instead.".to_owned();
        return Err(Problem::Forbidden { detail });
    }
    let role = community_members::role(tx, community, member.id).await?;
    right.reach(role)?;
    Ok((right, member, role))
}

/// Who is kept out, the latest first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not theirs to see; [`Problem::NotAllowed`] for those who do not
/// look after it; [`Problem::Invalid`] for the cursor of another list.
pub async fn bans(caller: &Caller, community: CommunityId, span: Span) -> Result<Page<CommunityBan>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Ban(at, user)) => Some((moment(at), user)),
        Some(_) => return Err(other_list()),
    };
    rights::seen(caller, community, CommunityRole::Moderator).await?;
    let bans = caller.site.db.community_bans(community, after, span.size + 1).await?;
    let page = Page::from_one_more(bans, span.size, |(user, ban)| Cursor::Ban(microseconds(ban.banned_at), *user));
    Ok(Page { items: page.items.into_iter().map(|(_, ban)| ban).collect(), next: page.next })
}
