//! A member's own pins, filtered and sorted.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{PinId, UserId},
    mine::{MineFilter, MineSort, MyPin, Progress},
    pins::Visibility,
};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

impl Db {
    /// How many of this owner's pins match.
    pub async fn count_mine(&self, owner: UserId, filter: &MineFilter) -> Result<i64, Problem> {
        if *filter == MineFilter::default() {
            let all = sqlx::query_scalar!(
                r#"select count(*) as "count!" from matching_pins($1, '', '', null, null)"#,
                owner.uuid(),
            );
            return Ok(all.fetch_one(&self.pool).await?);
        }
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from matching_pins($1, $2, $3, $4, $5)"#,
            owner.uuid(),
            filter.q,
            filter.tag,
            filter.visibility.map(Visibility::name),
            filter.state.map(Progress::name),
        );
        Ok(count.fetch_one(&self.pool).await?)
    }

    /// This owner's pins that match, sorted, after a pin where one is named.
    pub async fn mine(
        &self,
        owner: UserId,
        filter: &MineFilter,
        sort: MineSort,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<MyPin>, Problem> {
        let ids = if *filter == MineFilter::default() {
            self.all_mine(owner, sort, after, limit).await?
        } else {
            self.matching_mine(owner, filter, sort, after, limit).await?
        };
        let mut cards = self.my_pins(owner, &ids).await?;
        Ok(ids.iter().filter_map(|id| cards.remove(&PinId::from_uuid(*id))).collect())
    }

    /// All of them: each order has an index.
    async fn all_mine(
        &self,
        owner: UserId,
        sort: MineSort,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<Uuid>, Problem> {
        let (owner, after, limit) = (owner.uuid(), after.map(PinId::uuid), limit as i64);
        Ok(match sort {
            MineSort::Newest => {
                let ids = sqlx::query_scalar!(
                    r#"select pin.id as "id!" from matching_pins($1, '', '', null, null) as pin
                       where pin.id < $2 order by pin.id desc limit $3"#,
                    owner,
                    after.unwrap_or(Uuid::max()),
                    limit,
                );
                ids.fetch_all(&self.pool).await?
            }
            MineSort::Oldest => {
                let ids = sqlx::query_scalar!(
                    r#"select pin.id as "id!" from matching_pins($1, '', '', null, null) as pin
                       where pin.id > $2 order by pin.id limit $3"#,
                    owner,
                    after.unwrap_or(Uuid::nil()),
                    limit,
                );
                ids.fetch_all(&self.pool).await?
            }
            MineSort::Title => {
                let ids = sqlx::query_scalar!(
                    r#"select pin.id as "id!" from matching_pins($1, '', '', null, null) as pin
                       where lower(pin.title) > coalesce((select lower(title) from pins where id = $2 and owner_id = $1), '')
                       order by lower(pin.title) limit $3"#,
                    owner,
                    after,
                    limit,
                );
                ids.fetch_all(&self.pool).await?
            }
        })
    }

    /// Those that match, of which one looks at all.
    async fn matching_mine(
        &self,
        owner: UserId,
        filter: &MineFilter,
        sort: MineSort,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<Uuid>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select pin.id as "id!" from matching_pins($1, $2, $3, $4, $5) as pin
               where $7::uuid is null
                  or ($6 = 'newest' and pin.id < $7)
                  or ($6 = 'oldest' and pin.id > $7)
                  or ($6 = 'title' and lower(pin.title) > (select lower(title) from pins where id = $7 and owner_id = $1))
               order by case when $6 = 'title' then lower(pin.title) end,
                        case when $6 = 'oldest' then pin.id end,
                        pin.id desc
               limit $8"#,
            owner.uuid(),
            filter.q,
            filter.tag,
            filter.visibility.map(Visibility::name),
            filter.state.map(Progress::name),
            sort.name(),
            after.map(PinId::uuid),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// These pins, those of them that this member sees, in no order, each with all that a list of one's own shows of it.
    pub async fn named_mine(&self, member: UserId, pins: &[PinId]) -> Result<Vec<MyPin>, Problem> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        Ok(self.my_pins(member, &ids).await?.into_values().collect())
    }

    /// These pins of one's own, with all that a list shows of them.
    async fn my_pins(&self, owner: UserId, ids: &[Uuid]) -> Result<HashMap<PinId, MyPin>, Problem> {
        let pins: Vec<_> = ids.iter().map(|id| PinId::from_uuid(*id)).collect();
        let rows = self.rows(Some(owner), &pins).await?;
        let tags = sqlx::query!(
            r#"select pin_id as "pin: PinId", json_agg(tag order by tag) as "tags!: Json<Vec<String>>"
               from pin_tags where pin_id = any($1) group by pin_id"#,
            ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut tags: HashMap<_, _> = tags.into_iter().map(|row| (row.pin, row.tags.0)).collect();
        let mut earlier = self.earlier_pins(owner, &pins).await?;
        let mine = rows.into_iter().map(|(id, row)| {
            let created_at = row.created_at;
            let (tags, near_duplicate_of) = (tags.remove(&id).unwrap_or_default(), earlier.remove(&id));
            Ok((id, MyPin { card: row.card()?, created_at, tags, near_duplicate_of }))
        });
        mine.collect()
    }

    /// Tags that begin with this text: those of this member's pins first, then those of public ones.
    pub async fn tags_like(&self, owner: UserId, begin: &str, limit: i64) -> Result<Vec<String>, Problem> {
        let tags = sqlx::query_scalar!(
            r#"select tag from (
                   select tag, bool_or(pin.owner_id = $1) as own, count(*) as pins
                   from (select pin_id, tag from pin_tags where starts_with(tag, $2) limit 10000) as found
                   join listed_pins($1) as pin on pin.id = found.pin_id
                   group by tag
               ) as counted
               order by own desc, pins desc, tag limit $3"#,
            owner.uuid(),
            begin,
            limit,
        );
        Ok(tags.fetch_all(&self.pool).await?)
    }
}

/// The ids of this owner's pins that match.
pub async fn matching(tx: &mut Tx, owner: UserId, filter: &MineFilter) -> Result<Vec<PinId>, Problem> {
    let ids = sqlx::query_scalar!(
        r#"select pin.id as "id!: PinId" from matching_pins($1, $2, $3, $4, $5) as pin"#,
        owner.uuid(),
        filter.q,
        filter.tag,
        filter.visibility.map(Visibility::name),
        filter.state.map(Progress::name),
    );
    Ok(ids.fetch_all(&mut **tx).await?)
}

/// Of these pins, those that this viewer may see, and whose each is.
pub async fn owners(tx: &mut Tx, viewer: UserId, pins: &[PinId]) -> Result<Vec<(PinId, UserId)>, Problem> {
    let ids: Vec<Uuid> = pins.iter().map(|pin| pin.uuid()).collect();
    let rows = sqlx::query!(
        r#"select pin.id as "id!: PinId", pin.owner_id as "owner!: UserId" from visible_pins($1) as pin where pin.id = any($2)"#,
        viewer.uuid(),
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.owner)).collect())
}
