//! Multipart bodies (RFC 7578), part by part. Whatever is sent, no more of a body is in memory than the head of a part and a
//! piece of what it holds.

mod gate;
mod names;

use crate::model::errors::Problem;
use axum::extract::{
    DefaultBodyLimit, FromRequest, Request,
    multipart::{Field, Multipart, MultipartError},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use gate::{Excess, Gate};
use names::Disposition;
use std::pin::Pin;

/// The longest text field, in bytes: the rules of the site, of which each character can have four.
const TEXT_LONGEST: usize = 80 * 1024;

/// How much more than it takes a route reads, in bytes, so that whoever sends a file that is too large hears so rather than
/// losing the connection.
const UNKEPT_MOST: u64 = 64 << 20;

/// How much of a body is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// How many parts at most.
    pub(super) parts: usize,
    /// How many bytes of files the route takes.
    pub(super) files: u64,
    /// How many bytes of text it takes.
    pub(super) texts: u64,
}

/// The parts of a body, one after the other.
pub(super) struct Parts {
    multipart: Multipart,
    gate: Gate,
    bounds: Bounds,
    /// How many parts have come, and how much text in them.
    seen: usize,
    text_bytes: u64,
}

/// A part.
pub(super) struct Part<'a> {
    field: Field<'a>,
    gate: Gate,
    bounds: Bounds,
    text_bytes: &'a mut u64,
    disposition: Disposition,
}

/// The bytes of a part as they arrive.
pub(super) type PartBytes<'a> = Pin<Box<dyn Stream<Item = Result<Bytes, Problem>> + Send + 'a>>;

impl Parts {
    /// The parts of this request's body, of which nothing has been read so far.
    ///
    /// # Errors
    /// [`Problem::BadRequest`] where it is no `multipart/form-data`.
    pub(super) async fn of(request: Request, bounds: Bounds) -> Result<Self, Problem> {
        let gate = Gate::default();
        let most = bounds.files.saturating_add(bounds.texts).saturating_add(UNKEPT_MOST);
        let mut request = request.map(|body| gate.guard(body, most));
        // The gate bounds it.
        DefaultBodyLimit::disable().apply(&mut request);
        let multipart = Multipart::from_request(request, &()).await;
        let multipart = multipart
            .map_err(|_| Problem::BadRequest { detail: "Please send the form as multipart/form-data.".to_owned() })?;
        Ok(Self { multipart, gate, bounds, seen: 0, text_bytes: 0 })
    }

    /// The next part, once all of the one before has been read; `None` at the end.
    ///
    /// # Errors
    /// [`Problem::BadRequest`] where the body is broken off, is no multipart at all, or has too much between two parts or too
    /// many of them; [`Problem::TooLarge`].
    pub(super) async fn next(&mut self) -> Result<Option<Part<'_>>, Problem> {
        let Self { multipart, gate, bounds, seen, text_bytes } = self;
        let field = gate.pass(multipart.next_field()).await.map_err(|error| broken(gate, *bounds, &error))?;
        let Some(field) = field else { return Ok(None) };
        *seen += 1;
        if *seen > bounds.parts {
            return Err(Problem::BadRequest { detail: format!("This form can have at most {} parts.", bounds.parts) });
        }
        let disposition = Disposition::of(field.headers());
        Ok(Some(Part { field, gate: gate.clone(), bounds: *bounds, text_bytes, disposition }))
    }
}

impl<'a> Part<'a> {
    /// What it is called; empty where it has no name.
    pub(super) fn name(&self) -> &str {
        &self.disposition.name
    }

    /// What its file is called; `None` where that was not said, as of texts.
    pub(super) fn file_name(&self) -> Option<&str> {
        self.disposition.file_name.as_deref()
    }

