//! What is said about an item or a track: size, colours, how to crop and turn it.

use image::metadata::Orientation;

use super::boxes::Bytes;
use super::{Colour, Crop};

/// The properties of one item.
#[derive(Clone, Debug, Default)]
pub(super) struct Properties {
    pub width: u32,
    pub height: u32,
    pub colour: Colour,
    crop: Option<[u32; 8]>,
    turn: u8,
    mirror: Option<u8>,
    /// True if it is the alpha of another.
    pub alpha: bool,
    /// True if it has more than 8 bits a sample.
    pub deep: bool,
    /// True if its chroma is as fine as its luma.
    pub fine_chroma: bool,
}

impl Properties {
    /// Takes in one property box; `None` if it makes no sense.
    pub fn read(&mut self, kind: [u8; 4], content: &[u8]) -> Option<()> {
        let mut bytes = Bytes(content);
        match &kind {
            b"ispe" => {
                bytes.version()?;
                (self.width, self.height) = (bytes.u32()?, bytes.u32()?);
            }
            b"irot" => self.turn = bytes.u8()? & 3,
            b"imir" => self.mirror = Some(bytes.u8()? & 1),
            b"clap" => {
                let mut numbers = [0; 8];
                for number in &mut numbers {
                    *number = bytes.u32()?;
                }
                self.crop = Some(numbers);
            }
            b"av1C" => {
                let flags = *content.get(2)?;
                self.deep = flags & 0x40 != 0;
                self.fine_chroma = flags & 0x0c == 0;
            }
            b"auxC" => self.alpha = content.get(4..).is_some_and(is_alpha),
            b"auxi" => self.alpha = content.get(4..).is_some_and(is_alpha),
            b"colr" => self.colour(bytes)?,
            b"clli" => self.colour.brightest = Some(f32::from(bytes.u16()?)).filter(|most| *most > 0.0),
            b"mdcv" => {
                bytes.take(16)?;
                let screen = bytes.u32()? as f32 / 10_000.0;
                self.colour.screen = Some(screen).filter(|most| *most > 0.0);
            }
            _ => {}
        }
        Some(())
    }

    fn colour(&mut self, mut bytes: Bytes) -> Option<()> {
        match bytes.take(4)? {
            b"prof" | b"rICC" => self.colour.icc = Some(bytes.0.to_vec()),
            b"nclx" => {
                let (primaries, transfer, matrix) = (bytes.u16()?, bytes.u16()?, bytes.u16()?);
                self.colour.nclx = Some((primaries, transfer, matrix, bytes.u8()? & 0x80 != 0));
            }
            _ => {}
        }
        Some(())
    }

    /// The part of a picture of this size that is to be shown (`clap`); all of it if the property makes no sense.
    pub fn crop(&self, (width, height): (u32, u32)) -> Crop {
        let whole = Crop { left: 0, top: 0, width, height };
        let Some([wn, wd, hn, hd, xn, xd, yn, yd]) = self.crop else { return whole };
        let along = |size: u32, (n, d): (u32, u32), (offset_n, offset_d): (u32, u32)| {
            if d == 0 || offset_d == 0 {
                return None;
            }
            let length = f64::from(n) / f64::from(d);
            // The offset is signed, from the middle of the one to the middle of the other.
            let offset = f64::from(offset_n as i32) / f64::from(offset_d as i32);
            let start = ((f64::from(size) - length) / 2.0 + offset).round();
            let length = length.round();
            (start >= 0.0 && length >= 1.0 && start + length <= f64::from(size))
                .then_some((start as u32, length as u32))
        };
        match (along(width, (wn, wd), (xn, xd)), along(height, (hn, hd), (yn, yd))) {
            (Some((left, width)), Some((top, height))) => Crop { left, top, width, height },
            _ => whole,
        }
    }

    /// How to turn it: `irot` counts quarter turns to the left; `imir` 0 swaps top and bottom, 1 left and right, after
    /// turning.
    pub fn orientation(&self) -> Orientation {
        match (self.turn, self.mirror) {
            (0, None) => Orientation::NoTransforms,
            (1, None) => Orientation::Rotate270,
            (2, None) => Orientation::Rotate180,
            (_, None) => Orientation::Rotate90,
            (0, Some(1)) | (2, Some(0)) => Orientation::FlipHorizontal,
            (0, _) | (2, _) => Orientation::FlipVertical,
            (1, Some(1)) | (3, Some(0)) => Orientation::Rotate270FlipH,
            _ => Orientation::Rotate90FlipH,
        }
    }
}

/// MIAF's name for alpha, and the one that HEVC had before.
fn is_alpha(name: &[u8]) -> bool {
    name.starts_with(b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
        || name.starts_with(b"urn:mpeg:hevc:2015:auxid:1\0")
}
