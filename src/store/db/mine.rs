//! A member's own pins, filtered and sorted.

use super::{Db, Tx, pins::Row};
use crate::model::{
    errors::Problem,
    ids::{PictureId, PinId, UserId},
    mine::{MineFilter, MineSort, MyPin, Progress},
    pins::Visibility,
};
use sqlx::types::Json;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

impl Db {
    /// How many of this owner's pins match.
    pub async fn count_mine(&self, owner: UserId, filter: &MineFilter) -> Result<i64, Problem> {
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
        let ids: Vec<Uuid> = sqlx::query_scalar!(
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
        )
        .fetch_all(&self.pool)
        .await?;
        let mut cards = self.my_pins(owner, &ids).await?;
        Ok(ids.iter().filter_map(|id| cards.remove(&PinId::from_uuid(*id))).collect())
    }

    /// These pins of one's own, with all that a list shows of them.
    async fn my_pins(&self, owner: UserId, ids: &[Uuid]) -> Result<HashMap<PinId, MyPin>, Problem> {
        let rows = sqlx::query_as!(
            Row,
            r#"select pin.id as "id!: PinId", pin.title as "title!", pin.alt_text as "alt_text!",
                      pin.visibility as "visibility!",
                      pin.created_at as "created_at!: OffsetDateTime", pin.picture_id as "picture_id!: PictureId",
                      pin.width as "width!", pin.height as "height!", pin.state as "state!", pin.placeholder,
                      pin.username as "username!", pin.display_name as "display_name!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from pin_cards($1) as pin
               left join lateral face_of(pin.avatar_id) as face on true
               where pin.id = any($2) and pin.owner_id = $1"#,
            owner.uuid(),
            ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let tags = sqlx::query!(
            r#"select pin_id as "pin: PinId", json_agg(tag order by tag) as "tags!: Json<Vec<String>>"
               from pin_tags where pin_id = any($1) group by pin_id"#,
            ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut tags: HashMap<_, _> = tags.into_iter().map(|row| (row.pin, row.tags.0)).collect();
        let mine = rows.into_iter().map(|row| {
            let (id, created_at) = (row.id, row.created_at);
            let pin = MyPin { card: row.card()?, created_at, tags: tags.remove(&id).unwrap_or_default() };
            Ok((id, pin))
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
