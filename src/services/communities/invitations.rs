//! Links that let people into a community: made and ended by those who look after it, followed by whoever has one.

use super::{
    members,
    rights::{self, About},
};
use crate::{
    model::{
        communities::{CommunityCard, CommunityInvitation, CommunityRole, INVITATIONS_MOST, refuse_invitation},
        community_log::CommunityAct,
        errors::Problem,
        ids::{CommunityId, InvitationId},
        page::{Cursor, Page, other_list},
    },
    services::{
        Caller,
        pins::Span,
        secrets::{hashed, token},
    },
    store::db::{
        self,
        community_invitations::{self, FoundInvitation, NewInvitation},
        community_members, community_writes,
    },
};
use uuid::Uuid;

/// Makes an invitation for so many people, which works for so many seconds; without end where none are said. Gives its whole address,
/// which cannot be had again, and its name.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not theirs to see; [`Problem::NotAllowed`] for those who do not
/// look after it; [`Problem::Invalid`] for each number that will not do; [`Problem::Already`] where there are enough;
/// [`Problem::TooMany`].
pub async fn create(
    caller: &Caller,
    community: CommunityId,
    max_uses: Option<u32>,
    expires_in: Option<u32>,
) -> Result<(String, InvitationId), Problem> {
    let (site, me) = (&caller.site, caller.member()?);
    rights::seen(caller, community, CommunityRole::Moderator).await?;
    refuse_invitation(max_uses, expires_in)?;
    site.limits.share(me).await?;
    let (id, token) = (InvitationId::from_uuid(Uuid::now_v7()), token());
    let token_hash = hashed(&token);
    let made = db::again(async || {
        let mut tx = site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        let new = NewInvitation { id, community, by: me, token_hash: &token_hash, max_uses, seconds: expires_in };
        if !community_invitations::insert(&mut tx, &new, INVITATIONS_MOST).await? {
            let detail = format!(
                "A community can have at most {INVITATIONS_MOST} invitations that work. Please revoke one that is no longer needed."
            );
            return Err(Problem::Already { detail });
        }
        right.note(&mut tx, CommunityAct::Invite, About::none(), "").await?;
        db::commit(tx).await
    });
    made.await?;
    Ok((site.address(&format!("/invite/{token}")), id))
}

/// The invitations of a community that work, the newest first.
///
/// # Errors
/// As [`create`], but for the numbers; [`Problem::Invalid`] for the cursor of another list.
pub async fn list(caller: &Caller, community: CommunityId, span: Span) -> Result<Page<CommunityInvitation>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Invitation(invitation)) => Some(invitation),
        Some(_) => return Err(other_list()),
    };
    rights::seen(caller, community, CommunityRole::Moderator).await?;
    let found = caller.site.db.invitations(community, after, span.size + 1).await?;
    Ok(Page::from_one_more(found, span.size, |invitation| Cursor::Invitation(invitation.id)))
}

/// Ends an invitation, at once.
///
/// # Errors
/// As [`create`], but for the numbers; [`Problem::NotFound`] where the community has no such invitation as well.
pub async fn revoke(caller: &Caller, community: CommunityId, invitation: InvitationId) -> Result<(), Problem> {
    let revoked = db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        if !community_invitations::revoke(&mut tx, community, invitation).await? {
            return Err(Problem::NotFound);
        }
        right.note(&mut tx, CommunityAct::RevokeInvitation, About::none(), "").await?;
        db::commit(tx).await
    });
    revoked.await
}

/// The community that an invitation leads to. Nothing is used up.
///
/// # Errors
/// [`Problem::NotFound`] where there is none of this token, or its community keeps the caller out; [`Problem::StaleLink`] where it works
/// no longer, saying why.
pub async fn look(caller: &Caller, token: &str) -> Result<CommunityCard, Problem> {
    let (db, viewer) = (&caller.site.db, caller.viewer());
    let found = db.invitation(&hashed(token)).await?.ok_or(Problem::NotFound)?;
    let seen = db.community_cards(viewer, &[found.community]).await?.pop();
    let card = match seen {
        Some(card) => card,
        None => db.invited_to(viewer, found.community).await?.ok_or(Problem::NotFound)?,
    };
    // Who belongs to it already finds their way, whatever has become of the link.
    if card.role.is_some() {
        return Ok(card);
    }
    refuse_stale(&found)?;
    Ok(card)
}

/// Joins a community by an invitation. For who belongs to it already, nothing is used up.
///
/// # Errors
/// [`Problem::NotSignedIn`]; as [`look`].
pub async fn accept(caller: &Caller, token: &str) -> Result<CommunityId, Problem> {
    let (db, me) = (&caller.site.db, caller.member()?);
    let token_hash = hashed(token);
    let FoundInvitation { id, community, .. } = db.invitation(&token_hash).await?.ok_or(Problem::NotFound)?;
    let accepted = db::again(async || {
        let mut tx = db.begin().await?;
        if !community_writes::lock(&mut tx, community).await?
            || community_members::is_banned(&mut tx, community, me).await?
        {
            return Err(Problem::NotFound);
        }
        if community_members::role(&mut tx, community, me).await?.is_some() {
            return Ok(true);
        }
        if !community_invitations::use_once(&mut tx, id).await? {
            return Ok(false);
        }
        members::add(&mut tx, community, me).await?;
        db::commit(tx).await?;
        Ok(true)
    });
    if accepted.await? {
        return Ok(community);
    }
    refuse_stale(&db.invitation(&token_hash).await?.ok_or(Problem::NotFound)?)?;
    // It works again: somebody else's transaction was in the way, and was rolled back.
    Err(Problem::Overtaken)
}

fn refuse_stale(found: &FoundInvitation) -> Result<(), Problem> {
    let happened = match found {
        FoundInvitation { revoked: true, .. } => "was revoked",
        FoundInvitation { expired: true, .. } => "has expired",
        FoundInvitation { used_up: true, .. } => "has been used as often as it could be",
        _ => return Ok(()),
    };
    let detail = format!("This invitation {happened}. Please ask the person who sent it for a new one.");
    Err(Problem::StaleLink { detail })
}
