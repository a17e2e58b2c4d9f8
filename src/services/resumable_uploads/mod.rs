//! Files that come in pieces: announced, received bit by bit by whichever server, and judged like any upload once they have come whole.
//!
//! What has arrived is kept in the blob store, so it survives connections, servers and machines. One request at a time works on a file; another
//! one asks it to end.

mod judging;
mod lease;
mod receiving;

use super::{
    Caller, Site,
    uploads::{Room, UploadDetails, foresee},
};
use crate::{
    model::{
        errors::Problem,
        ids::{UploadId, UserId},
        resumable_uploads::{ResumableUpload, UploadOutcome},
    },
    store::db::{self, pin_writes, resumable_uploads},
};
use bytes::Bytes;
use futures::stream::BoxStream;
use lease::Lease;
use time::{Duration, OffsetDateTime};
use tracing::Instrument;
use uuid::Uuid;

/// How many files of an account may be on their way. Each keeps room.
const UNFINISHED_MOST: u64 = 100;

/// How many are forgotten at once.
const BATCH: i64 = 100;

/// A piece without a row is left alone for so long, should somebody be about to write the row.
const STRAY_AFTER: Duration = Duration::days(1);

/// What a request brings of a file.
pub type Body = BoxStream<'static, Result<Bytes, Problem>>;

/// Why a file does not go on.
#[derive(Debug)]
pub enum TransferError {
    /// Another request works on it.
    Locked,
    /// It goes on elsewhere: after so many bytes.
    Offset(u64),
    /// Nothing more of it arrived in time.
    Expired,
    /// Anything else.
    Problem(Problem),
}

impl From<Problem> for TransferError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Announces a file of so many bytes. What can be refused without its bytes is refused now; what was sent before under the same key has its
/// outcome already.
///
/// # Errors
/// As [`super::uploads::pin`]'s answers: [`Problem::Plan`], [`Problem::TitleTaken`], [`Problem::Invalid`]; [`Problem::Forbidden`] where too
/// many files are on their way.
pub async fn create(
    caller: &Caller,
    length: u64,
    metadata: String,
    details: &UploadDetails,
) -> Result<ResumableUpload, Problem> {
    let (site, owner) = (&caller.site, caller.member()?);
    let room = Room::of(site, owner).await?;
    let id = UploadId::from_uuid(Uuid::now_v7());
    let mut tx = site.db.begin().await?;
    pin_writes::lock_titles(&mut tx, owner).await?;
    let outcome = foresee(&mut tx, owner, details, length, &room).await?.map(UploadOutcome::Pin);
    if outcome.is_none() && resumable_uploads::unfinished(&mut tx, owner).await? >= UNFINISHED_MOST {
        let detail = format!("You have {UNFINISHED_MOST} unfinished uploads. Finish or delete some of them first.");
        return Err(Problem::Forbidden { detail });
    }
    let expires_at = resumable_uploads::insert(&mut tx, owner, id, length, &metadata, outcome.as_ref()).await?;
    db::commit(tx).await?;
    let offset = if outcome.is_some() { length } else { 0 };
    Ok(ResumableUpload { id, length, offset, metadata, expires_at, outcome })
}

/// One of the caller's files, as far as it is.
///
/// # Errors
/// [`Problem::NotFound`] where there is none of this name, or it is another's; [`TransferError::Expired`].
pub async fn find(caller: &Caller, id: UploadId) -> Result<ResumableUpload, TransferError> {
    lease::look(caller, id).await.map(|found| found.upload)
}

/// How far a file is, for whoever is about to go on with it: where another request works on it, that is asked to end, and waited for.
///
/// # Errors
/// As [`find`]; [`TransferError::Locked`] where the other one does not end.
pub async fn state(caller: &Caller, id: UploadId) -> Result<ResumableUpload, TransferError> {
    lease::until_free(caller, id, lease::deadline()).await
}

