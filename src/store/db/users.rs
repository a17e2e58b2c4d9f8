//! Accounts.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::{Me, Person, Profile, Role, SignUp},
    errors::Problem,
    ids::{PictureId, UserId},
};
use time::OffsetDateTime;

/// An account as sign-in needs it.
pub struct Credentials {
    /// Whose it is.
    pub id: UserId,
    /// The PHC string of the password.
    pub password_hash: String,
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

impl Db {
    /// What sign-in checks for this e-mail or user name, where there is such an account.
    pub async fn credentials(&self, login: &str) -> Result<Option<Credentials>, Problem> {
        let found = sqlx::query_as!(
            Credentials,
            r#"select id as "id: UserId", password_hash from users where lower(email) = lower($1) or lower(username) = lower($1)"#,
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

    /// The member with this id, as they see themselves.
    pub async fn me(&self, id: UserId) -> Result<Option<Me>, Problem> {
        let row = sqlx::query!(
            r#"select username, display_name, role,
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users
               left join lateral face_of(users.avatar_id) as face on true
               where id = $1"#,
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

    /// The member with this user name, whatever the case of its letters.
    pub async fn profile(&self, username: &str) -> Result<Option<(UserId, Profile)>, Problem> {
        let row = sqlx::query!(
            r#"select id as "id: UserId", username, display_name, created_at as "created_at: OffsetDateTime",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users
               left join lateral face_of(users.avatar_id) as face on true
               where lower(username) = lower($1)"#,
            username,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| {
            let person =
                Person { username: row.username, display_name: row.display_name, avatar: face(row.face, row.face_n) };
            (row.id, Profile { person, joined_at: row.created_at })
        }))
    }

    /// Whether the site has an admin.
    pub async fn has_admin(&self) -> Result<bool, Problem> {
        let found = sqlx::query_scalar!(r#"select exists (select from users where role = 'admin') as "found!""#);
        Ok(found.fetch_one(&self.pool).await?)
    }
}
