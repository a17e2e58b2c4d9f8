//! Taking in what a request brings of a file. It is gathered on this machine, and goes into the store piece by piece, so that a server that
//! is killed loses little; a connection that breaks off loses nothing.

use super::{Body, TransferError, lease::Lease};
use crate::{
    model::{errors::Problem, resumable_uploads::ResumableUpload},
    services::Site,
    store::blobs::{Piece, Spooled},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use std::time::Duration;
use tokio::{sync::watch, time::Instant};
use uuid::Uuid;

/// From how many bytes on a piece is full.
const PIECE: u64 = 4 << 20;

/// From how many bytes on it is stored where so many take long to come, and how long that is.
const SMALL_PIECE: u64 = 256 << 10;
const PATIENCE: Duration = Duration::from_secs(10);

/// How many pieces a file can have before no further request is taken.
const PIECES_MOST: u64 = 10_000;

/// What a request brings, on its way into pieces.
struct Source {
    body: Body,
    /// How many bytes are missing of the file.
    missing: u64,
    /// Whether another request waits.
    wanted: watch::Receiver<bool>,
    end: Option<End>,
}

/// Why nothing more is taken from a request.
enum End {
    /// It has brought all that it was to bring, or all that is missing.
    Over,
    /// Another request waits, or has the file by now.
    Wanted,
    /// It broke off.
    Broken(Problem),
}

/// Takes in what a request brings of a file, of which so much is there, and keeps what has come.
///
/// # Errors
/// [`TransferError::Locked`] where another request goes on with the file; [`Problem::Busy`], [`Problem::DiskFull`] and
/// [`Problem::StoreAway`], where no more can be kept now; the body's own error.
pub(super) async fn receive(
    site: &Site,
    lease: &Lease,
    upload: &mut ResumableUpload,
    body: Body,
) -> Result<(), TransferError> {
    let missing = upload.length.saturating_sub(upload.offset);
    if missing == 0 {
        return Ok(());
    }
    if site.db.piece_count(upload.id).await? >= PIECES_MOST {
        let detail = "This upload came in too many pieces. Start again, and send more bytes in each request.";
        return Err(Problem::BadRequest { detail: detail.to_owned() }.into());
    }
    let mut source = Source { body, missing, wanted: lease.wanted(), end: None };
    loop {
        let piece = site.blobs.spool().receive(source.piece(), u64::MAX).await?;
        if piece.byte_size > 0 {
            keep(site, lease, upload, &piece).await?;
        }
        match source.end.take() {
            None => {}
            Some(End::Over) => return Ok(()),
            Some(End::Wanted) => return Err(TransferError::Locked),
            Some(End::Broken(problem)) => return Err(problem.into()),
        }
    }
}

/// Stores a piece, and notes that the file is so much further.
async fn keep(site: &Site, lease: &Lease, upload: &mut ResumableUpload, file: &Spooled) -> Result<(), TransferError> {
    let piece = Piece { id: Uuid::now_v7(), bytes: file.byte_size };
    site.blobs.put_piece(piece.id, file.path()).await?;
    if !site.db.add_piece(upload.id, lease.id(), upload.offset, piece).await? {
        site.blobs.delete_piece(piece.id).await?;
        return Err(TransferError::Locked);
    }
    upload.offset += piece.bytes;
    Ok(())
}

impl Source {
    /// The bytes of the next piece. It ends where the request does.
    fn piece(&mut self) -> impl Stream<Item = Result<Bytes, Problem>> {
        let began = Instant::now();
        stream::unfold((self, 0), move |(source, bytes)| async move {
            let is_full = bytes >= PIECE || (bytes >= SMALL_PIECE && began.elapsed() >= PATIENCE);
            let chunk = if is_full { None } else { source.next().await }?;
            let bytes = bytes + chunk.len() as u64;
            Some((Ok(chunk), (source, bytes)))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        while self.end.is_none() {
            let chunk = tokio::select! {
                biased;
                () = told(&mut self.wanted) => {
                    self.end = Some(End::Wanted);
                    break;
                }
                chunk = self.body.next() => chunk,
            };
            match chunk {
                Some(Ok(mut chunk)) => {
                    chunk.truncate(usize::try_from(self.missing).unwrap_or(usize::MAX));
                    self.missing -= chunk.len() as u64;
                    if self.missing == 0 {
                        self.end = Some(End::Over);
                    }
                    if !chunk.is_empty() {
                        return Some(chunk);
                    }
                }
                Some(Err(problem)) => self.end = Some(End::Broken(problem)),
                None => self.end = Some(End::Over),
            }
        }
        None
    }
}

/// Resolves once another request waits. That nobody is left to say so means that the lease is lost.
async fn told(wanted: &mut watch::Receiver<bool>) {
    let _ = wanted.wait_for(|wanted| *wanted).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a body: the lengths of its pieces.
    async fn pieces(source: &mut Source) -> Vec<u64> {
        let mut lengths = Vec::new();
        while source.end.is_none() {
            let chunks: Vec<_> = source.piece().collect().await;
            lengths.push(chunks.into_iter().map(|chunk| chunk.unwrap().len() as u64).sum());
        }
        lengths
    }

    fn source(chunks: Vec<Result<Bytes, Problem>>, missing: u64) -> (watch::Sender<bool>, Source) {
        let (tell, wanted) = watch::channel(false);
        let body = stream::iter(chunks).chain(stream::pending()).boxed();
        (tell, Source { body, missing, wanted, end: None })
    }

    fn megabytes(count: usize) -> Vec<Result<Bytes, Problem>> {
        vec![Ok(Bytes::from(vec![0; 1 << 20])); count]
    }

    #[tokio::test]
    async fn a_body_goes_into_pieces_and_no_byte_more_is_taken_than_is_missing() {
        let (_tell, mut all) = source(megabytes(20), (9 << 20) + 7);
        assert_eq!(pieces(&mut all).await, [4 << 20, 4 << 20, (1 << 20) + 7]);
        assert!(matches!(all.end, Some(End::Over)));
    }

    #[tokio::test]
    async fn what_came_before_a_body_broke_off_is_a_piece() {
        let mut chunks = megabytes(5);
        chunks.push(Err(Problem::Slow));
        let (_tell, mut broken) = source(chunks, 100 << 20);
        assert_eq!(pieces(&mut broken).await, [4 << 20, 1 << 20]);
        assert!(matches!(broken.end, Some(End::Broken(Problem::Slow))));
    }

    #[tokio::test]
    async fn a_body_ends_where_another_request_waits_or_the_lease_is_lost() {
        let (tell, mut waiting) = source(megabytes(1), 100 << 20);
        assert_eq!(waiting.next().await.map(|chunk| chunk.len()), Some(1 << 20));
        tell.send_replace(true);
        assert!(waiting.next().await.is_none() && matches!(waiting.end, Some(End::Wanted)));
        let (tell, mut lost) = source(Vec::new(), 1);
        drop(tell);
        assert!(lost.next().await.is_none() && matches!(lost.end, Some(End::Wanted)));
    }
}
