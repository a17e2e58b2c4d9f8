//! Reports about the messages of a community: found in order by `reported`, and looked up as all that is reported
//! (`moderation_queue`).

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{ChannelId, CommunityId, ReportId, UserId},
};
use uuid::Uuid;

/// A message of a community that was reported.
#[derive(Debug)]
pub struct ReportedInCommunity {
    pub channel: ChannelId,
    pub seq: i64,
    pub author: UserId,
    /// What the channel is called.
    pub channel_name: String,
}

impl Db {
    /// The messages of a community about which reports are open and that this member reads, those that wait longest first, after a report
    /// where one is named.
    pub async fn community_cases(
        &self,
        viewer: UserId,
        community: CommunityId,
        after: Option<ReportId>,
        limit: usize,
    ) -> Result<Vec<ReportId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select reported.id as "id!: ReportId"
               from reported
               join reported_messages($1) as message on message.case_id = reported.id
               join channels as channel on channel.id = message.channel_id
               where channel.community_id = $2 and reported.open > 0 and reported.oldest_id > $3
               order by reported.oldest_id limit $4"#,
            viewer.uuid(),
            community.uuid(),
            after.map_or(Uuid::nil(), ReportId::uuid),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }
}

/// What was reported by this name, where it is a message of this community that this member reads.
pub async fn find(
    tx: &mut Tx,
    viewer: UserId,
    community: CommunityId,
    case: ReportId,
) -> Result<Option<ReportedInCommunity>, Problem> {
    let found = sqlx::query_as!(
        ReportedInCommunity,
        r#"select message.channel_id as "channel!: ChannelId", message.seq as "seq!", message.author_id as "author!: UserId",
                  channel.name as "channel_name!"
           from reported_messages($1) as message
           join channels as channel on channel.id = message.channel_id
           where channel.community_id = $2 and message.case_id = $3"#,
        viewer.uuid(),
        community.uuid(),
        case.uuid(),
    );
    Ok(found.fetch_optional(&mut **tx).await?)
}
