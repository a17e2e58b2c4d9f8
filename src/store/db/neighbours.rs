//! The pin before another in each list of pins, and on both sides of it where the list has an order of its own: each query walks
//! the index of its list from the place of the pin.

use super::{
    Db,
    feeds::{LOOKED_THROUGH, MANY_FOLLOWED},
    popular::{Popular, Since, likes_column},
};
use crate::model::{
    errors::Problem,
    feeds::Beside,
    ids::{BoardId, PinId, UserId},
};

impl Db {
    /// The pin before this one among everybody's, newest first.
    pub async fn before_newest(&self, viewer: Option<UserId>, pin: PinId) -> Result<Option<PinId>, Problem> {
        let before = sqlx::query_scalar!(
            r#"select least(
                   (select pin.id from listed_pins($1) as pin
                    where pin.visibility = 'public' and pin.shown and pin.id > $2
                    order by pin.id limit 1),
                   (select pin.id from listed_pins($1) as pin
                    where pin.owner_id = $1 and pin.id > $2
                    order by pin.id limit 1)
               ) as "id: PinId""#,
            viewer.map(UserId::uuid),
            pin.uuid(),
        );
        Ok(before.fetch_one(&self.pool).await?)
    }

    /// The pin before this one among everybody's with a tag, newest first.
    pub async fn before_tagged(&self, viewer: Option<UserId>, tag: &str, pin: PinId) -> Result<Option<PinId>, Problem> {
        let before = sqlx::query_scalar!(
            r#"select pin.id as "id!: PinId" from pin_tags join listed_pins($1) as pin on pin.id = pin_tags.pin_id
               where pin_tags.tag = $2 and pin_tags.pin_id > $3 and (pin.shown or pin.owner_id = $1)
               order by pin_tags.pin_id limit 1"#,
            viewer.map(UserId::uuid),
            tag,
            pin.uuid(),
        );
        Ok(before.fetch_optional(&self.pool).await?)
    }

    /// The pin before this one among a member's, newest first.
    pub async fn before_of_member(
        &self,
        viewer: Option<UserId>,
        owner: UserId,
        pin: PinId,
    ) -> Result<Option<PinId>, Problem> {
        let before = sqlx::query_scalar!(
            r#"select least(
                   (select pin.id from listed_pins($1) as pin
                    where pin.owner_id = $2 and pin.visibility = 'public' and pin.shown and pin.id > $3
                    order by pin.id limit 1),
                   (select pin.id from listed_pins($1) as pin
                    where pin.owner_id = $2 and pin.owner_id = $1 and pin.id > $3
                    order by pin.id limit 1)
               ) as "id: PinId""#,
            viewer.map(UserId::uuid),
            owner.uuid(),
            pin.uuid(),
        );
        Ok(before.fetch_one(&self.pool).await?)
    }

    /// The pin before this one among a member's with a tag, newest first.
    pub async fn before_of_member_tagged(
        &self,
        viewer: Option<UserId>,
        owner: UserId,
        tag: &str,
        pin: PinId,
    ) -> Result<Option<PinId>, Problem> {
        let before = sqlx::query_scalar!(
            r#"select pin.id as "id!: PinId" from pin_tags join listed_pins($1) as pin on pin.id = pin_tags.pin_id
               where pin_tags.owner_id = $2 and pin_tags.tag = $3 and pin_tags.pin_id > $4
                 and (pin.shown or pin.owner_id = $1)
               order by pin_tags.pin_id limit 1"#,
            viewer.map(UserId::uuid),
            owner.uuid(),
            tag,
            pin.uuid(),
        );
        Ok(before.fetch_optional(&self.pool).await?)
    }

    /// The pin before this one among those of the members whom one follows, newest first.
    pub async fn before_following(&self, me: UserId, pin: PinId) -> Result<Option<PinId>, Problem> {
        let near = sqlx::query_scalar!(
            r#"select next.id as "id!: PinId" from (
                   select pin.id, pin.owner_id from listed_pins($1) as pin
                   where pin.visibility = 'public' and pin.shown and pin.id > $2
                   order by pin.id
                   limit (select case when following_count > $3 then $4::bigint else 0 end from users where id = $1)
               ) as next
               where (next.owner_id in (select followed_id from follows where follower_id = $1)) is true
               order by next.id limit 1"#,
            me.uuid(),
            pin.uuid(),
            MANY_FOLLOWED,
            LOOKED_THROUGH,
        );
        if let Some(near) = near.fetch_optional(&self.pool).await? {
            return Ok(Some(near));
        }
        let before = sqlx::query_scalar!(
            r#"select head.id as "id!: PinId"
               from follows
               cross join lateral (
                   select pin.id from listed_pins($1) as pin
                   where pin.owner_id = follows.followed_id and pin.visibility = 'public' and pin.shown and pin.id > $2
                   order by pin.id limit 1
               ) as head
               where follows.follower_id = $1
               order by head.id limit 1"#,
            me.uuid(),
            pin.uuid(),
        );
        Ok(before.fetch_optional(&self.pool).await?)
    }

    /// A pin's place among those that are liked most; `None` where lists do not show it to this viewer.
    pub async fn popularity(&self, viewer: Option<UserId>, pin: PinId) -> Result<Option<Popular>, Problem> {
        let likes = sqlx::query_scalar!(
            r#"select counts.like_count as "likes!"
               from listed_pins($1) as pin join pin_counts as counts on counts.pin_id = pin.id
               where pin.id = $2"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
        );
        let likes = likes.fetch_optional(&self.pool).await?;
        Ok(likes.map(|likes| Popular { likes: likes.unsigned_abs(), pin }))
    }

    /// The pin before this place among everybody's of a stretch of time, what is liked most first.
    pub async fn before_popular(
        &self,
        viewer: Option<UserId>,
        since: Since,
        place: Popular,
    ) -> Result<Option<PinId>, Problem> {
        match since {
            Since::Days(days) => self.before_popular_in_days(viewer, days, place).await,
            Since::Months(months) => self.before_popular_in_months(viewer, months, place).await,
            Since::Ever => self.before_popular_ever(viewer, place).await,
        }
    }

    async fn before_popular_in_days(
        &self,
        viewer: Option<UserId>,
        days: i32,
        place: Popular,
    ) -> Result<Option<PinId>, Problem> {
        let before = sqlx::query_scalar!(
            r#"select best.pin_id as "pin!: PinId"
               from generate_series(0, $2 - 1) as back(days)
               cross join lateral (
                   select counts.like_count, counts.pin_id
                   from pin_counts as counts join listed_pins($1) as pin on pin.id = counts.pin_id
                   where counts.added_day = (now() at time zone 'UTC')::date - back.days
                     and (counts.like_count, counts.pin_id) > ($3, $4)
                     and (pin.shown or pin.owner_id = $1)
                   order by counts.like_count, counts.pin_id limit 1
               ) as best
               order by best.like_count, best.pin_id limit 1"#,
            viewer.map(UserId::uuid),
            days,
            likes_column(place.likes),
            place.pin.uuid(),
        );
        Ok(before.fetch_optional(&self.pool).await?)
    }

    async fn before_popular_in_months(
        &self,
        viewer: Option<UserId>,
        months: i32,
        place: Popular,
    ) -> Result<Option<PinId>, Problem> {
        let before = sqlx::query_scalar!(
            r#"select best.pin_id as "pin!: PinId"
               from generate_series(0, $2 - 1) as back(months)
               cross join lateral (
                   select counts.like_count, counts.pin_id
                   from pin_counts as counts join listed_pins($1) as pin on pin.id = counts.pin_id
                   where counts.added_month
                         = (date_trunc('month', now() at time zone 'UTC') - make_interval(months => back.months))::date
                     and (counts.like_count, counts.pin_id) > ($3, $4)
                     and (pin.shown or pin.owner_id = $1)
                   order by counts.like_count, counts.pin_id limit 1
               ) as best
               order by best.like_count, best.pin_id limit 1"#,
            viewer.map(UserId::uuid),
            months,
            likes_column(place.likes),
            place.pin.uuid(),
        );
        Ok(before.fetch_optional(&self.pool).await?)
    }

    async fn before_popular_ever(&self, viewer: Option<UserId>, place: Popular) -> Result<Option<PinId>, Problem> {
        let before = sqlx::query_scalar!(
            r#"select counts.pin_id as "pin!: PinId"
               from pin_counts as counts join listed_pins($1) as pin on pin.id = counts.pin_id
               where (counts.like_count, counts.pin_id) > ($2, $3) and (pin.shown or pin.owner_id = $1)
               order by counts.like_count, counts.pin_id limit 1"#,
            viewer.map(UserId::uuid),
            likes_column(place.likes),
            place.pin.uuid(),
        );
        Ok(before.fetch_optional(&self.pool).await?)
    }

    /// The pins beside this one among those that a member likes, the latest like first; none where lists do not show it to this
    /// viewer.
    pub async fn beside_liked(&self, viewer: Option<UserId>, member: UserId, pin: PinId) -> Result<Beside, Problem> {
        let beside = sqlx::query!(
            r#"with place as (
                   select likes.id from likes join listed_pins($1) as pin on pin.id = likes.pin_id
                   where likes.user_id = $2 and likes.pin_id = $3
               )
               select (select pin.id from likes join listed_pins($1) as pin on pin.id = likes.pin_id
                       where likes.user_id = $2 and likes.id > (select id from place) and (pin.shown or pin.owner_id = $1)
                       order by likes.id limit 1) as "before: PinId",
                      (select pin.id from likes join listed_pins($1) as pin on pin.id = likes.pin_id
                       where likes.user_id = $2 and likes.id < (select id from place) and (pin.shown or pin.owner_id = $1)
                       order by likes.id desc limit 1) as "after: PinId""#,
            viewer.map(UserId::uuid),
            member.uuid(),
            pin.uuid(),
        )
        .fetch_one(&self.pool)
        .await?;
        Ok((beside.before, beside.after))
    }

    /// The pins beside this one on a board, in its owner's order; none where the board does not show it to this viewer.
    pub async fn beside_on_board(&self, viewer: Option<UserId>, board: BoardId, pin: PinId) -> Result<Beside, Problem> {
        let beside = sqlx::query!(
            r#"select before.pin_id as "before?: PinId", after.pin_id as "after?: PinId"
               from shown_on_boards($1) as place
               left join lateral (
                   select spot.pin_id from shown_on_boards($1) as spot
                   where spot.board_id = place.board_id
                     and (spot.position, spot.pin_id) < (place.position, place.pin_id)
                   order by spot.position desc, spot.pin_id desc limit 1
               ) as before on true
               left join lateral (
                   select spot.pin_id from shown_on_boards($1) as spot
                   where spot.board_id = place.board_id
                     and (spot.position, spot.pin_id) > (place.position, place.pin_id)
                   order by spot.position, spot.pin_id limit 1
               ) as after on true
               where place.board_id = $2 and place.pin_id = $3"#,
            viewer.map(UserId::uuid),
            board.uuid(),
            pin.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(beside.map(|beside| (beside.before, beside.after)).unwrap_or_default())
    }
}
