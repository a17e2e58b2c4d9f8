//! Thumbnails of the heights that plans name, and the untouched files: what a plan gives.

use super::{
    Db, Tx,
    columns::picture_state,
    pictures::{Served, WEBP},
};
use crate::{
    model::{
        errors::Problem,
        ids::{PictureId, UserId},
        pictures::PictureState,
    },
    store::blobs::Sha256Hash,
};

/// A picture of a pin, for whoever may see that.
#[derive(Debug)]
pub struct Shown {
    /// Whose it is: what their plan gives can be had of it.
    pub owner: UserId,
    /// How far the work on it is.
    pub state: PictureState,
    /// What its pin is called.
    pub title: String,
    /// The untouched file.
    pub original: Served,
    /// Whether its owner has others download it as it is.
    pub share_location: bool,
}

impl Db {
    /// The heights of thumbnails that any plan names, rising.
    pub async fn plan_heights(&self) -> Result<Vec<u32>, Problem> {
        let heights =
            sqlx::query_scalar!(r#"select height as "height!" from plan_heights() as height order by height"#);
        Ok(heights.fetch_all(&self.pool).await?.into_iter().map(i32::unsigned_abs).collect())
    }

    /// The heights that any plan names and a picture lacks, rising.
    pub async fn missing_heights(&self, picture: PictureId) -> Result<Vec<u32>, Problem> {
        let heights = sqlx::query_scalar!(
            r#"select height as "height!" from plan_heights() as height
               where not exists (
                   select from thumbnails where thumbnails.picture_id = $1 and thumbnails.height = height.height)
               order by height"#,
            picture.uuid(),
        );
        Ok(heights.fetch_all(&self.pool).await?.into_iter().map(i32::unsigned_abs).collect())
    }

    /// Finished pictures after one that lack a thumbnail which a plan names, in the order of their ids.
    pub async fn without_thumbnails(&self, after: Option<PictureId>, limit: i64) -> Result<Vec<PictureId>, Problem> {
        let found = sqlx::query_scalar!(
            r#"select id as "id: PictureId" from pictures
               where state = 'ready' and ($1::uuid is null or id > $1)
                 and exists (
                     select from plan_heights() as height
                     where not exists (
                         select from thumbnails
                         where thumbnails.picture_id = pictures.id and thumbnails.height = height.height))
               order by id limit $2"#,
            after.map(PictureId::uuid),
            limit,
        );
        Ok(found.fetch_all(&self.pool).await?)
    }

    /// Forgets some thumbnails of heights that no plan names any more; how many.
    pub async fn forget_thumbnails(&self, limit: i64) -> Result<u64, Problem> {
        let gone = sqlx::query!(
            "delete from thumbnails where (picture_id, height) in (
                 select picture_id, height from thumbnails
                 where height not in (select height from plan_heights() as height) limit $1)",
            limit,
        );
        Ok(gone.execute(&self.pool).await?.rows_affected())
    }

    /// The picture of a pin, where this viewer may see that.
    pub async fn shown_picture(&self, viewer: Option<UserId>, picture: PictureId) -> Result<Option<Shown>, Problem> {
        let row = sqlx::query!(
            r#"select pin.owner_id as "owner!: UserId", pin.title as "title!", pin.share_location as "share_location!",
                      picture.state, picture.format, blobs.sha256, blobs.byte_size,
                      is_open($2) as "public!"
               from visible_pins($1) as pin
               join pictures as picture on picture.id = pin.picture_id
               join blobs on blobs.sha256 = picture.original_sha256
               where pin.picture_id = $2"#,
            viewer.map(UserId::uuid),
            picture.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            let sha256 = Sha256Hash::from_slice(&row.sha256).ok_or(Problem::Internal)?;
            let byte_size = row.byte_size.unsigned_abs();
            let original = Served { sha256, byte_size, format: row.format, public: row.public };
            let state = picture_state(&row.state);
            Ok(Shown { owner: row.owner, state, title: row.title, original, share_location: row.share_location })
        })
        .transpose()
    }

    /// A thumbnail's file. Who may have it was asked before.
    pub async fn thumbnail(&self, picture: PictureId, height: u32, public: bool) -> Result<Option<Served>, Problem> {
        let row = sqlx::query!(
            "select blobs.sha256, blobs.byte_size from thumbnails join blobs on blobs.sha256 = thumbnails.sha256
             where picture_id = $1 and height = $2",
            picture.uuid(),
            height.cast_signed(),
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            let sha256 = Sha256Hash::from_slice(&row.sha256).ok_or(Problem::Internal)?;
            Ok(Served { sha256, byte_size: row.byte_size.unsigned_abs(), format: WEBP.to_owned(), public })
        })
        .transpose()
    }
}

/// Writes down a thumbnail; doing it again changes nothing. False where the picture has been deleted meanwhile.
pub async fn upsert(tx: &mut Tx, picture: PictureId, height: u32, sha256: Sha256Hash) -> Result<bool, Problem> {
    let written = sqlx::query!(
        "insert into thumbnails (picture_id, height, sha256)
         select id, $2, $3 from pictures where id = $1 for key share
         on conflict (picture_id, height) do update set sha256 = excluded.sha256",
        picture.uuid(),
        height.cast_signed(),
        sha256.as_bytes().as_slice(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}
