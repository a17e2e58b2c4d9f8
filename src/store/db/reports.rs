//! What members find should be looked at by those who run the site.

use super::Tx;
use crate::model::{
    errors::Problem,
    ids::{ChannelId, ReportId, UserId},
    reports::Subject,
};
use uuid::Uuid;

/// What a report is about, as its row says it: in the columns of one kind of thing.
#[derive(Default)]
pub(super) struct SubjectColumns {
    pub(super) pin: Option<Uuid>,
    pub(super) comment: Option<Uuid>,
    pub(super) channel: Option<Uuid>,
    pub(super) seq: Option<i64>,
}

impl From<Subject> for SubjectColumns {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Pin(pin) => Self { pin: Some(pin.uuid()), ..Self::default() },
            Subject::Comment(comment) => Self { comment: Some(comment.uuid()), ..Self::default() },
            Subject::Message(channel, seq) => Self { channel: Some(channel.uuid()), seq: Some(seq), ..Self::default() },
        }
    }
}

/// Has whoever deletes a message wait until it was reported. False where it is gone.
pub async fn hold_message(tx: &mut Tx, channel: ChannelId, seq: i64) -> Result<bool, Problem> {
    let held = sqlx::query!(
        "select from messages where channel_id = $1 and seq = $2 and deleted_at is null for share",
        channel.uuid(),
        seq,
    );
    Ok(held.fetch_optional(&mut **tx).await?.is_some())
}

/// Writes a report down. Gives whether this member has none about the same that is open. One that was settled is made anew: it
/// is open again, as young as it is now.
pub async fn insert(
    tx: &mut Tx,
    id: ReportId,
    reporter: UserId,
    subject: Subject,
    reason: &str,
) -> Result<bool, Problem> {
    let SubjectColumns { pin, comment, channel, seq } = subject.into();
    let added = sqlx::query!(
        "insert into reports (id, reporter_id, pin_id, comment_id, channel_id, message_seq, reason)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint reports_once_key do update
         set id = excluded.id, reason = excluded.reason, created_at = now(), handled_at = null, handled_by = null, outcome = null
         where reports.handled_at is not null",
        id.uuid(),
        reporter.uuid(),
        pin,
        comment,
        channel,
        seq,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Deletes the reports about a message, which is being deleted itself.
pub(super) async fn delete_of_message(tx: &mut Tx, channel: ChannelId, seq: i64) -> Result<(), Problem> {
    sqlx::query!("delete from reports where channel_id = $1 and message_seq = $2", channel.uuid(), seq)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
