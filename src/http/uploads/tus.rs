//! The words of tus 1.0.0 (<https://tus.io/protocols/resumable-upload>), the protocol for files that come in pieces: its headers, and what is
//! said of a file in one of them.

use super::said::Words;
use crate::{
    model::{
        errors::Problem,
        ids::UploadId,
        pins::UploadAnswer,
        resumable_uploads::{METADATA_LONGEST, ResumableUpload, UploadOutcome},
    },
    services::uploads::UploadDetails,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::{Engine, prelude::BASE64_STANDARD};
use time::{OffsetDateTime, UtcOffset, macros::format_description};

/// Where files are created, within the API. Each has an address of its own below.
const FILES: &str = "/uploads/files";

/// The version that we speak.
pub(in crate::http) const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");

/// What we know beyond the core of the protocol.
pub(in crate::http) const EXTENSIONS: HeaderValue =
    HeaderValue::from_static("creation,creation-with-upload,expiration,termination");

/// The content type of a piece.
pub(in crate::http) const PIECE: &str = "application/offset+octet-stream";

/// Which version a message is of.
pub(in crate::http) const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");

/// Which versions we speak.
pub(in crate::http) const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");

/// What we know beyond the core of the protocol.
pub(in crate::http) const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");

/// How many bytes a file may have.
pub(in crate::http) const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");

/// How many bytes a file has.
pub(in crate::http) const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// How many bytes of a file have arrived.
pub(in crate::http) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// What is said of a file.
pub(in crate::http) const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");

/// When a file is forgotten.
pub(in crate::http) const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// The pin that a file has become. It is none of the protocol's.
pub(in crate::http) const TESSERA_PIN: HeaderName = HeaderName::from_static("tessera-pin");

/// Fields that clients of the protocol send by habit, and that say nothing to us.
const PASSED_OVER: [&str; 1] = ["filetype"];

/// Whether a path, within the API, leads to such files.
pub(in crate::http) fn is_at(path: &str) -> bool {
    path.strip_prefix(FILES).is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// Where a file is.
pub(in crate::http) fn location(base: &str, id: UploadId) -> String {
    format!("{base}{FILES}/{id}")
}

/// The number of bytes in a header. What is more than can be counted is as many as can be.
///
/// # Errors
/// [`Problem::BadRequest`] where there is none.
pub(in crate::http) fn bytes_in(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    let text = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::BadRequest { detail: format!("The header {name} must be a number of bytes.") });
    }
    Ok(text.parse().unwrap_or(u64::MAX))
}

/// What is said of a file, as it came; empty where nothing is.
///
/// # Errors
/// [`Problem::Invalid`] where it is too long, or no text.
pub(in crate::http) fn metadata(headers: &HeaderMap) -> Result<&str, Problem> {
    let Some(value) = headers.get(UPLOAD_METADATA) else { return Ok("") };
    let text = value.to_str().ok().filter(|text| text.len() <= METADATA_LONGEST);
    text.ok_or_else(|| unreadable(&format!("It may have at most {METADATA_LONGEST} characters, all of them ASCII.")))
}

/// What is said of a file: pairs with commas between them, each a name, a space, and a text in Base64. The names are those of the fields of
/// a form with one file, and `filename`.
///
/// # Errors
/// [`Problem::Invalid`] for what cannot be read, is said twice or is not known, and for words that will not do.
pub(in crate::http) fn details(metadata: &str) -> Result<UploadDetails, Problem> {
    let mut file_name = None;
    let mut fields: Vec<(String, String)> = Vec::new();
    for pair in metadata.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, encoded) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = BASE64_STANDARD.decode(encoded.trim()).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| unreadable(&format!("“{name}” is no UTF-8 text in Base64.")))?;
        if fields.iter().any(|(known, _)| known == name) || name == "filename" && file_name.is_some() {
            return Err(unreadable(&format!("“{name}” is there twice.")));
        }
        match name {
            "filename" => file_name = Some(text),
            _ if PASSED_OVER.contains(&name) => {}
            _ => fields.push((name.to_owned(), text)),
        }
    }
    Ok(Words::of_one(fields)?.details(file_name.unwrap_or_default()))
}

fn unreadable(why: &str) -> Problem {
    Problem::field(UPLOAD_METADATA.as_str(), format!("This cannot be read. {why}"))
}

