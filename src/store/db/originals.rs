//! Originals as others may have them: without what says where a picture was taken.

use super::{Db, Tx};
use crate::{
    model::{errors::Problem, ids::PictureId},
    store::{blobs::Sha256Hash, db::pictures::Served},
};

impl Db {
    /// The original of a picture as others may have it; `None` where it is not made yet. `original` is the untouched file, which the
    /// viewer was found to see.
    pub async fn public_original(&self, picture: PictureId, original: &Served) -> Result<Option<Served>, Problem> {
        let row = sqlx::query!(
            "select blobs.sha256, blobs.byte_size
             from public_originals join blobs on blobs.sha256 = public_originals.sha256 where picture_id = $1",
            picture.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            let sha256 = Sha256Hash::from_slice(&row.sha256).ok_or(Problem::Internal)?;
            let (format, public) = (original.format.clone(), original.public);
            Ok(Served { sha256, byte_size: row.byte_size.unsigned_abs(), format, public })
        })
        .transpose()
    }
}

/// Writes down the original of a picture as others may have it; doing it again changes nothing. False where the picture has been
/// deleted meanwhile.
pub async fn upsert(tx: &mut Tx, picture: PictureId, sha256: Sha256Hash, has_place: bool) -> Result<bool, Problem> {
    let written = sqlx::query!(
        "insert into public_originals (picture_id, sha256, has_place)
         select id, $2, $3 from pictures where id = $1 for key share
         on conflict (picture_id) do update set sha256 = excluded.sha256, has_place = excluded.has_place",
        picture.uuid(),
        sha256.as_bytes().as_slice(),
        has_place,
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}
