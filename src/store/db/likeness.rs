//! What the pictures of pins look like, and which look alike.

use super::{Db, Tx};
use crate::{
    model::{
        errors::Problem,
        ids::{PictureId, PinId, UserId},
        mine::EarlierPin,
    },
    store::blobs::Sha256Hash,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A pin whose picture is to be described.
#[derive(Debug)]
pub struct Undescribed {
    /// The pin.
    pub pin: PinId,
    /// Whose it is.
    pub owner: UserId,
    /// What it shows.
    pub picture: PictureId,
    /// A small quality state of that.
    pub sha256: Sha256Hash,
}

/// What a pin's picture looks like, to be kept.
#[derive(Debug)]
pub struct NewLikeness {
    /// By which version it was made.
    pub version: i16,
    /// What is compared, and by which keys it is found; nothing and none where there is nothing to compare.
    pub code: Option<Vec<u8>>,
    /// The keys.
    pub keys: Vec<i32>,
    /// Its colours, the one that takes most first.
    pub colours: Vec<i16>,
    /// How much each takes, in per cent.
    pub shares: Vec<i16>,
    /// An earlier pin of the same owner that looks nearly the same.
    pub near_duplicate_of: Option<PinId>,
}

/// A pin, and what its picture looks like.
pub type Coded = (PinId, Vec<u8>);

impl Db {
    /// The pin of this picture, where it has not been described by this version; `None` too for what is no pin's, or has no files yet.
    pub async fn undescribed(&self, picture: PictureId, version: i16) -> Result<Option<Undescribed>, Problem> {
        let row = sqlx::query!(
            r#"select pins.id as "pin: PinId", pins.owner_id as "owner: UserId", small.sha256 from pins
               cross join lateral (
                   select qualities.sha256 from qualities
                   where qualities.picture_id = pins.picture_id and qualities.n <> 1
                   order by qualities.n = 0, qualities.n limit 1
               ) as small
               where pins.picture_id = $1
                 and not exists (select from likenesses where likenesses.pin_id = pins.id and likenesses.version >= $2)"#,
            picture.uuid(),
            version,
        );
        let row = row.fetch_optional(&self.pool).await?;
        row.map(|row| {
            let sha256 = Sha256Hash::from_slice(&row.sha256).ok_or(Problem::Internal)?;
            Ok(Undescribed { pin: row.pin, owner: row.owner, picture, sha256 })
        })
        .transpose()
    }

    /// The pictures of pins after one that this version has not described, with those pins, in the order of their ids. `offset 0` has
    /// PostgreSQL look them up on its way along the pins, and stop once there are so many.
    pub async fn undescribed_after(
        &self,
        after: Option<PinId>,
        version: i16,
        limit: i64,
    ) -> Result<Vec<(PinId, PictureId)>, Problem> {
        let rows = sqlx::query!(
            r#"select pins.id as "pin: PinId", pins.picture_id as "picture: PictureId" from pins
               where pins.id > $1 and pins.deleted_at is null
                 and not exists (
                     select from likenesses where likenesses.pin_id = pins.id and likenesses.version >= $2 offset 0)
               order by pins.id limit $3"#,
            after.map_or(Uuid::nil(), PinId::uuid),
            version,
            limit,
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(|row| (row.pin, row.picture)).collect())
    }

    /// What a pin's picture looks like, where this viewer may see the pin.
    pub async fn code(&self, viewer: Option<UserId>, pin: PinId, version: i16) -> Result<Option<Vec<u8>>, Problem> {
        let code = sqlx::query_scalar!(
            "select likenesses.code from visible_pins($1) as pin join likenesses on likenesses.pin_id = pin.id
             where pin.id = $2 and likenesses.version = $3",
            viewer.map(UserId::uuid),
            pin.uuid(),
            version,
        );
        Ok(code.fetch_optional(&self.pool).await?.flatten())
    }

    /// Up to so many pins whose pictures share one of these keys. Nobody's right to see them is asked here.
    pub async fn sharing_keys(&self, keys: &[i32], version: i16, limit: i64) -> Result<Vec<Coded>, Problem> {
        let rows = sqlx::query!(
            r#"select pin_id as "pin: PinId", code as "code!" from likenesses
               where keys && $1 and version = $2 and code is not null limit $3"#,
            keys,
            version,
            limit,
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(|row| (row.pin, row.code)).collect())
    }

    /// The same of this owner's pins that are older than one, all of them: an owner has few.
    pub async fn own_sharing_keys(
        &self,
        owner: UserId,
        before: PinId,
        keys: &[i32],
        version: i16,
    ) -> Result<Vec<Coded>, Problem> {
        let rows = sqlx::query!(
            r#"select pin.id as "pin!: PinId", likeness.code as "code!" from visible_pins($1) as pin
               cross join lateral (
                   select likenesses.code from likenesses
                   where likenesses.pin_id = pin.id and likenesses.keys && $3 and likenesses.version = $4 offset 0
               ) as likeness
               where pin.owner_id = $1 and pin.id < $2 and likeness.code is not null"#,
            owner.uuid(),
            before.uuid(),
            keys,
            version,
        );
        Ok(rows.fetch_all(&self.pool).await?.into_iter().map(|row| (row.pin, row.code)).collect())
    }

    /// The first of these pins that lists show to everybody, as this viewer finds them, in their order.
    pub async fn first_listed(
        &self,
        viewer: Option<UserId>,
        pins: &[PinId],
        limit: usize,
    ) -> Result<Vec<PinId>, Problem> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let listed = sqlx::query_scalar!(
            r#"select near.id as "id!: PinId" from unnest($2::uuid[]) with ordinality as near (id, place)
               cross join lateral (
                   select from listed_pins($1) as pin
                   where pin.id = near.id and pin.visibility = 'public' and pin.shown offset 0
               ) as seen
               order by near.place limit $3"#,
            viewer.map(UserId::uuid),
            &ids,
            limit as i64,
        );
        Ok(listed.fetch_all(&self.pool).await?)
    }

    /// Of these pins, those that look nearly the same as an earlier one of the same owner, each with that one.
    pub async fn earlier_pins(&self, owner: UserId, pins: &[PinId]) -> Result<HashMap<PinId, EarlierPin>, Problem> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let rows = sqlx::query!(
            r#"select likenesses.pin_id as "pin: PinId", earlier.id as "id!: PinId", earlier.title as "title!"
               from likenesses join visible_pins($1) as earlier on earlier.id = likenesses.near_duplicate_of
               where likenesses.pin_id = any($2) and earlier.owner_id = $1"#,
            owner.uuid(),
            &ids,
        );
        let rows = rows.fetch_all(&self.pool).await?.into_iter();
        Ok(rows.map(|row| (row.pin, EarlierPin { id: row.id, title: row.title })).collect())
    }

    /// Keeps what a pin's picture looks like; nothing is kept where the pin shows another picture by now.
    pub async fn keep_likeness(&self, pin: PinId, picture: PictureId, likeness: &NewLikeness) -> Result<(), Problem> {
        sqlx::query!(
            "insert into likenesses (pin_id, version, code, keys, colours, shares, near_duplicate_of)
             select pins.id, $3, $4, $5, $6, $7, $8 from pins where pins.id = $1 and pins.picture_id = $2 for key share
             on conflict (pin_id) do update
             set version = excluded.version, code = excluded.code, keys = excluded.keys, colours = excluded.colours,
                 shares = excluded.shares, near_duplicate_of = excluded.near_duplicate_of",
            pin.uuid(),
            picture.uuid(),
            likeness.version,
            likeness.code,
            &likeness.keys,
            &likeness.colours,
            &likeness.shares,
            likeness.near_duplicate_of.map(PinId::uuid),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// Forgets what a pin looked like whose picture was replaced.
pub async fn forget(tx: &mut Tx, pin: PinId) -> Result<(), Problem> {
    sqlx::query!("delete from likenesses where pin_id = $1", pin.uuid()).execute(&mut **tx).await?;
    Ok(())
}
