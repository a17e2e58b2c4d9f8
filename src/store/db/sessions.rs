//! Sessions, as rows behind tower-sessions. The library's own PostgreSQL store is on another sqlx.

use super::{Db, Tx, columns::Seen};
use crate::model::{
    errors::Problem,
    ids::{SessionId, UserId},
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

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Db {
    async fn save(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        sqlx::query!(
            "insert into sessions (id_hash, user_id, data, expires_at, name) values ($1, $2, $3, $4, $5)
             on conflict (id_hash) do update
             set user_id = excluded.user_id, data = excluded.data, expires_at = excluded.expires_at",
            hashed(&record.id),
            user(record),
            data,
            record.expiry_date as OffsetDateTime,
            name(record),
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits: that two sessions meet is not worth a look first.
        self.save(record).await
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

    /// Whether a browser is signed in to an account by this session.
    pub async fn browser_session(&self, user: UserId, session: SessionId) -> std::result::Result<bool, Problem> {
        let there = sqlx::query_scalar!(
            r#"select exists (
                   select from sessions join users on users.id = sessions.user_id
                   where user_id = $1 and name = $2 and expires_at > now() and suspended_at is null
               ) as "there!""#,
            user.uuid(),
            session.uuid(),
        );
        Ok(there.fetch_one(&self.pool).await?)
    }

    /// Forgets the sessions whose time is over.
    pub async fn delete_expired_sessions(&self, now: OffsetDateTime) -> std::result::Result<(), Problem> {
        sqlx::query!("delete from sessions where expires_at <= $1", now as OffsetDateTime).execute(&self.pool).await?;
        Ok(())
    }
}
