//! BMP: its headers, of Windows and of OS/2 (bitmap header types, Microsoft; OS/2 2.0 Presentation Manager).

use std::fs::File;
use std::path::Path;

use super::super::error::MediaError;
use super::super::format::Format;
use super::super::limits;
use super::{Facts, Source};

/// Largest colour profile that is read, in bytes.
const PROFILE_CAP: u64 = 4 << 20;

pub(super) fn walk(mut source: Source) -> Result<Facts, MediaError> {
    let bitmap = Bitmap::read(&mut source)?;
    let mut facts = Facts::still(bitmap.width, bitmap.height);
    facts.alpha = bitmap.masks[3] != 0;
    facts.decoding = facts.pixels() * 8;
    Ok(facts)
}

/// How pixels are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Coding {
    Plain,
    /// Run lengths of 8-bit and of 4-bit indexes.
    Rle8,
    Rle4,
}

/// What the headers say.
pub(in super::super) struct Bitmap {
    pub width: u32,
    pub height: u32,
    /// Whether the first row stored is the highest.
    pub top_down: bool,
    pub bits: u16,
    pub coding: Coding,
    /// Which bits are red, green, blue and alpha, of 16 or 32.
    pub masks: [u32; 4],
    /// Colours as blue, green, red, nothing.
    pub palette: Vec<u8>,
    /// Where the pixels stand, and how many bytes they may take.
    pub start: u64,
    pub length: u64,
    pub profile: Option<Vec<u8>>,
}

/// The fields of all headers but the shortest: those that a header does not have are 0.
struct Fields {
    size: u32,
    bytes: [u8; 124],
}

impl Fields {
    fn short(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]])
    }

    fn long(&self, at: usize) -> u32 {
        u32::from(self.short(at)) | u32::from(self.short(at + 2)) << 16
    }
}

impl Bitmap {
    pub(in super::super) fn open(path: &Path) -> Result<Self, MediaError> {
        Self::read(&mut Source::new(File::open(path)?, Format::Bmp)?)
    }

    fn read(source: &mut Source) -> Result<Self, MediaError> {
        source.skip(10)?;
        let offset = u64::from(u32::from_le_bytes(source.take()?));
        let size = u32::from_le_bytes(source.take()?);
        let mut fields = Fields { size, bytes: [0; 124] };
        let rest = source.take_capped(u64::from(size.saturating_sub(4)), 120)?;
        fields.bytes[4..4 + rest.len()].copy_from_slice(&rest);
        let mut bitmap = Self::of_fields(source, &fields)?;
        limits::check_size(bitmap.width, bitmap.height)?;
        bitmap.read_masks(source, &fields)?;
        bitmap.read_palette(source, &fields, offset)?;
        bitmap.find_pixels(source, &fields, offset)?;
        Ok(bitmap)
    }

    fn of_fields(source: &Source, fields: &Fields) -> Result<Self, MediaError> {
        let (width, height, bits) = if fields.size == 12 {
            (i32::from(fields.short(4)), i32::from(fields.short(6)), fields.short(10))
        } else {
            (fields.long(4) as i32, fields.long(8) as i32, fields.short(14))
        };
        // OS/2 has other numbers for what came later.
        let coding = match (fields.long(16), bits, fields.size) {
            (3, 1, _) => return Err(MediaError::unsupported("Fax-coded BMP")),
            (0 | 3 | 6, ..) | (_, _, 12) => Coding::Plain,
            (1, 8, _) => Coding::Rle8,
            (2, 4, _) => Coding::Rle4,
            (4, 24, 64) => return Err(MediaError::unsupported("24-bit run-length coded BMP")),
            (4, ..) => return Err(MediaError::unsupported("JPEG-coded BMP")),
            (5, ..) => return Err(MediaError::unsupported("PNG-coded BMP")),
            (11..=13, ..) => return Err(MediaError::unsupported("CMYK BMP")),
            _ => return Err(source.broken("its compression does not exist")),
        };
        if !matches!(bits, 1 | 2 | 4 | 8 | 16 | 24 | 32) {
            return Err(MediaError::unsupported(format!("{bits}-bit BMP")));
        }
        if width <= 0 || height == 0 {
            return Err(source.broken("it has no pixels"));
        }
        Ok(Self {
            width: width.unsigned_abs(),
            height: height.unsigned_abs(),
            top_down: height < 0,
            bits,
            coding,
            masks: [0; 4],
            palette: Vec::new(),
            start: 0,
            length: 0,
            profile: None,
        })
    }

