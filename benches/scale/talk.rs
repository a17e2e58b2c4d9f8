//! Communities and what is said there: a large one has a long channel and twenty ordinary ones (`talk.sql` makes the rest).

use crate::{
    messages::{fill_channel, prepare},
    world::World,
};
use sqlx::PgPool;
use uuid::Uuid;

/// How many messages an ordinary channel of the large community has.
const ORDINARY: i64 = 5_000;

/// How many pins its members show each other.
const PINS: usize = 10_000;

/// The channels of the large community, the long one first.
const CHANNELS: &str = "
    select channels.id from channels
    join communities as large on large.id = channels.community_id and large.name = 'Large'
    order by channels.position";

/// Who of its members write.
const AUTHORS: &str = "
    select member.user_id from community_members as member
    join communities as large on large.id = member.community_id and large.name = 'Large'
    order by md5(member.user_id::text) limit 200";

/// How far the members of the large community have read in its channels: some nowhere.
const READS: &str = "
    insert into channel_reads (user_id, channel_id, seq)
    select member.user_id, channel.id, floor(channel.last_message * random())
    from channels as channel
    join community_members as member on member.community_id = channel.community_id
    join communities as large on large.id = channel.community_id and large.name = 'Large'
    where random() < 0.9";

pub async fn talk(pool: &PgPool, world: &World) {
    let mut connection = pool.acquire().await.expect("a connection");
    sqlx::raw_sql(include_str!("talk.sql")).execute(&mut *connection).await.expect("communities");
    prepare(&mut connection).await;
    let channels: Vec<Uuid> = sqlx::query_scalar(CHANNELS).fetch_all(&mut *connection).await.expect("channels");
    let authors: Vec<Uuid> = sqlx::query_scalar(AUTHORS).fetch_all(&mut *connection).await.expect("authors");
    let shown = world.pins.iter().filter(|pin| pin.visibility == "public" && !pin.deleted);
    let pins: Vec<_> = shown.map(|pin| pin.id).take(PINS).collect();
    for (place, channel) in channels.iter().enumerate().rev() {
        let messages = if place == 0 { world.sizes.messages as i64 } else { ORDINARY };
        fill_channel(&mut connection, *channel, &authors, &pins, messages).await;
    }
    sqlx::raw_sql(READS).execute(&mut *connection).await.expect("reads");
}
