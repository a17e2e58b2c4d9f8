//! What was done to look after communities.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::Person,
    communities::CommunityLogEntry,
    community_log::CommunityAct,
    errors::Problem,
    ids::{CommunityId, CommunityLogId, PictureId, UserId},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// What something was done to.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    pub member: Option<UserId>,
    /// What else, in words that outlive it.
    pub words: &'a str,
}

impl<'a> About<'a> {
    /// The community itself.
    pub fn none() -> Self {
        Self::default()
    }

    pub fn member(member: UserId) -> Self {
        Self { member: Some(member), words: "" }
    }

    pub fn words(words: &'a str) -> Self {
        Self { member: None, words }
    }
}

/// Adds an entry. Nobody is the actor of what follows by itself.
pub async fn insert(
    tx: &mut Tx,
    community: CommunityId,
    actor: Option<UserId>,
    act: CommunityAct,
    about: About<'_>,
    reason: &str,
) -> Result<(), Problem> {
    sqlx::query!(
        "insert into community_log (id, community_id, actor_id, act, member_id, subject, reason)
         values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        community.uuid(),
        actor.map(UserId::uuid),
        act.name(),
        about.member.map(UserId::uuid),
        about.words,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// The log of a community, the latest entry first, after one where one is named.
    pub async fn community_log(
        &self,
        community: CommunityId,
        after: Option<CommunityLogId>,
        limit: usize,
    ) -> Result<Vec<CommunityLogEntry>, Problem> {
        let rows = sqlx::query!(
            r#"select entry.id as "id: CommunityLogId", entry.act, entry.subject, entry.reason,
                      entry.created_at as "created_at: OffsetDateTime", member.username as "member?",
                      actor.username as "username?", actor.display_name as "display_name?",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from community_log as entry
               left join users as member on member.id = entry.member_id and member.leaving_at is null
               left join users as actor on actor.id = entry.actor_id and actor.leaving_at is null
               left join lateral face_of(actor.avatar_id) as face on true
               where entry.community_id = $1 and entry.id < $2
               order by entry.id desc limit $3"#,
            community.uuid(),
            after.map_or(Uuid::max(), CommunityLogId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let entries = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let actor = row.username.zip(row.display_name);
            let act = CommunityAct::named(&row.act);
            CommunityLogEntry {
                id: row.id,
                actor: actor.map(|(username, display_name)| Person { username, display_name, avatar }),
                // Another version of this program may know more acts.
                act: act.map_or(row.act, |act| act.sentence(row.member.as_deref(), &row.subject)),
                reason: row.reason,
                created_at: row.created_at,
            }
        });
        Ok(entries.collect())
    }
}
