//! Pictures out: straight from the blob store, streamed. Permission is asked before a byte.

use super::AppState;
use crate::{
    model::{
        errors::Problem,
        ids::{PictureId, UserId},
        settings::Scope,
    },
    services::{Caller, pictures, programs},
    store::db::pictures::Served,
};
use axum::{
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
            IF_NONE_MATCH, IF_RANGE, RANGE,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use std::ops::Range;

/// Sends `/media/{ID}-{n}`, a quality state of a picture; `.webp` may follow.
pub(super) async fn quality(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (picture, n) = parse(&name).ok_or(Problem::NotFound)?;
    let (mut parts, _) = request.into_parts();
    // Most pictures are everyone's: who asks is looked up only for the others.
    let served = match pictures::quality(&state.site, None, picture, n).await {
        Err(Problem::NotFound) => {
            let viewer = viewer(&mut parts, &state).await?.ok_or(Problem::NotFound)?;
            pictures::quality(&state.site, Some(viewer), picture, n).await?
        }
        served => served?,
    };
    send(&state, &parts.headers, &served).await
}

/// Who asks: a program by its token, which must be one to read with, or whoever is signed in here.
async fn viewer(parts: &mut Parts, state: &AppState) -> Result<Option<UserId>, Problem> {
    let bearer = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match bearer {
        Some(token) => {
            let credential = programs::authenticate(&state.site, token).await?;
            Ok(credential.scopes.contains(&Scope::Read).then_some(credential.me.id))
        }
        None => Ok(Caller::from_request_parts(parts, state).await?.viewer()),
    }
}

/// Reads `{ID}-{n}` or `{ID}-{n}.webp`.
fn parse(name: &str) -> Option<(PictureId, u8)> {
    let (id, n) = name.strip_suffix(".webp").unwrap_or(name).split_once('-')?;
    // One way to write a number, so that one picture has one address.
    let plain = n == "0" || (!n.starts_with('0') && n.bytes().all(|byte| byte.is_ascii_digit()));
    Some((id.parse().ok()?, n.parse().ok().filter(|_| plain)?))
}

async fn send(state: &AppState, request: &HeaderMap, served: &Served) -> Result<Response, Problem> {
    let tag = format!("\"{}\"", served.sha256);
    let mut headers = HeaderMap::new();
    headers.insert(ETAG, HeaderValue::from_str(&tag).map_err(|_| Problem::Internal)?);
    let cache = if served.public { "public, max-age=31536000, immutable" } else { "private, no-store" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/webp"));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if matches(request.get(IF_NONE_MATCH), &tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let size = served.byte_size;
    let (status, range) = match wanted(request, &tag, size) {
        Wanted::All => (StatusCode::OK, 0..size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            headers.insert(CONTENT_RANGE, number(format!("bytes */{size}"))?);
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response());
        }
    };
    if status == StatusCode::PARTIAL_CONTENT {
        headers.insert(CONTENT_RANGE, number(format!("bytes {}-{}/{size}", range.start, range.end - 1))?);
    }
    headers.insert(CONTENT_LENGTH, number((range.end - range.start).to_string())?);
    let bytes = state.site.blobs().read(&served.sha256, range).await?;
    Ok((status, headers, Body::from_stream(bytes)).into_response())
}

/// What part of a file is asked for (RFC 9110, section 14).
#[derive(Debug, PartialEq)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// One range is answered; several at once are answered with everything, as the RFC allows.
fn wanted(request: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let Some(asked) = request.get(RANGE).and_then(|value| value.to_str().ok()) else { return Wanted::All };
    if request.get(IF_RANGE).is_some_and(|known| known.as_bytes() != tag.as_bytes()) {
        return Wanted::All;
    }
    let Ok(parsed) = http_range_header::parse_range_header(asked) else { return Wanted::All };
    match parsed.validate(size) {
        Ok(ranges) => match ranges.as_slice() {
            [range] => Wanted::Part(*range.start()..*range.end() + 1),
            _ => Wanted::All,
        },
        Err(_) => Wanted::Nothing,
    }
}

/// Whether `If-None-Match` names this entity tag; weak comparison, as the RFC asks for.
fn matches(header: Option<&HeaderValue>, tag: &str) -> bool {
    let Some(known) = header.and_then(|value| value.to_str().ok()) else { return false };
    known.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn number(text: String) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(text).map_err(|_| Problem::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_one_address() {
        let id = "1111111111111111111112";
        for (name, n) in [
            ("-0", Some(0)),
            ("-6", Some(6)),
            ("-1.webp", Some(1)),
            ("-00", None),
            ("-+1", None),
            ("-256", None),
            ("", None),
        ] {
            assert_eq!(parse(&format!("{id}{name}")).map(|(_, n)| n), n, "{name}");
        }
        assert_eq!(parse("x-1"), None);
    }

    #[test]
    fn one_range_is_a_part_and_several_are_all() {
        let ask = |range: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, HeaderValue::from_str(range).unwrap());
            wanted(&headers, "\"t\"", 100)
        };
        assert_eq!(ask("bytes=0-9"), Wanted::Part(0..10));
        assert_eq!(ask("bytes=90-"), Wanted::Part(90..100));
        assert_eq!(ask("bytes=-5"), Wanted::Part(95..100));
        assert_eq!(ask("bytes=0-1,5-6"), Wanted::All);
        assert_eq!(ask("bytes=100-"), Wanted::Nothing);
        assert_eq!(ask("lines=1-2"), Wanted::All);
    }
}
