//! Pictures of channels: where they may be posted, and how a gallery shows them. Whoever reads them goes through `visible_channels(viewer)`
//! and `visible_pins(viewer)`.

use super::{
    Db, Tx,
    popular::{Popular, likes_column},
};
use crate::model::{
    errors::Problem,
    feeds::Beside,
    ids::{ChannelId, PinId, UserId},
};
use uuid::Uuid;

/// How many pictures of a channel are sorted by their likes. Of more, one comes upon enough on a walk along all pins by likes.
const SORTED_MOST: i64 = 20_000;

/// The likes and the id to begin below.
fn below(after: Option<Popular>) -> (i32, Uuid) {
    after.map_or((i32::MAX, Uuid::max()), |after| (likes_column(after.likes), after.pin.uuid()))
}

/// A picture's place in a gallery: 16 times the number of its message, and its place in that.
pub type PostedAt = i64;

/// Of these channels, those where a member may write now. They stay so until the transaction ends.
pub async fn writable(tx: &mut Tx, member: UserId, channels: &[ChannelId]) -> Result<Vec<ChannelId>, Problem> {
    let ids: Vec<Uuid> = channels.iter().map(|channel| channel.uuid()).collect();
    sqlx::query!("select from channels where id = any($1) order by id for share", &ids).execute(&mut **tx).await?;
    let writable = sqlx::query_scalar!(
        r#"select rights.id as "id!: ChannelId" from channel_rights($1) as rights where rights.id = any($2) and rights.writes"#,
        member.uuid(),
        &ids,
    );
    Ok(writable.fetch_all(&mut **tx).await?)
}

impl Db {
    /// The pictures that were posted in a channel, what was posted last first, after a place where one is named. Each stands where it was
    /// posted last.
    pub async fn posted(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        after: Option<PostedAt>,
        limit: usize,
    ) -> Result<Vec<(PostedAt, PinId)>, Problem> {
        let (seq, position) = after.map_or((i64::MAX, i16::MAX), |place| (place >> 4, (place & 15) as i16));
        let rows = sqlx::query!(
            r#"select posted.seq * 16 + posted.position as "place!", posted.pin_id as "pin: PinId"
               from message_pins as posted
               join messages as message on message.channel_id = posted.channel_id and message.seq = posted.seq
               cross join lateral (
                   select from visible_pins($1) as pin
                   where pin.id = posted.pin_id and (pin.shown or pin.owner_id = $1) offset 0
               ) as seen
               where posted.channel_id = $2 and posted.seq <= $3 and (posted.seq < $3 or posted.position > $4)
                 and message.author_id <> all (array(select user_id from blocked($1)))
                 and not exists (
                     select from message_pins as later
                     where later.pin_id = posted.pin_id and later.channel_id = posted.channel_id
                       and (later.seq, -later.position) > (posted.seq, -posted.position)
                 )
               order by posted.seq desc, posted.position limit $5"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
            seq,
            position,
            limit as i64,
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(|row| (row.place, row.pin)).collect())
    }

