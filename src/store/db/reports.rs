//! What members find should be looked at by those who run the site.

use super::Tx;
use crate::model::{
    errors::Problem,
    ids::{CommentId, PinId, ReportId, UserId},
    reports::Subject,
};

/// Writes a report down. Gives whether this member has none about the same that is open. One that was settled is made anew: it
/// is open again, as young as it is now.
pub async fn insert(
    tx: &mut Tx,
    id: ReportId,
    reporter: UserId,
    subject: Subject,
    reason: &str,
) -> Result<bool, Problem> {
    let (pin, comment) = match subject {
        Subject::Pin(pin) => (Some(pin), None),
        Subject::Comment(comment) => (None, Some(comment)),
    };
    let added = sqlx::query!(
        "insert into reports (id, reporter_id, pin_id, comment_id, reason) values ($1, $2, $3, $4, $5)
         on conflict on constraint reports_once_key do update
         set id = excluded.id, reason = excluded.reason, created_at = now(), handled_at = null, handled_by = null, outcome = null
         where reports.handled_at is not null",
        id.uuid(),
        reporter.uuid(),
        pin.map(PinId::uuid),
        comment.map(CommentId::uuid),
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() == 1)
}
