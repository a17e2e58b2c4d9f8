//! Comments on pins. Whoever reads them goes through `visible_pins(viewer)`: a comment is seen where its pin is.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::Person,
    comments::Comment,
    errors::Problem,
    ids::{CommentId, PictureId, PinId, UserId},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many of the latest comments on a pin are looked through for who writes there.
const LATEST: i64 = 200;

/// A comment, and whose it is.
#[derive(Debug)]
pub struct Found {
    /// The comment. What the viewer may do about it is not known yet.
    pub comment: Comment,
    /// Who wrote it.
    pub author: UserId,
    /// Whose pin it is on.
    pub owner: UserId,
}

/// Adds a comment, where its author can see the pin. Gives whether that is so.
pub async fn insert(tx: &mut Tx, id: CommentId, pin: PinId, author: UserId, body: &str) -> Result<bool, Problem> {
    let added = sqlx::query!(
        r#"insert into comments (id, pin_id, author_id, body)
           select $1, pin.id, $3, $4 from visible_pins($3) as pin where pin.id = $2"#,
        id.uuid(),
        pin.uuid(),
        author.uuid(),
        body,
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Changes the text of a comment. Gives whether it is still there.
pub async fn update(tx: &mut Tx, comment: CommentId, body: &str) -> Result<bool, Problem> {
    let changed = sqlx::query!("update comments set body = $2, edited_at = now() where id = $1", comment.uuid(), body)
        .execute(&mut **tx)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// Locks the count of a pin's comments before the news of them is touched, which is the order in which a comment that is added
/// comes to them.
pub async fn lock_count(tx: &mut Tx, pin: PinId) -> Result<(), Problem> {
    let count = sqlx::query!("select from pin_counts where pin_id = $1 for no key update", pin.uuid());
    count.fetch_optional(&mut **tx).await?;
    Ok(())
}

/// Takes a comment away. Gives whether it was still there.
pub async fn delete(tx: &mut Tx, comment: CommentId) -> Result<bool, Problem> {
    let gone = sqlx::query!("delete from comments where id = $1", comment.uuid()).execute(&mut **tx).await?;
    Ok(gone.rows_affected() == 1)
}

/// How a comment's mentions have changed.
#[derive(Debug)]
pub struct Mentions {
    /// Whom it mentions now and did not before.
    pub fresh: Vec<UserId>,
    /// Whom it mentions no more.
    pub gone: Vec<UserId>,
}

/// Writes down whom a comment mentions: the members of these names, in small letters, and nobody else. Whoever has blocked its author,
/// or is blocked by them, is not mentioned.
pub async fn set_mentions(tx: &mut Tx, comment: CommentId, names: &[String]) -> Result<Mentions, Problem> {
    let gone = sqlx::query_scalar!(
        r#"delete from comment_mentions using users
           where comment_id = $1 and users.id = comment_mentions.user_id and lower(users.username) <> all($2)
           returning users.id as "id: UserId""#,
        comment.uuid(),
        names,
    );
    let gone = gone.fetch_all(&mut **tx).await?;
    let fresh = sqlx::query_scalar!(
        r#"insert into comment_mentions (comment_id, user_id)
           select comment.id, users.id from comments as comment, users
           where comment.id = $1 and lower(users.username) = any($2)
             and not exists (
                 select from blocks
                 where (blocker_id, blocked_id) in ((users.id, comment.author_id), (comment.author_id, users.id))
             )
           on conflict do nothing
           returning user_id as "user_id: UserId""#,
        comment.uuid(),
        names,
    );
    Ok(Mentions { fresh: fresh.fetch_all(&mut **tx).await?, gone })
}

impl Db {
    /// How many comments a pin has, where this viewer may see it.
    pub async fn comment_count(&self, viewer: Option<UserId>, pin: PinId) -> Result<Option<i32>, Problem> {
        let count = sqlx::query_scalar!(
            r#"select comment_count from pin_counts
               where pin_id = $2 and exists (select from visible_pins($1) as pin where pin.id = $2)"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
        );
        Ok(count.fetch_optional(&self.pool).await?)
    }

    /// The comments on a pin that this viewer may see, the newest first, before one where one is named.
    pub async fn comments(
        &self,
        viewer: Option<UserId>,
        pin: PinId,
        before: Option<CommentId>,
        limit: usize,
    ) -> Result<Vec<Found>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select comment.id as "id: CommentId"
               from visible_pins($1) as pin join comments as comment on comment.pin_id = pin.id
               where pin.id = $2 and comment.id < $3 and not comment.withheld
                 and comment.author_id <> all (array(select id from users where leaving_at is not null))
                 and comment.author_id <> all (array(select user_id from unseen($1)))
               order by comment.id desc
               limit $4"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
            before.map_or(Uuid::max(), CommentId::uuid),
            limit as i64,
        );
        let ids = ids.fetch_all(&self.pool).await?;
        let mut found = self.comments_by_id(viewer, &ids).await?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// The oldest of the comments on a pin that are newer than this one, of those that this viewer may see, up to so many, the oldest
    /// first.
    pub async fn comments_after(
        &self,
        viewer: Option<UserId>,
        pin: PinId,
        comment: CommentId,
        limit: usize,
    ) -> Result<Vec<CommentId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select id as "id: CommentId" from comments
               where pin_id = $1 and id > $2 and not withheld
                 and author_id <> all (array(select id from users where leaving_at is not null))
                 and author_id <> all (array(select user_id from unseen($4)))
               order by id limit $3"#,
            pin.uuid(),
            comment.uuid(),
            limit as i64,
            viewer.map(UserId::uuid),
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// One comment, where this viewer may see it.
    pub async fn comment(&self, viewer: Option<UserId>, comment: CommentId) -> Result<Option<Found>, Problem> {
        Ok(self.comments_by_id(viewer, &[comment]).await?.remove(&comment))
    }

    /// These comments, those of them that this viewer may see. The one query of all that is shown of a comment.
    async fn comments_by_id(
        &self,
        viewer: Option<UserId>,
        comments: &[CommentId],
    ) -> Result<HashMap<CommentId, Found>, Problem> {
        let ids: Vec<_> = comments.iter().map(|comment| comment.uuid()).collect();
        let rows = sqlx::query!(
            r#"select comment.id as "id: CommentId", comment.pin_id as "pin: PinId", comment.body,
                      comment.created_at as "created_at: OffsetDateTime", comment.edited_at as "edited_at: OffsetDateTime",
                      comment.author_id as "author: UserId", pin.owner_id as "owner!: UserId",
                      author.username, author.display_name, face.picture_id as "face?: PictureId", face.n as "face_n?",
                      array(select username from comment_mentions join users on users.id = comment_mentions.user_id
                            where comment_id = comment.id order by lower(username)) as "mentions!"
               from comments as comment
               join visible_pins($1) as pin on pin.id = comment.pin_id
               join users as author on author.id = comment.author_id
               left join lateral face_of(author.avatar_id) as face on true
               where comment.id = any($2) and not comment.withheld and author.leaving_at is null
                 and comment.author_id <> all (array(select user_id from unseen($1)))"#,
            viewer.map(UserId::uuid),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let found = rows.into_iter().map(|row| {
            let avatar = face(row.face, row.face_n);
            let comment = Comment {
                id: row.id,
                pin: row.pin,
                author: Person { username: row.username, display_name: row.display_name, avatar },
                body: row.body,
                created_at: row.created_at,
                edited_at: row.edited_at,
                mentions: row.mentions,
                editable: false,
                removable: false,
            };
            (row.id, Found { comment, author: row.author, owner: row.owner })
        });
        Ok(found.collect())
    }

    /// Whom a member may mean by the beginning of a name, in small letters: whose pin it is and who commented on it, then whom they
    /// follow, then everybody else whose user name begins so; these last only where there is a beginning.
    pub async fn mentionable(
        &self,
        member: UserId,
        pin: PinId,
        begin: &str,
        limit: i64,
    ) -> Result<Vec<Person>, Problem> {
        let like = format!("{}%", begin.replace('_', r"\_"));
        let rows = sqlx::query!(
            r#"with here as (
                   select owner_id, id from visible_pins($1) as pin where pin.id = $2
               ), candidates as (
                   select owner_id as id, 1 as place from here
                   union all
                   select author_id, 1 from (
                       select author_id from comments where pin_id = (select id from here) order by id desc limit $5
                   ) as latest
                   union all
                   select followed_id, 2 from follows where follower_id = $1
                   union all
                   (select id, 3 from users where $3 <> '%' and lower(username) like $3 order by lower(username) limit $4)
               ), ranked as (
                   select id, min(place) as place from candidates where id <> $1 group by id
               )
               select username, display_name, face.picture_id as "face?: PictureId", face.n as "face_n?"
               from ranked join users using (id)
               left join lateral face_of(users.avatar_id) as face on true
               where suspended_at is null and id <> all (array(select user_id from blocked($1)))
                 and (lower(username) like $3 or place < 3 and lower(display_name) like $3)
               order by place, lower(username)
               limit $4"#,
            member.uuid(),
            pin.uuid(),
            like,
            limit,
            LATEST,
        )
        .fetch_all(&self.pool)
        .await?;
        let people = rows.into_iter().map(|row| Person {
            username: row.username,
            display_name: row.display_name,
            avatar: face(row.face, row.face_n),
        });
        Ok(people.collect())
    }
}
