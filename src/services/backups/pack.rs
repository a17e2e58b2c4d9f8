//! Files of lines, compressed (gzip, RFC 1952) on their way into a place and back. The manifest keeps the hash of each as it lies there, so no
//! bit of it can change unnoticed.

use super::refused;
use crate::{
    model::errors::Problem,
    store::blobs::{Place, Sha256Hash},
};
use bytes::Bytes;
use flate2::{
    Compression,
    write::{GzDecoder, GzEncoder},
};
use futures::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    io::{self, Write},
    mem,
};

/// How much is handed on at once, in bytes.
const PIECE: usize = 64 * 1024;

/// A compressed file, as it lies in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of these bytes, as 64 hexadecimal digits.
    pub sha256: String,
}

/// Compresses lines into a file, and says how many those are.
///
/// # Errors
/// The stream's own; or the place fails.
pub(super) async fn pack(
    place: &Place,
    path: &str,
    lines: BoxStream<'_, Result<Bytes, Problem>>,
) -> Result<(Packed, u64), Problem> {
    let mut packing = Packing::default();
    let stored = place.put_stream(path, compressed(lines, &mut packing)).await;
    if let Some(problem) = packing.problem {
        return Err(problem);
    }
    stored?;
    let sha256 = Sha256Hash::finish(packing.hasher).to_string();
    Ok((Packed { bytes: packing.bytes, sha256 }, packing.lines))
}

/// What is known of a file that is being written.
#[derive(Default)]
struct Packing {
    hasher: Sha256,
    bytes: u64,
    lines: u64,
    /// Why the lines broke off.
    problem: Option<Problem>,
}

impl Packing {
    fn hand_on(&mut self, piece: Vec<u8>) -> Bytes {
        self.hasher.update(&piece);
        self.bytes += piece.len() as u64;
        Bytes::from(piece)
    }
}

fn compressed<'a>(
    lines: BoxStream<'a, Result<Bytes, Problem>>,
    packing: &'a mut Packing,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'a {
    let encoder = GzEncoder::new(Vec::new(), Compression::fast());
    stream::try_unfold((lines, packing, Some(encoder)), |(mut lines, packing, encoder)| async move {
        let Some(mut encoder) = encoder else { return Ok(None) };
        loop {
            match lines.next().await {
                Some(Ok(chunk)) => {
                    packing.lines += line_ends(&chunk);
                    encoder.write_all(&chunk)?;
                    if encoder.get_ref().len() >= PIECE {
                        let piece = mem::take(encoder.get_mut());
                        let piece = packing.hand_on(piece);
                        return Ok(Some((piece, (lines, packing, Some(encoder)))));
                    }
                }
                Some(Err(problem)) => {
                    packing.problem = Some(problem);
                    return Err(io::Error::other("the rows broke off"));
                }
                None => {
                    let piece = packing.hand_on(encoder.finish()?);
                    return Ok(Some((piece, (lines, packing, None))));
                }
            }
        }
    })
}

/// How many lines end in this piece.
pub(super) fn line_ends(piece: &[u8]) -> u64 {
    piece.iter().filter(|&&byte| byte == b'\n').count() as u64
}

/// Opens a file of a backup; `None` where it is missing.
///
/// # Errors
/// [`Problem::Refused`] where it cannot be read, as where the disk is damaged, which the stream may end with as well; or the place is away.
pub(super) async fn open(
    place: &Place,
    path: &str,
) -> Result<Option<BoxStream<'static, Result<Bytes, Problem>>>, Problem> {
    let found = place.get(path).await.map_err(|problem| unreadable(path, problem))?;
    let (path, broke_off) = (path.to_owned(), place.broke_off());
    Ok(found.map(|pieces| {
        let unread = move |error: io::Error| {
            tracing::error!(path, %error, "a file of a backup broke off");
            unreadable(&path, broke_off.clone())
        };
        pieces.map_err(unread).boxed()
    }))
}

fn unreadable(path: &str, problem: Problem) -> Problem {
    if problem == Problem::Internal { refused(format!("{path} cannot be read.")) } else { problem }
}

