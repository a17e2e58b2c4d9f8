//! What of a file is asked for, and whether it is there already (RFC 9110, sections 13 and 14).

use axum::{
    body::Bytes,
    http::{
        HeaderMap, HeaderValue,
        header::{IF_RANGE, RANGE},
    },
};
use http_range_header::{StartPosition, SyntacticallyCorrectRange};
use std::ops::Range;

/// What part of a file is asked for.
#[derive(Debug, PartialEq)]
pub(super) enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// One range is answered; several at once are answered with everything, as the RFC allows.
pub(super) fn wanted(request: &HeaderMap, tag: &str, size: u64) -> Wanted {
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
pub(super) fn matches(header: Option<&HeaderValue>, tag: &str) -> bool {
    let Some(known) = header.and_then(|value| value.to_str().ok()) else { return false };
    known.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// A range of a file in memory, without a copy. The range is within the file.
pub(super) fn slice(whole: &Bytes, range: &Range<u64>) -> Bytes {
    whole.slice(range.start as usize..range.end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

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
