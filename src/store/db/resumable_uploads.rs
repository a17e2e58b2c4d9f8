//! Files that are sent in pieces: what has arrived of each, who is receiving, and what has become of it. Times are PostgreSQL's.

use super::{Db, Tx};
use crate::{
    model::{
        errors::Problem,
        ids::{UploadId, UserId},
        resumable_uploads::{ResumableUpload, UploadOutcome},
    },
    store::blobs::Piece,
};
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

/// For how many hours one is kept after its last byte, or after it was judged.
const LIFE: i32 = 24;

/// After how many seconds a lease that is not renewed counts for nothing: its server has died, or has lost the database.
pub const LEASE: f64 = 10.0;

/// A file that is sent in pieces, as it was found.
#[derive(Debug)]
pub struct Found {
    /// What it is.
    pub upload: ResumableUpload,
    /// Whether it was kept long enough.
    pub is_expired: bool,
    /// Whether a request is receiving it, or judging it.
    pub is_leased: bool,
}

/// How many files of an owner have not been judged so far.
pub async fn unfinished(tx: &mut Tx, owner: UserId) -> Result<u64, Problem> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from resumable_uploads
           where owner_id = $1 and outcome is null and expires_at > now()"#,
        owner.uuid(),
    );
    Ok(count.fetch_one(&mut **tx).await?.unsigned_abs())
}

/// Adds one of which nothing has arrived, or whose outcome is known already; says when it is forgotten.
pub async fn insert(
    tx: &mut Tx,
    owner: UserId,
    id: UploadId,
    length: u64,
    metadata: &str,
    outcome: Option<&UploadOutcome>,
) -> Result<OffsetDateTime, Problem> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let expires_at = sqlx::query_scalar!(
        r#"insert into resumable_uploads (id, owner_id, byte_size, metadata, received, outcome, expires_at)
           values ($1, $2, $3, $4, $5, $6, now() + make_interval(hours => $7))
           returning expires_at as "expires_at: OffsetDateTime""#,
        id.uuid(),
        owner.uuid(),
        length,
        metadata,
        if outcome.is_some() { length } else { 0 },
        outcome.map(Json) as _,
        LIFE,
    );
    Ok(expires_at.fetch_one(&mut **tx).await?)
}

impl Db {
    /// One of an owner's.
    pub async fn resumable_upload(&self, owner: UserId, id: UploadId) -> Result<Option<Found>, Problem> {
        let row = sqlx::query!(
            r#"select byte_size, received, metadata, expires_at as "expires_at: OffsetDateTime",
                      outcome as "outcome: Json<UploadOutcome>", expires_at <= now() as "is_expired!",
                      coalesce(leased_until > now(), false) as "is_leased!"
               from resumable_uploads where id = $1 and owner_id = $2"#,
            id.uuid(),
            owner.uuid(),
        );
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        let upload = ResumableUpload {
            id,
            length: row.byte_size.unsigned_abs(),
            offset: row.received.unsigned_abs(),
            metadata: row.metadata,
            expires_at: row.expires_at,
            outcome: row.outcome.map(|Json(outcome)| outcome),
        };
        Ok(Some(Found { upload, is_expired: row.is_expired, is_leased: row.is_leased }))
    }

