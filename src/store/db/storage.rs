//! How much room files take, whose they are, and what the last comparison with the blob store found.

use super::{Db, Tx};
use crate::{
    model::{
        errors::Problem,
        ids::{PictureId, PinId, UserId},
        storage::{FileKind, KindRoom, LostFile, LostPin, Room, RoomSort, StorageCheck, Swept},
    },
    store::blobs::Sha256Hash,
};
use time::OffsetDateTime;

/// What the database knows of a file.
#[derive(Debug)]
pub struct Known {
    /// Its name in the store.
    pub sha256: Sha256Hash,
    /// Whether it may still be on its way there.
    pub held: bool,
}

/// What a comparison of the store with the database has found so far.
#[derive(Debug, Default)]
pub struct Findings {
    /// How many files lie in the store.
    pub files: u64,
    /// In bytes.
    pub file_bytes: u64,
    /// How many of them are left that the database knows nothing of.
    pub stray_files: u64,
    /// In bytes.
    pub stray_bytes: u64,
    /// How many files are missing that something refers to.
    pub lost: u64,
    /// The first of them.
    pub lost_files: Vec<Sha256Hash>,
    /// What was deleted on the way; `None` where it is only looked.
    pub swept: Option<Swept>,
}

impl Db {
    /// Counts how much room each kind of files takes, and keeps it. Walks through the tables of files from end to end.
    pub async fn count_storage(&self) -> Result<(), Problem> {
        sqlx::query!(
            "with used as (
                 select 'original' as kind, sha256, count(*) as uses
                 from (select original_sha256 as sha256 from pictures
                       union all
                       select sha256 from public_originals as copy join pictures on pictures.id = copy.picture_id
                       where sha256 <> original_sha256) as originals
                 group by 2
                 union all
                 select 'quality', sha256, count(*) from qualities group by 2
                 union all
                 select 'thumbnail', sha256, count(*) from thumbnails group by 2
                 union all
                 select 'unreferenced', sha256, 1 from blobs
                 where not exists (select from pictures where original_sha256 = blobs.sha256)
                   and not exists (select from qualities where qualities.sha256 = blobs.sha256)
                   and not exists (select from thumbnails where thumbnails.sha256 = blobs.sha256)
                   and not exists (select from public_originals where public_originals.sha256 = blobs.sha256)
                   and not exists (select from blob_holds where blob_holds.sha256 = blobs.sha256)
             )
             insert into storage_figures (kind, files, uses, bytes, shared)
             select kinds.kind, count(blobs.sha256), coalesce(sum(uses), 0), coalesce(sum(byte_size), 0),
                    coalesce(sum(byte_size * (uses - 1)), 0)
             from unnest($1::text[]) as kinds (kind)
             left join used on used.kind = kinds.kind left join blobs on blobs.sha256 = used.sha256
             group by kinds.kind
             on conflict (kind) do update
             set files = excluded.files, uses = excluded.uses, bytes = excluded.bytes, shared = excluded.shared,
                 counted_at = now()",
            &FileKind::ALL.map(|kind| kind.name().to_owned()),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// How much room each kind of files took when it was counted, and when that was; `None` where it never was.
    pub async fn storage_figures(&self) -> Result<Option<(OffsetDateTime, Vec<KindRoom>)>, Problem> {
        let rows = sqlx::query!(
            r#"select kind, files, uses, bytes, shared, counted_at as "counted_at: OffsetDateTime" from storage_figures"#,
        )
        .fetch_all(&self.pool)
        .await?;
        let counted_at = rows.iter().map(|row| row.counted_at).min();
        let kinds = FileKind::ALL.into_iter().filter_map(|kind| {
            let row = rows.iter().find(|row| row.kind == kind.name())?;
            Some(KindRoom {
                kind,
                files: row.files.unsigned_abs(),
                uses: row.uses.unsigned_abs(),
                bytes: row.bytes.unsigned_abs(),
                shared: row.shared.unsigned_abs(),
            })
        });
        Ok(counted_at.map(|at| (at, kinds.collect())))
    }

    /// Files that the database knows, after a name, in the order of names. Names that begin with `first` alone; `after` may be just
    /// that beginning.
    pub async fn known_files(&self, first: u8, after: &[u8], limit: i64) -> Result<Vec<Known>, Problem> {
        // What is not a name is beyond all of them that begin so.
        let end = [[first; 1].as_slice(), &[0xff; 32]].concat();
        let rows = sqlx::query!(
            r#"select sha256, exists (select from blob_holds where blob_holds.sha256 = blobs.sha256) as "held!"
               from blobs where sha256 > $1 and sha256 < $2 order by sha256 limit $3"#,
            after,
            end,
            limit,
        )
        .fetch_all(&self.pool)
        .await?;
        let known = rows.into_iter().map(|row| {
            let sha256 = Sha256Hash::from_slice(&row.sha256).ok_or(Problem::Internal)?;
            Ok(Known { sha256, held: row.held })
        });
        known.collect()
    }

    /// Whether something refers to a file that is not on its way.
    pub async fn is_needed(&self, sha256: &Sha256Hash) -> Result<bool, Problem> {
        let needed = sqlx::query_scalar!(
            r#"select exists (select from blobs where sha256 = $1)
                  and not exists (select from blob_holds where blob_holds.sha256 = $1)
                  and (exists (select from pictures where original_sha256 = $1)
                       or exists (select from qualities where qualities.sha256 = $1)
                       or exists (select from thumbnails where thumbnails.sha256 = $1)
                       or exists (select from public_originals where public_originals.sha256 = $1)) as "needed!""#,
            sha256.as_bytes().as_slice(),
        );
        Ok(needed.fetch_one(&self.pool).await?)
    }

    /// Whether the database knows a file.
    pub async fn is_known(&self, sha256: &Sha256Hash) -> Result<bool, Problem> {
        let known = sqlx::query_scalar!(
            r#"select exists (select from blobs where sha256 = $1) as "known!""#,
            sha256.as_bytes().as_slice(),
        );
        Ok(known.fetch_one(&self.pool).await?)
    }

    /// Keeps what a comparison has found.
    pub async fn keep_findings(&self, found: &Findings) -> Result<(), Problem> {
        let lost: Vec<_> = found.lost_files.iter().map(|sha256| sha256.as_bytes().to_vec()).collect();
        sqlx::query!(
            "insert into storage_check (files, file_bytes, stray_files, stray_bytes, lost, lost_sha256, swept_rows, swept_files)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (only_row) do update
             set checked_at = now(), files = excluded.files, file_bytes = excluded.file_bytes,
                 stray_files = excluded.stray_files, stray_bytes = excluded.stray_bytes, lost = excluded.lost,
                 lost_sha256 = excluded.lost_sha256, swept_rows = excluded.swept_rows, swept_files = excluded.swept_files",
            found.files.cast_signed(),
            found.file_bytes.cast_signed(),
            found.stray_files.cast_signed(),
            found.stray_bytes.cast_signed(),
            found.lost.cast_signed(),
            &lost,
            found.swept.map(|swept| swept.unreferenced.cast_signed()),
            found.swept.map(|swept| swept.strays.cast_signed()),
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What the last comparison found, if there was one, and what of it this viewer may see.
    pub async fn storage_check(&self, viewer: UserId) -> Result<Option<StorageCheck>, Problem> {
        let row = sqlx::query!(
            r#"select checked_at as "checked_at: OffsetDateTime", files, file_bytes, stray_files, stray_bytes, lost, lost_sha256,
                      swept_rows, swept_files
               from storage_check"#,
        );
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        let swept = row.swept_rows.zip(row.swept_files);
        Ok(Some(StorageCheck {
            checked_at: row.checked_at,
            files: row.files.unsigned_abs(),
            file_bytes: row.file_bytes.unsigned_abs(),
            stray_files: row.stray_files.unsigned_abs(),
            stray_bytes: row.stray_bytes.unsigned_abs(),
            lost: row.lost.unsigned_abs(),
            swept: swept.map(|(rows, files)| Swept { unreferenced: rows.unsigned_abs(), strays: files.unsigned_abs() }),
            lost_files: self.lost_files(viewer, &row.lost_sha256).await?,
        }))
    }

    /// To which pictures these files belong: one each. Those that belong to none any more are left out.
    async fn lost_files(&self, viewer: UserId, lost: &[Vec<u8>]) -> Result<Vec<LostFile>, Problem> {
        let rows = sqlx::query!(
            r#"select distinct on (lost.place) blobs.sha256, blobs.byte_size, used.kind as "kind!",
                      used.picture_id as "picture_id!: PictureId", users.username, pin.id as "pin?: PinId", pin.title as "title?"
               from unnest($1::bytea[]) with ordinality as lost (sha256, place)
               join blobs on blobs.sha256 = lost.sha256
               cross join lateral (
                   (select 'original' as kind, id as picture_id from pictures where original_sha256 = lost.sha256 order by id limit 1)
                   union all
                   (select 'quality', picture_id from qualities where qualities.sha256 = lost.sha256 order by 2 limit 1)
                   union all
                   (select 'thumbnail', picture_id from thumbnails where thumbnails.sha256 = lost.sha256 order by 2 limit 1)
                   union all
                   (select 'original', picture_id from public_originals
                    where public_originals.sha256 = lost.sha256
                      and not exists (select from pictures where original_sha256 = lost.sha256)
                    order by 2 limit 1)
               ) as used
               join pictures on pictures.id = used.picture_id
               join users on users.id = pictures.owner_id
               left join visible_pins($2) as pin on pin.picture_id = pictures.id
               order by lost.place, used.kind"#,
            lost,
            viewer.uuid(),
        )
        .fetch_all(&self.pool)
        .await?;
        let file = rows.into_iter().map(|row| LostFile {
            sha256: Sha256Hash::from_slice(&row.sha256).map(|sha256| sha256.to_string()).unwrap_or_default(),
            bytes: row.byte_size.unsigned_abs(),
            kind: FileKind::ALL.into_iter().find(|kind| kind.name() == row.kind).unwrap_or(FileKind::Original),
            picture: row.picture_id,
            owner: row.username,
            pin: row.pin.zip(row.title).map(|(id, title)| LostPin { id, title }),
        });
        Ok(file.collect())
    }

    /// Members by the room they take, after one of them: how many bytes that one takes, and who it is.
    pub async fn rooms(
        &self,
        sort: RoomSort,
        after: Option<(i64, UserId)>,
        limit: usize,
    ) -> Result<Vec<Room>, Problem> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (bytes, user) = after.map(|(bytes, user)| (bytes, user.uuid())).unzip();
        let rows = match sort {
            RoomSort::Most => {
                sqlx::query_as!(
                    RoomRow,
                    r#"select users.id as "user: UserId", username, display_name, plans.name as plan, used_bytes, plans.quota
                       from users join plans on plans.id = users.plan_id
                       where $1::bigint is null or (used_bytes, users.id) < ($1, $2)
                       order by used_bytes desc, users.id desc limit $3"#,
                    bytes,
                    user,
                    limit,
                )
                .fetch_all(&self.pool)
                .await?
            }
            RoomSort::Least => {
                sqlx::query_as!(
                    RoomRow,
                    r#"select users.id as "user: UserId", username, display_name, plans.name as plan, used_bytes, plans.quota
                       from users join plans on plans.id = users.plan_id
                       where $1::bigint is null or (used_bytes, users.id) > ($1, $2)
                       order by used_bytes, users.id limit $3"#,
                    bytes,
                    user,
                    limit,
                )
                .fetch_all(&self.pool)
                .await?
            }
        };
        Ok(rows.into_iter().map(Room::from).collect())
    }
}

/// A row of a member, before it becomes one.
struct RoomRow {
    user: UserId,
    username: String,
    display_name: String,
    plan: String,
    used_bytes: i64,
    quota: Option<i64>,
}

impl From<RoomRow> for Room {
    fn from(row: RoomRow) -> Self {
        Self {
            user: row.user,
            username: row.username,
            display_name: row.display_name,
            plan: row.plan,
            used: row.used_bytes.unsigned_abs(),
            quota: row.quota.map(i64::unsigned_abs),
        }
    }
}

/// Takes the name of a file that the database does not know, so that whoever brings the same bytes meanwhile waits until it is
/// [given up](give_up). False where the database has come to know the file.
pub async fn claim_stray(tx: &mut Tx, sha256: &Sha256Hash) -> Result<bool, Problem> {
    let claimed = sqlx::query!(
        "insert into blobs (sha256, byte_size) values ($1, 1) on conflict do nothing",
        sha256.as_bytes().as_slice(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Ends what was done in a transaction as if it had not been.
pub async fn give_up(tx: Tx) -> Result<(), Problem> {
    Ok(tx.rollback().await?)
}
