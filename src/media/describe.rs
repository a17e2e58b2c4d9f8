//! What is kept of a picture beside its files, so that it is found by its looks: a likeness and a palette.

use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;

use super::decode;
use super::error::MediaError;
use super::format::Format;
use super::likeness::Likeness;
use super::palette::{Shade, palette};
use super::render::guarded;

/// A picture's looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// How light and dark are arranged; `None` where there is no such arrangement.
    pub likeness: Option<Likeness>,
    /// The colours that stand out, the one that takes most first.
    pub palette: Vec<Shade>,
}

/// Describes a picture by one of its small quality states, or of an animation by the first frame. Takes some milliseconds for one of 236 pixels.
///
/// # Errors
/// `Broken`, `CutShort` or `UnsupportedKind` where this is no WebP that can be read.
pub fn describe(webp: &[u8]) -> Result<Description, MediaError> {
    guarded(Format::WebP, || {
        let decoder =
            WebPDecoder::new(Cursor::new(webp)).map_err(|error| MediaError::from_image(Format::WebP, error))?;
        let size = decoder.dimensions();
        let pixels = decode::read(decoder, Format::WebP, size, None)?;
        Ok(Description { likeness: Likeness::of(&pixels), palette: palette(&pixels) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{encode, pixels::Pixels};

    #[test]
    fn a_quality_state_is_described_and_what_is_none_is_refused() {
        let (side, quarter) = (64, 16);
        let light = |at: u32| ((at % side) * (at / side) / quarter) as u8;
        let data = (0..side * side).flat_map(|at| [light(at), light(at) / 2, 20]).collect();
        let pixels = Pixels { width: side, height: side, alpha: false, data };
        let own = Likeness::of(&pixels).expect("light and dark are arranged");
        let webp = encode::webp(&pixels, encode::SMALL).unwrap();
        let found = describe(&webp).unwrap();
        assert!(found.likeness.is_some_and(|found| found.is_nearly(&own)));
        assert!(!found.palette.is_empty());
        for wrong in ["", "RIFF\x04\0\0\0WEBP", "GIF89a"] {
            assert!(describe(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
    }
}
