//! Moderation: what those who look after the site do about pins, comments, messages and members. Each act is checked here, told to whom it
//! concerns, and written down in the audit log, all in one transaction.
//!
//! Moderators judge members alone, admins everybody; nobody judges themselves.

mod comments;
mod members;
mod messages;
mod pins;
mod queue;

pub use members::{refuse_suspended, standing};
pub use pins::{list as pins, one as pin};
pub use queue::{comment, list as queue, open_reports};

use super::{Moderator, Site, live, notices};
use crate::{
    model::{
        accounts::Role,
        errors::Problem,
        ids::{ChannelId, PinId, UserId},
        moderation::{About, Concerned, Measure, Told, tidy_grounds},
        reports::Subject,
    },
    store::db::{
        self, Tx,
        moderation::{self, Judged},
    },
};

/// What the owner of a hidden picture reads where no reason is given for showing it again: all others have to have one.
const SHOWN_AGAIN: &str = "Everyone who could see it before can see it again.";

/// An act under way: who does what, and why.
struct Act<'a> {
    site: &'a Site,
    by: UserId,
    measure: Measure,
    reason: &'a str,
}

/// Who hears of an act once it is done.
#[derive(Default)]
struct After {
    /// Whose news has changed.
    told: Vec<UserId>,
    /// Who is signed in no longer.
    ended: Option<UserId>,
    /// The channel that has a change, and the number of that.
    changed: Option<(ChannelId, i64)>,
}

/// Does something about a pin, a comment, a reported message or a member. Whom it concerns reads the reason. Open reports about the
/// same are settled with it, and so are those of a case that is named.
///
/// # Errors
/// [`Problem::Invalid`] for the reason, or for what cannot be done about this; [`Problem::NotFound`] where it is not there for
/// moderators; [`Problem::Forbidden`] where it is not theirs to judge; [`Problem::Already`] where that is done.
pub async fn act(
    site: &Site,
    moderator: Moderator,
    about: &About,
    measure: Measure,
    reason: &str,
) -> Result<(), Problem> {
    let reason = tidy_grounds(measure, reason)?;
    let act = Act { site, by: moderator.id(), measure, reason: &reason };
    let after = db::again(|| act.attempt(about)).await?;
    notices::announce(site, &after.told);
    if let Some(user) = after.ended {
        live::look_again(site, user);
    }
    if let Some((channel, number)) = after.changed {
        site.bus.channel_changed(channel, number);
    }
    Ok(())
}

