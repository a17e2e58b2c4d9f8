//! Accounts.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::{Me, Person, Profile, Role, SignUp},
    errors::Problem,
    ids::{PictureId, TokenId, UserId},
    likes::LIKES_COUNTED,
    settings::Account,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Names the lock of whoever deletes an account.
const LEAVING: i64 = 0x6c_6561_7669_6e67;

/// What is to be changed of a profile; `None` leaves it.
#[derive(Debug, Default)]
pub struct ProfileChange {
    /// What they call themselves.
    pub display_name: Option<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
}

/// An account's address and what stands beside it.
#[derive(Debug)]
pub struct Address {
    /// Where mail reaches them.
    pub email: String,
    /// The address that is to take its place.
    pub new_email: Option<String>,
    /// The access tokens that stay when it does.
    pub keeps: Vec<Uuid>,
    /// Whether `email` has been confirmed.
    pub verified: bool,
    /// What they call themselves.
    pub display_name: String,
}

/// An account as sign-in needs it.
pub struct Credentials {
    /// Whose it is.
    pub id: UserId,
    /// The PHC string of the password.
    pub password_hash: String,
    /// The epoch of what signs them in.
    pub epoch: i32,
}

/// Adds an account.
///
/// # Errors
/// [`Problem::Invalid`] where the e-mail or the user name is taken.
pub async fn insert(tx: &mut Tx, id: UserId, form: &SignUp, password_hash: &str, role: Role) -> Result<(), Problem> {
    sqlx::query!(
        "insert into users (id, email, username, display_name, password_hash, role) values ($1, $2, $3, $4, $5, $6)",
        id.uuid(),
        form.email,
        form.username,
        form.display_name,
        password_hash,
        role.name(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives an account its avatar.
pub async fn set_avatar(tx: &mut Tx, user: UserId, picture: PictureId) -> Result<(), Problem> {
    sqlx::query!("update users set avatar_id = $2 where id = $1", user.uuid(), picture.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Changes a profile.
pub async fn update_profile(tx: &mut Tx, user: UserId, change: &ProfileChange) -> Result<(), Problem> {
    sqlx::query!(
        "update users set display_name = coalesce($2, display_name), bio = coalesce($3, bio) where id = $1",
        user.uuid(),
        change.display_name,
        change.bio,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes an account's avatar away, picture and all; `None` where it has none.
pub async fn delete_avatar(tx: &mut Tx, user: UserId) -> Result<(), Problem> {
    // No pin shows it: an avatar is a picture of its own.
    sqlx::query!("delete from pictures using users where users.id = $1 and pictures.id = users.avatar_id", user.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Sets a new password.
pub async fn set_password(tx: &mut Tx, user: UserId, password_hash: &str) -> Result<(), Problem> {
    sqlx::query!("update users set password_hash = $2 where id = $1", user.uuid(), password_hash)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Puts a hash of the same password in the place of the one that it was compared to; nothing where that has changed meanwhile.
pub async fn renew_password_hash(tx: &mut Tx, user: UserId, old: &str, new: &str) -> Result<(), Problem> {
    sqlx::query!("update users set password_hash = $3 where id = $1 and password_hash = $2", user.uuid(), old, new)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Remembers the address that is to take the place of an account's own, and the access tokens that stay when it does; none of both
/// where nothing is to.
pub async fn set_new_email(tx: &mut Tx, user: UserId, email: Option<&str>, keeps: &[TokenId]) -> Result<(), Problem> {
    let keeps: Vec<_> = keeps.iter().map(|token| token.uuid()).collect();
    sqlx::query!("update users set new_email = $2, new_email_keeps = $3 where id = $1", user.uuid(), email, &keeps)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Changes an account's address.
///
/// # Errors
/// [`Problem::Invalid`] where another account has it.
pub async fn set_email(tx: &mut Tx, user: UserId, email: &str, verified: bool) -> Result<(), Problem> {
    sqlx::query!(
        "update users set email = $2, new_email = null, email_verified_at = case when $3 then now() end where id = $1",
        user.uuid(),
        email,
        verified,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An account's address, locked until the transaction ends.
pub async fn address(tx: &mut Tx, user: UserId) -> Result<Option<Address>, Problem> {
    let found = sqlx::query_as!(
        Address,
        r#"select email, new_email, new_email_keeps as keeps, email_verified_at is not null as "verified!", display_name
           from users where id = $1 for update"#,
        user.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found)
}

/// Has accounts deleted one after the other: those who follow each other and leave at the same moment would wait for each other,
/// however often they are let go. Before any other lock.
pub async fn lock_leaving(tx: &mut Tx) -> Result<(), Problem> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LEAVING).execute(&mut **tx).await?;
    Ok(())
}

impl Db {
    /// One's own account beyond what others see.
    pub async fn account(&self, user: UserId) -> Result<Option<Account>, Problem> {
        let account = sqlx::query_as!(
            Account,
            r#"select email, email_verified_at is not null as "verified!", new_email, bio from users where id = $1"#,
            user.uuid(),
        );
        Ok(account.fetch_optional(&self.pool).await?)
    }

    /// The PHC string of an account's password.
    pub async fn password_hash(&self, user: UserId) -> Result<Option<String>, Problem> {
        let hash = sqlx::query_scalar!("select password_hash from users where id = $1", user.uuid());
        Ok(hash.fetch_optional(&self.pool).await?)
    }

    /// The account with this e-mail address, whatever the case of its letters.
    pub async fn by_email(&self, email: &str) -> Result<Option<UserId>, Problem> {
        let id = sqlx::query_scalar!(r#"select id as "id: UserId" from users where lower(email) = lower($1)"#, email);
        Ok(id.fetch_optional(&self.pool).await?)
    }

    /// What sign-in checks for this e-mail or user name, where there is such an account.
    pub async fn credentials(&self, login: &str) -> Result<Option<Credentials>, Problem> {
        let found = sqlx::query_as!(
            Credentials,
            r#"select id as "id: UserId", password_hash, credential_epoch as epoch
               from users where lower(email) = lower($1) or lower(username) = lower($1)"#,
            login,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(found)
    }

    /// Whether an e-mail and a user name are taken, in this order.
    pub async fn taken(&self, email: &str, username: &str) -> Result<(bool, bool), Problem> {
        let taken = sqlx::query!(
            r#"select exists (select from users where lower(email) = lower($1)) as "email!",
                      exists (select from users where lower(username) = lower($2)) as "username!""#,
            email,
            username,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok((taken.email, taken.username))
    }

    /// The member with this id, as they see themselves; none where they are suspended.
    pub async fn me(&self, id: UserId) -> Result<Option<Me>, Problem> {
        let row = sqlx::query!(
            r#"select username, display_name, role,
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users
               left join lateral face_of(users.avatar_id) as face on true
               where id = $1 and suspended_at is null"#,
            id.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            let person =
                Person { username: row.username, display_name: row.display_name, avatar: face(row.face, row.face_n) };
            Ok(Me { id, person, role: row.role.parse()? })
        })
        .transpose()
    }

    /// A member as others see them; none where they are suspended, or leaving.
    pub async fn person(&self, id: UserId) -> Result<Option<Person>, Problem> {
        let row = sqlx::query!(
            r#"select username, display_name, face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users left join lateral face_of(users.avatar_id) as face on true
               where id = $1 and suspended_at is null and leaving_at is null"#,
            id.uuid(),
        );
        let row = row.fetch_optional(&self.pool).await?;
        Ok(row.map(|row| Person {
            username: row.username,
            display_name: row.display_name,
            avatar: face(row.face, row.face_n),
        }))
    }

    /// The account with this user name, whatever the case of its letters, where this viewer may see it.
    pub async fn seen_member(&self, viewer: Option<UserId>, username: &str) -> Result<Option<UserId>, Problem> {
        let id = sqlx::query_scalar!(
            r#"select id as "id: UserId" from users
               where lower(username) = lower($1) and id <> all (array(select user_id from unseen($2)))"#,
            username,
            viewer.map(UserId::uuid),
        );
        Ok(id.fetch_optional(&self.pool).await?)
    }

    /// The member with this user name, whatever the case of its letters, as this viewer sees them.
    pub async fn profile(&self, viewer: Option<UserId>, username: &str) -> Result<Option<(UserId, Profile)>, Problem> {
        let row = sqlx::query!(
            r#"select id as "id: UserId", username, display_name, bio, created_at as "created_at: OffsetDateTime",
                      suspended_at is not null as "suspended!",
                      case when users.id = $2 then (select count(*) from matching_pins(users.id, '', '', null, null))
                           else (select count(*) from listed_pins($2) as pin
                                 where pin.owner_id = users.id and pin.visibility = 'public' and pin.shown)
                      end as "pins!",
                      (select count(*) from (
                           select from (select pin_id from likes where user_id = users.id order by id desc) as liked
                           cross join lateral (
                               select from listed_pins($2) as pin
                               where pin.id = liked.pin_id and (pin.shown or pin.owner_id = $2) offset 0
                           ) as pin
                           limit $3
                       ) as counted) as "likes!",
                      follower_count, following_count,
                      exists (select from follows where follower_id = $2 and followed_id = users.id) as "followed!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users
               left join lateral face_of(users.avatar_id) as face on true
               where lower(username) = lower($1) and id <> all (array(select user_id from unseen($2)))"#,
            username,
            viewer.map(UserId::uuid),
            i64::from(LIKES_COUNTED) + 1,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| {
            let person =
                Person { username: row.username, display_name: row.display_name, avatar: face(row.face, row.face_n) };
            let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
            let profile = Profile {
                person,
                bio: row.bio,
                joined_at: row.created_at,
                pins: count(row.pins),
                likes: count(row.likes),
                followers: row.follower_count.unsigned_abs(),
                following: row.following_count.unsigned_abs(),
                followed: row.followed,
                suspended: row.suspended,
            };
            (row.id, profile)
        }))
    }

    /// Whether the site has an admin.
    pub async fn has_admin(&self) -> Result<bool, Problem> {
        let found = sqlx::query_scalar!(r#"select exists (select from users where role = 'admin') as "found!""#);
        Ok(found.fetch_one(&self.pool).await?)
    }
}
