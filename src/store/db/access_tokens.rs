//! Personal access tokens.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{TokenId, UserId},
    settings::{AccessToken, NewAccessToken, Scope},
};
use time::OffsetDateTime;

fn scopes(names: &[String]) -> Vec<Scope> {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

/// A token that holds.
pub struct UsedToken {
    pub user: UserId,
    pub id: TokenId,
    pub scopes: Vec<Scope>,
    /// When it expires, if ever.
    pub until: Option<OffsetDateTime>,
}

/// A token that is to be made.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// Its name.
    pub id: TokenId,
    /// The SHA-256 of the token itself.
    pub token_hash: &'a [u8],
    /// What was asked for.
    pub wish: &'a NewAccessToken,
    /// Until when it works; none where until it is taken back.
    pub expires_at: Option<OffsetDateTime>,
    /// The token by which it was asked for, if it was one. It goes when that goes.
    pub parent: Option<TokenId>,
}

/// Adds a token, unless the account has as many as it can have; false then.
pub async fn insert(tx: &mut Tx, user: UserId, new: NewToken<'_>, most: i64) -> Result<bool, Problem> {
    let scopes: Vec<_> = new.wish.scopes.iter().map(|scope| scope.name().to_owned()).collect();
    let inserted = sqlx::query!(
        "insert into access_tokens (id, user_id, token_hash, name, scopes, expires_at, parent_id)
         select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from access_tokens where user_id = $2) < $8",
        new.id.uuid(),
        user.uuid(),
        new.token_hash,
        new.wish.name,
        &scopes,
        new.expires_at as Option<OffsetDateTime>,
        new.parent.map(TokenId::uuid),
        most,
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Takes back all tokens of an account but these. One that stays stands by itself from then on, where the one it came from goes.
pub async fn delete_others(tx: &mut Tx, user: UserId, keep: &[TokenId]) -> Result<(), Problem> {
    let keep: Vec<_> = keep.iter().map(|token| token.uuid()).collect();
    sqlx::query!(
        "update access_tokens set parent_id = null where user_id = $1 and id = any($2) and parent_id <> all($2)",
        user.uuid(),
        &keep,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from access_tokens where user_id = $1 and id <> all($2)", user.uuid(), &keep)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Db {
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

    /// Takes a token back, and those that were made by it. False where this account has no such token.
    pub async fn delete_access_token(&self, user: UserId, id: TokenId) -> Result<bool, Problem> {
        let deleted = sqlx::query!("delete from access_tokens where user_id = $1 and id = $2", user.uuid(), id.uuid())
            .execute(&self.pool)
            .await?;
        Ok(deleted.rows_affected() == 1)
    }

    /// Whose token this is, its name, and what it may be used for, while it works.
    pub async fn use_access_token(&self, token_hash: &[u8]) -> Result<Option<UsedToken>, Problem> {
        let found = sqlx::query!(
            r#"select id as "id: TokenId", user_id as "user: UserId", scopes,
                      expires_at as "until: OffsetDateTime",
                      used_at is null or used_at < now() - interval '10 minutes' as "stale!"
               from access_tokens where token_hash = $1 and (expires_at is null or expires_at > now())"#,
            token_hash,
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(found) = found else { return Ok(None) };
        if found.stale {
            sqlx::query!("update access_tokens set used_at = now() where id = $1", found.id.uuid())
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(UsedToken { user: found.user, id: found.id, scopes: scopes(&found.scopes), until: found.until }))
    }
}
