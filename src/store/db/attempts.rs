//! Attempts at pictures, and the servers that make them: written down before the work, so that what took a server with it is known.

use super::{Db, Tx};
use crate::model::{errors::Problem, ids::PictureId};
use uuid::Uuid;

/// For how many seconds a silent server counts as there. Less than a silent worker keeps its jobs, so that whoever takes up such a
/// job knows already that its server is gone.
const SILENCE: f64 = 5.0;

/// A server that was heard within so many seconds can tell which others are silent: all could have been heard. After the database was away,
/// everybody is silent at first.
const JUST_HEARD: f64 = 3.0;

/// Takes the attempts at renamed pictures along to their new names.
pub async fn rename(tx: &mut Tx, old: &[Uuid], new: &[Uuid]) -> Result<(), Problem> {
    sqlx::query!(
        "update picture_attempts set picture_id = renamed.new
         from unnest($1::uuid[], $2::uuid[]) as renamed (old, new) where renamed.old = picture_id",
        old,
        new,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// Forgets servers that have gone without a word, and writes down that this one is there.
    pub async fn see_server(&self, server: Uuid) -> Result<(), Problem> {
        sqlx::query!(
            "delete from servers where seen_at < clock_timestamp() - make_interval(secs => $1)
             and exists (select from servers as me where me.id = $2 and me.seen_at > clock_timestamp() - make_interval(secs => $3))",
            SILENCE,
            server,
            JUST_HEARD,
        )
        .execute(&self.pool)
        .await?;
        sqlx::query!(
            "insert into servers (id) values ($1) on conflict (id) do update set seen_at = clock_timestamp()",
            server,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets all servers: whoever calls this knows that there is none.
    pub async fn forget_servers(&self) -> Result<(), Problem> {
        sqlx::query!("delete from servers").execute(&self.pool).await?;
        Ok(())
    }

    /// Forgets a server that stops, with the attempts it has under way: that they ended is nothing against their pictures.
    pub async fn forget_server(&self, server: Uuid) -> Result<(), Problem> {
        let mut tx = self.begin().await?;
        sqlx::query!("delete from picture_attempts where server_id = $1", server).execute(&mut *tx).await?;
        sqlx::query!("delete from servers where id = $1", server).execute(&mut *tx).await?;
        super::commit(tx).await
    }

    /// Writes down that a server begins to work on a picture; nothing where the picture is gone.
    pub async fn begin_attempt(&self, attempt: Uuid, picture: PictureId, server: Uuid) -> Result<(), Problem> {
        sqlx::query!(
            "with here as (
                 insert into servers (id) values ($3::uuid) on conflict (id) do update set id = excluded.id returning id
             )
             insert into picture_attempts (id, picture_id, server_id)
             select $1::uuid, pictures.id, here.id from here, pictures where pictures.id = $2 for key share of pictures",
            attempt,
            picture.uuid(),
            server,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// How many servers have died while they worked on a picture, as far as this server can tell.
    pub async fn died_during(&self, picture: PictureId, server: Uuid) -> Result<i64, Problem> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from picture_attempts left join servers on servers.id = server_id
               where picture_id = $1
                 and (server_id is null or seen_at < clock_timestamp() - make_interval(secs => $2)
                      and exists (select from servers as me
                                  where me.id = $3 and me.seen_at > clock_timestamp() - make_interval(secs => $4)))"#,
            picture.uuid(),
            SILENCE,
            server,
            JUST_HEARD,
        );
        Ok(count.fetch_one(&self.pool).await?)
    }

    /// Forgets attempts that have ended.
    pub async fn end_attempts(&self, attempts: &[Uuid]) -> Result<(), Problem> {
        sqlx::query!("delete from picture_attempts where id = any($1)", attempts).execute(&self.pool).await?;
        Ok(())
    }

    /// Forgets all that was written down against a picture: it could be made.
    pub async fn clear_attempts(&self, picture: PictureId) -> Result<(), Problem> {
        sqlx::query!("delete from picture_attempts where picture_id = $1", picture.uuid()).execute(&self.pool).await?;
        Ok(())
    }
}
