//! The list of the blobs of a backup: sorted by name, a line each. It is read a 256th at a time, so that the memory it takes is bounded.

use super::{
    SizedBlob,
    manifest::{BlobsFile, blobs_path},
    pack::unpack,
    refused,
};
use crate::{
    model::errors::Problem,
    store::blobs::{Place, Sha256Hash},
};
use bytes::Bytes;
use futures::{TryStreamExt, stream::BoxStream};
use std::collections::VecDeque;

/// More bytes than any line of it has: a hash, a space and a number.
const LINE_MOST: usize = 128;

/// Such a list, from where it has been read to.
pub(super) struct BlobList {
    pieces: BoxStream<'static, Result<Bytes, Problem>>,
    /// Where it is, for those who hear that it is damaged.
    path: String,
    /// What has come of a line so far.
    begun: Vec<u8>,
    ready: VecDeque<SizedBlob>,
    /// The last one that was read.
    last: Option<Sha256Hash>,
}

impl BlobList {
    /// Begins to read that of a backup.
    ///
    /// # Errors
    /// [`Problem::Refused`] where it is missing.
    pub(super) async fn open(place: &Place, name: &str, file: &BlobsFile) -> Result<Self, Problem> {
        let path = blobs_path(name);
        let pieces = unpack(place, &path, &file.file).await?;
        Ok(Self { pieces, path, begun: Vec::new(), ready: VecDeque::new(), last: None })
    }

    /// Those whose names begin with this byte. It is asked for all bytes, one after the other.
    ///
    /// # Errors
    /// [`Problem::Refused`] where the list is damaged.
    pub(super) async fn beginning_with(&mut self, first: u8) -> Result<Vec<SizedBlob>, Problem> {
        let mut found = Vec::new();
        loop {
            while self.ready.front().is_some_and(|(sha256, _)| sha256.as_bytes()[0] == first) {
                found.extend(self.ready.pop_front());
            }
            if !self.ready.is_empty() || !self.read_on().await? {
                return Ok(found);
            }
        }
    }

    /// Reads a piece. False at the end.
    async fn read_on(&mut self) -> Result<bool, Problem> {
        let Some(piece) = self.pieces.try_next().await? else {
            return if self.begun.is_empty() { Ok(false) } else { Err(self.damaged()) };
        };
        self.begun.extend_from_slice(&piece);
        let whole = self.begun.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let lines: Vec<u8> = self.begun.drain(..whole).collect();
        for line in lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            // One out of turn would be asked for by nobody, and what comes after it neither.
            let blob = blob(line).filter(|(sha256, _)| self.last.is_none_or(|last| last < *sha256));
            let blob = blob.ok_or_else(|| self.damaged())?;
            self.last = Some(blob.0);
            self.ready.push_back(blob);
        }
        if self.begun.len() > LINE_MOST { Err(self.damaged()) } else { Ok(true) }
    }

    fn damaged(&self) -> Problem {
        refused(format!("{} is damaged.", self.path))
    }
}

fn blob(line: &[u8]) -> Option<SizedBlob> {
    let (sha256, bytes) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    Some((sha256.parse::<Sha256Hash>().ok()?, bytes.parse().ok()?))
}
