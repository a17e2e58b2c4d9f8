//! Ranges of a file that stay where they are, and zeros between them.

use super::super::error::MediaError;
use super::plan::Plan;
use std::{fs::File, io, ops::Range, os::unix::fs::FileExt};

/// Gaps of so few bytes are padding, and hold nothing.
const PADDING: u64 = 3;

/// Ranges of bytes that stay, and bytes that take the place of others of the same length.
#[derive(Default)]
pub(super) struct Ranges {
    kept: Vec<Range<u64>>,
    cut: Vec<Range<u64>>,
    new: Vec<(u64, Vec<u8>)>,
}

impl Ranges {
    pub fn keep(&mut self, range: Range<u64>) {
        if !range.is_empty() {
            self.kept.push(range);
        }
    }

    /// Makes zeros of bytes, whatever was said of them.
    pub fn cut(&mut self, range: Range<u64>) {
        self.cut.push(range);
    }

    pub fn put(&mut self, at: u64, bytes: Vec<u8>) {
        self.cut.push(at..at + bytes.len() as u64);
        self.new.push((at, bytes));
    }

    /// Writes the plan: from the beginning of the file to the last byte that stays, and at least to `end`.
    pub fn plan(self, plan: &mut Plan, end: u64) -> Result<(), MediaError> {
        let kept = without(merged(self.kept), &merged(self.cut));
        let mut parts: Vec<_> = kept.into_iter().map(|range| (range, None)).collect();
        parts.extend(self.new.into_iter().map(|(at, bytes)| (at..at + bytes.len() as u64, Some(bytes))));
        parts.sort_by_key(|(range, _)| range.start);
        let mut at = 0;
        for (range, new) in parts {
            // What two pointers lead to is written once.
            let start = range.start.max(at);
            if range.end <= start || (new.is_some() && start != range.start) {
                continue;
            }
            plan.zeros(start - at)?;
            match new {
                Some(bytes) => plan.add(bytes)?,
                None => plan.keep(start..range.end)?,
            }
            at = range.end;
        }
        plan.zeros(end.saturating_sub(at))
    }
}

/// The same bytes in as few ranges as can be, rising.
fn merged(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Ranges without what is cut out of them; both rising. Padding between ranges stays with them.
fn without(kept: Vec<Range<u64>>, cut: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut left = Vec::new();
    let mut cuts = cut.iter().peekable();
    let mut kept = kept.into_iter().peekable();
    while let Some(mut range) = kept.next() {
        if let Some(next) = kept.peek()
            && next.start - range.end <= PADDING
        {
            range.end = next.start;
        }
        while cuts.next_if(|cut| cut.end <= range.start).is_some() {}
        let mut at = range.start;
        while let Some(cut) = cuts.peek()
            && cut.start < range.end
        {
            if cut.start > at {
                left.push(at..cut.start);
            }
            at = at.max(cut.end);
            if cut.end >= range.end {
                break;
            }
            cuts.next();
        }
        if at < range.end {
            left.push(at..range.end);
        }
    }
    left
}

/// Bytes of a file from a place on.
pub(super) fn read(file: &File, at: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact_at(&mut bytes, at)?;
    Ok(bytes)
}
