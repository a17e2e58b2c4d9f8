//! Lists of pins, in pages: the ids in order, after a place. Each has a query of its own that walks an index, so that any page
//! costs what the first does. What cannot be shown yet is only its owner's to see.

use super::{
    Db,
    pins::{Row, card_rows},
};
use crate::model::{
    errors::Problem,
    ids::{PictureId, PinId, UserId},
    pins::PinCard,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// How many of everybody's newest pins are looked through for those of the members whom somebody follows who follows more than so
/// many: a page is mostly found there, sooner than by asking each of them.
pub(super) const LOOKED_THROUGH: i64 = 5000;
pub(super) const MANY_FOLLOWED: i32 = 200;

/// The id to begin below.
pub(super) fn below(after: Option<PinId>) -> Uuid {
    after.map_or(Uuid::max(), PinId::uuid)
}

/// Whether cards have the tiny pictures that pages show until the others are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholders {
    /// They have.
    With,
    /// They have none.
    Without,
}

impl Db {
    /// Everybody's pins, newest first, as a visitor finds them.
    pub async fn newest(&self, after: Option<PinId>, limit: usize) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select pin.id as "id!: PinId" from listed_pins(null) as pin
               where pin.visibility = 'public' and pin.shown and pin.id < $1
               order by pin.id desc limit $2"#,
            below(after),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// The cards of everybody's pins and of the viewer's own, newest first, by one statement: `listed_pins` alone says which these are, and
    /// what it has found is not asked for again. `limit 200`, which no page comes to, tells PostgreSQL how few they are; of what it walks
    /// along, it takes no more than the page.
    pub async fn newest_cards(
        &self,
        viewer: Option<UserId>,
        after: Option<PinId>,
        limit: usize,
        placeholders: Placeholders,
    ) -> Result<Vec<PinCard>, Problem> {
        let (below, limit, with_placeholders) = (below(after), limit as i64, placeholders == Placeholders::With);
        let rows = match viewer {
            None => {
                let rows = card_rows!(
                    "null",
                    "case when $3 then picture.placeholder end",
                    "select found.* from (
                         select pin.* from listed_pins(null) as pin
                         where pin.visibility = 'public' and pin.shown and pin.id < $1
                         order by pin.id desc limit 200
                     ) as found
                     order by found.id desc limit $2",
                    "order by pin.id desc",
                    below,
                    limit,
                    with_placeholders,
                );
                rows.fetch_all(&self.pool).await?
            }
            Some(viewer) => {
                let rows = card_rows!(
                    "$4",
                    "case when $3 then picture.placeholder end",
                    "select distinct on (found.id) found.* from (
                         (select pin.* from listed_pins($4) as pin
                          where pin.visibility = 'public' and pin.shown and pin.id < $1
                          order by pin.id desc limit 200)
                         union all
                         (select pin.* from listed_pins($4) as pin
                          where pin.owner_id = $4 and pin.id < $1
                          order by pin.id desc limit 200)
                     ) as found
                     order by found.id desc limit $2",
                    "order by pin.id desc",
                    below,
                    limit,
                    with_placeholders,
                    viewer.uuid(),
                );
                rows.fetch_all(&self.pool).await?
            }
        };
        rows.into_iter().map(Row::card).collect()
    }

    /// Everybody's pins with a tag, newest first.
    pub async fn tagged(
        &self,
        viewer: Option<UserId>,
        tag: &str,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select pin.id as "id!: PinId" from pin_tags join listed_pins($1) as pin on pin.id = pin_tags.pin_id
               where pin_tags.tag = $2 and pin_tags.pin_id < $3 and (pin.shown or pin.owner_id = $1)
               order by pin_tags.pin_id desc limit $4"#,
            viewer.map(UserId::uuid),
            tag,
            below(after),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// One member's pins, newest first.
    pub async fn of_member(
        &self,
        viewer: Option<UserId>,
        owner: UserId,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select id as "id!: PinId" from (
                   (select pin.id from listed_pins($1) as pin
                    where pin.owner_id = $2 and pin.visibility = 'public' and pin.shown and pin.id < $3
                    order by pin.id desc limit $4)
                   union
                   (select pin.id from listed_pins($1) as pin
                    where pin.owner_id = $2 and pin.owner_id = $1 and pin.id < $3
                    order by pin.id desc limit $4)
               ) as found
               order by id desc limit $4"#,
            viewer.map(UserId::uuid),
            owner.uuid(),
            below(after),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// One member's pins with a tag, newest first.
    pub async fn of_member_tagged(
        &self,
        viewer: Option<UserId>,
        owner: UserId,
        tag: &str,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select pin.id as "id!: PinId" from pin_tags join listed_pins($1) as pin on pin.id = pin_tags.pin_id
               where pin_tags.owner_id = $2 and pin_tags.tag = $3 and pin_tags.pin_id < $4
                 and (pin.shown or pin.owner_id = $1)
               order by pin_tags.pin_id desc limit $5"#,
            viewer.map(UserId::uuid),
            owner.uuid(),
            tag,
            below(after),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// The pins of those whom this member follows, newest first.
    pub async fn following(&self, me: UserId, after: Option<PinId>, limit: usize) -> Result<Vec<PinId>, Problem> {
        let newest = self.following_among_newest(me, after, limit).await?;
        if newest.len() == limit { Ok(newest) } else { self.following_of_each(me, after, limit).await }
    }

    /// Those of them among everybody's newest. `is true` has the database gather once whom this member follows.
    async fn following_among_newest(
        &self,
        me: UserId,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select newest.id as "id!: PinId" from (
                   select pin.id, pin.owner_id from listed_pins($1) as pin
                   where pin.visibility = 'public' and pin.shown and pin.id < $2
                   order by pin.id desc
                   limit (select case when following_count > $3 then $4::bigint else 0 end from users where id = $1)
               ) as newest
               where (newest.owner_id in (select followed_id from follows where follower_id = $1)) is true
               order by newest.id desc limit $5"#,
            me.uuid(),
            below(after),
            MANY_FOLLOWED,
            LOOKED_THROUGH,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// All of them. A page of n pins comes from no more than n members: those whose newest pin below the place is the newest.
    async fn following_of_each(&self, me: UserId, after: Option<PinId>, limit: usize) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"with heads as materialized (
                   select follows.followed_id as owner_id, head.id
                   from follows
                   cross join lateral (
                       select pin.id from listed_pins($1) as pin
                       where pin.owner_id = follows.followed_id and pin.visibility = 'public' and pin.shown and pin.id < $2
                       order by pin.id desc limit 1
                   ) as head
                   where follows.follower_id = $1
                   order by head.id desc limit $3
               )
               select pin.id as "id!: PinId" from heads
               cross join lateral (
                   select pin.id from listed_pins($1) as pin
                   where pin.owner_id = heads.owner_id and pin.visibility = 'public' and pin.shown and pin.id < $2
                   order by pin.id desc limit $3
               ) as pin
               order by pin.id desc limit $3"#,
            me.uuid(),
            below(after),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }
}
