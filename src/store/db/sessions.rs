//! Sessions, as rows behind tower-sessions. The library's own PostgreSQL store is on another sqlx.
//!
//! A row is made once, when somebody signs in, and never again: what was ended meanwhile stays so, however long a request runs that
//! knew the session before.

use super::{Db, Tx, columns::Seen};
use crate::model::{
    errors::Problem,
    ids::{SessionId, TokenId, UserId},
};
use async_trait::async_trait;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use uuid::Uuid;

/// The key under which a session keeps whose it is.
pub const USER_KEY: &str = "user";

/// The key under which a session keeps the name by which it is listed.
pub const NAME_KEY: &str = "name";

/// The key under which a session keeps the account's epoch at the time its owner was recognised.
pub const EPOCH_KEY: &str = "epoch";

/// What stands in the table instead of the session's secret.
fn hashed(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_be_bytes()).to_vec()
}

/// Whose session this is, where somebody is signed in.
fn user(record: &Record) -> Option<Uuid> {
    let id = record.data.get(USER_KEY)?.as_str()?;
    id.parse::<UserId>().ok().map(UserId::uuid)
}

/// The name by which this session is listed.
fn name(record: &Record) -> Uuid {
    let known = record.data.get(NAME_KEY).and_then(|name| name.as_str()?.parse::<SessionId>().ok());
    known.map_or_else(Uuid::now_v7, SessionId::uuid)
}

/// The account's epoch at the time its owner was recognised; that of a new account where nothing was said.
fn epoch(record: &Record) -> i32 {
    record
        .data
        .get(EPOCH_KEY)
        .and_then(serde_json::Value::as_i64)
        .and_then(|n| i32::try_from(n).ok())
        .unwrap_or_default()
}

