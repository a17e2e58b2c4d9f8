//! Programs that signed in, and their refresh tokens.

use super::{Db, Tx, columns::Seen};
use crate::model::{
    errors::Problem,
    ids::{SessionId, UserId},
};
use time::OffsetDateTime;

/// How many sessions are forgotten with one statement, so that no transaction is long. What has expired is no loss (`access_losses`).
const FORGOTTEN_AT_ONCE: u64 = 100;

/// A refresh token as it is found.
#[derive(Debug)]
pub struct RefreshToken {
    /// The program that got it.
    pub session: SessionId,
    /// Whose account it is.
    pub user: UserId,
    /// Until when it works.
    pub expires_at: OffsetDateTime,
    /// Whether it was used before.
    pub used: bool,
}

/// Adds a program that has signed in. False where what signs it in has been ended since its owner was recognised, at this epoch of
/// the account's.
pub async fn insert(
    tx: &mut Tx,
    session: SessionId,
    (user, epoch): (UserId, i32),
    agent: &str,
) -> Result<bool, Problem> {
    let inserted = sqlx::query!(
        "insert into program_sessions (id, user_id, agent)
         select $1, id, $3 from users where id = $2 and credential_epoch = $4 and suspended_at is null for share",
        session.uuid(),
        user.uuid(),
        agent,
        epoch,
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Gives a program its next refresh token, which works no longer than the session: 90 days.
pub async fn insert_token(
    tx: &mut Tx,
    session: SessionId,
    token_hash: &[u8],
    expires_at: OffsetDateTime,
) -> Result<(), Problem> {
    sqlx::query!(
        "insert into refresh_tokens (token_hash, session_id, expires_at)
         select $1, id, least($3, created_at + interval '90 days') from program_sessions where id = $2",
        token_hash,
        session.uuid(),
        expires_at as OffsetDateTime,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("update program_sessions set seen_at = now() where id = $1", session.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Uses a refresh token up, and tells how it was found. Whoever comes with the same one at the same time waits.
pub async fn use_token(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<RefreshToken>, Problem> {
    let found = sqlx::query_as!(
        RefreshToken,
        r#"select token.session_id as "session: SessionId", session.user_id as "user: UserId",
                  token.expires_at as "expires_at: OffsetDateTime", token.used_at is not null as "used!"
           from refresh_tokens as token join program_sessions as session on session.id = token.session_id
           where token.token_hash = $1 for update"#,
        token_hash,
    )
    .fetch_optional(&mut **tx)
    .await?;
    sqlx::query!("update refresh_tokens set used_at = now() where token_hash = $1 and used_at is null", token_hash)
        .execute(&mut **tx)
        .await?;
    Ok(found)
}

/// Ends a program's session, with all its tokens.
pub async fn delete(tx: &mut Tx, session: SessionId) -> Result<(), Problem> {
    sqlx::query!("delete from program_sessions where id = $1", session.uuid()).execute(&mut **tx).await?;
    Ok(())
}

impl Db {
    /// Whose session this is, while it lasts: 90 days at most, however often its tokens are refreshed.
    pub async fn program_session(&self, session: SessionId) -> Result<Option<UserId>, Problem> {
        let user = sqlx::query_scalar!(
            r#"select user_id as "user: UserId" from program_sessions
               where id = $1 and created_at > now() - interval '90 days'"#,
            session.uuid(),
        );
        Ok(user.fetch_optional(&self.pool).await?)
    }

    /// The programs that are signed in to an account.
    pub async fn program_sessions(&self, user: UserId) -> Result<Vec<Seen>, Problem> {
        let rows = sqlx::query_as!(
            Seen,
            r#"select id as "id: SessionId", agent, created_at as "since: OffsetDateTime",
                      seen_at as "seen: OffsetDateTime"
               from program_sessions where user_id = $1"#,
            user.uuid(),
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// Forgets programs that can no longer refresh their tokens, and used tokens after their time.
    pub async fn delete_expired_programs(&self, now: OffsetDateTime) -> Result<(), Problem> {
        loop {
            let forgotten = sqlx::query!(
                "delete from program_sessions where id = any (array(
                     select session.id from program_sessions as session
                     where not exists (
                         select from refresh_tokens as token
                         where token.session_id = session.id and token.used_at is null and token.expires_at > $1)
                     limit $2))",
                now as OffsetDateTime,
                FORGOTTEN_AT_ONCE as i64,
            );
            if forgotten.execute(&self.pool).await?.rows_affected() < FORGOTTEN_AT_ONCE {
                break;
            }
        }
        sqlx::query!("delete from refresh_tokens where expires_at <= $1", now as OffsetDateTime)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
