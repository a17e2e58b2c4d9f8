//! Links that work once. What stands in the table is a hash of the token within.

use super::{Db, Tx};
use crate::model::{errors::Problem, ids::UserId, links::LinkPurpose};
use time::OffsetDateTime;

/// A link that is to be made.
#[derive(Debug)]
pub struct NewLink<'a> {
    /// The SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Whose account it is about.
    pub user: Option<UserId>,
    /// Which address it is about.
    pub email: Option<&'a str>,
    /// Whether it goes to that address by mail.
    pub mailed: bool,
    /// Until when it works.
    pub expires_at: OffsetDateTime,
}

/// A link as it was made, and what has become of it.
#[derive(Debug)]
pub struct Link {
    /// Whose account it is about.
    pub user: Option<UserId>,
    /// Which address it is about.
    pub email: Option<String>,
    /// Whether it went to that address by mail.
    pub mailed: bool,
    /// Until when it works.
    pub expires_at: OffsetDateTime,
    /// Whether it has been used, or a newer one has taken its place.
    pub used: bool,
}

/// Forgets the link for the first admin, where there is one.
pub async fn forget_first_admin(tx: &mut Tx) -> Result<(), Problem> {
    sqlx::query!("delete from one_time_links where purpose = 'first_admin'").execute(&mut **tx).await?;
    Ok(())
}

impl Db {
    /// Makes this the one link for the first admin; an older one stops working.
    pub async fn replace_first_admin_link(&self, token_hash: &[u8], expires_at: OffsetDateTime) -> Result<(), Problem> {
        sqlx::query!(
            "insert into one_time_links (token_hash, purpose, expires_at) values ($1, 'first_admin', $2)
             on conflict (purpose) where purpose = 'first_admin'
             do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at, created_at = now(),
                           used_at = null",
            token_hash,
            expires_at as OffsetDateTime,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The link with this token, whatever has become of it.
    pub async fn link(&self, purpose: LinkPurpose, token_hash: &[u8]) -> Result<Option<Link>, Problem> {
        let link = sqlx::query_as!(
            Link,
            r#"select user_id as "user: UserId", email, mailed, expires_at as "expires_at: OffsetDateTime",
                      used_at is not null as "used!"
               from one_time_links where token_hash = $1 and purpose = $2"#,
            token_hash,
            purpose.name(),
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(link)
    }

    /// Forgets links a week after they stopped working.
    pub async fn forget_old_links(&self) -> Result<(), Problem> {
        sqlx::query!("delete from one_time_links where expires_at < now() - interval '7 days'")
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Makes a link. Older ones of an account for the same purpose stop working.
pub async fn insert(tx: &mut Tx, link: NewLink<'_>) -> Result<(), Problem> {
    let user = link.user.map(UserId::uuid);
    sqlx::query!(
        "update one_time_links set used_at = now() where user_id = $1 and purpose = $2 and used_at is null",
        user,
        link.purpose.name(),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into one_time_links (token_hash, purpose, user_id, email, mailed, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        link.token_hash,
        link.purpose.name(),
        user,
        link.email,
        link.mailed,
        link.expires_at as OffsetDateTime,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Uses a link up, and gives what it was about. `None` where it does not work. The account that it is about is locked first: whoever
/// ends all links of an account does it in the same order.
pub async fn use_up(tx: &mut Tx, purpose: LinkPurpose, token_hash: &[u8]) -> Result<Option<Link>, Problem> {
    sqlx::query!(
        "select from users
         where id = (select user_id from one_time_links where token_hash = $1 and purpose = $2) for update",
        token_hash,
        purpose.name(),
    )
    .execute(&mut **tx)
    .await?;
    let link = sqlx::query_as!(
        Link,
        r#"update one_time_links set used_at = now()
           where token_hash = $1 and purpose = $2 and used_at is null and expires_at > now()
           returning user_id as "user: UserId", email, mailed, expires_at as "expires_at: OffsetDateTime", true as "used!""#,
        token_hash,
        purpose.name(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(link)
}

/// Ends all links of an account that could still be used.
pub async fn end_all(tx: &mut Tx, user: UserId) -> Result<(), Problem> {
    sqlx::query!("update one_time_links set used_at = now() where user_id = $1 and used_at is null", user.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
