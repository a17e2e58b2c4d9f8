//! What a page shows before the picture: a ThumbHash (Evan Wallace, 2023), and the same drawn as WebP.

use fast_image_resize::Resizer;

use super::encode;
use super::error::MediaError;
use super::pixels::Pixels;
use super::resize::Raster;
use crate::model::pictures::fit;

/// Longest side in pixels that a ThumbHash may be made from.
const HASHED_SIDE: u32 = 100;

/// A ThumbHash (about 25 bytes) and its drawing (WebP, at most 32 px a side).
pub(super) struct Placeholder {
    pub thumbhash: Vec<u8>,
    pub webp: Vec<u8>,
}

/// Makes the placeholder from the smallest picture at hand that still has 100 px a side.
pub(super) fn draw(picture: &impl Raster) -> Result<Placeholder, MediaError> {
    let (width, height) = picture.size();
    let hashed = fit(width, height, HASHED_SIDE);
    let rgba = if hashed == (width, height) {
        picture.to_rgba()
    } else {
        picture.scaled(&mut Resizer::new(), hashed.0, hashed.1)?.to_rgba()
    };
    let thumbhash = thumbhash::rgba_to_thumb_hash(hashed.0 as usize, hashed.1 as usize, &rgba);
    let (width, height, data) = thumbhash::thumb_hash_to_rgba(&thumbhash)
        .map_err(|()| MediaError::Encoding { detail: "its ThumbHash cannot be drawn".to_owned() })?;
    let mut drawing = Pixels { width: width as u32, height: height as u32, alpha: true, data };
    drawing.drop_opaque_alpha();
    let webp = encode::webp(&drawing, encode::BLUR)?;
    Ok(Placeholder { thumbhash, webp })
}