    /// Takes the lease of an upload. False where another request has it, or the upload is gone.
    pub async fn take_lease(&self, upload: UploadId, lease: Uuid) -> Result<bool, Problem> {
        let taken = sqlx::query!(
            "update resumable_uploads
             set lease = $2, leased_until = now() + make_interval(secs => $3), lease_wanted = false, judging = false
             where id = $1 and (lease is null or leased_until <= now())",
            upload.uuid(),
            lease,
            LEASE,
        );
        Ok(taken.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Asks the request that has the lease of an upload to end.
    pub async fn want_lease(&self, upload: UploadId) -> Result<(), Problem> {
        sqlx::query!(
            "update resumable_uploads set lease_wanted = true where id = $1 and lease is not null and not lease_wanted",
            upload.uuid(),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Renews a lease, and says whether another request waits for it; `None` where it is lost.
    pub async fn renew_lease(&self, upload: UploadId, lease: Uuid) -> Result<Option<bool>, Problem> {
        let wanted = sqlx::query_scalar!(
            "update resumable_uploads set leased_until = now() + make_interval(secs => $3)
             where id = $1 and lease = $2 returning lease_wanted",
            upload.uuid(),
            lease,
            LEASE,
        );
        Ok(wanted.fetch_optional(&self.pool).await?)
    }

    /// Ends a lease.
    pub async fn end_lease(&self, upload: UploadId, lease: Uuid) -> Result<(), Problem> {
        sqlx::query!(
            "update resumable_uploads set lease = null, leased_until = null, lease_wanted = false, judging = false
             where id = $1 and lease = $2",
            upload.uuid(),
            lease,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends all leases: whoever calls this knows that nobody lives who has one.
    pub async fn end_all_leases(&self) -> Result<(), Problem> {
        sqlx::query!(
            "update resumable_uploads set lease = null, leased_until = null, lease_wanted = false, judging = false
             where lease is not null",
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Adds a piece that is in the store, where the file has arrived up to its beginning. False where it has not, or the lease is lost.
    pub async fn add_piece(&self, upload: UploadId, lease: Uuid, begins: u64, piece: Piece) -> Result<bool, Problem> {
        let added = sqlx::query!(
            "with grown as (
                 update resumable_uploads
                 set received = received + $4, expires_at = now() + make_interval(hours => $6)
                 where id = $1 and lease = $2 and received = $3
                 returning id
             )
             insert into upload_pieces (id, upload_id, begins, byte_size) select $5, grown.id, $3, $4 from grown",
            upload.uuid(),
            lease,
            begins.cast_signed(),
            piece.bytes.cast_signed(),
            piece.id,
            LIFE,
        );
        Ok(added.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// How many pieces there are of an upload.
    pub async fn piece_count(&self, upload: UploadId) -> Result<u64, Problem> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from upload_pieces where upload_id = $1"#,
            upload.uuid(),
        );
        Ok(count.fetch_one(&self.pool).await?.unsigned_abs())
    }

    /// The pieces of an upload, from the first on.
    pub async fn pieces_of(&self, upload: UploadId) -> Result<Vec<Piece>, Problem> {
        let rows =
            sqlx::query!("select id, byte_size from upload_pieces where upload_id = $1 order by begins", upload.uuid());
        let pieces = rows.fetch_all(&self.pool).await?.into_iter();
        Ok(pieces.map(|row| Piece { id: row.id, bytes: row.byte_size.unsigned_abs() }).collect())
    }

    /// Forgets the pieces of an upload, whose files are gone.
    pub async fn forget_pieces(&self, upload: UploadId) -> Result<(), Problem> {
        sqlx::query!("delete from upload_pieces where upload_id = $1", upload.uuid()).execute(&self.pool).await?;
        Ok(())
    }

    /// Notes that an upload has arrived whole and is being judged, as long as this lease lasts.
    pub async fn begin_judging(&self, upload: UploadId, lease: Uuid) -> Result<(), Problem> {
        sqlx::query!("update resumable_uploads set judging = true where id = $1 and lease = $2", upload.uuid(), lease)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Writes down what has become of an upload. False where the lease is lost.
    pub async fn settle(&self, upload: UploadId, lease: Uuid, outcome: &UploadOutcome) -> Result<bool, Problem> {
        let settled = sqlx::query!(
            "update resumable_uploads set outcome = $3, expires_at = now() + make_interval(hours => $4)
             where id = $1 and lease = $2",
            upload.uuid(),
            lease,
            Json(outcome) as _,
            LIFE,
        );
        Ok(settled.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Forgets an upload, whose pieces are gone.
    pub async fn forget_upload(&self, upload: UploadId) -> Result<(), Problem> {
        sqlx::query!("delete from resumable_uploads where id = $1", upload.uuid()).execute(&self.pool).await?;
        Ok(())
    }

    /// Some uploads that were kept long enough.
    pub async fn expired_uploads(&self, limit: i64) -> Result<Vec<UploadId>, Problem> {
        let expired = sqlx::query_scalar!(
            r#"select id as "id: UploadId" from resumable_uploads
               where expires_at <= now() and coalesce(leased_until <= now(), true) limit $1"#,
            limit,
        );
        Ok(expired.fetch_all(&self.pool).await?)
    }

    /// Some uploads of an owner.
    pub async fn resumable_uploads_of(&self, owner: UserId, limit: i64) -> Result<Vec<UploadId>, Problem> {
        let uploads = sqlx::query_scalar!(
            r#"select id as "id: UploadId" from resumable_uploads where owner_id = $1 limit $2"#,
            owner.uuid(),
            limit,
        );
        Ok(uploads.fetch_all(&self.pool).await?)
    }

    /// Which of these are pieces of no upload.
    pub async fn stray_pieces(&self, pieces: &[Uuid]) -> Result<Vec<Uuid>, Problem> {
        let strays = sqlx::query_scalar!(
            r#"select found.id as "id!" from unnest($1::uuid[]) as found (id)
               where not exists (select from upload_pieces where upload_pieces.id = found.id)"#,
            pieces,
        );
        Ok(strays.fetch_all(&self.pool).await?)
    }
}