/// Takes in what a request brings of a file, from where the file goes on, and judges it once it has come whole. What has come is kept
/// however this ends, also where the request is given up; whoever brings what is already there hears how far it is.
///
/// # Errors
/// [`TransferError`]; what comes of a file that was judged is no error.
pub async fn receive(
    caller: &Caller,
    upload: ResumableUpload,
    offset: u64,
    details: UploadDetails,
    body: Body,
) -> Result<ResumableUpload, TransferError> {
    if upload.outcome.is_some() && offset == upload.offset {
        return Ok(upload);
    }
    if upload.outcome.is_some() || offset < upload.offset {
        return Err(TransferError::Offset(upload.offset));
    }
    let (caller, id) = (caller.clone(), upload.id);
    let work = async move {
        let (lease, mut upload) = Lease::take(&caller, id).await?;
        let done = go_on(&caller, &lease, &mut upload, offset, details, body).await;
        lease.end().await;
        done.map(|()| upload)
    };
    // On its own: whoever sends may be gone before what has come is kept.
    tokio::spawn(work.in_current_span()).await.map_err(|_| Problem::Internal)?
}

async fn go_on(
    caller: &Caller,
    lease: &Lease,
    upload: &mut ResumableUpload,
    offset: u64,
    details: UploadDetails,
    body: Body,
) -> Result<(), TransferError> {
    if offset != upload.offset {
        return Err(TransferError::Offset(upload.offset));
    }
    if upload.outcome.is_none() {
        receiving::receive(&caller.site, lease, upload, body).await?;
    }
    if upload.outcome.is_none() && upload.is_whole() {
        judging::judge(caller, lease, upload, details).await?;
    }
    Ok(())
}

/// Forgets a file, whatever has come of it. A pin that it became stays.
///
/// # Errors
/// As [`state`].
pub async fn terminate(caller: &Caller, id: UploadId) -> Result<(), TransferError> {
    let (lease, upload) = Lease::take(caller, id).await?;
    let done = forget(&caller.site, upload.id).await;
    lease.end().await;
    Ok(done?)
}

/// Deletes what has come of a file, and all that is known of it.
async fn forget(site: &Site, id: UploadId) -> Result<(), Problem> {
    forget_pieces(site, id).await?;
    site.db.forget_upload(id).await
}

async fn forget_pieces(site: &Site, id: UploadId) -> Result<(), Problem> {
    for piece in site.db.pieces_of(id).await? {
        site.blobs.delete_piece(piece.id).await?;
    }
    site.db.forget_pieces(id).await
}

/// Forgets all files of an account that is leaving.
pub(super) async fn forget_all_of(site: &Site, owner: UserId) -> Result<(), Problem> {
    loop {
        let uploads = site.db.resumable_uploads_of(owner, BATCH).await?;
        if uploads.is_empty() {
            return Ok(());
        }
        for id in uploads {
            forget(site, id).await?;
        }
    }
}

/// Forgets the files that nothing more came of, and pieces that a server was storing when it died. Says how many pieces these were.
///
/// # Errors
/// [`Problem::StoreAway`]; [`Problem::Internal`] where a store fails; what was forgotten so far stays forgotten.
pub async fn forget_expired(site: &Site) -> Result<u64, Problem> {
    loop {
        let expired = site.db.expired_uploads(BATCH).await?;
        if expired.is_empty() {
            break;
        }
        for id in expired {
            forget(site, id).await?;
        }
    }
    let old = site.blobs.pieces_before(OffsetDateTime::now_utc() - STRAY_AFTER).await?;
    let strays = site.db.stray_pieces(&old).await?;
    for piece in &strays {
        site.blobs.delete_piece(*piece).await?;
    }
    Ok(strays.len() as u64)
}

/// Ends what other servers have under way: whoever calls this knows that there are none.
///
/// # Errors
/// [`Problem::Busy`] where the database is out of reach.
pub async fn take_up(site: &Site) -> Result<(), Problem> {
    site.db.end_all_leases().await
}
