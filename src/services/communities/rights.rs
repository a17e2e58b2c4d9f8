//! What somebody may do in a community. It is found under the lock of its row, so that it holds until the transaction ends, and what is
//! done by it is written down in the same one: in the community's log, and, where it is an admin of the site who does it and could not
//! otherwise, in the audit log.

pub(in crate::services) use crate::store::db::community_log::About;

use crate::{
    model::{
        communities::{CommunityCard, CommunityRole},
        community_log::CommunityAct,
        errors::Problem,
        ids::{CommunityId, UserId},
        notices::MemberAct,
        visibility::PublicOrPrivate,
    },
    services::{Caller, audit, notices},
    store::db::{Tx, community_log, community_notices::Done, community_writes, moderation},
};
use time::OffsetDateTime;

/// Somebody who was found to have a right.
pub(in crate::services) struct Right {
    pub community: CommunityId,
    pub name: String,
    pub visibility: PublicOrPrivate,
    pub me: UserId,
    /// None for an admin of the site who does not belong to it.
    pub role: Option<CommunityRole>,
    admin: bool,
    /// Whether it is an admin's right, which their role does not give them.
    by_site: bool,
}

/// Locks a community for whoever is at least this in it, or an admin of the site.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::NotAllowed`].
pub(in crate::services) async fn lock(
    caller: &Caller,
    tx: &mut Tx,
    community: CommunityId,
    needed: CommunityRole,
) -> Result<Right, Problem> {
    caller.member()?;
    if !community_writes::lock(tx, community).await? {
        return Err(Problem::NotFound);
    }
    of(caller, tx, community, needed).await
}

/// The same without the lock.
///
/// # Errors
/// As [`lock`].
pub(in crate::services) async fn of(
    caller: &Caller,
    tx: &mut Tx,
    community: CommunityId,
    needed: CommunityRole,
) -> Result<Right, Problem> {
    let me = caller.member()?;
    let standing = community_writes::standing(tx, me, community).await?.ok_or(Problem::NotFound)?;
    let (admin, by_site) = (caller.admin().is_ok(), standing.role < Some(needed));
    if by_site && !admin {
        return Err(Problem::NotAllowed);
    }
    Ok(Right {
        community,
        name: standing.name,
        visibility: standing.visibility,
        me,
        role: standing.role,
        admin,
        by_site,
    })
}

/// A community, for whoever wants to see what is only for those who are at least this in it, and admins of the site.
///
/// # Errors
/// As [`lock`].
pub(super) async fn seen(
    caller: &Caller,
    community: CommunityId,
    needed: CommunityRole,
) -> Result<CommunityCard, Problem> {
    let me = caller.member()?;
    let card = caller.site.db.community_cards(Some(me), &[community]).await?.pop().ok_or(Problem::NotFound)?;
    let may = card.role >= Some(needed) || caller.admin().is_ok();
    if may { Ok(card) } else { Err(Problem::NotAllowed) }
}

impl Right {
    /// Makes sure that it reaches to somebody of this role: members of the same or a higher one are for the owner and for admins of the
    /// site alone, and the owner is nobody's.
    ///
    /// # Errors
    /// [`Problem::Forbidden`].
    pub(super) fn reach(&mut self, other: Option<CommunityRole>) -> Result<(), Problem> {
        let refused = |detail: &str| Err(Problem::Forbidden { detail: detail.to_owned() });
        if other == Some(CommunityRole::Owner) {
            return refused("This is the owner of the community. Someone else must become the owner first.");
        }
        if other < self.role {
            return Ok(());
        }
        if !self.admin {
            return refused("Only the owner of the community can do this to a moderator.");
        }
        self.by_site = true;
        Ok(())
    }

    /// Writes down what was done.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the database fails.
    pub async fn note(&self, tx: &mut Tx, act: CommunityAct, about: About<'_>, reason: &str) -> Result<(), Problem> {
        community_log::insert(tx, self.community, Some(self.me), act, about, reason).await?;
        if !self.by_site {
            return Ok(());
        }
        let about = self.audited(tx, act, about).await?;
        let detail = [act.words(), reason].join(" ");
        audit::write(tx, self.me, act.audited(), &about, detail.trim()).await
    }

    /// Tells a member what was done about them, but for what they did themselves. Gives whose news has changed, to be announced after the
    /// commit.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the database fails.
    pub async fn tell(
        &self,
        tx: &mut Tx,
        member: UserId,
        act: MemberAct,
        until: Option<OffsetDateTime>,
        reason: &str,
    ) -> Result<Vec<UserId>, Problem> {
        if member == self.me {
            return Ok(Vec::new());
        }
        notices::tell_of_community(tx, member, Done { community: self.community, act, until, reason }).await
    }

    /// What the audit log says it was about.
    async fn audited(&self, tx: &mut Tx, act: CommunityAct, about: About<'_>) -> Result<String, Problem> {
        let Some(member) = about.member else { return Ok(format!("The community “{}”", self.name)) };
        let member = moderation::judged(tx, member).await?;
        let member = member.map_or_else(|| "a deleted account".to_owned(), |member| format!("@{}", member.username));
        Ok(match act {
            CommunityAct::RemoveMessage => format!("A message by {member} in “{}”", self.name),
            CommunityAct::DismissReports => format!("Reports about a message by {member}"),
            _ => format!("{member} in “{}”", self.name),
        })
    }
}
