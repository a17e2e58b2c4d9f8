//! What members are told of what was done about them in a community. It is read with their other news.

use super::Tx;
use crate::model::{
    errors::Problem,
    ids::{CommunityId, UserId},
    notices::MemberAct,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that was done about a member in a community.
#[derive(Debug, Clone, Copy)]
pub struct Done<'a> {
    pub community: CommunityId,
    pub act: MemberAct,
    /// Until when they may not write there, where it is that.
    pub until: Option<OffsetDateTime>,
    /// Empty where none was given.
    pub reason: &'a str,
}

/// Tells a member what was done about them in a community, in the place of the same that they have not read of; of each message that was
/// removed by itself.
pub async fn tell(tx: &mut Tx, user: UserId, done: Done<'_>) -> Result<(), Problem> {
    sqlx::query!(
        "insert into notices (id, user_id, kind, act, community_id, subject, timed_out_until, reason)
         select $1, $2, 'community', $3, communities.id, communities.name, $5, nullif($6::text, '')
         from communities where communities.id = $4
         on conflict (user_id, community_id, act) where read_at is null and kind = 'community' and act <> 'remove_message'
         do update set happened_at = now(), subject = excluded.subject, timed_out_until = excluded.timed_out_until,
                       reason = excluded.reason",
        Uuid::now_v7(),
        user.uuid(),
        done.act.name(),
        done.community.uuid(),
        done.until as Option<OffsetDateTime>,
        done.reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Has what a member was told of a time-out say that it has ended by now.
pub async fn end_time_out(tx: &mut Tx, user: UserId, community: CommunityId) -> Result<(), Problem> {
    // In order, so that this and the member's own reading do not wait for each other.
    sqlx::query!(
        "with told as (
             select id from notices where user_id = $1 and community_id = $2 and timed_out_until > now() order by id for update
         )
         update notices set timed_out_until = now() from told where notices.id = told.id",
        user.uuid(),
        community.uuid(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
