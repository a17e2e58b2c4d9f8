//! Sessions, as rows behind tower-sessions. The library's own PostgreSQL store is on another sqlx.

use super::Db;
use crate::model::{errors::Problem, ids::UserId};
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

/// What stands in the table instead of the session's secret.
fn hashed(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_be_bytes()).to_vec()
}

/// Whose session this is, where somebody is signed in.
fn user(record: &Record) -> Option<Uuid> {
    let id = record.data.get(USER_KEY)?.as_str()?;
    id.parse::<UserId>().ok().map(UserId::uuid)
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Db {
    async fn save(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        sqlx::query!(
            "insert into sessions (id_hash, user_id, data, expires_at) values ($1, $2, $3, $4)
             on conflict (id_hash) do update
             set user_id = excluded.user_id, data = excluded.data, expires_at = excluded.expires_at",
            hashed(&record.id),
            user(record),
            data,
            record.expiry_date as OffsetDateTime,
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

impl Db {
    /// Forgets the sessions and links whose time is over.
    pub async fn delete_expired(&self, now: OffsetDateTime) -> std::result::Result<(), Problem> {
        sqlx::query!("delete from sessions where expires_at <= $1", now as OffsetDateTime).execute(&self.pool).await?;
        sqlx::query!("delete from one_time_links where expires_at <= $1", now as OffsetDateTime)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
