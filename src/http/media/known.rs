//! A file that may be sent, and the head of the answer to whoever asks for it: the same, wherever its bytes come from.

use super::{
    super::{
        files::media_type,
        headers::{FOR_ALL, RESOURCE_POLICY},
    },
    ranges::{Wanted, matches, wanted},
};
use crate::{model::errors::Problem, store::db::pictures::Served};
use axum::http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
        IF_NONE_MATCH,
    },
};
use std::ops::Range;

/// How many headers an answer has, with those that all answers have, and some room: a map that grows is copied.
const HEADERS: usize = 24;

/// The length of what is not sent, as axum says it where nothing is said.
const NO_BYTES: HeaderValue = HeaderValue::from_static("0");

/// For how long caches may keep what everyone may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Until they have no room: it never changes.
    ForGood,
    /// As long, but asking each time whether they still may show it.
    Asked,
}

/// A file that may be sent.
pub(super) struct Known {
    pub(super) file: Served,
    tag: String,
    /// Of an answer with all of it.
    pub(super) headers: HeaderMap,
}

/// The head of an answer, and what part of the file follows.
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) range: Option<Range<u64>>,
}

impl Known {
    /// A file. Where it is to be taken home, `attachment` says as what.
    ///
    /// # Errors
    /// [`Problem::Internal`] where that is no header.
    pub(super) fn new(file: Served, kept: Kept, attachment: Option<String>) -> Result<Self, Problem> {
        let tag = format!("\"{}\"", file.sha256);
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(ETAG, HeaderValue::from_str(&tag).map_err(|_| Problem::Internal)?);
        let cache = match kept {
            _ if !file.public => "private, no-store",
            Kept::ForGood => "public, max-age=31536000, immutable",
            Kept::Asked => "public, no-cache",
        };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        if file.public {
            headers.insert(RESOURCE_POLICY, FOR_ALL);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&file.format)));
        if let Some(attachment) = attachment {
            headers.insert(CONTENT_DISPOSITION, value(attachment)?);
        }
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(file.byte_size));
        Ok(Self { file, tag, headers })
    }

    /// The head of the answer to a request with these headers.
    ///
    /// # Errors
    /// [`Problem::Internal`], which does not happen.
    pub(super) fn answer(&self, request: &HeaderMap) -> Result<Head, Problem> {
        let mut headers = self.headers.clone();
        let size = self.file.byte_size;
        if matches(request.get(IF_NONE_MATCH), &self.tag) {
            headers.remove(CONTENT_LENGTH);
            return Ok(Head { status: StatusCode::NOT_MODIFIED, headers, range: None });
        }
        match wanted(request, &self.tag, size) {
            Wanted::All => Ok(Head { status: StatusCode::OK, headers, range: Some(0..size) }),
            Wanted::Part(range) => {
                headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
                headers.insert(CONTENT_RANGE, value(format!("bytes {}-{}/{size}", range.start, range.end - 1))?);
                Ok(Head { status: StatusCode::PARTIAL_CONTENT, headers, range: Some(range) })
            }
            Wanted::Nothing => {
                headers.insert(CONTENT_LENGTH, NO_BYTES);
                headers.insert(CONTENT_RANGE, value(format!("bytes */{size}"))?);
                Ok(Head { status: StatusCode::RANGE_NOT_SATISFIABLE, headers, range: None })
            }
        }
    }
}

fn value(text: String) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(text).map_err(|_| Problem::Internal)
}
