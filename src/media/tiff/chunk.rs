//! One strip or tile: the doors to the `tiff` crate, and to fax coding.

use std::fs::File;
use std::io::Read;

use tiff::TiffError;
use tiff::decoder::{Decoder, Limits};

use super::super::error::MediaError;
use super::super::format::Format;
use super::super::splice::Spliced;
use super::fax::{self, Fax};
use super::scan::{SampleFormat, Scan};

/// How a chunk is shown to the decoder.
struct Shown {
    width: u64,
    height: u64,
    samples: u64,
    bits: u64,
    format: u64,
}

/// Reads a chunk: all rows that are seen of it, as many samples as are stored.
pub(super) fn read(file: &File, scan: &Scan, number: usize) -> Result<Vec<u8>, MediaError> {
    let &(start, length) =
        scan.places.get(number).ok_or_else(|| MediaError::broken(Format::Tiff, "a part of it is missing"))?;
    let part = number % scan.chunks();
    let above = part as u32 / scan.across() * scan.chunk.1;
    let rows = if scan.tiled { scan.chunk.1 } else { scan.chunk.1.min(scan.height - above) };
    let file = file.try_clone()?;
    match scan.compression {
        2 => return read_fax(Fax::Huffman, file, scan, (start, length), rows),
        3 => {
            let fax = Fax::Group3 { two_dimensional: scan.fax & 1 == 1 };
            return read_fax(fax, file, scan, (start, length), rows);
        }
        4 => return read_fax(Fax::Group4, file, scan, (start, length), rows),
        _ => {}
    }
    let shown = Shown::new(scan, rows);
    let header = directory(scan, &shown, length);
    let whole = Spliced::new(file).bytes(header);
    let whole = if scan.mirrored { whole.mirrored(start, length) } else { whole.file(start, length) };
    let bytes = (shown.width * shown.samples * shown.bits).div_ceil(8) * shown.height;
    let mut limits = Limits::default();
    // A chunk is read whole, decoded and not; both were reckoned with.
    limits.decoding_buffer_size = bytes as usize + (1 << 20);
    limits.intermediate_buffer_size = (length.max(bytes) as usize).saturating_mul(2) + (1 << 20);
    limits.ifd_value_size = scan.jpeg_tables.len() + (1 << 16);
    let mut decoder = Decoder::new(whole.reader()).map_err(failed)?.with_limits(limits);
    let mut data = vec![0; bytes as usize];
    decoder.read_chunk_bytes(0, &mut data).map_err(failed)?;
    Ok(data)
}

impl Shown {
    fn new(scan: &Scan, rows: u32) -> Self {
        let samples = if scan.planar { 1 } else { u64::from(scan.samples) };
        let (width, height) = (u64::from(scan.chunk.0), u64::from(rows));
        if let Some((width, height)) = scan.units(rows) {
            return Self { width, height, samples: 1, bits: 8, format: 1 };
        }
        if !scan.whole_bytes() {
            // Rows of bytes: the decoder knows few numbers of bits.
            let width = (width * samples * u64::from(scan.bits)).div_ceil(8);
            return Self { width, height, samples: 1, bits: 8, format: 1 };
        }
        let format = match scan.format {
            SampleFormat::Float => 3,
            SampleFormat::Whole | SampleFormat::Signed => 1,
        };
        Self { width, height, samples, bits: u64::from(scan.bits), format }
    }
}

/// The header and the directory of a TIFF that has nothing but one strip, which follows.
fn directory(scan: &Scan, shown: &Shown, length: u64) -> Vec<u8> {
    let tables = scan.jpeg_tables.len() as u64;
    let entries = if tables > 0 { 12 } else { 11 };
    let end = 8 + 2 + entries * 12 + 4;
    let number = |value: u64, bytes: usize| {
        let all = value.to_be_bytes();
        let mut bytes = all[8 - bytes..].to_vec();
        if scan.little {
            bytes.reverse();
        }
        bytes
    };
    let mut header = if scan.little { b"II".to_vec() } else { b"MM".to_vec() };
    header.extend(number(42, 2));
    header.extend(number(8, 4));
    header.extend(number(entries, 2));
    let mut long = |tag: u64, kind: u64, count: u64, value: u64| {
        header.extend(number(tag, 2));
        header.extend(number(kind, 2));
        header.extend(number(count, 4));
        header.extend(number(value, 4));
    };
    let values = [
        (256, shown.width),
        (257, shown.height),
        (258, shown.bits),
        (259, u64::from(scan.compression)),
        (262, 1), // black is 0: a grey, or any number of bands
        (273, end + tables),
        (277, shown.samples),
        (278, shown.height),
        (279, length),
        (317, u64::from(scan.predictor)),
        (339, shown.format),
    ];
    for (tag, value) in values {
        long(tag, 4, 1, value);
    }
    if tables > 0 {
        long(347, 7, tables, end);
    }
    header.extend([0; 4]);
    header.extend_from_slice(&scan.jpeg_tables);
    header
}

fn read_fax(fax: Fax, file: File, scan: &Scan, (start, length): (u64, u64), rows: u32) -> Result<Vec<u8>, MediaError> {
    let mut coded = Vec::new();
    let whole = Spliced::new(file);
    let whole = if scan.mirrored { whole.mirrored(start, length) } else { whole.file(start, length) };
    whole.reader().read_to_end(&mut coded)?;
    fax::decode(fax, &coded, scan.chunk.0, rows)
        .ok_or_else(|| MediaError::broken(Format::Tiff, "its fax coding makes no sense"))
}

fn failed(error: TiffError) -> MediaError {
    match error {
        TiffError::IoError(error) => MediaError::from_io(Format::Tiff, error),
        error => MediaError::broken(Format::Tiff, error),
    }
}