fn data(record: &Record) -> Result<serde_json::Value> {
    serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Db {
    /// Changes the row there is. Where there is none any more, somebody has been signed out, and stays so.
    async fn save(&self, record: &Record) -> Result<()> {
        let saved = sqlx::query!(
            "update sessions set user_id = $2, data = $3, expires_at = least($4, created_at + interval '90 days')
             where id_hash = $1",
            hashed(&record.id),
            user(record),
            data(record)?,
            record.expiry_date as OffsetDateTime,
        );
        if saved.execute(&self.pool).await.map_err(backend)?.rows_affected() == 0 {
            tracing::debug!("a session was ended while a request that knew it was under way");
        }
        Ok(())
    }

    /// Makes the row of somebody who has just signed in, unless what signs them in has been ended since they were recognised. The
    /// account is locked: whoever ends it at the same moment finds the row.
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits: that two sessions meet is not worth a look first.
        sqlx::query!(
            "insert into sessions (id_hash, user_id, data, expires_at, name)
             select $1, $2, $3, least($4, now() + interval '90 days'), $5
             where $2::uuid is null
                or exists (select from users where id = $2 and credential_epoch = $6 and suspended_at is null for share)",
            hashed(&record.id),
            user(record),
            data(record)?,
            record.expiry_date as OffsetDateTime,
            name(record),
            epoch(record),
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = sqlx::query!(
            r#"select data, expires_at as "expires_at: OffsetDateTime" from sessions
               where id_hash = $1 and expires_at > now()"#,
            hashed(id),
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        row.map(|row| {
            let data: HashMap<String, serde_json::Value> =
                serde_json::from_value(row.data).map_err(|error| Error::Decode(error.to_string()))?;
            Ok(Record { id: *id, data, expiry_date: row.expires_at })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query!("delete from sessions where id_hash = $1", hashed(id))
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

/// Opens a new epoch of what signs an account in: whoever was recognised before it is not signed in any more once it has begun. Gives
/// its number. The account is locked until the transaction ends, as whatever makes a session or a token asks for it.
pub async fn begin_epoch(tx: &mut Tx, user: UserId) -> std::result::Result<i32, Problem> {
    let epoch = sqlx::query_scalar!(
        "update users set credential_epoch = credential_epoch + 1 where id = $1 returning credential_epoch",
        user.uuid(),
    );
    epoch.fetch_optional(&mut **tx).await?.ok_or(Problem::NotFound)
}

/// Ends one of an account's sessions, a browser's or a program's. False where it has no such session.
pub async fn end(tx: &mut Tx, user: UserId, session: SessionId) -> std::result::Result<bool, Problem> {
    let ended = sqlx::query_scalar!(
        r#"with browsers as (delete from sessions where user_id = $1 and name = $2 returning 1),
                programs as (delete from program_sessions where user_id = $1 and id = $2 returning 1)
           select (select count(*) from browsers) + (select count(*) from programs) as "ended!""#,
        user.uuid(),
        session.uuid(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(ended > 0)
}

/// Ends all of an account's sessions but this one.
pub async fn end_others(tx: &mut Tx, user: UserId, keep: Option<SessionId>) -> std::result::Result<(), Problem> {
    let keep = keep.map(SessionId::uuid);
    sqlx::query!("delete from sessions where user_id = $1 and name is distinct from $2", user.uuid(), keep)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from program_sessions where user_id = $1 and id is distinct from $2", user.uuid(), keep)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether an account is still signed in by this session of a browser or a program, or by this token. Whoever is about to end it
/// waits until the transaction ends.
pub async fn still_holds(
    tx: &mut Tx,
    user: UserId,
    session: Option<SessionId>,
    token: Option<TokenId>,
) -> std::result::Result<bool, Problem> {
    let holds = sqlx::query_scalar!(
        r#"with browsers as (
               select from sessions where user_id = $1 and name = $2 and expires_at > now() for key share
           ), programs as (
               select from program_sessions
               where user_id = $1 and id = $2 and created_at > now() - interval '90 days' for key share
           ), tokens as (
               select from access_tokens
               where user_id = $1 and id = $3 and (expires_at is null or expires_at > now()) for key share
           )
           select exists (select from users where id = $1 and suspended_at is null)
              and (exists (select from browsers) or exists (select from programs) or exists (select from tokens)) as "holds!""#,
        user.uuid(),
        session.map(SessionId::uuid),
        token.map(TokenId::uuid),
    );
    Ok(holds.fetch_one(&mut **tx).await?)
}

impl Db {
    /// The browsers that are signed in to an account.
    pub async fn browser_sessions(&self, user: UserId) -> std::result::Result<Vec<Seen>, Problem> {
        let rows = sqlx::query_as!(
            Seen,
            r#"select name as "id: SessionId", coalesce(data ->> 'agent', '') as "agent!",
                      created_at as "since: OffsetDateTime",
                      coalesce(to_timestamp((data ->> 'seen')::bigint), created_at) as "seen!: OffsetDateTime"
               from sessions where user_id = $1 and expires_at > now()"#,
            user.uuid(),
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// Until when a browser is signed in to an account by this session, unless it is used meanwhile; `None` where it is not.
    pub async fn browser_session(
        &self,
        user: UserId,
        session: SessionId,
    ) -> std::result::Result<Option<OffsetDateTime>, Problem> {
        let until = sqlx::query_scalar!(
            r#"select expires_at as "until: OffsetDateTime" from sessions join users on users.id = sessions.user_id
               where user_id = $1 and name = $2 and expires_at > now() and suspended_at is null"#,
            user.uuid(),
            session.uuid(),
        );
        Ok(until.fetch_optional(&self.pool).await?)
    }

    /// Forgets the sessions whose time is over.
    pub async fn delete_expired_sessions(&self, now: OffsetDateTime) -> std::result::Result<(), Problem> {
        sqlx::query!("delete from sessions where expires_at <= $1", now as OffsetDateTime).execute(&self.pool).await?;
        Ok(())
    }
}