/// Reads such a file back. The stream ends with [`Problem::Refused`] where the file is not as it was written; what came before is not to be
/// used then.
///
/// # Errors
/// [`Problem::Refused`] where it is missing or cannot be read; or the place fails.
pub(super) async fn unpack(
    place: &Place,
    path: &str,
    packed: &Packed,
) -> Result<BoxStream<'static, Result<Bytes, Problem>>, Problem> {
    let source = open(place, path).await?.ok_or_else(|| refused(format!("{path} is missing.")))?;
    let unpacking = Unpacking {
        source,
        decoder: Some(GzDecoder::new(Vec::new())),
        hasher: Sha256::new(),
        path: path.to_owned(),
        sha256: packed.sha256.clone(),
    };
    Ok(stream::try_unfold(unpacking, Unpacking::next).boxed())
}

struct Unpacking {
    source: BoxStream<'static, Result<Bytes, Problem>>,
    decoder: Option<GzDecoder<Vec<u8>>>,
    hasher: Sha256,
    path: String,
    sha256: String,
}

impl Unpacking {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Problem> {
        let Some(mut decoder) = self.decoder.take() else { return Ok(None) };
        while let Some(chunk) = self.source.try_next().await? {
            self.hasher.update(&chunk);
            decoder.write_all(&chunk).map_err(|_| self.damaged())?;
            if decoder.get_ref().len() >= PIECE {
                let piece = mem::take(decoder.get_mut());
                self.decoder = Some(decoder);
                return Ok(Some((Bytes::from(piece), self)));
            }
        }
        let last = decoder.finish().map_err(|_| self.damaged())?;
        if Sha256Hash::finish(mem::take(&mut self.hasher)).to_string() != self.sha256 {
            return Err(self.damaged());
        }
        Ok(Some((Bytes::from(last), self)))
    }

    fn damaged(&self) -> Problem {
        refused(format!("{} is damaged.", self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn packed(place: &Place, lines: &[&str]) -> (Packed, u64) {
        let lines: Vec<_> = lines.iter().map(|line| Ok(Bytes::copy_from_slice(line.as_bytes()))).collect();
        pack(place, "x.gz", stream::iter(lines).boxed()).await.unwrap()
    }

    async fn unpacked(place: &Place, packed: &Packed) -> Result<Vec<u8>, Problem> {
        let pieces: Vec<Bytes> = unpack(place, "x.gz", packed).await?.try_collect().await?;
        Ok(pieces.concat())
    }

    #[tokio::test]
    async fn lines_come_back_as_they_were_and_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::folder(folder.path()).unwrap();
        let long = "x".repeat(3 * PIECE);
        for lines in [vec![], vec!["one\n", "two\nthree\n"], vec![long.as_str(), "\n"]] {
            let (file, count) = packed(&place, &lines).await;
            let text = lines.concat();
            assert_eq!(count as usize, text.matches('\n').count());
            assert_eq!(unpacked(&place, &file).await.unwrap(), text.as_bytes());
            assert_eq!(file.bytes, std::fs::metadata(folder.path().join("x.gz")).unwrap().len());
        }
    }

    #[tokio::test]
    async fn any_flipped_bit_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::folder(folder.path()).unwrap();
        let (file, _) = packed(&place, &["one\n", "two\n"]).await;
        let path = folder.path().join("x.gz");
        let whole = std::fs::read(&path).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, &damaged).unwrap();
            assert_eq!(unpacked(&place, &file).await, Err(refused("x.gz is damaged.")), "bit {bit}");
        }
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(unpacked(&place, &file).await, Err(refused("x.gz is damaged.")));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(unpacked(&place, &file).await, Err(refused("x.gz is missing.")));
    }

    #[tokio::test]
    async fn lines_that_break_off_leave_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::folder(folder.path()).unwrap();
        let lines = stream::iter([Ok(Bytes::from_static(b"one\n")), Err(Problem::Busy)]).boxed();
        assert_eq!(pack(&place, "x.gz", lines).await.unwrap_err(), Problem::Busy);
        assert!(!folder.path().join("x.gz").exists());
    }
}
