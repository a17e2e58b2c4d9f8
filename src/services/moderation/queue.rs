//! What was reported, in the order in which it is looked at.

use super::mark;
use crate::{
    model::{
        errors::Problem,
        ids::{CommentId, ReportId, UserId},
        moderation::{Case, CommentCase, QueueOrder, SubjectKind},
        page::{Cursor, Page, other_list},
        reports::Subject,
    },
    services::{
        Moderator, Site,
        notices::{microseconds, moment},
        pins::Span,
    },
};

/// A page of what was reported, of one kind or of all.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn list(
    site: &Site,
    moderator: Moderator,
    kind: Option<SubjectKind>,
    order: QueueOrder,
    span: Span,
) -> Result<Page<Case>, Problem> {
    let limit = span.size + 1;
    let found = match (order, span.cursor) {
        (QueueOrder::Oldest, None) => site.db.cases_oldest(kind, None, limit).await?,
        (QueueOrder::Oldest, Some(Cursor::Report(after))) => site.db.cases_oldest(kind, Some(after), limit).await?,
        (QueueOrder::Most, None) => site.db.cases_most(kind, None, limit).await?,
        (QueueOrder::Most, Some(Cursor::MostReports(open, after))) => {
            site.db.cases_most(kind, Some((open, after)), limit).await?
        }
        (QueueOrder::Handled, None) => site.db.cases_settled(kind, None, limit).await?,
        (QueueOrder::Handled, Some(Cursor::Settled(at, after))) => {
            site.db.cases_settled(kind, Some((moment(at), after)), limit).await?
        }
        _ => return Err(other_list()),
    };
    let cases = looked_up(site, moderator.id(), &found).await?;
    Ok(Page::from_one_more(cases, span.size, |case| match order {
        QueueOrder::Oldest => Cursor::Report(case.oldest),
        QueueOrder::Most => Cursor::MostReports(case.open, case.oldest),
        QueueOrder::Handled => {
            Cursor::Settled(case.settled.as_ref().map_or(0, |settled| microseconds(settled.at)), case.id)
        }
    }))
}

/// How many reports nobody has handled.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn open_reports(site: &Site, _: Moderator) -> Result<u64, Problem> {
    site.db.open_reports().await
}

/// A comment, with what was reported about it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there for moderators.
pub async fn comment(site: &Site, moderator: Moderator, comment: CommentId) -> Result<CommentCase, Problem> {
    let by = moderator.id();
    let (author, mut found) = site.db.commented(by, comment).await?.ok_or(Problem::NotFound)?;
    mark(site, by, std::iter::once((author, &mut found.member))).await?;
    let case = match site.db.case_about(Subject::Comment(comment)).await? {
        Some(case) => looked_up(site, by, &[case]).await?.pop(),
        None => None,
    };
    Ok(CommentCase { case, ..found })
}

/// These, with whose they are to judge.
pub(super) async fn looked_up(site: &Site, by: UserId, cases: &[ReportId]) -> Result<Vec<Case>, Problem> {
    let mut found = site.db.cases(by, cases).await?;
    mark(site, by, found.iter_mut().map(|(owner, case)| (*owner, &mut case.member))).await?;
    Ok(found.into_iter().map(|(_, case)| case).collect())
}