    /// Reads which bits are which colour: they stand in the longer headers, and behind the ordinary one.
    fn read_masks(&mut self, source: &mut Source, fields: &Fields) -> Result<(), MediaError> {
        let kind = fields.long(16);
        self.masks = match (self.bits, kind) {
            (16 | 32, 3 | 6) if fields.size >= 52 && fields.size != 64 => {
                let alpha = if fields.size >= 56 { fields.long(52) } else { 0 };
                [fields.long(40), fields.long(44), fields.long(48), alpha]
            }
            (16 | 32, 3 | 6) => {
                let mut masks = [0; 4];
                for mask in masks.iter_mut().take(if kind == 6 { 4 } else { 3 }) {
                    *mask = u32::from_le_bytes(source.take()?);
                }
                masks
            }
            (16, _) => [0x7c00, 0x3e0, 0x1f, 0],
            (32, _) => {
                [0xff_0000, 0xff00, 0xff, if fields.size >= 56 && fields.size != 64 { fields.long(52) } else { 0 }]
            }
            _ => [0; 4],
        };
        if self.masks == [0; 4] && matches!(self.bits, 16 | 32) {
            return Err(source.broken("it does not say which bits are which colour"));
        }
        Ok(())
    }

    fn read_palette(&mut self, source: &mut Source, fields: &Fields, offset: u64) -> Result<(), MediaError> {
        if self.bits > 8 {
            return Ok(());
        }
        let most = 1_u64 << self.bits;
        let step = if fields.size == 12 { 3 } else { 4 };
        let said = if fields.size < 36 { 0 } else { u64::from(fields.long(32)) };
        let count = if said == 0 { most } else { said.min(most) };
        // Some writers put fewer colours than they say between the headers and the pixels.
        let room = if offset > source.at() { (offset - source.at()) / step } else { count };
        let colours = source.take_capped(count.min(room) * step, 1024)?;
        for colour in colours.chunks_exact(step as usize) {
            self.palette.extend_from_slice(&[colour[0], colour[1], colour[2], 0]);
        }
        Ok(())
    }

    /// Finds the pixels, and sees to it that they are all there.
    fn find_pixels(&mut self, source: &mut Source, fields: &Fields, offset: u64) -> Result<(), MediaError> {
        // Behind the headers, if the file names a place within them.
        self.start = if offset < 14 + u64::from(fields.size) { source.at() } else { offset };
        let left = source.length().saturating_sub(self.start);
        let bits = u64::from(self.width) * u64::from(self.bits);
        let row = bits.div_ceil(32) * 4;
        if self.coding == Coding::Plain {
            self.length = row * u64::from(self.height);
            // What fills up the last row may be missing.
            let needed = self.length - (row - bits.div_ceil(8));
            if needed > left {
                return Err(source.cut_short());
            }
            self.length = self.length.min(left);
        } else {
            // The end mark of two bytes may be missing.
            if u64::from(fields.long(20)) > left + 2 {
                return Err(source.cut_short());
            }
            self.length = left;
        }
        self.read_profile(source, fields)
    }

    /// Reads the profile that the longest header may have (LCS_CALIBRATED_RGB's points are not looked at, as in browsers).
    fn read_profile(&mut self, source: &mut Source, fields: &Fields) -> Result<(), MediaError> {
        let (start, length) = (14 + u64::from(fields.long(112)), u64::from(fields.long(116)));
        let embedded = fields.size >= 124 && fields.long(56) == u32::from_be_bytes(*b"MBED");
        if embedded && length > 0 && length <= PROFILE_CAP && start > source.at() && start + length <= source.length() {
            source.skip(start - source.at())?;
            self.profile = Some(source.take_capped(length, PROFILE_CAP)?);
        }
        Ok(())
    }
}
