//! Writing an animated WebP frame by frame (RFC 9649, section 2.7).
//!
//! libwebp's own animation encoder, as the `webp` crate offers it, wants all frames in memory at once, and
//! forgets the last one's duration. A container is simple enough: a header, and a chunk a frame, whose
//! picture is an ordinary WebP's. Only the rectangle that changed since the frame before is encoded.

use super::encode;
use super::error::MediaError;
use super::pixels::Pixels;

/// RIFF, VP8X and ANIM with their own headers.
const HEADER: usize = 12 + 18 + 14;

/// Longest duration of a frame in milliseconds: 24 bits.
const LONGEST: u32 = (1 << 24) - 1;

/// An animation being written.
pub(super) struct Animation {
    width: u32,
    height: u32,
    bytes: Vec<u8>,
    alpha: bool,
    /// The frame before.
    shown: Option<Pixels>,
    /// Where its duration stands in `bytes`, and what it is.
    duration: (usize, u32),
}

/// A rectangle in pixels; left and top are even, as the format wants.
struct Rect {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Animation {
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, bytes: vec![0; HEADER], alpha: false, shown: None, duration: (0, 0) }
    }

    /// Adds a frame of the animation's own size, shown for `millis`.
    pub fn add(&mut self, frame: Pixels, millis: u32) -> Result<(), MediaError> {
        let Some(rect) = changed(self.shown.as_ref(), &frame) else {
            // Nothing moved: the frame before is shown for longer.
            self.last(self.duration.1.saturating_add(millis));
            return Ok(());
        };
        let part = cut(&frame, &rect);
        self.alpha |= part.alpha;
        let webp = encode::webp(&part, encode::FRAME)?;
        let start = self.bytes.len();
        self.bytes.extend_from_slice(b"ANMF\0\0\0\0");
        for number in [rect.left / 2, rect.top / 2, rect.width - 1, rect.height - 1] {
            self.bytes.extend_from_slice(&(number as u32).to_le_bytes()[..3]);
        }
        self.duration.0 = self.bytes.len();
        // Flags: do not blend with what was there, do not dispose afterwards.
        self.bytes.extend_from_slice(&[0, 0, 0, 0b10]);
        self.last(millis);
        copy_picture(&webp, &mut self.bytes);
        let length = (self.bytes.len() - start - 8) as u32;
        self.bytes[start + 4..start + 8].copy_from_slice(&length.to_le_bytes());
        self.shown = Some(frame);
        Ok(())
    }

    fn last(&mut self, millis: u32) {
        let millis = millis.min(LONGEST);
        self.duration.1 = millis;
        let at = self.duration.0;
        self.bytes[at..at + 3].copy_from_slice(&millis.to_le_bytes()[..3]);
    }

    /// Ends the animation, which plays `loops` times; 0 is for ever.
    pub fn finish(mut self, loops: u16) -> Vec<u8> {
        let riff = (self.bytes.len() - 8) as u32;
        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(b"RIFF");
        header.extend_from_slice(&riff.to_le_bytes());
        header.extend_from_slice(b"WEBPVP8X\x0a\0\0\0");
        header.extend_from_slice(&[if self.alpha { 0x12 } else { 0x02 }, 0, 0, 0]);
        for side in [self.width, self.height] {
            header.extend_from_slice(&(side - 1).to_le_bytes()[..3]);
        }
        header.extend_from_slice(b"ANIM\x06\0\0\0\0\0\0\0");
        header.extend_from_slice(&loops.to_le_bytes());
        self.bytes[..HEADER].copy_from_slice(&header);
        self.bytes
    }
}

/// The rectangle in which `frame` differs from what is shown; `None` if in none.
fn changed(shown: Option<&Pixels>, frame: &Pixels) -> Option<Rect> {
    let (width, height) = (frame.width as usize, frame.height as usize);
    let whole = Rect { left: 0, top: 0, width, height };
    let Some(shown) = shown.filter(|shown| shown.alpha == frame.alpha) else {
        return Some(whole);
    };
    let step = frame.step();
    let rows = || {
        let new = frame.data.chunks_exact(width * step);
        new.zip(shown.data.chunks_exact(width * step))
    };
    let top = rows().position(|(a, b)| a != b)?;
    let bottom = height - rows().rev().position(|(a, b)| a != b)?;
    let (mut left, mut right) = (width, 0);
    for (new, old) in rows().take(bottom).skip(top) {
        let differs = || new.iter().zip(old).map(|(a, b)| a != b);
        if let Some(first) = differs().position(|differs| differs) {
            left = left.min(first / step);
        }
        if let Some(last) = differs().rposition(|differs| differs) {
            right = right.max(last / step + 1);
        }
    }
    let (left, top) = (left & !1, top & !1);
    Some(Rect { left, top, width: right - left, height: bottom - top })
}

/// Copies a rectangle out; one without transparent pixels becomes RGB.
fn cut(frame: &Pixels, rect: &Rect) -> Pixels {
    let (step, width) = (frame.step(), frame.width as usize);
    let mut data = Vec::with_capacity(rect.width * rect.height * step);
    for y in rect.top..rect.top + rect.height {
        let start = (y * width + rect.left) * step;
        data.extend_from_slice(&frame.data[start..start + rect.width * step]);
    }
    let mut part = Pixels { width: rect.width as u32, height: rect.height as u32, alpha: frame.alpha, data };
    part.drop_opaque_alpha();
    part
}

/// Copies the chunks that are a picture out of a still WebP of libwebp's.
fn copy_picture(webp: &[u8], bytes: &mut Vec<u8>) {
    let mut rest = webp.get(12..).unwrap_or_default();
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let [k0, k1, k2, k3, l0, l1, l2, l3] = *head;
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        let padded = (length + (length & 1)).min(after.len());
        if matches!(&[k0, k1, k2, k3], b"ALPH" | b"VP8 " | b"VP8L") {
            bytes.extend_from_slice(&rest[..8 + padded]);
        }
        rest = &after[padded..];
    }
}
