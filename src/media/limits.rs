//! What we refuse, and the one place that refuses it.

use super::error::MediaError;

/// Most pixels a picture may have, width × height: 100 megapixels.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Longest side in pixels. WebP stores sides in 14 bits (RFC 9649, section 2.5), so nothing longer
/// could be written.
pub const MAX_SIDE: u32 = 16_383;

/// Most frames of an animation.
pub const MAX_FRAMES: u32 = 1_000;

/// Most pixels of all frames of an animation together: each frame is decoded, and encoded once a quality.
pub const MAX_FRAMES_PIXELS: u64 = 100_000_000;

/// Most scans of a progressive JPEG. Cameras and encoders write about ten; every scan passes over the
/// whole picture, so a small file with thousands of empty ones burns minutes (libjpeg-turbo #284).
pub const MAX_SCANS: u32 = 100;

/// Most scans × pixels of a JPEG, for the same reason: 100 megapixels in 20 scans.
pub const MAX_SCANS_PIXELS: u64 = 2_000_000_000;

/// Checks the sides as they are stored in the file.
pub(super) fn check_size(width: u32, height: u32) -> Result<(), MediaError> {
    if width > MAX_SIDE || height > MAX_SIDE {
        return Err(MediaError::TooLongSide { width, height, limit: MAX_SIDE });
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(MediaError::TooManyPixels { width, height, limit: MAX_PIXELS });
    }
    Ok(())
}

/// Checks an animation; `pixels` is the sum over all frames.
pub(super) fn check_frames(frames: u32, pixels: u64) -> Result<(), MediaError> {
    if frames > MAX_FRAMES || (frames > 1 && pixels > MAX_FRAMES_PIXELS) {
        return Err(MediaError::TooManyFrames { frames, limit: MAX_FRAMES });
    }
    Ok(())
}
