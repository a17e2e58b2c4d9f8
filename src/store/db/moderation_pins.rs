//! All pins, as those see them who look after the site: never another's private ones.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{PictureId, PinId, UserId},
    moderation::{Concerned, Hidden, ModeratedPin, ModeratedSort, WhichPins},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// What narrows all pins down. The statement begins at the narrowest of it.
#[derive(Debug, Clone, Copy)]
pub struct Narrowed<'a> {
    /// Words of their titles.
    pub q: Option<&'a str>,
    /// Whose they are.
    pub owner: Option<UserId>,
    /// Which of them.
    pub which: WhichPins,
    /// In which order.
    pub sort: ModeratedSort,
}

impl Narrowed<'_> {
    /// Where the statement begins; none where nothing narrows them down.
    pub fn begin(&self) -> Option<&'static str> {
        match self {
            Self { which: WhichPins::Hidden, .. } => Some("hidden"),
            Self { which: WhichPins::Reported, .. } | Self { sort: ModeratedSort::Reported, .. } => Some("reported"),
            Self { owner: Some(_), .. } => Some("owner"),
            Self { q: Some(_), .. } => Some("words"),
            _ => None,
        }
    }
}

impl Db {
    /// Those that were uploaded last, before one where one is named.
    pub async fn moderated_newest(
        &self,
        viewer: UserId,
        before: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select pin.id as "id!: PinId" from visible_pins($1) as pin
               where pin.visibility <> 'private' and pin.id < $2
               order by pin.id desc limit $3"#,
            viewer.uuid(),
            before.map_or(Uuid::max(), PinId::uuid),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Those that are liked most, after so many likes and a pin where they are named.
    pub async fn moderated_liked(
        &self,
        viewer: UserId,
        after: Option<(u32, PinId)>,
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let (likes, pin) = place(after);
        let ids = sqlx::query_scalar!(
            r#"select pin.id as "id!: PinId"
               from pin_counts as counts join visible_pins($1) as pin on pin.id = counts.pin_id
               where pin.visibility <> 'private' and (counts.like_count, counts.pin_id) < ($2, $3)
               order by counts.like_count desc, counts.pin_id desc limit $4"#,
            viewer.uuid(),
            likes,
            pin,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Those that are left of all, in their order, after a number (of likes, of reports, or 0 where they go by age) and a pin where
    /// they are named.
    pub async fn moderated_narrowed(
        &self,
        viewer: UserId,
        wanted: Narrowed<'_>,
        after: Option<(u32, PinId)>,
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let (number, pin) = place(after);
        let ids = sqlx::query_scalar!(
            r#"with begun as materialized (
                   select id from pins where $2 = 'hidden' and hidden_at is not null
                   union all
                   select pin_id from reported where $2 = 'reported' and open > 0 and pin_id is not null
                   union all
                   select id from pins where $2 = 'owner' and owner_id = $3
                   union all
                   select pin_id from pin_search where $2 = 'words' and listed and words @@ (select title_query($4))
                   union all
                   select pin_id from pin_search where $2 = 'words' and not listed and words @@ (select title_query($4))
               ), ordered as (
                   select pin.id,
                          case $6 when 'liked' then counts.like_count when 'reported' then coalesce(reported.open, 0) else 0 end
                              as number
                   from begun
                   join visible_pins($1) as pin on pin.id = begun.id
                   join pin_counts as counts on counts.pin_id = pin.id
                   left join reported on reported.pin_id = pin.id
                   where pin.visibility <> 'private'
                     and ($3::uuid is null or pin.owner_id = $3)
                     and ($4::text is null or exists (
                         select from pin_search
                         where pin_search.pin_id = pin.id and words @@ (select title_query($4))))
                     and ($5 <> 'hidden' or pin.hidden_at is not null)
                     and (($5 <> 'reported' and $6 <> 'reported') or reported.open > 0)
               )
               select id as "id!: PinId" from ordered
               where (number, id) < ($7, $8)
               order by number desc, id desc limit $9"#,
            viewer.uuid(),
            wanted.begin().unwrap_or_default(),
            wanted.owner.map(UserId::uuid),
            wanted.q,
            wanted.which.name(),
            wanted.sort.name(),
            number,
            pin,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// These in this order, as this member sees them, who looks after the site; with whose each is.
    pub async fn moderated(&self, viewer: UserId, pins: &[PinId]) -> Result<Vec<(UserId, ModeratedPin)>, Problem> {
        let cards = self.cards(Some(viewer), pins).await?;
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let rows = sqlx::query!(
            r#"select pin.id as "id!: PinId", pin.created_at as "created_at!: OffsetDateTime", pin.hidden_reason,
                      pin.hidden_at as "hidden_at: OffsetDateTime", coalesce(reported.open, 0) as "open!",
                      owner.id as "owner: UserId", owner.username, owner.display_name, owner.role,
                      owner.suspended_at is not null as "suspended!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from visible_pins($1) as pin
               join users as owner on owner.id = pin.owner_id
               left join reported on reported.pin_id = pin.id
               left join lateral face_of(owner.avatar_id) as face on true
               where pin.id = any($2) and pin.visibility <> 'private'"#,
            viewer.uuid(),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
        let found = cards.into_iter().filter_map(|card| rows.remove(&card.id).map(|row| (card, row)));
        let pin = found.map(|(card, row)| {
            let avatar = face(row.face, row.face_n);
            let person = Person { username: row.username, display_name: row.display_name, avatar };
            let role = row.role.parse()?;
            let pin = ModeratedPin {
                card,
                created_at: row.created_at,
                hidden: row.hidden_reason.zip(row.hidden_at).map(|(reason, at)| Hidden { reason, at }),
                member: Concerned { person, role, suspended: row.suspended, yours_to_judge: false },
                open: row.open.unsigned_abs(),
            };
            Ok((row.owner, pin))
        });
        pin.collect()
    }
}

/// A number and a pin after which a list goes on, as columns have them.
fn place(after: Option<(u32, PinId)>) -> (i32, Uuid) {
    after.map_or((i32::MAX, Uuid::max()), |(number, pin)| (i32::try_from(number).unwrap_or(i32::MAX), pin.uuid()))
}