impl Act<'_> {
    async fn attempt(&self, about: &About) -> Result<After, Problem> {
        let mut tx = self.site.db.begin().await?;
        let after = match about {
            About::Case(case) => {
                let (subject, owner) = moderation::reported(&mut tx, *case).await?.ok_or(Problem::NotFound)?;
                self.about_reported(&mut tx, subject, owner).await?
            }
            About::Pin(pin) => self.about_pin(&mut tx, *pin).await?,
            About::Comment(comment) => self.about_comment(&mut tx, *comment).await?,
            About::Member(name) => {
                let (user, _) = self.site.db.by_username(name).await?.ok_or(Problem::NotFound)?;
                self.about_member(&mut tx, user).await?
            }
        };
        self.site.db.commit_closing(tx).await?;
        Ok(after)
    }

    /// About what was reported: the reports are settled, which is done once.
    async fn about_reported(&self, tx: &mut Tx, subject: Subject, owner: UserId) -> Result<After, Problem> {
        match (self.measure, subject) {
            (Measure::HidePin | Measure::RestorePin | Measure::RemovePin, Subject::Pin(pin)) => {
                self.about_pin(tx, pin).await
            }
            (Measure::RemoveComment, Subject::Comment(comment)) => self.about_comment(tx, comment).await,
            (Measure::RemoveMessage, Subject::Message(channel, seq)) => self.about_message(tx, channel, seq).await,
            (Measure::WarnMember | Measure::SuspendMember, _) => {
                self.settle(tx, subject, true).await?;
                self.about_member(tx, owner).await
            }
            (Measure::DismissReports, _) => self.dismiss(tx, subject, owner).await,
            _ => Err(impossible()),
        }
    }

    /// Settles reports with nothing to be done.
    async fn dismiss(&self, tx: &mut Tx, subject: Subject, owner: UserId) -> Result<After, Problem> {
        let owner = self.judge_reports(tx, owner).await?;
        self.settle(tx, subject, true).await?;
        let what = match subject {
            Subject::Pin(_) => "a picture",
            Subject::Comment(_) => "a comment",
            Subject::Message(channel, seq) => {
                self.note_dismissal(tx, channel, seq).await?;
                "a message"
            }
        };
        let about = format!("Reports about {what} by @{}", owner.username);
        super::audit::write(tx, self.by, self.measure.act(), &about, self.reason).await?;
        Ok(After::default())
    }

    /// Settles what is open about something. Where there must be something, another was quicker if there is not.
    async fn settle(&self, tx: &mut Tx, subject: Subject, needed: bool) -> Result<(), Problem> {
        let settled = moderation::settle(tx, subject, self.by, self.measure).await?;
        if settled == 0 && needed { Err(already("These reports have already been handled.")) } else { Ok(()) }
    }

    /// Whoever is judged, if they are this moderator's to judge.
    async fn judge(&self, tx: &mut Tx, user: UserId) -> Result<Judged, Problem> {
        let judge = moderation::judged(tx, self.by).await?.ok_or(Problem::NotSignedIn)?;
        let judged = moderation::judged(tx, user).await?.ok_or(Problem::NotFound)?;
        if user == self.by {
            let detail = "You cannot moderate yourself or what is yours. Another moderator has to decide.".to_owned();
            return Err(Problem::Forbidden { detail });
        }
        match (judge.role, judged.role) {
            (Role::Admin, _) | (Role::Moderator, Role::Member) => Ok(judged),
            (Role::Moderator, _) => {
                let detail = "Only admins can moderate moderators, admins and what is theirs.".to_owned();
                Err(Problem::Forbidden { detail })
            }
            // They were one a moment ago.
            (Role::Member, _) => Err(Problem::NotFound),
        }
    }

    /// The same for reports with nothing to be done. Admins settle those about what is their own as well: there may be no other.
    async fn judge_reports(&self, tx: &mut Tx, user: UserId) -> Result<Judged, Problem> {
        let judge = moderation::judged(tx, self.by).await?.ok_or(Problem::NotSignedIn)?;
        if user == self.by && judge.role == Role::Admin { Ok(judge) } else { self.judge(tx, user).await }
    }

    /// Writes the act down, and tells whom it concerns.
    async fn conclude(
        &self,
        tx: &mut Tx,
        user: UserId,
        (about, detail): (&str, &str),
        (subject, pin): (&str, Option<PinId>),
    ) -> Result<After, Problem> {
        super::audit::write(tx, self.by, self.measure.act(), about, detail).await?;
        let reason = if self.reason.is_empty() { SHOWN_AGAIN } else { self.reason };
        let told = Told { act: self.measure, subject: subject.to_owned(), reason: reason.to_owned() };
        moderation::tell(tx, user, &told, pin).await?;
        Ok(After { told: vec![user], ..After::default() })
    }
}

/// Says of members whether whoever looks may judge them.
async fn mark<'a>(
    site: &Site,
    by: UserId,
    members: impl Iterator<Item = (UserId, &'a mut Concerned)>,
) -> Result<(), Problem> {
    let role = site.db.role(by).await?;
    for (id, member) in members {
        let over = role == Some(Role::Admin) || role == Some(Role::Moderator) && member.role == Role::Member;
        member.yours_to_judge = over && id != by;
    }
    Ok(())
}

fn already(detail: &str) -> Problem {
    Problem::Already { detail: detail.to_owned() }
}

/// The problem with what cannot be done about such a thing.
fn impossible() -> Problem {
    Problem::field("act", "This action is not possible here.")
}
