//! Pictures and their quality states.

use super::{Db, Tx, columns::picture_state};
use crate::{
    model::{
        errors::Problem,
        ids::{PictureId, PinId, UserId},
        pictures::PictureState,
        pins::FailedUpload,
    },
    store::blobs::Sha256Hash,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

/// The format of all that is made of a picture.
pub(super) const WEBP: &str = "WebP";

/// A picture to be added.
#[derive(Debug, Clone)]
pub struct NewPicture {
    /// Its name.
    pub id: PictureId,
    /// Its bytes in the blob store.
    pub original: Sha256Hash,
    /// Its format by content: "JPEG", "PNG" …
    pub format: &'static str,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
}

/// A picture that awaits the work on it.
#[derive(Debug)]
pub struct Work {
    /// Its bytes in the blob store.
    pub original: Sha256Hash,
    /// How far it is.
    pub state: PictureState,
}

/// What a first decoding has shown of a picture.
#[derive(Debug)]
pub struct Measures {
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// Its ThumbHash.
    pub thumbhash: Vec<u8>,
    /// The same drawn as WebP.
    pub placeholder: Vec<u8>,
}

/// A quality state that has been made.
#[derive(Debug, Clone)]
pub struct NewQuality {
    /// Its number.
    pub n: u8,
    /// Its bytes in the blob store.
    pub sha256: Sha256Hash,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A file that may be sent.
#[derive(Debug)]
pub struct Served {
    /// Its name in the blob store and, as it names its content, its entity tag.
    pub sha256: Sha256Hash,
    /// Its length in bytes.
    pub byte_size: u64,
    /// Its format by content, by which its media type is known.
    pub format: String,
    /// Whether everyone may have it and so it stays: caches between us and them may keep it. It is not so of a channel's pictures.
    pub public: bool,
}

/// Adds pictures, all of one owner, in one statement.
pub async fn insert(tx: &mut Tx, owner: UserId, pictures: &[NewPicture]) -> Result<(), Problem> {
    let ids: Vec<_> = pictures.iter().map(|picture| picture.id.uuid()).collect();
    let originals: Vec<_> = pictures.iter().map(|picture| picture.original.as_bytes().to_vec()).collect();
    let formats: Vec<_> = pictures.iter().map(|picture| picture.format.to_owned()).collect();
    let widths: Vec<_> = pictures.iter().map(|picture| picture.width as i32).collect();
    let heights: Vec<_> = pictures.iter().map(|picture| picture.height as i32).collect();
    sqlx::query!(
        "insert into pictures (id, owner_id, original_sha256, format, width, height)
         select id, $1, original, format, width, height
         from unnest($2::uuid[], $3::bytea[], $4::text[], $5::int[], $6::int[])
             as new (id, original, format, width, height)",
        owner.uuid(),
        &ids,
        &originals,
        &formats,
        &widths,
        &heights,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes down what a first decoding has shown.
pub async fn set_measured(tx: &mut Tx, picture: PictureId, measures: &Measures) -> Result<(), Problem> {
    sqlx::query!(
        "update pictures set width = $2, height = $3, thumbhash = $4, placeholder = $5 where id = $1",
        picture.uuid(),
        measures.width as i32,
        measures.height as i32,
        measures.thumbhash.as_slice(),
        measures.placeholder.as_slice(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves a picture on. One that is ready stays so.
pub async fn set_state(connection: &mut PgConnection, picture: PictureId, state: PictureState) -> Result<(), Problem> {
    let name = match state {
        PictureState::Waiting => "waiting",
        PictureState::Early => "early",
        PictureState::Scaled => "scaled",
        PictureState::Ready => "ready",
    };
    sqlx::query!("update pictures set state = $2 where id = $1 and state <> 'ready'", picture.uuid(), name)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down one quality state; doing it again changes nothing. False where the picture has been deleted meanwhile.
pub async fn upsert_quality(tx: &mut Tx, picture: PictureId, quality: &NewQuality) -> Result<bool, Problem> {
    let written = sqlx::query!(
        "insert into qualities (picture_id, n, sha256, width, height)
         select id, $2, $3, $4, $5 from pictures where id = $1 for key share
         on conflict (picture_id, n)
         do update set sha256 = excluded.sha256, width = excluded.width, height = excluded.height",
        picture.uuid(),
        i16::from(quality.n),
        quality.sha256.as_bytes().as_slice(),
        quality.width as i32,
        quality.height as i32,
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Deletes a picture that could not be read with the pin that shows it, and leaves its owner the news. Whoever has it
/// as an avatar has none.
pub async fn refuse(tx: &mut Tx, picture: PictureId, reason: &str) -> Result<(), Problem> {
    sqlx::query!(
        "with gone as (delete from pins where picture_id = $1 returning id, owner_id, title)
         insert into refusals (pin_id, owner_id, title, reason) select id, owner_id, title, $2 from gone",
        picture.uuid(),
        reason,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from pictures where id = $1", picture.uuid()).execute(&mut **tx).await?;
    Ok(())
}

impl Db {
    /// The picture to work on; `None` where it has been deleted meanwhile.
    pub async fn work(&self, picture: PictureId) -> Result<Option<Work>, Problem> {
        let row = sqlx::query!("select original_sha256, state from pictures where id = $1", picture.uuid())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            let original = Sha256Hash::from_slice(&row.original_sha256).ok_or(Problem::Internal)?;
            Ok(Work { original, state: picture_state(&row.state) })
        })
        .transpose()
    }

    /// Moves a picture on. One that is ready stays so.
    pub async fn set_picture_state(&self, picture: PictureId, state: PictureState) -> Result<(), Problem> {
        let mut connection = self.pool.acquire().await?;
        set_state(&mut connection, picture, state).await
    }

    /// The file of a quality state, where this viewer may see the picture.
    pub async fn served_quality(
        &self,
        viewer: Option<UserId>,
        picture: PictureId,
        n: u8,
    ) -> Result<Option<Served>, Problem> {
        let row = sqlx::query!(
            r#"select blobs.sha256, blobs.byte_size,
                      is_open($2) as "public!"
               from visible_pictures($1) as picture
               join qualities on qualities.picture_id = picture.id and qualities.n = $3
               join blobs on blobs.sha256 = qualities.sha256
               where picture.id = $2"#,
            viewer.map(UserId::uuid),
            picture.uuid(),
            i16::from(n),
        )
        .fetch_optional(&self.pool)
        .await?;
        match (row, viewer) {
            (Some(row), _) => quality_file(&row.sha256, row.byte_size, row.public).map(Some),
            (None, Some(viewer)) => self.reported_quality(viewer, picture, n).await,
            (None, None) => Ok(None),
        }
    }

    /// The same of a picture that this viewer sees by a report alone.
    async fn reported_quality(&self, viewer: UserId, picture: PictureId, n: u8) -> Result<Option<Served>, Problem> {
        if self.seen_by_reports(viewer, &[picture]).await?.is_empty() {
            return Ok(None);
        }
        let row = sqlx::query!(
            "select blobs.sha256, blobs.byte_size from qualities join blobs on blobs.sha256 = qualities.sha256
             where qualities.picture_id = $1 and qualities.n = $2",
            picture.uuid(),
            i16::from(n),
        );
        let row = row.fetch_optional(&self.pool).await?;
        row.map(|row| quality_file(&row.sha256, row.byte_size, false)).transpose()
    }

    /// The sizes in bytes of a picture's quality states, by their numbers. Who may see the picture was asked before.
    pub async fn quality_bytes(&self, picture: PictureId) -> Result<Vec<(u8, u64)>, Problem> {
        let rows = sqlx::query!(
            "select qualities.n, blobs.byte_size from qualities join blobs on blobs.sha256 = qualities.sha256
             where qualities.picture_id = $1",
            picture.uuid(),
        )
        .fetch_all(&self.pool)
        .await?;
        let sizes = rows.into_iter().filter_map(|row| Some((u8::try_from(row.n).ok()?, row.byte_size.unsigned_abs())));
        Ok(sizes.collect())
    }

    /// Why uploads of this owner were refused, of those asked for.
    pub async fn refusals(&self, owner: UserId, pins: &[PinId]) -> Result<Vec<(PinId, String)>, Problem> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let rows = sqlx::query!(
            r#"select pin_id as "pin_id: PinId", reason from refusals where owner_id = $1 and pin_id = any($2)"#,
            owner.uuid(),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.pin_id, row.reason)).collect())
    }

    /// An upload of this owner that was refused.
    pub async fn failed_upload(&self, owner: UserId, pin: PinId) -> Result<Option<FailedUpload>, Problem> {
        let row = sqlx::query_as!(
            FailedUpload,
            r#"select pin_id as "pin: PinId", title, reason, created_at as "failed_at: OffsetDateTime"
               from refusals where owner_id = $1 and pin_id = $2"#,
            owner.uuid(),
            pin.uuid(),
        );
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// The uploads of this owner that were refused, the latest upload first, after one of them.
    pub async fn failed_uploads(
        &self,
        owner: UserId,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<FailedUpload>, Problem> {
        let rows = sqlx::query_as!(
            FailedUpload,
            r#"select pin_id as "pin: PinId", title, reason, created_at as "failed_at: OffsetDateTime"
               from refusals where owner_id = $1 and ($2::uuid is null or pin_id < $2)
               order by pin_id desc limit $3"#,
            owner.uuid(),
            after.map(PinId::uuid),
            i64::try_from(limit).unwrap_or(i64::MAX),
        );
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// Forgets news older than a week.
    pub async fn expire_refusals(&self) -> Result<(), Problem> {
        sqlx::query!("delete from refusals where created_at < now() - interval '7 days'").execute(&self.pool).await?;
        Ok(())
    }
}

fn quality_file(sha256: &[u8], byte_size: i64, public: bool) -> Result<Served, Problem> {
    let sha256 = Sha256Hash::from_slice(sha256).ok_or(Problem::Internal)?;
    Ok(Served { sha256, byte_size: byte_size.unsigned_abs(), format: WEBP.to_owned(), public })
}
