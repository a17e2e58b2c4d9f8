//! Pictures out: straight from the blob store, streamed. Permission is asked before a byte.
//!
//! Quality states never change, so everyone's are kept by caches for good. What a plan gives is kept, too, but asked for again each
//! time, since plans change at once.

use super::{
    AppState,
    files::{disposition, media_type},
    headers::{FOR_ALL, RESOURCE_POLICY},
};
use crate::{
    model::{
        errors::Problem,
        ids::{PictureId, UserId},
        settings::Scope,
    },
    services::{
        Caller, Site,
        originals::{self, Download},
        pictures, programs, thumbnails,
    },
    store::db::pictures::Served,
};
use axum::{
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
            CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use http_range_header::{StartPosition, SyntacticallyCorrectRange};
use std::{ops::Range, str::FromStr};

/// Sends `/media/{ID}-{n}`, a quality state of a picture; `.webp` may follow.
pub(super) async fn quality(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (picture, n) = parse(&name).ok_or(Problem::NotFound)?;
    answer(&state, picture, Asked::Quality(n), request).await
}

/// Sends `/media/{ID}/h{height}`, a thumbnail that the owner's plan gives; `.webp` may follow.
/// And `/media/{ID}/original`, the file as it was sent, to be taken home; for others than its owner without its location.
pub(super) async fn given_by_plan(
    State(state): State<AppState>,
    Path((id, file)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let picture = id.parse().map_err(|_| Problem::NotFound)?;
    let asked = match file.as_str() {
        "original" => Asked::Original,
        file => Asked::Thumbnail(height(file).ok_or(Problem::NotFound)?),
    };
    answer(&state, picture, asked, request).await
}

/// Which file of a picture.
#[derive(Clone, Copy)]
enum Asked {
    Quality(u8),
    Thumbnail(u32),
    Original,
}

/// Looks for a file as a visitor and, where there is none for those, as who asks: most pictures are everyone's. An original is
/// another file for its owner, so there it matters at once who asks; and a picture of a channel may be open to visitors and closed to a
/// member who is banned from there.
async fn answer(state: &AppState, picture: PictureId, asked: Asked, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let first = if matches!(asked, Asked::Original) { viewer(&mut parts, state).await? } else { None };
    let (served, title) = match find(&state.site, first, picture, asked).await {
        Err(Problem::NotFound) if first.is_none() => {
            let viewer = viewer(&mut parts, state).await?.ok_or(Problem::NotFound)?;
            find(&state.site, Some(viewer), picture, asked).await?
        }
        Ok(found) if first.is_none() && !found.0.public => match viewer(&mut parts, state).await? {
            None => found,
            viewer => find(&state.site, viewer, picture, asked).await?,
        },
        found => found?,
    };
    let kept = if matches!(asked, Asked::Quality(_)) { Kept::ForGood } else { Kept::Asked };
    let attachment = title.map(|title| disposition("attachment", &title, &served.format));
    send(state, &parts.headers, &served, kept, attachment).await
}

/// A file, and what it is called where it is to be taken home.
async fn find(
    site: &Site,
    viewer: Option<UserId>,
    picture: PictureId,
    asked: Asked,
) -> Result<(Served, Option<String>), Problem> {
    Ok(match asked {
        Asked::Quality(n) => (pictures::quality(site, viewer, picture, n).await?, None),
        Asked::Thumbnail(height) => (thumbnails::thumbnail(site, viewer, picture, height).await?, None),
        Asked::Original => {
            let Download { file, title } = originals::original(site, viewer, picture).await?;
            (file, Some(title))
        }
    })
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
    Some((id.parse().ok()?, number_of(n)?))
}

/// Reads `h{height}` or `h{height}.webp`.
fn height(file: &str) -> Option<u32> {
    number_of(file.strip_suffix(".webp").unwrap_or(file).strip_prefix('h')?)
}

/// Reads a number that is written in the one way there is, so that one picture has one address.
fn number_of<T: FromStr>(text: &str) -> Option<T> {
    let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    text.parse().ok().filter(|_| plain)
}

/// For how long caches may keep what everyone may have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Until they have no room: it never changes.
    ForGood,
    /// As long, but asking each time whether they still may show it.
    Asked,
}

async fn send(
    state: &AppState,
    request: &HeaderMap,
    served: &Served,
    kept: Kept,
    attachment: Option<String>,
) -> Result<Response, Problem> {
    let tag = format!("\"{}\"", served.sha256);
    let mut headers = HeaderMap::new();
    headers.insert(ETAG, HeaderValue::from_str(&tag).map_err(|_| Problem::Internal)?);
    let cache = match kept {
        _ if !served.public => "private, no-store",
        Kept::ForGood => "public, max-age=31536000, immutable",
        Kept::Asked => "public, no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if served.public {
        headers.insert(RESOURCE_POLICY, FOR_ALL);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&served.format)));
    if let Some(attachment) = attachment {
        headers.insert(CONTENT_DISPOSITION, number(attachment)?);
    }
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
    // The library holds the last bytes of a file for none where the file has fewer; for RFC 9110 (section 14.1.2) they are all of it.
    if let [SyntacticallyCorrectRange { start: StartPosition::FromLast(last), .. }] = parsed.ranges.as_slice()
        && *last >= size
        && size > 0
    {
        return Wanted::Part(0..size);
    }
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
        for (file, wanted) in
            [("h200", Some(200)), ("h200.webp", Some(200)), ("h0200", None), ("200", None), ("h-1", None)]
        {
            assert_eq!(height(file), wanted, "{file}");
        }
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
        assert_eq!(ask("bytes=-100"), Wanted::Part(0..100));
        assert_eq!(ask("bytes=-101"), Wanted::Part(0..100));
        assert_eq!(ask("bytes=-18446744073709551615"), Wanted::Part(0..100));
        assert_eq!(ask("bytes=-0"), Wanted::All);
        assert_eq!(ask("bytes=0-1,5-6"), Wanted::All);
        assert_eq!(ask("bytes=100-"), Wanted::Nothing);
        assert_eq!(ask("lines=1-2"), Wanted::All);
    }
}