/// What answers about a file have in their heads.
pub(in crate::http) fn headers_of(upload: &ResumableUpload) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(UPLOAD_OFFSET, upload.offset.into());
    headers.insert(UPLOAD_LENGTH, upload.length.into());
    let pin = match &upload.outcome {
        Some(UploadOutcome::Pin(UploadAnswer::Accepted { id, .. })) => Some(id.to_string()),
        _ => None,
    };
    let texts = [
        (UPLOAD_METADATA, Some(upload.metadata.clone()).filter(|metadata| !metadata.is_empty())),
        (UPLOAD_EXPIRES, Some(http_date(upload.expires_at))),
        (TESSERA_PIN, pin),
    ];
    for (name, text) in texts {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

/// A time as HTTP writes it (RFC 9110, section 5.6.7).
fn http_date(at: OffsetDateTime) -> String {
    let format =
        format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{pins::Visibility, words::OnDuplicate};
    use time::macros::datetime;

    fn pair(name: &str, text: &str) -> String {
        format!("{name} {}", BASE64_STANDARD.encode(text))
    }

    fn wrong(metadata: &str) -> Vec<String> {
        let Err(Problem::Invalid { fields }) = details(metadata) else { panic!("{metadata} should be refused") };
        fields.into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn files_are_at_one_path_and_below_it() {
        assert!(is_at("/uploads/files") && is_at("/uploads/files/1C3XR6Gzv21Kf3E2ZpLk9B"));
        assert!(!is_at("/uploads/filesystem") && !is_at("/uploads/known") && !is_at("/pins/uploads/files"));
    }

    #[test]
    fn what_is_said_of_a_file_is_what_a_form_with_one_file_says() {
        let said = [
            pair("filename", "Häher.jpg"),
            pair("title", "Eichelhäher, klein"),
            pair("tags", "birds, blue"),
            pair("visibility", "private"),
            pair("on_duplicate", "number"),
            pair("filetype", "image/jpeg"),
            "description".to_owned(),
        ];
        let details = details(&said.join(",")).unwrap();
        assert_eq!(details.file_name, "Häher.jpg");
        assert_eq!(details.words.title.as_deref(), Some("Eichelhäher, klein"));
        assert_eq!(details.words.tags, Some(vec!["birds".to_owned(), "blue".to_owned()]));
        assert_eq!(details.words.visibility, Some(Visibility::Private));
        assert_eq!((details.on_duplicate, details.words.description), (Some(OnDuplicate::Number), None));
    }

    #[test]
    fn nothing_said_is_a_public_file_without_a_name() {
        let details = details("").unwrap();
        assert_eq!((details.file_name.as_str(), details.words.visibility), ("", Some(Visibility::Public)));
    }

    #[test]
    fn what_cannot_be_read_or_is_not_known_is_refused() {
        assert_eq!(wrong("title ***"), ["upload-metadata"]);
        assert_eq!(wrong(&format!("title {}", BASE64_STANDARD.encode([0xff]))), ["upload-metadata"]);
        assert_eq!(wrong(&[pair("title", "A"), pair("title", "B")].join(",")), ["upload-metadata"]);
        assert_eq!(wrong(&[pair("filename", "A"), pair("filename", "B")].join(",")), ["upload-metadata"]);
        assert_eq!(wrong(&pair("visibilty", "private")), ["visibilty"]);
        assert_eq!(wrong(&pair("visibility", "secret")), ["visibility"]);
        assert_eq!(wrong(&pair("source_url", "javascript:x")), ["source_url"]);
    }

    #[test]
    fn bytes_are_counted_by_whole_numbers_alone() {
        let read = |text: &'static str| {
            bytes_in(&HeaderMap::from_iter([(UPLOAD_LENGTH, HeaderValue::from_static(text))]), &UPLOAD_LENGTH).ok()
        };
        assert_eq!((read("0"), read("1000000000000")), (Some(0), Some(1_000_000_000_000)));
        assert_eq!(read("99999999999999999999"), Some(u64::MAX));
        for text in ["", "-1", "+1", "1.5", "1 ", "0x10"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(bytes_in(&HeaderMap::new(), &UPLOAD_LENGTH).is_err());
    }

    #[test]
    fn a_time_is_written_as_http_has_it() {
        assert_eq!(http_date(datetime!(2014-06-25 16:00:05 UTC)), "Wed, 25 Jun 2014 16:00:05 GMT");
        assert_eq!(http_date(datetime!(2014-06-01 01:00 +2)), "Sat, 31 May 2014 23:00:00 GMT");
    }
}
