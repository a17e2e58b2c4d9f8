//! Members: warned, suspended, restored.

use super::{Act, After, already, impossible, mark};
use crate::{
    model::{
        accounts::Role,
        errors::Problem,
        ids::UserId,
        moderation::{Measure, Standing},
    },
    services::{Admin, Moderator, Site, members::spare_last_admin},
    store::db::{
        Tx,
        moderation::{self, Judged},
        sessions,
    },
};

impl Act<'_> {
    /// Does something about a member.
    pub(super) async fn about_member(&self, tx: &mut Tx, user: UserId) -> Result<After, Problem> {
        let member = self.judge(tx, user).await?;
        let about = format!("@{}", member.username);
        match self.measure {
            Measure::WarnMember => {}
            Measure::SuspendMember => self.suspend(tx, &member).await?,
            Measure::RestoreMember => {
                if !moderation::restore(tx, user).await? {
                    return Err(already("This account is not suspended."));
                }
                self.site.queue.count_words(tx).await?;
            }
            _ => return Err(impossible()),
        }
        let after = self.conclude(tx, user, (&about, self.reason), ("", None)).await?;
        Ok(After { ended: Some(user).filter(|_| self.measure == Measure::SuspendMember), ..after })
    }

    /// Keeps somebody out: sessions and programs end in the same transaction. Access tokens are kept for when they come back, and
    /// are refused until then.
    async fn suspend(&self, tx: &mut Tx, member: &Judged) -> Result<(), Problem> {
        let user = member.id;
        if member.role == Role::Admin {
            // Two of them may do this to each other at the same moment. Who judges an admin is one.
            spare_last_admin(tx, Admin(self.by), member.id, false).await?;
        }
        if !moderation::suspend(tx, user, self.reason).await? {
            return Err(already("This account is already suspended."));
        }
        sessions::begin_epoch(tx, user).await?;
        sessions::end_others(tx, user, None).await?;
        self.site.queue.count_words(tx).await
    }
}

/// Refuses somebody who is suspended, once they have shown who they are.
///
/// # Errors
/// [`Problem::Forbidden`], which says why.
pub async fn refuse_suspended(site: &Site, user: UserId) -> Result<(), Problem> {
    match site.db.suspension(user).await? {
        None => Ok(()),
        Some(suspended) => {
            let detail = format!("This account is suspended. Reason: {}", suspended.reason);
            Err(Problem::Forbidden { detail })
        }
    }
}

/// How a member stands.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member.
pub async fn standing(site: &Site, moderator: Moderator, username: &str) -> Result<Standing, Problem> {
    let (id, mut standing) = site.db.standing(username).await?.ok_or(Problem::NotFound)?;
    mark(site, moderator.id(), std::iter::once((id, &mut standing.member))).await?;
    Ok(standing)
}
