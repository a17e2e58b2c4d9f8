//! Reports: a member finds that a pin, a comment or a message should be looked at by those who run the site. Each thing once, and again
//! after it was settled.

use super::Caller;
use crate::{
    model::{
        errors::Problem,
        ids::ReportId,
        reports::{Subject, tidy_reason},
    },
    store::db::{self, reports},
};
use uuid::Uuid;

/// Reports what is another's. A picture of a direct conversation is reported by the message that has it: those who look after the site see
/// both by that, and nothing else there.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::Forbidden`] where it is
/// their own; [`Problem::Invalid`] for the reason; [`Problem::Already`] where they have reported it before;
/// [`Problem::TooMany`].
pub async fn report(caller: &Caller, subject: Subject, reason: &str) -> Result<ReportId, Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    let whose = match subject {
        Subject::Pin(pin) => site.db.pin_owner(Some(me), pin).await?,
        Subject::Comment(comment) => site.db.comment(Some(me), comment).await?.map(|found| found.author),
        Subject::Message(channel, seq) => {
            site.db.messages_by(Some(me), &[(channel, seq)]).await?.pop().map(|found| found.author)
        }
    };
    if whose.ok_or(Problem::NotFound)? == me {
        let detail = "This is your own. You can edit or delete it.".to_owned();
        return Err(Problem::Forbidden { detail });
    }
    let subject = match subject {
        Subject::Pin(pin) => match site.db.posted_directly(me, pin).await? {
            Some((channel, seq)) => Subject::Message(channel, seq),
            None => subject,
        },
        other => other,
    };
    let reason = tidy_reason(reason)?;
    site.limits.report(me).await?;
    let id = ReportId::from_uuid(Uuid::now_v7());
    let mut tx = site.db.begin().await?;
    if let Subject::Message(channel, seq) = subject
        && !reports::hold_message(&mut tx, channel, seq).await?
    {
        return Err(Problem::NotFound);
    }
    if !reports::insert(&mut tx, id, me, subject, &reason).await? {
        let detail = "You have already reported this. A moderator will look at it.".to_owned();
        return Err(Problem::Already { detail });
    }
    db::commit(tx).await?;
    tracing::info!(report = %id, reporter = %me, "reported");
    Ok(id)
}