    /// Its bytes, where it is a file; `None` for the nameless and empty one that a browser sends where none was chosen.
    pub(super) async fn file(self) -> Option<PartBytes<'a>> {
        let nameless = self.file_name() == Some("");
        let mut bytes = Box::pin(self.bytes().peekable());
        if nameless && bytes.as_mut().peek().await.is_none() { None } else { Some(bytes) }
    }

    /// The text that it is.
    ///
    /// # Errors
    /// [`Problem::BadRequest`] where it is too long, not UTF-8 or broken off, or where all texts together are too long.
    pub(super) async fn text(self) -> Result<String, Problem> {
        let name = self.name().to_owned();
        let unusable = || Problem::BadRequest { detail: format!("The field “{name}” is too long or not text.") };
        let Self { mut field, gate, bounds, text_bytes, .. } = self;
        let mut text = Vec::new();
        while let Some(chunk) = gate.pass(field.chunk()).await.map_err(|error| broken(&gate, bounds, &error))? {
            text.extend_from_slice(&chunk);
            *text_bytes += chunk.len() as u64;
            if text.len() > TEXT_LONGEST {
                return Err(unusable());
            }
            if *text_bytes > bounds.texts {
                return Err(Problem::BadRequest { detail: "There is too much text in this form.".to_owned() });
            }
        }
        String::from_utf8(text).map_err(|_| unusable())
    }

    fn bytes(self) -> impl Stream<Item = Result<Bytes, Problem>> + Send {
        let Self { field, gate, bounds, .. } = self;
        stream::try_unfold((field, gate), move |(mut field, gate)| async move {
            loop {
                let chunk = gate.pass(field.chunk()).await.map_err(|error| broken(&gate, bounds, &error))?;
                // Where there is nothing, the parser gives a piece of nothing.
                if chunk.as_ref().is_none_or(|chunk| !chunk.is_empty()) {
                    return Ok::<_, Problem>(chunk.map(|chunk| (chunk, (field, gate))));
                }
            }
        })
    }
}

