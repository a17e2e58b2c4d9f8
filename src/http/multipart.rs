//! Multipart bodies (RFC 7578), part by part.

use crate::model::errors::Problem;
use axum::extract::multipart::{Field, Multipart};
use bytes::Bytes;
use futures::{Stream, StreamExt};

/// The longest text field, in bytes: the rules of the site, of which each character can have four.
const TEXT_LONGEST: usize = 80 * 1024;

/// The next part; `None` at the end.
///
/// # Errors
/// [`Problem::BadRequest`] where the body is broken off or no multipart at all.
pub(super) async fn next(multipart: &mut Multipart) -> Result<Option<Field<'_>>, Problem> {
    multipart.next_field().await.map_err(|error| broken(&error))
}

/// A part's bytes as they arrive.
pub(super) fn bytes(field: Field<'_>) -> impl Stream<Item = Result<Bytes, Problem>> {
    field.map(|chunk| chunk.map_err(|error| broken(&error)))
}

/// A part that is a line of text, whole.
///
/// # Errors
/// [`Problem::BadRequest`] where it is too long, not UTF-8 or broken off.
pub(super) async fn text(field: Field<'_>) -> Result<String, Problem> {
    let name = field.name().unwrap_or_default().to_owned();
    let unusable = || Problem::BadRequest { detail: format!("The field “{name}” is too long or not text.") };
    let mut text = Vec::new();
    let chunks = bytes(field);
    futures::pin_mut!(chunks);
    while let Some(chunk) = chunks.next().await {
        text.extend_from_slice(&chunk?);
        if text.len() > TEXT_LONGEST {
            return Err(unusable());
        }
    }
    String::from_utf8(text).map_err(|_| unusable())
}

fn broken(error: &axum::extract::multipart::MultipartError) -> Problem {
    tracing::debug!(%error, "a multipart body is broken");
    Problem::BadRequest { detail: "The upload was broken off or cannot be read.".to_owned() }
}
