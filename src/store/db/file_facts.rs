//! Files as their owners are told about them: what was found in an original, and what was made of it.

use super::{Db, Tx, columns::picture_state};
use crate::model::{
    errors::Problem,
    file_story::{FileFacts, FileStory, MetadataKind, StoredSize},
    ids::{PictureId, PinId, UserId},
    pictures::QualitySize,
};
use uuid::Uuid;

/// Writes down what was found in the original of a picture, which is there; doing it again changes nothing.
pub async fn upsert(tx: &mut Tx, picture: PictureId, facts: &FileFacts) -> Result<(), Problem> {
    let metadata: Vec<_> = facts.metadata.iter().map(|kind| kind.name().to_owned()).collect();
    sqlx::query!(
        "insert into file_facts (picture_id, frames, orientation, colour_profile, metadata, metadata_bytes, camera)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (picture_id)
         do update set frames = excluded.frames, orientation = excluded.orientation,
                       colour_profile = excluded.colour_profile, metadata = excluded.metadata,
                       metadata_bytes = excluded.metadata_bytes, camera = excluded.camera",
        picture.uuid(),
        facts.frames.cast_signed(),
        i16::from(facts.orientation),
        facts.colour_profile.as_deref(),
        &metadata,
        facts.metadata_bytes.cast_signed(),
        facts.camera.as_deref(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Has what was found follow pictures to their new ids.
pub(super) async fn rename(tx: &mut Tx, old: &[Uuid], new: &[Uuid]) -> Result<(), Problem> {
    sqlx::query!(
        "update file_facts set picture_id = renamed.new
         from unnest($1::uuid[], $2::uuid[]) as renamed (old, new) where renamed.old = picture_id",
        old,
        new,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// What has become of the file of a pin; `None` where the pin is not there or not this owner's.
    pub async fn file_story(&self, owner: UserId, pin: PinId) -> Result<Option<FileStory>, Problem> {
        let row = sqlx::query!(
            r#"select picture.id as "picture!: PictureId", picture.state as "state!", picture.format as "format!",
                      blobs.byte_size as "byte_size!", picture.width as "width!", picture.height as "height!",
                      coalesce((select has_place from public_originals where picture_id = picture.id), false) as "has_place!",
                      facts.frames as "frames?", facts.orientation as "orientation?", facts.colour_profile,
                      facts.metadata as "metadata?", facts.metadata_bytes as "metadata_bytes?", facts.camera
               from visible_pins($1) as pin
               join pictures as picture on picture.id = pin.picture_id
               join blobs on blobs.sha256 = picture.original_sha256
               left join file_facts as facts on facts.picture_id = picture.id
               where pin.id = $2 and pin.owner_id = $1"#,
            owner.uuid(),
            pin.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let facts = match (row.frames, row.orientation, row.metadata, row.metadata_bytes) {
            (Some(frames), Some(orientation), Some(metadata), Some(metadata_bytes)) => Some(FileFacts {
                frames: frames.unsigned_abs(),
                orientation: u8::try_from(orientation).unwrap_or(1),
                colour_profile: row.colour_profile,
                metadata: kinds(&metadata),
                metadata_bytes: metadata_bytes.unsigned_abs(),
                camera: row.camera,
            }),
            _ => None,
        };
        Ok(Some(FileStory {
            picture: row.picture,
            state: picture_state(&row.state),
            format: row.format,
            bytes: row.byte_size.unsigned_abs(),
            width: row.width.unsigned_abs(),
            height: row.height.unsigned_abs(),
            sizes: self.stored_sizes(row.picture).await?,
            facts,
            has_place: row.has_place,
            place: None,
        }))
    }

    /// The quality states that are stored, by rising width.
    async fn stored_sizes(&self, picture: PictureId) -> Result<Vec<StoredSize>, Problem> {
        let rows = sqlx::query!(
            "select n, width, height, byte_size from qualities join blobs on blobs.sha256 = qualities.sha256
             where picture_id = $1 order by n = 0, n",
            picture.uuid(),
        )
        .fetch_all(&self.pool)
        .await?;
        let sizes = rows.into_iter().filter_map(|row| {
            let n = u8::try_from(row.n).ok()?;
            let size = QualitySize { n, width: row.width.unsigned_abs(), height: row.height.unsigned_abs() };
            Some(StoredSize { size, bytes: row.byte_size.unsigned_abs() })
        });
        Ok(sizes.collect())
    }
}

fn kinds(names: &[String]) -> Vec<MetadataKind> {
    MetadataKind::ALL.into_iter().filter(|kind| names.iter().any(|name| name == kind.name())).collect()
}
