//! What PostgreSQL knows of the files in the blob store.

use super::{Db, Tx};
use crate::{
    model::{errors::Problem, ids::UserId},
    store::blobs::Sha256Hash,
};
use uuid::Uuid;

/// Keeps blobs from being swept while their files are on their way. Ended with [`release`], in the transaction that makes the
/// references, or [`let_go`](Db::let_go).
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Hold(Uuid);

impl Db {
    /// Ends a hold under which nothing came to be. False where it had ended already.
    pub async fn let_go(&self, hold: Hold) -> Result<bool, Problem> {
        let ended =
            sqlx::query!("delete from blob_holds where id = $1", hold.0).execute(&self.pool).await?.rows_affected();
        Ok(ended > 0)
    }

    /// Forgets holds older than six hours: whoever held them has crashed. A batch of large files may take an hour or two on its way into a
    /// slow store.
    pub async fn expire_holds(&self) -> Result<(), Problem> {
        sqlx::query!("delete from blob_holds where held_at < now() - interval '6 hours'").execute(&self.pool).await?;
        Ok(())
    }

    /// Some blobs that nobody refers to and nobody holds.
    pub async fn unreferenced_blobs(&self, limit: i64) -> Result<Vec<Sha256Hash>, Problem> {
        let hashes = sqlx::query_scalar!(
            "select sha256 from blobs
             where not exists (select from pictures where original_sha256 = blobs.sha256)
               and not exists (select from qualities where qualities.sha256 = blobs.sha256)
               and not exists (select from thumbnails where thumbnails.sha256 = blobs.sha256)
               and not exists (select from public_originals where public_originals.sha256 = blobs.sha256)
               and not exists (select from blob_holds where blob_holds.sha256 = blobs.sha256)
             limit $1",
            limit,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(hashes.iter().filter_map(|bytes| Sha256Hash::from_slice(bytes)).collect())
    }
}

/// Announces blobs with their sizes in bytes, before their files are stored, and for whom they are.
pub async fn hold(tx: &mut Tx, owner: Option<UserId>, blobs: &[(Sha256Hash, u64)]) -> Result<Hold, Problem> {
    let hold = Uuid::now_v7();
    // One order for everybody, so that two uploads of the same files do not wait for each other in a ring.
    let mut sorted: Vec<_> = blobs.to_vec();
    sorted.sort_unstable();
    sorted.dedup_by_key(|(hash, _)| *hash);
    let hashes: Vec<Vec<u8>> = sorted.iter().map(|(hash, _)| hash.as_bytes().to_vec()).collect();
    let sizes: Vec<i64> = sorted.iter().map(|(_, size)| i64::try_from(*size).unwrap_or(i64::MAX)).collect();
    sqlx::query!(
        "insert into blobs (sha256, byte_size) select * from unnest($1::bytea[], $2::bigint[])
         on conflict (sha256) do update set byte_size = excluded.byte_size",
        &hashes,
        &sizes,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into blob_holds (id, sha256, owner_id) select $1, unnest($2::bytea[]), $3",
        hold,
        &hashes,
        owner.map(UserId::uuid),
    )
    .execute(&mut **tx)
    .await?;
    Ok(Hold(hold))
}

/// How many bytes are on their way for an owner: those that are held, and all of the files that come in pieces, but for what of these is
/// being judged, which will be held.
pub async fn bytes_on_their_way(tx: &mut Tx, owner: UserId) -> Result<u64, Problem> {
    let bytes = sqlx::query_scalar!(
        r#"select ((select coalesce(sum(byte_size), 0)
                    from blob_holds join blobs on blobs.sha256 = blob_holds.sha256 where owner_id = $1)
                 + (select coalesce(sum(byte_size), 0)
                    from resumable_uploads where owner_id = $1 and outcome is null and not judging and expires_at > now())
                  )::bigint as "bytes!""#,
        owner.uuid(),
    );
    Ok(bytes.fetch_one(&mut **tx).await?.unsigned_abs())
}

/// Ends a hold.
pub async fn release(tx: &mut Tx, hold: Hold) -> Result<(), Problem> {
    sqlx::query!("delete from blob_holds where id = $1", hold.0).execute(&mut **tx).await?;
    Ok(())
}

/// Takes a blob's row away, if nobody refers to it and nobody holds it. The row stays locked until `tx` ends: the
/// file can be deleted meanwhile, and whoever brings the same bytes again waits.
pub async fn delete_unreferenced(tx: &mut Tx, hash: &Sha256Hash) -> Result<bool, Problem> {
    let locked = sqlx::query!("select from blobs where sha256 = $1 for update", hash.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?;
    if locked.is_none() {
        return Ok(false);
    }
    let deleted = sqlx::query!(
        "delete from blobs where sha256 = $1
           and not exists (select from pictures where original_sha256 = $1)
           and not exists (select from qualities where qualities.sha256 = $1)
           and not exists (select from thumbnails where thumbnails.sha256 = $1)
           and not exists (select from public_originals where public_originals.sha256 = $1)
           and not exists (select from blob_holds where blob_holds.sha256 = $1)",
        hash.as_bytes().as_slice(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(deleted.rows_affected() == 1)
}