fn broken(gate: &Gate, bounds: Bounds, error: &MultipartError) -> Problem {
    tracing::debug!(%error, "a multipart body is broken");
    match gate.excess() {
        Some(Excess::Total) => Problem::TooLarge { limit: bounds.files },
        Some(Excess::Between) => {
            let most = gate::BETWEEN_MOST / 1024;
            Problem::BadRequest { detail: format!("The headers of a part are too long. The limit is {most} KiB.") }
        }
        None => Problem::BadRequest { detail: "The upload was interrupted or cannot be read.".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, http::header::CONTENT_TYPE};
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    const BOUNDS: Bounds = Bounds { parts: 4, files: 1 << 20, texts: 1 << 20 };

    /// The parts of a body that has this beginning and then, for 64 MiB, that; and how much of it has been taken.
    async fn parts(begin: &str, then: &'static [u8]) -> (Parts, Arc<AtomicU64>) {
        let taken = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&taken);
        let begin = Bytes::from(begin.replace('\n', "\r\n"));
        let times = if then.is_empty() { 0 } else { (64 << 20) / then.len() };
        let chunks = std::iter::once(begin).chain(std::iter::repeat_n(Bytes::from_static(then), times));
        let body = Body::from_stream(stream::iter(chunks.map(move |chunk| {
            counted.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            Ok::<_, std::io::Error>(chunk)
        })));
        let request = Request::builder().header(CONTENT_TYPE, "multipart/form-data; boundary=X").body(body).unwrap();
        (Parts::of(request, BOUNDS).await.unwrap(), taken)
    }

    fn refused<T>(result: Result<T, Problem>) -> u16 {
        result.err().expect("should be refused").status()
    }

    const PART: &str = "--X\nContent-Disposition: form-data; name=\"title\"\n\nHello\n";

    #[tokio::test]
    async fn what_never_ends_between_parts_is_cut_off_early() {
        let first = "--X\nContent-Disposition: form-data; name=\"";
        let header = "--X\nContent-Disposition: form-data; name=\"title\"\nX-More: ";
        let endless: [(&str, &'static [u8]); 6] = [
            ("", &[b'p'; 4096]),
            ("", &[b'-'; 65536]),
            (first, &[b'n'; 4096]),
            (header, &[b'h'; 100_000]),
            (header, b"a: b\r\n"),
            ("--X", &[b' '; 4096]),
        ];
        for (begin, then) in endless {
            let (mut parts, taken) = parts(begin, then).await;
            assert_eq!(refused(parts.next().await.map(drop)), 400, "{begin:?}");
            let taken = taken.load(Ordering::Relaxed);
            assert!(taken <= 256 * 1024, "{begin:?}: {taken} bytes were taken");
        }
    }

    #[tokio::test]
    async fn so_is_what_comes_after_a_part() {
        let begin = format!("{PART}--X\nX-More: ");
        let (mut parts, taken) = parts(&begin, &[b'h'; 4096]).await;
        assert_eq!(parts.next().await.unwrap().unwrap().text().await.unwrap(), "Hello");
        assert_eq!(refused(parts.next().await.map(drop)), 400);
        assert!(taken.load(Ordering::Relaxed) <= 64 * 1024);
    }

    #[tokio::test]
    async fn many_small_parts_are_not_gathered_either() {
        let many: &'static str = Box::leak(PART.replace('\n', "\r\n").repeat(1000).into_boxed_str());
        let (mut parts, taken) = parts("", many.as_bytes()).await;
        for _ in 0..BOUNDS.parts {
            assert_eq!(parts.next().await.unwrap().unwrap().text().await.unwrap(), "Hello");
        }
        assert_eq!(refused(parts.next().await.map(drop)), 400, "no more parts than the route takes");
        assert!(taken.load(Ordering::Relaxed) <= 2 * many.len() as u64);
    }

    #[tokio::test]
    async fn a_body_ends_at_what_its_route_takes() {
        let begin = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        let chunks = std::iter::once(Bytes::from(begin)).chain(std::iter::repeat(Bytes::from_static(&[b'x'; 65536])));
        let body = Body::from_stream(stream::iter(chunks.map(Ok::<_, std::io::Error>)));
        let request = Request::builder().header(CONTENT_TYPE, "multipart/form-data; boundary=X").body(body).unwrap();
        let mut parts = Parts::of(request, Bounds { files: 1000, ..BOUNDS }).await.unwrap();
        let mut bytes = parts.next().await.unwrap().unwrap().file().await.unwrap();
        let mut read = 0u64;
        let last = loop {
            match bytes.next().await.expect("it never ends") {
                Ok(chunk) => read += chunk.len() as u64,
                Err(problem) => break problem,
            }
        };
        assert_eq!(last, Problem::TooLarge { limit: 1000 });
        assert!(read <= UNKEPT_MOST + BOUNDS.texts + 1000, "{read} bytes were read");
    }

    #[tokio::test]
    async fn whatever_pieces_it_comes_in_a_body_is_read_whole() {
        let whole = format!(
            "{PART}--X\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\n\n\n--X\nContent-Disposition: \
             form-data; name=\"file\"; filename=\"a\"\n\n{}\n--X--\n",
            "data".repeat(20_000)
        )
        .replace('\n', "\r\n");
        for size in [1, 7, 4096, 1 << 20] {
            let chunks: Vec<_> = whole.as_bytes().chunks(size).map(Bytes::copy_from_slice).collect();
            let body = Body::from_stream(stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>)));
            let request =
                Request::builder().header(CONTENT_TYPE, "multipart/form-data; boundary=X").body(body).unwrap();
            let mut parts = Parts::of(request, BOUNDS).await.unwrap();
            let title = parts.next().await.unwrap().unwrap();
            assert_eq!((title.name(), title.file_name()), ("title", None));
            assert_eq!(title.text().await.unwrap(), "Hello");
            assert!(parts.next().await.unwrap().unwrap().file().await.is_none(), "none was chosen");
            let file = parts.next().await.unwrap().unwrap().file().await.unwrap();
            let bytes: Vec<_> = file.map(Result::unwrap).collect().await;
            assert_eq!(bytes.concat(), "data".repeat(20_000).as_bytes(), "in pieces of {size}");
            assert!(parts.next().await.unwrap().is_none());
        }
    }
}
