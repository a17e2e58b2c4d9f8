//! Fax coding of black and white rows: modified Huffman, Group 3 and Group 4 (ITU-T T.4 and T.6; TIFF 6.0, section 10 and
//! 11). The tables of codes are those of the `fax` crate; its own decoders want each row to end as in a telephone call,
//! and know no Group 3 of two dimensions.

use fax::maps::{Mode, black, mode, white};
use fax::{BitReader, ByteReader};

type Bits<'a> = ByteReader<Box<dyn Iterator<Item = Result<u8, std::convert::Infallible>> + 'a>>;

/// How rows are coded.
#[derive(Clone, Copy)]
pub(super) enum Fax {
    /// Runs alone; each row begins with a byte.
    Huffman,
    /// Rows end with a mark; each may refer to the one before, if so said.
    Group3 { two_dimensional: bool },
    /// Each row refers to the one before.
    Group4,
}

/// Decodes `height` rows to bits, 1 for black. Rows behind the end of the data are white. `None` if a row makes no sense.
pub(super) fn decode(fax: Fax, coded: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    // The tables look at more bits than the last code may have.
    let bytes: Box<dyn Iterator<Item = _>> = Box::new(coded.iter().copied().chain([0; 4]).map(Ok));
    let mut bits = ByteReader::new(bytes).ok()?;
    let stride = width.div_ceil(8) as usize;
    let mut data = vec![0; stride * height as usize];
    let mut before = Vec::new();
    for (number, row) in data.chunks_exact_mut(stride).enumerate() {
        let line = match fax {
            Fax::Huffman => runs(&mut bits, width),
            Fax::Group4 => differences(&mut bits, &before, width),
            Fax::Group3 { two_dimensional } => {
                skip_ends(&mut bits);
                if two_dimensional && take(&mut bits) == Some(false) {
                    differences(&mut bits, &before, width)
                } else {
                    runs(&mut bits, width)
                }
            }
        };
        let Some(line) = line else {
            // The end, or an early end of the data: the rest stays white, if there is a picture at all.
            return (number > 0).then_some(data);
        };
        before = tidy(line, width);
        paint(row, &before, width);
        if matches!(fax, Fax::Huffman) {
            align(&mut bits);
        }
    }
    Some(data)
}

/// Where colours change in a row that is coded by itself.
fn runs(bits: &mut Bits, width: u32) -> Option<Vec<u32>> {
    let (mut at, mut line) = (0, Vec::new());
    while at < width {
        at += run(bits, line.len() % 2 == 1)?;
        line.push(at);
        if line.len() > most(width) {
            return None;
        }
    }
    Some(line)
}

/// Where colours change in a row that refers to the one before (T.4, section 4.2).
fn differences(bits: &mut Bits, before: &[u32], width: u32) -> Option<Vec<u32>> {
    let mut line: Vec<u32> = Vec::new();
    // Left of the first pixel, so that a change at the very first one counts.
    let (mut at, mut next) = (-1_i64, 0);
    while at < i64::from(width) {
        let dark = line.len() % 2;
        while next > 0 && before.get(next - 1).is_some_and(|change| i64::from(*change) > at) {
            next -= 1;
        }
        while before.get(next).is_some_and(|change| i64::from(*change) <= at || next % 2 != dark) {
            next += 1;
        }
        let change = |next: usize| before.get(next).copied().unwrap_or(width);
        match mode::decode(bits)? {
            Mode::Pass => at = i64::from(change(next + 1)),
            Mode::Vertical(step) => {
                let to = (i64::from(change(next)) + i64::from(step)).clamp(at.max(0), i64::from(width));
                line.push(to as u32);
                at = to;
            }
            Mode::Horizontal => {
                let first = at.max(0) as u32 + run(bits, dark == 1)?;
                let second = first + run(bits, dark == 0)?;
                line.extend([first, second]);
                at = i64::from(second);
            }
            Mode::Extension | Mode::EOF => return None,
        }
        if line.len() > most(width) {
            return None;
        }
    }
    Some(line)
}

/// Changes that a row can have, with runs of no pixels between all of them.
fn most(width: u32) -> usize {
    width as usize * 2 + 4
}

/// The length of a run: any number of codes for many pixels, then one for fewer than 64.
fn run(bits: &mut Bits, dark: bool) -> Option<u32> {
    let mut length = 0_u32;
    loop {
        let part = if dark { black::decode(bits) } else { white::decode(bits) };
        let part = u32::from(part?);
        length += part;
        if part < 64 {
            return Some(length);
        }
        if length > 1 << 20 {
            return None;
        }
    }
}

/// Leaves out changes that change nothing, so that the rest alternate.
fn tidy(line: Vec<u32>, width: u32) -> Vec<u32> {
    let mut tidy: Vec<u32> = Vec::with_capacity(line.len());
    for change in line {
        if tidy.last() == Some(&change) {
            tidy.pop();
        } else {
            tidy.push(change);
        }
    }
    tidy.retain(|change| *change < width);
    tidy
}

fn paint(row: &mut [u8], changes: &[u32], width: u32) {
    for pair in changes.chunks(2) {
        let (from, to) = (pair[0], pair.get(1).copied().unwrap_or(width));
        for x in from..to {
            row[x as usize / 8] |= 0x80 >> (x % 8);
        }
    }
}

/// Skips the marks before a row: eleven zeros or more, and a one.
fn skip_ends(bits: &mut Bits) {
    while bits.peek(11) == Some(0) {
        while bits.peek(1) == Some(0) {
            if bits.consume(1).is_err() {
                return;
            }
        }
        if bits.consume(1).is_err() {
            return;
        }
    }
}

fn take(bits: &mut Bits) -> Option<bool> {
    let bit = bits.peek(1)?;
    bits.consume(1).ok()?;
    Some(bit == 1)
}

/// Moves on to the next whole byte.
fn align(bits: &mut Bits) {
    let left = bits.bits_to_byte_boundary();
    let _ = bits.consume(left);
}
