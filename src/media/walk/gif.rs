//! GIF: blocks up to the trailer, with the frames counted (GIF89a specification, sections 17–27).
//!
//! What browsers forgive is forgiven: a missing trailer, zeros and other bytes between blocks, extensions
//! nobody knows, frames of no size, and a screen that is smaller than its first frame.

use std::fs::File;
use std::path::Path;

use super::super::error::MediaError;
use super::super::format::Format;
use super::super::limits;
use super::{Facts, Source};

pub(super) fn walk(source: Source) -> Result<Facts, MediaError> {
    let mut blocks = Blocks::new(source)?;
    let (mut width, mut height) = blocks.screen;
    let (mut frames, mut areas, mut largest) = (0_u32, 0, 0);
    while let Some(image) = blocks.next(false)? {
        let (right, bottom) =
            (u32::from(image.left) + u32::from(image.width), u32::from(image.top) + u32::from(image.height));
        if frames == 0 || width == 0 || height == 0 {
            (width, height) = (width.max(right), height.max(bottom));
            limits::check_size(width, height)?;
        }
        limits::check_size(u32::from(image.width), u32::from(image.height))?;
        let area = u64::from(image.width) * u64::from(image.height);
        frames = frames.saturating_add(1);
        largest = largest.max(area);
        areas += area.max(u64::from(width) * u64::from(height));
        limits::check_frames(frames, areas)?;
    }
    if frames == 0 {
        return Err(if blocks.ended {
            blocks.source.broken("it holds no picture data")
        } else {
            blocks.source.cut_short()
        });
    }
    let mut facts = Facts::still(width, height);
    facts.alpha = true;
    facts.reel = true;
    facts.frames = frames;
    facts.loops = blocks.loops;
    // The canvas, what is put back after a frame, and the canvas handed out; the frame being decoded: RGBA each, plus
    // the palette indices; and its coded bytes.
    facts.decoding = facts.pixels() * 12 + largest * 5 + blocks.source.length();
    Ok(facts)
}

/// The images of a GIF, one after the other.
pub(in super::super) struct Blocks {
    source: Source,
    screen: (u32, u32),
    palette: Vec<u8>,
    /// How often it plays; 0 is for ever. Without the looping extension a GIF plays once.
    loops: u16,
    control: Control,
    /// Whether an image was seen.
    begun: bool,
    /// Whether a trailer was seen.
    ended: bool,
}

/// What the graphic control extension before an image says of it.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Control {
    /// In hundredths of a second.
    pub delay: u16,
    pub dispose: u8,
    pub transparent: Option<u8>,
}

/// One image.
#[derive(Default)]
pub(in super::super) struct Image {
    pub left: u16,
    pub top: u16,
    pub width: u16,
    pub height: u16,
    pub interlaced: bool,
    pub palette: Option<Vec<u8>>,
    pub control: Control,
    /// The LZW code size and the coded bytes, if they were wanted.
    pub coded: Vec<u8>,
    /// True if the file ends before the image's own end mark.
    pub cut: bool,
}

impl Blocks {
    pub(in super::super) fn open(path: &Path) -> Result<Self, MediaError> {
        Self::new(Source::new(File::open(path)?, Format::Gif)?)
    }

    fn new(mut source: Source) -> Result<Self, MediaError> {
        source.skip(6)?;
        let [w0, w1, h0, h1, flags, _, _] = source.take()?;
        let screen = (u32::from(u16::from_le_bytes([w0, w1])), u32::from(u16::from_le_bytes([h0, h1])));
        limits::check_size(screen.0, screen.1)?;
        let palette = read_palette(&mut source, flags)?.unwrap_or_default();
        Ok(Self { source, screen, palette, loops: 1, control: Control::default(), begun: false, ended: false })
    }

    /// The colours of images that bring none.
    pub(in super::super) fn palette(&self) -> &[u8] {
        &self.palette
    }

