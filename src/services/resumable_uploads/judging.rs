//! A file that has come whole, piece by piece, is put together on this machine and judged like any other: it becomes a pin, or is refused.

use super::{TransferError, forget, forget_pieces, lease::Lease};
use crate::{
    model::{
        errors::Problem,
        pins::UploadAnswer,
        resumable_uploads::{ResumableUpload, UploadOutcome},
    },
    services::{
        Caller, allowances,
        uploads::{NewUpload, UploadDetails, pin_each},
    },
};

/// Judges a file, and keeps what has become of it. Its pieces go. Can be done twice: there is one pin then.
///
/// # Errors
/// What may be otherwise at the next try, as [`Problem::Busy`]; [`TransferError::Expired`] where the store has lost a piece.
pub(super) async fn judge(
    caller: &Caller,
    lease: &Lease,
    upload: &mut ResumableUpload,
    details: UploadDetails,
) -> Result<(), TransferError> {
    let site = &caller.site;
    site.db.begin_judging(upload.id, lease.id()).await?;
    let outcome = match pinned(caller, upload, details).await {
        Ok(answer) => UploadOutcome::Pin(answer),
        Err(problem) if is_final(&problem) => UploadOutcome::Problem(problem),
        Err(Problem::NotFound) => {
            forget(site, upload.id).await?;
            return Err(TransferError::Expired);
        }
        Err(problem) => return Err(problem.into()),
    };
    if !site.db.settle(upload.id, lease.id(), &outcome).await? {
        return Err(TransferError::Locked);
    }
    upload.outcome = Some(outcome);
    if let Err(problem) = forget_pieces(site, upload.id).await {
        tracing::warn!(%problem, "could not delete the pieces of an upload; they will go when it expires");
    }
    Ok(())
}

async fn pinned(caller: &Caller, upload: &ResumableUpload, details: UploadDetails) -> Result<UploadAnswer, Problem> {
    let site = &caller.site;
    let pieces = site.db.pieces_of(upload.id).await?;
    if pieces.iter().map(|piece| piece.bytes).sum::<u64>() != upload.length {
        tracing::error!(upload = %upload.id, "pieces of an upload are missing");
        return Err(Problem::NotFound);
    }
    let mut allowance = allowances::of(site, caller.member()?).await?;
    let file = allowance.receive(site, site.blobs.pieces(pieces)).await?;
    // Where a server dies before it has written down that this is a pin, the next one finds it by the key.
    let key = details.key.or(Some(upload.id.uuid()));
    let upload = NewUpload { file, details: UploadDetails { key, ..details } };
    pin_each(caller, vec![upload]).await?.pop().ok_or(Problem::Internal)?
}

/// Whether a problem is the file's own, its words' or its plan's: no other try of the same helps.
fn is_final(problem: &Problem) -> bool {
    use Problem::{BadRequest, Invalid, Plan, Refused, TitleTaken, TooLarge};
    matches!(
        problem,
        BadRequest { .. } | Invalid { .. } | Plan { .. } | Refused { .. } | TitleTaken { .. } | TooLarge { .. }
    )
}
