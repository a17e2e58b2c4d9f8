//! Pixels to WebP: the door to libwebp.
//!
//! libwebp only ever sees pixels of ours. Strangers' WebP files are decoded by the `image` crate's own
//! decoder, because this libwebp is an older one.

use webp::{Encoder, PixelLayout, WebPConfig};

use super::error::MediaError;
use super::pixels::Pixels;

/// How hard libwebp tries and how much it keeps.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// 0–100.
    pub quality: f32,
    /// 0 (fast) – 6 (small).
    pub method: i32,
}

/// The scaled qualities.
pub(super) const SMALL: Effort = Effort { quality: 80.0, method: 4 };

/// The full size. Method 2 keeps no tokens in memory and takes less than half of method 4's time, for
/// some 7 % more bytes in a file that few people fetch.
pub(super) const FULL: Effort = Effort { quality: 90.0, method: 2 };

/// Frames of an animation: there are many, and each is seen for a moment.
pub(super) const FRAME: Effort = Effort { quality: 80.0, method: 2 };

/// The placeholder: a blur, of which a hundred bytes are enough.
pub(super) const BLUR: Effort = Effort { quality: 40.0, method: 6 };

/// Encodes one picture as lossy WebP. Nothing but pixels goes in, so no metadata can come out.
///
/// # Errors
/// `Encoding`, if libwebp has no memory.
pub(super) fn webp(pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, MediaError> {
    let mut config = WebPConfig::new().map_err(|()| failed("libwebp has another version"))?;
    config.quality = effort.quality;
    config.method = effort.method;
    let layout = if pixels.alpha { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let encoder = Encoder::new(&pixels.data, layout, pixels.width, pixels.height);
    let webp = encoder.encode_advanced(&config).map_err(|error| failed(format!("{error:?}")))?;
    Ok(webp.to_vec())
}

fn failed(detail: impl ToString) -> MediaError {
    MediaError::Encoding { detail: detail.to_string() }
}
