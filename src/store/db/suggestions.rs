//! Members whom one could follow.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{PictureId, PinId, UserId},
};

/// Somebody whom one could follow, with the ids of some of their pins.
#[derive(Debug)]
pub struct Suggested {
    /// Who.
    pub person: Person,
    /// How many follow them.
    pub followers: u32,
    /// Their newest pins that everyone finds.
    pub pins: Vec<PinId>,
}

struct Row {
    username: String,
    display_name: String,
    follower_count: i32,
    pins: Vec<PinId>,
    face: Option<PictureId>,
    face_n: Option<i16>,
}

impl From<Row> for Suggested {
    fn from(row: Row) -> Self {
        Self {
            person: Person {
                username: row.username,
                display_name: row.display_name,
                avatar: face(row.face, row.face_n),
            },
            followers: row.follower_count.unsigned_abs(),
            pins: row.pins,
        }
    }
}

impl Db {
    /// Members who show something and whom this one does not follow: first those whose pins of the last seven days are liked
    /// most, then those whom most follow, then whoever added something last.
    pub async fn suggested(&self, me: UserId, limit: i64, pins_each: i64) -> Result<Vec<Suggested>, Problem> {
        let rows = sqlx::query_as!(
            Row,
            r#"with mine as materialized (
                   select followed_id as id from follows where follower_id = $1 union all select $1
               ), liked as (
                   select pin.owner_id as id, 1 as tier, sum(best.like_count) as weight
                   from generate_series(0, 6) as back(days)
                   cross join lateral (
                       select counts.pin_id, counts.like_count from pin_counts as counts
                       where counts.added_day = (now() at time zone 'UTC')::date - back.days and counts.like_count > 0
                       order by counts.like_count desc, counts.pin_id desc limit 30
                   ) as best
                   join listed_pins($1) as pin on pin.id = best.pin_id
                   group by pin.owner_id
               ), followed as (
                   select id, 2 as tier, follower_count as weight from users
                   where follower_count > 0 and (id in (select id from mine)) is false
                   order by follower_count desc, id desc limit 100
               ), lately as (
                   select pin.owner_id as id, 3 as tier, count(*) as weight
                   from (
                       select pin.owner_id from listed_pins($1) as pin
                       where pin.visibility = 'public' and pin.shown
                       order by pin.id desc limit 200
                   ) as pin
                   group by pin.owner_id
               ), candidates as (
                   select distinct on (id) id, tier, weight
                   from (select * from liked union all select * from followed union all select * from lately) as every
                   where (id in (select id from mine)) is false
                   order by id, tier
               ), ranked as (
                   select best.id, best.tier, best.weight, shown.pins
                   from (select * from candidates order by tier, weight desc, id desc) as best
                   cross join lateral (
                       select array(
                           select pin.id from listed_pins($1) as pin
                           where pin.owner_id = best.id and pin.visibility = 'public' and pin.shown
                           order by pin.id desc limit $3
                       ) as pins offset 0
                   ) as shown
                   where cardinality(shown.pins) > 0
                   order by best.tier, best.weight desc, best.id desc
                   limit $2
               )
               select member.username, member.display_name, member.follower_count, ranked.pins as "pins!: Vec<PinId>",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from ranked
               join users as member on member.id = ranked.id
               left join lateral face_of(member.avatar_id) as face on true
               order by ranked.tier, ranked.weight desc, ranked.id desc"#,
            me.uuid(),
            limit,
            pins_each,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(Suggested::from).collect())
    }

    /// Whether this member follows anybody.
    pub async fn follows_anybody(&self, me: UserId) -> Result<bool, Problem> {
        let follows =
            sqlx::query_scalar!(r#"select exists (select from follows where follower_id = $1) as "any!""#, me.uuid());
        Ok(follows.fetch_one(&self.pool).await?)
    }
}
