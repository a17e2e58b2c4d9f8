//! Reports about the messages of a community, for those who look after it. They are the same as in the queue of those who look after the
//! site: whoever is first settles them for both.

use super::rights::{self, About};
use crate::{
    model::{
        communities::CommunityRole,
        community_log::CommunityAct,
        community_reports::{CommunityReport, ReportReason},
        errors::Problem,
        ids::{CommunityId, ReportId, UserId},
        moderation::{Case, Complaint, Measure},
        page::{Cursor, Page, other_list},
        reports::Subject,
    },
    services::{Caller, messages, pins::Span},
    store::db::{self, community_reports, moderation},
};

/// The messages about which reports are open, those that wait longest first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not theirs to see; [`Problem::NotAllowed`] for those who do not
/// look after it; [`Problem::Invalid`] for the cursor of another list.
pub async fn list(caller: &Caller, community: CommunityId, span: Span) -> Result<Page<CommunityReport>, Problem> {
    let (me, db) = (caller.member()?, &caller.site.db);
    let after = match span.cursor {
        None => None,
        Some(Cursor::Report(report)) => Some(report),
        Some(_) => return Err(other_list()),
    };
    rights::seen(caller, community, CommunityRole::Moderator).await?;
    let found = db.community_cases(me, community, after, span.size + 1).await?;
    let cases = db.cases(me, &found).await?.into_iter();
    let reports: Vec<_> = cases.filter_map(|(author, case)| report(me, author, case)).collect();
    Ok(Page::from_one_more(reports, span.size, |report| Cursor::Report(report.oldest)))
}

fn report(me: UserId, author: UserId, case: Case) -> Option<CommunityReport> {
    let Case { id, message, member, open, oldest, reports, .. } = case;
    let reasons = reports.into_iter().map(|Complaint { reason, at, .. }| ReportReason { reason, at });
    Some(CommunityReport {
        id,
        message: message?,
        author: member.person,
        own: author == me,
        open,
        oldest,
        reasons: reasons.collect(),
    })
}

/// Settles the reports about a message with nothing to be done.
///
/// # Errors
/// As [`list`]; [`Problem::NotFound`] where nothing of this community was reported by this name; [`Problem::Forbidden`] where the message
/// is their own; [`Problem::Already`] where the reports are settled.
pub async fn dismiss(caller: &Caller, community: CommunityId, case: ReportId) -> Result<(), Problem> {
    db::again(async || {
        let mut tx = caller.site.db.begin().await?;
        let right = rights::lock(caller, &mut tx, community, CommunityRole::Moderator).await?;
        let found = community_reports::find(&mut tx, right.me, community, case).await?.ok_or(Problem::NotFound)?;
        if found.author == right.me {
            let detail = "This is your own message. Another moderator has to decide.".to_owned();
            return Err(Problem::Forbidden { detail });
        }
        let subject = Subject::Message(found.channel, found.seq);
        if moderation::settle(&mut tx, subject, right.me, Measure::DismissReports).await? == 0 {
            let detail = "These reports have already been handled.".to_owned();
            return Err(Problem::Already { detail });
        }
        let words = format!("“{}”", found.channel_name);
        let about = About { member: Some(found.author), words: &words };
        right.note(&mut tx, CommunityAct::DismissReports, about, "").await?;
        db::commit(tx).await
    })
    .await
}

/// Deletes a message that was reported, and the reports with it.
///
/// # Errors
/// As [`list`], and those of [`messages::delete`]; [`Problem::NotFound`] where nothing of this community was reported by this name.
pub async fn remove(caller: &Caller, community: CommunityId, case: ReportId, reason: &str) -> Result<(), Problem> {
    let mut tx = caller.site.db.begin().await?;
    let right = rights::of(caller, &mut tx, community, CommunityRole::Moderator).await?;
    let found = community_reports::find(&mut tx, right.me, community, case).await?.ok_or(Problem::NotFound)?;
    db::commit(tx).await?;
    messages::delete(caller, found.channel, found.seq, reason).await
}
