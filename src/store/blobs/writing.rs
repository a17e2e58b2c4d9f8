//! A file that is being written part by part. Whatever way this is left, either the whole file is there or nothing of it.

use bytes::Bytes;
use futures::{Stream, StreamExt};
use object_store::{MultipartUpload, Result as Stored, WriteMultipart};
use std::io;
use tokio::runtime::Handle;

/// How many parts are on their way at once.
const PARTS_AT_ONCE: usize = 2;

/// A file on its way; `None` once it is over.
pub(super) struct Writing(Option<WriteMultipart>);

impl Writing {
    /// Begins one whose parts have so many bytes.
    pub(super) fn new(upload: Box<dyn MultipartUpload>, part: usize) -> Self {
        Self(Some(WriteMultipart::new_with_chunk_size(upload, part)))
    }

    /// Writes all of a stream, and says how many bytes it had; the inner error is the stream's own.
    pub(super) async fn all(
        mut self,
        chunks: impl Stream<Item = io::Result<Bytes>> + Unpin + Send,
    ) -> Stored<io::Result<u64>> {
        let written = self.parts(chunks).await?;
        let Some(writer) = self.0.take() else { return Ok(written) };
        match written {
            // On its own, as nobody could clear up after one that is given up in the middle of this.
            Ok(_) => tokio::spawn(writer.finish()).await?.map(drop)?,
            Err(_) => abort(writer).await,
        }
        Ok(written)
    }

    async fn parts(&mut self, mut chunks: impl Stream<Item = io::Result<Bytes>> + Unpin) -> Stored<io::Result<u64>> {
        let mut bytes = 0;
        while let (Some(writer), Some(chunk)) = (&mut self.0, chunks.next().await) {
            match chunk {
                Ok(chunk) => {
                    bytes += chunk.len() as u64;
                    writer.wait_for_capacity(PARTS_AT_ONCE).await?;
                    writer.put(chunk);
                }
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(bytes))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Without a runtime the process is ending: the bucket's own rule clears up.
        if let (Some(writer), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(abort(writer));
        }
    }
}

async fn abort(writer: WriteMultipart) {
    if let Err(error) = writer.abort().await {
        tracing::warn!(%error, "could not clear up after a file that broke off; the bucket's rule for unfinished uploads will");
    }
}
