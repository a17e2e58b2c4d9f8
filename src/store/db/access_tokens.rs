//! Personal access tokens.

use super::Db;
use crate::model::{
    errors::Problem,
    ids::{TokenId, UserId},
    settings::{AccessToken, NewAccessToken, Scope},
};
use time::OffsetDateTime;

fn scopes(names: &[String]) -> Vec<Scope> {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

impl Db {
    /// Adds a token, unless the account has as many as it can have; false then.
    pub async fn insert_access_token(
        &self,
        id: TokenId,
        user: UserId,
        token_hash: &[u8],
        new: &NewAccessToken,
        (expires_at, most): (Option<OffsetDateTime>, i64),
    ) -> Result<bool, Problem> {
        let scopes: Vec<_> = new.scopes.iter().map(|scope| scope.name().to_owned()).collect();
        let inserted = sqlx::query!(
            "insert into access_tokens (id, user_id, token_hash, name, scopes, expires_at)
             select $1, $2, $3, $4, $5, $6 where (select count(*) from access_tokens where user_id = $2) < $7",
            id.uuid(),
            user.uuid(),
            token_hash,
            new.name,
            &scopes,
            expires_at as Option<OffsetDateTime>,
            most,
        )
        .execute(&self.pool)
        .await?;
        Ok(inserted.rows_affected() == 1)
    }

    /// An account's tokens, the newest first; or one of them.
    pub async fn access_tokens(&self, user: UserId, one: Option<TokenId>) -> Result<Vec<AccessToken>, Problem> {
        let rows = sqlx::query!(
            r#"select id as "id: TokenId", name, scopes, created_at as "created_at: OffsetDateTime",
                      used_at as "used_at: OffsetDateTime", expires_at as "expires_at: OffsetDateTime"
               from access_tokens where user_id = $1 and ($2::uuid is null or id = $2) order by id desc"#,
            user.uuid(),
            one.map(TokenId::uuid),
        )
        .fetch_all(&self.pool)
        .await?;
        let token = rows.into_iter().map(|row| AccessToken {
            id: row.id,
            name: row.name,
            scopes: scopes(&row.scopes),
            created_at: row.created_at,
            used_at: row.used_at,
            expires_at: row.expires_at,
        });
        Ok(token.collect())
    }

    /// Takes a token back. False where this account has no such token.
    pub async fn delete_access_token(&self, user: UserId, id: TokenId) -> Result<bool, Problem> {
        let deleted = sqlx::query!("delete from access_tokens where user_id = $1 and id = $2", user.uuid(), id.uuid())
            .execute(&self.pool)
            .await?;
        Ok(deleted.rows_affected() == 1)
    }

    /// Whose token this is and what it may be used for, while it works.
    pub async fn use_access_token(&self, token_hash: &[u8]) -> Result<Option<(UserId, Vec<Scope>)>, Problem> {
        let found = sqlx::query!(
            r#"select id, user_id as "user: UserId", scopes,
                      used_at is null or used_at < now() - interval '10 minutes' as "stale!"
               from access_tokens where token_hash = $1 and (expires_at is null or expires_at > now())"#,
            token_hash,
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(found) = found else { return Ok(None) };
        if found.stale {
            sqlx::query!("update access_tokens set used_at = now() where id = $1", found.id)
                .execute(&self.pool)
                .await?;
        }
        Ok(Some((found.user, scopes(&found.scopes))))
    }
}
