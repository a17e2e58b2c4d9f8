//! Files that are sent in pieces, until they are pins.

use super::{errors::Problem, ids::UploadId, pins::UploadAnswer};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The most that may be said of a file, in bytes of the header that says it.
pub const METADATA_LONGEST: usize = 64 * 1024;

/// A file that is sent in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumableUpload {
    /// Its name.
    pub id: UploadId,
    /// How many bytes the whole file has.
    pub length: u64,
    /// How many of them have arrived.
    pub offset: u64,
    /// What was said of it: the header `Upload-Metadata`, as it came.
    pub metadata: String,
    /// When it is forgotten, UTC.
    pub expires_at: OffsetDateTime,
    /// `None` until all of it has arrived and was judged.
    pub outcome: Option<UploadOutcome>,
}

impl ResumableUpload {
    /// Whether all of it has arrived.
    pub const fn is_whole(&self) -> bool {
        self.offset == self.length
    }
}

/// What has become of a file that was sent in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadOutcome {
    /// It is a pin.
    Pin(UploadAnswer),
    /// It was refused, and nothing of it was kept.
    Problem(Problem),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_read_as_it_was_written() {
        let pin = r#"{"pin":{"id":"1C3XR6Gzv21Kf3E2ZpLk9B","title":"Heron","state":"waiting"}}"#;
        let problem = r#"{"problem":{"kind":"refused","detail":"This file is empty."}}"#;
        for text in [pin, problem] {
            let outcome: UploadOutcome = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&outcome).unwrap(), text);
        }
        let read: UploadOutcome = serde_json::from_str(pin).unwrap();
        assert!(matches!(read, UploadOutcome::Pin(UploadAnswer::Accepted { .. })));
    }
}
