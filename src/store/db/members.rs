//! Members as admins see them.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{PictureId, UserId},
    settings::Member,
};
use time::OffsetDateTime;

impl Db {
    /// Members whose user name, display name or e-mail holds this text, the newest first.
    pub async fn members(&self, text: &str, limit: i64) -> Result<Vec<Member>, Problem> {
        let rows = sqlx::query!(
            r#"select username, display_name, email, email_verified_at is not null as "verified!", role,
                      created_at as "created_at: OffsetDateTime",
                      (select count(*) from pins where pins.owner_id = users.id and deleted_at is null) as "pins!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from users
               left join lateral face_of(users.avatar_id) as face on true
               where strpos(lower(username || ' ' || display_name || ' ' || email), lower($1)) > 0
               order by id desc
               limit $2"#,
            text,
            limit,
        )
        .fetch_all(&self.pool)
        .await?;
        let member = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            Ok(Member {
                person: Person { username: row.username, display_name: row.display_name, avatar },
                email: row.email,
                verified: row.verified,
                role: row.role.parse()?,
                joined_at: row.created_at,
                pins: u32::try_from(row.pins).unwrap_or(u32::MAX),
            })
        });
        member.collect()
    }

    /// The account with this user name, whatever the case of its letters, and its address.
    pub async fn by_username(&self, username: &str) -> Result<Option<(UserId, String)>, Problem> {
        let found =
            sqlx::query!(r#"select id as "id: UserId", email from users where lower(username) = lower($1)"#, username,)
                .fetch_optional(&self.pool)
                .await?;
        Ok(found.map(|row| (row.id, row.email)))
    }
}