    /// The next image, with its coded bytes if they are `wanted`; `None` at the end.
    pub(in super::super) fn next(&mut self, wanted: bool) -> Result<Option<Image>, MediaError> {
        // Set once bytes that begin no block were passed over: from there on a block has to look like one.
        let mut lost = false;
        while let Some(introducer) = self.source.byte_or_end()? {
            let found = match introducer {
                0x3b => {
                    self.ended = true;
                    return Ok(None);
                }
                0x21 if !lost || self.is_extension()? => self.extension().map(|()| None),
                0x2c if !lost || self.is_image()? => self.image(wanted).map(Some),
                0 => continue, // some writers end an image twice
                _ => {
                    lost = true;
                    continue;
                }
            };
            match found {
                Ok(None) => lost = false,
                Ok(image) => {
                    self.begun = true;
                    return Ok(image);
                }
                // Bytes that looked like a block and are none, or an extension without an end: nothing more is there.
                Err(MediaError::CutShort { .. }) if self.begun && (lost || introducer == 0x21) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        if self.begun { Ok(None) } else { Err(self.source.cut_short()) }
    }

    /// True if an extension of a known kind stands here.
    fn is_extension(&mut self) -> Result<bool, MediaError> {
        let head = self.source.peek(8)?;
        Ok(matches!(head[..], [0xf9, 4, _, _, _, _, 0, ..] | [0xff, 11, ..] | [0xfe, ..] | [0x01, 12, ..]))
    }

    /// True if an image stands here that lies on the screen.
    fn is_image(&mut self) -> Result<bool, MediaError> {
        let head = self.source.peek(9)?;
        let [l0, l1, t0, t1, w0, w1, h0, h1, flags] = head[..] else {
            return Ok(false);
        };
        let fits = |from: [u8; 2], length: [u8; 2], whole| {
            let (from, length) = (u32::from(u16::from_le_bytes(from)), u32::from(u16::from_le_bytes(length)));
            length > 0 && (whole == 0 || from + length <= whole)
        };
        Ok(flags & 0x18 == 0 && fits([l0, l1], [w0, w1], self.screen.0) && fits([t0, t1], [h0, h1], self.screen.1))
    }

    fn image(&mut self, wanted: bool) -> Result<Image, MediaError> {
        let [l0, l1, t0, t1, w0, w1, h0, h1, flags] = self.source.take()?;
        let palette = read_palette(&mut self.source, flags)?;
        let mut image = Image {
            left: u16::from_le_bytes([l0, l1]),
            top: u16::from_le_bytes([t0, t1]),
            width: u16::from_le_bytes([w0, w1]),
            height: u16::from_le_bytes([h0, h1]),
            interlaced: flags & 0x40 != 0,
            palette,
            control: std::mem::take(&mut self.control),
            coded: vec![self.source.byte()?],
            cut: false,
        };
        loop {
            match self.source.byte_or_end()? {
                Some(0) => return Ok(image),
                Some(length) if wanted => image.coded.extend(self.source.take_capped(u64::from(length), 255)?),
                Some(length) => self.source.skip(u64::from(length))?,
                // All blocks that were begun are there; whether they are all, decoding tells.
                None => {
                    image.cut = true;
                    return Ok(image);
                }
            }
        }
    }

    /// Reads what an extension says of the next image, or how often to play; skips all others.
    fn extension(&mut self) -> Result<(), MediaError> {
        let label = self.source.byte()?;
        let length = u64::from(self.source.byte()?);
        if length == 0 {
            return Ok(());
        }
        let first = self.source.take_capped(length, length)?;
        match (label, &first[..]) {
            (0xf9, &[flags, d0, d1, index, ..]) => {
                self.control = Control {
                    delay: u16::from_le_bytes([d0, d1]),
                    dispose: flags >> 2 & 7,
                    transparent: (flags & 1 == 1).then_some(index),
                };
            }
            (0xff, b"NETSCAPE2.0" | b"ANIMEXTS1.0") => return self.looping(),
            _ => {}
        }
        self.skip_blocks()
    }

    /// Reads the loop count of Netscape's extension: it tells how often to play *again*.
    fn looping(&mut self) -> Result<(), MediaError> {
        let length = u64::from(self.source.byte()?);
        if length == 0 {
            return Ok(());
        }
        if let [1, n0, n1, ..] = self.source.take_capped(length, length)?[..] {
            self.loops = match u16::from_le_bytes([n0, n1]) {
                0 => 0,
                again => again.saturating_add(1),
            };
        }
        self.skip_blocks()
    }

    fn skip_blocks(&mut self) -> Result<(), MediaError> {
        loop {
            match self.source.byte()? {
                0 => return Ok(()),
                length => self.source.skip(u64::from(length))?,
            }
        }
    }
}

/// Reads a colour table, if the packed flags announce one.
fn read_palette(source: &mut Source, flags: u8) -> Result<Option<Vec<u8>>, MediaError> {
    if flags & 0x80 == 0 {
        return Ok(None);
    }
    let length = 3 << ((flags & 7) + 1);
    source.take_capped(length, length).map(Some)
}