    /// Of these pictures, those that are posted in a channel, in the same order.
    pub async fn still_posted(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        pins: &[PinId],
    ) -> Result<Vec<PinId>, Problem> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let posted = sqlx::query_scalar!(
            r#"select wanted.id as "pin!: PinId" from unnest($3::uuid[]) with ordinality as wanted (id, place)
               where posted_in($1, $2, wanted.id) order by wanted.place"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
            &ids,
        );
        Ok(posted.fetch_all(&self.pool).await?)
    }

    /// The pictures that were posted in a channel, what is liked most first.
    pub async fn popular_posted(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        after: Option<Popular>,
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        match self.popular_posted_sorted(viewer, channel, after, limit).await? {
            Some(found) => Ok(found),
            None => self.popular_posted_walked(viewer, channel, after, limit).await,
        }
    }

    /// The same, by sorting all of them; `None` where these are too many.
    async fn popular_posted_sorted(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        after: Option<Popular>,
        limit: usize,
    ) -> Result<Option<Vec<Popular>>, Problem> {
        let (likes, pin) = below(after);
        let rows = sqlx::query!(
            r#"with posted as materialized (
                   select distinct pin_id from message_pins where channel_id = $2 limit $6::bigint + 1
               )
               select many.count as "count!", best.like_count as "likes?", best.pin_id as "pin?: PinId"
               from (select count(*) as count from posted) as many
               left join lateral (
                   select next.like_count, next.pin_id from (
                       select counts.like_count, counts.pin_id
                       from posted join pin_counts as counts on counts.pin_id = posted.pin_id
                       where many.count <= $6::bigint and (counts.like_count, counts.pin_id) < ($3, $4)
                       order by counts.like_count desc, counts.pin_id desc
                   ) as next
                   cross join lateral (
                       select from visible_pins($1) as pin
                       where pin.id = next.pin_id and (pin.shown or pin.owner_id = $1)
                         and posted_in($1, $2, next.pin_id) offset 0
                   ) as seen
                   order by next.like_count desc, next.pin_id desc limit $5
               ) as best on true"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
            likes,
            pin,
            limit as i64,
            SORTED_MOST,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        if rows.first().is_some_and(|row| row.count > SORTED_MOST) {
            return Ok(None);
        }
        let found =
            rows.into_iter().filter_map(|row| Some(Popular { likes: row.likes?.unsigned_abs(), pin: row.pin? }));
        Ok(Some(found.collect()))
    }

    /// The same, by looking at one after the other of all pins by likes.
    async fn popular_posted_walked(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        after: Option<Popular>,
        limit: usize,
    ) -> Result<Vec<Popular>, Problem> {
        let (likes, pin) = below(after);
        let rows = sqlx::query!(
            r#"select next.like_count as "likes!", next.pin_id as "pin!: PinId"
               from (
                   select like_count, pin_id from pin_counts where (like_count, pin_id) < ($3, $4)
                   order by like_count desc, pin_id desc
               ) as next
               cross join lateral (
                   select from visible_pins($1) as pin
                   where posted_in($1, $2, next.pin_id) and pin.id = next.pin_id and (pin.shown or pin.owner_id = $1) offset 0
               ) as seen
               order by next.like_count desc, next.pin_id desc limit $5"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
            likes,
            pin,
            limit as i64,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Popular { likes: row.likes.unsigned_abs(), pin: row.pin }).collect())
    }

    /// The pictures beside one in a channel, what was posted last first; none where it was not posted there.
    pub async fn beside_posted(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        pin: PinId,
    ) -> Result<Beside, Problem> {
        let beside = sqlx::query!(
            r#"with place as (
                   select seq, position from message_pins where channel_id = $2 and pin_id = $3
                   order by seq desc, position limit 1
               ), others as materialized (
                   select next.* from place
                   cross join lateral (
                       select posted.pin_id, posted.seq, posted.position from message_pins as posted
                       cross join lateral (
                           select from visible_pins($1) as pin
                           where pin.id = posted.pin_id and (pin.shown or pin.owner_id = $1) offset 0
                       ) as seen
                       where posted.channel_id = $2
                         and posted.seq >= place.seq and (posted.seq > place.seq or posted.position < place.position)
                       order by posted.seq, posted.position desc limit 1
                   ) as next
                   union all
                   select next.* from place
                   cross join lateral (
                       select posted.pin_id, posted.seq, posted.position from message_pins as posted
                       cross join lateral (
                           select from visible_pins($1) as pin
                           where pin.id = posted.pin_id and (pin.shown or pin.owner_id = $1) offset 0
                       ) as seen
                       where posted.channel_id = $2
                         and posted.seq <= place.seq and (posted.seq < place.seq or posted.position > place.position)
                       order by posted.seq desc, posted.position limit 1
                   ) as next
               )
               select (select pin_id from others, place
                       where others.seq > place.seq or others.seq = place.seq and others.position < place.position)
                          as "before: PinId",
                      (select pin_id from others, place
                       where others.seq < place.seq or others.seq = place.seq and others.position > place.position)
                          as "after: PinId""#,
            viewer.map(UserId::uuid),
            channel.uuid(),
            pin.uuid(),
        );
        let beside = beside.fetch_one(&self.pool).await?;
        Ok((beside.before, beside.after))
    }

    /// The pictures beside one in a channel, what is liked most first; none where it was not posted there.
    pub async fn beside_popular_posted(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        pin: PinId,
    ) -> Result<Beside, Problem> {
        let beside = sqlx::query!(
            r#"with posted as materialized (
                   select counts.like_count, counts.pin_id
                   from (select distinct pin_id from message_pins where channel_id = $2) as once
                   join pin_counts as counts on counts.pin_id = once.pin_id
               ), place as (
                   select like_count, pin_id from posted where pin_id = $3
               )
               select (select near.pin_id
                       from (select posted.* from posted, place
                             where (posted.like_count, posted.pin_id) > (place.like_count, place.pin_id)
                             order by posted.like_count, posted.pin_id) as near
                       join visible_pins($1) as pin on pin.id = near.pin_id and (pin.shown or pin.owner_id = $1)
                       order by near.like_count, near.pin_id limit 1) as "before: PinId",
                      (select near.pin_id
                       from (select posted.* from posted, place
                             where (posted.like_count, posted.pin_id) < (place.like_count, place.pin_id)
                             order by posted.like_count desc, posted.pin_id desc) as near
                       join visible_pins($1) as pin on pin.id = near.pin_id and (pin.shown or pin.owner_id = $1)
                       order by near.like_count desc, near.pin_id desc limit 1) as "after: PinId""#,
            viewer.map(UserId::uuid),
            channel.uuid(),
            pin.uuid(),
        );
        let beside = beside.fetch_one(&self.pool).await?;
        Ok((beside.before, beside.after))
    }
}
