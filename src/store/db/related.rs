//! Pins that are like another one.

use super::Db;
use crate::model::{
    errors::Problem,
    ids::{PinId, UserId},
};

/// How many of the newest pins with a tag, or on a board, are looked through: a page costs the same however many there are.
const LOOKED_THROUGH: i64 = 200;

/// On how many of the newest boards that show the pin others are looked for.
const BOARDS_MOST: i64 = 8;

impl Db {
    /// Public pins that are like this one: first those that share tags with it, the more the sooner, then those on the same public
    /// boards, then those of the same owner; the newest first among equals. None where this viewer may not see the pin.
    pub async fn related(&self, viewer: Option<UserId>, pin: PinId, limit: usize) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"with it as materialized (
                   select pin.id, pin.owner_id from visible_pins($1) as pin where pin.id = $2
               ), tagged as (
                   select near.pin_id as id, count(*) as shared
                   from it
                   join pin_tags as own on own.pin_id = it.id
                   cross join lateral (
                       select other.pin_id from pin_tags as other
                       where other.tag = own.tag
                       order by other.pin_id desc limit $4
                   ) as near
                   group by near.pin_id
               ), on_boards as (
                   select near.pin_id as id
                   from (
                       select placed.board_id from shown_on_boards($1) as placed
                       join visible_boards($1) as board on board.id = placed.board_id and board.visibility = 'public'
                       where placed.pin_id = $2
                       order by placed.board_id desc limit $5
                   ) as held
                   cross join lateral (
                       select other.pin_id from board_pins as other
                       where other.board_id = held.board_id
                       order by other.pin_id desc limit $4
                   ) as near
               ), of_owner as (
                   select near.id
                   from it
                   cross join lateral (
                       select pin.id from listed_pins($1) as pin
                       where pin.owner_id = it.owner_id and pin.visibility = 'public' and pin.shown
                       order by pin.id desc limit $3::bigint + 1
                   ) as near
               ), candidates as (
                   select distinct on (id) id, tier, shared
                   from (
                       select id, 1 as tier, shared from tagged
                       union all
                       select id, 2, 0 from on_boards
                       union all
                       select id, 3, 0 from of_owner
                   ) as every
                   where id <> $2
                   order by id, tier
               )
               select best.id as "id!: PinId"
               from (select id, tier, shared from candidates order by tier, shared desc, id desc) as best
               cross join lateral (
                   select from listed_pins($1) as pin
                   where pin.id = best.id and pin.visibility = 'public' and pin.shown offset 0
               ) as seen
               order by best.tier, best.shared desc, best.id desc limit $3"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
            limit as i64,
            LOOKED_THROUGH,
            BOARDS_MOST,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }
}
