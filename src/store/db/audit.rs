//! The audit log. It is only ever added to; after 90 days, what members wrote is taken out of it.

use super::{Db, Tx};
use crate::model::{
    audit::{Act, AuditFilter, Entry},
    errors::Problem,
    ids::{AuditId, BoardId, PinId, UserId},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Adds an entry of somebody with an account.
///
/// # Errors
/// [`Problem::NotSignedIn`] where that is gone by now.
pub async fn insert(tx: &mut Tx, actor: UserId, act: Act, about: &str, detail: &str) -> Result<(), Problem> {
    let written = sqlx::query!(
        "insert into audit_log (id, actor_id, actor, act, about, detail)
         select $1, id, username, $3, $4, $5 from users where id = $2",
        Uuid::now_v7(),
        actor.uuid(),
        act.name(),
        about,
        detail,
    )
    .execute(&mut **tx)
    .await?;
    if written.rows_affected() == 1 { Ok(()) } else { Err(Problem::NotSignedIn) }
}

/// Adds an entry of who has no account, under this name.
pub async fn insert_without_account(
    tx: &mut Tx,
    actor: &str,
    act: Act,
    about: &str,
    detail: &str,
) -> Result<(), Problem> {
    sqlx::query!(
        "insert into audit_log (id, actor, act, about, detail) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        actor,
        act.name(),
        about,
        detail,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds an entry for each of these pins that is another's than the actor's.
pub async fn insert_for_pins(tx: &mut Tx, actor: UserId, act: Act, pins: &[PinId]) -> Result<(), Problem> {
    let ids: Vec<_> = pins.iter().map(|_| Uuid::now_v7()).collect();
    let pins: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
    sqlx::query!(
        "insert into audit_log (id, actor_id, actor, act, about)
         select entry.id, actor.id, actor.username, $4, '“' || pins.title || '” of @' || owner.username
         from unnest($1::uuid[], $2::uuid[]) as entry (id, pin)
         join pins on pins.id = entry.pin
         join users as owner on owner.id = pins.owner_id
         join users as actor on actor.id = $3
         where owner.id <> actor.id",
        &ids,
        &pins,
        actor.uuid(),
        act.name(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds an entry for a board, where it is another's than the actor's.
pub async fn insert_for_board(tx: &mut Tx, actor: UserId, act: Act, board: BoardId) -> Result<(), Problem> {
    sqlx::query!(
        "insert into audit_log (id, actor_id, actor, act, about)
         select $1, actor.id, actor.username, $4, 'The board “' || boards.title || '” of @' || owner.username
         from boards
         join users as owner on owner.id = boards.owner_id
         join users as actor on actor.id = $3
         where boards.id = $2 and owner.id <> actor.id",
        Uuid::now_v7(),
        board.uuid(),
        actor.uuid(),
        act.name(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// Takes the quotations out of some of the entries that are older than 90 days, and says of how many.
    pub async fn redact_audit(&self, limit: i64) -> Result<u64, Problem> {
        let redacted = sqlx::query!(
            "update audit_log
             set about = without_quotations(about),
                 detail = case when act = 'remove_comment' then without_quotations(detail) else detail end
             where id in (
                 select id from audit_log
                 where created_at < now() - interval '90 days' and audit_log_quotes(act)
                   and (about <> without_quotations(about) or act = 'remove_comment' and detail <> without_quotations(detail))
                 limit $1
             )",
            limit,
        );
        Ok(redacted.execute(&self.pool).await?.rows_affected())
    }

    /// The entries that match, the latest first, after one where one is named.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        after: Option<AuditId>,
        limit: usize,
    ) -> Result<Vec<Entry>, Problem> {
        let rows = sqlx::query!(
            r#"select id as "id: AuditId", actor, act, about, detail, created_at as "created_at: OffsetDateTime"
               from audit_log
               where id < $1 and ($2::text is null or act = $2) and ($3 = '' or lower(actor) = lower($3))
                 and ($4 = '' or strpos(lower(about || ' ' || detail), lower($4)) > 0)
               order by id desc limit $5"#,
            after.map_or(Uuid::max(), AuditId::uuid),
            filter.act.map(Act::name),
            filter.actor,
            filter.q,
            limit as i64,
        );
        let entry = rows.fetch_all(&self.pool).await?.into_iter().map(|row| {
            let act = row.act.parse()?;
            Ok(Entry { id: row.id, actor: row.actor, act, about: row.about, detail: row.detail, at: row.created_at })
        });
        entry.collect()
    }
}
