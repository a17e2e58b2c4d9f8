//! Pixels to WebP: the door to libwebp.
//!
//! libwebp only ever sees pixels of ours. Strangers' WebP files are decoded by the `image` crate's own
//! decoder, because this libwebp is an older one.

use std::ffi::c_int;
use std::marker::PhantomData;

use image::codecs::webp::WebPEncoder;
use libwebp_sys::{
    WebPCleanupTransparentArea, WebPEncCSP, WebPEncode, WebPPicture, WebPPictureFree, WebPPictureImportRGB,
    WebPPictureImportRGBA,
};

use webp::WebPConfig;

use super::error::MediaError;
use super::i420::{I420, Plane};
use super::pixels::{Picture, Pixels};

/// How hard libwebp tries and how much it keeps.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// 0–100.
    pub quality: f32,
    /// 0 (fast) – 6 (small).
    pub method: i32,
}

/// The scaled qualities. Method 2 takes less than half of method 4's time, and keeps no tokens in memory. What it looks like is what
/// method 4 makes at quality 80, for some 7 % more bytes.
pub(super) const SMALL: Effort = Effort { quality: 81.0, method: 2 };

/// The full size.
pub(super) const FULL: Effort = Effort { quality: 90.0, method: 2 };

/// Frames of an animation: there are many, and each is seen for a moment.
pub(super) const FRAME: Effort = Effort { quality: 80.0, method: 2 };

/// The placeholder: a blur, of which a hundred bytes are enough.
pub(super) const BLUR: Effort = Effort { quality: 40.0, method: 6 };

/// From so many pixels on, memory counts more than bytes: no tokens are kept, and alpha is written by `image`'s encoder,
/// which takes a fifth of what libwebp's lossless one does.
pub(super) const THRIFTY: u64 = 8_000_000;

/// Encodes one picture as lossy WebP. Nothing but pixels goes in, so no metadata can come out.
///
/// # Errors
/// `Encoding`, if libwebp has no memory.
pub(super) fn webp(pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, MediaError> {
    Source::import(pixels)?.encode(effort)
}

/// The same, and lets pixels go as soon as they are planes.
pub(super) fn webp_of(picture: Picture, effort: Effort) -> Result<Vec<u8>, MediaError> {
    match picture {
        Picture::Pixels(pixels) => {
            let source = Source::import(&pixels)?;
            drop(pixels);
            source.encode(effort)
        }
        Picture::I420(planes) => Source::lend(&planes)?.encode(effort),
    }
}

/// A picture as luma, chroma and alpha, as lossy WebP stores it. It takes half of what pixels take, and libwebp then has
/// no need of a copy of its own.
struct Source<'a>(WebPPicture, PhantomData<&'a I420>);

#[allow(unsafe_code)]
impl<'a> Source<'a> {
    /// One without planes.
    fn empty(width: u32, height: u32) -> Result<Self, MediaError> {
        let mut picture = WebPPicture::new().map_err(|()| failed("libwebp has another version"))?;
        let side = |side: u32| c_int::try_from(side).map_err(failed);
        (picture.width, picture.height) = (side(width)?, side(height)?);
        picture.use_argb = 0;
        Ok(Self(picture, PhantomData))
    }

    /// Has libwebp make planes of pixels.
    fn import(pixels: &Pixels) -> Result<Self, MediaError> {
        let mut source = Self::empty(pixels.width, pixels.height)?;
        let stride = c_int::try_from(pixels.width as usize * pixels.step()).map_err(failed)?;
        if pixels.data.len() < pixels.width as usize * pixels.height as usize * pixels.step() {
            return Err(failed("pixels are missing"));
        }
        // SAFETY: the picture was set up by libwebp, and there are as many rows of this length as it is told.
        let imported = unsafe {
            match pixels.alpha {
                true => WebPPictureImportRGBA(&mut source.0, pixels.data.as_ptr(), stride),
                false => WebPPictureImportRGB(&mut source.0, pixels.data.as_ptr(), stride),
            }
        };
        if imported == 0 { Err(source.failed()) } else { Ok(source) }
    }

    /// Lends libwebp planes that are there. It only reads them: what it changes of a picture is what is invisible, and there is no
    /// alpha.
    fn lend(picture: &'a I420) -> Result<Self, MediaError> {
        let [luma, blue, red] = &picture.planes;
        let mut source = Self::empty(luma.width, luma.height)?;
        let half = (luma.width.div_ceil(2), luma.height.div_ceil(2));
        let whole = |plane: &Plane| plane.data.len() == plane.width as usize * plane.height as usize;
        let fits = [blue, red].into_iter().all(|plane| (plane.width, plane.height) == half && whole(plane));
        if !fits || !whole(luma) {
            return Err(failed("samples are missing"));
        }
        source.0.colorspace = WebPEncCSP::WEBP_YUV420;
        source.0.y = luma.data.as_ptr().cast_mut();
        source.0.u = blue.data.as_ptr().cast_mut();
        source.0.v = red.data.as_ptr().cast_mut();
        source.0.y_stride = c_int::try_from(luma.width).map_err(failed)?;
        source.0.uv_stride = c_int::try_from(blue.width).map_err(failed)?;
        Ok(source)
    }

    fn encode(self, effort: Effort) -> Result<Vec<u8>, MediaError> {
        let pixels = u64::from(self.0.width.unsigned_abs()) * u64::from(self.0.height.unsigned_abs());
        self.encode_by(effort, pixels >= THRIFTY)
    }

    fn encode_by(mut self, effort: Effort, thrifty: bool) -> Result<Vec<u8>, MediaError> {
        let mut config = WebPConfig::new().map_err(|()| failed("libwebp has another version"))?;
        config.quality = effort.quality;
        config.method = effort.method;
        if !thrifty {
            return self.write(&config);
        }
        config.low_memory = 1;
        let size = (self.0.width.unsigned_abs(), self.0.height.unsigned_abs());
        let alpha = self.take_alpha();
        let webp = self.write(&config)?;
        drop(self);
        match alpha {
            Some(alpha) => with_alpha(&webp, alpha, size),
            None => Ok(webp),
        }
    }

    fn write(&mut self, config: &WebPConfig) -> Result<Vec<u8>, MediaError> {
        let mut bytes: Vec<u8> = Vec::new();
        self.0.writer = Some(write);
        self.0.custom_ptr = (&raw mut bytes).cast();
        // SAFETY: both were set up by libwebp, and planes that were lent are as long as they are said to be, and outlive `self`;
        // `write` is given `bytes`, which outlive the call.
        let done = unsafe { WebPEncode(config, &mut self.0) };
        self.0.custom_ptr = std::ptr::null_mut();
        if done == 0 { Err(self.failed()) } else { Ok(bytes) }
    }

    /// Takes the alpha plane away; `None` if there is none. What is invisible is evened out first, as it costs bytes.
    fn take_alpha(&mut self) -> Option<Vec<u8>> {
        if self.0.a.is_null() {
            return None;
        }
        let (width, height, stride) = (self.0.width as usize, self.0.height as usize, self.0.a_stride as usize);
        let mut alpha = Vec::with_capacity(width * height);
        // SAFETY: libwebp made this plane of `height` rows, `stride` apart and `width` long.
        unsafe {
            WebPCleanupTransparentArea(&mut self.0);
            for y in 0..height {
                alpha.extend_from_slice(std::slice::from_raw_parts(self.0.a.add(y * stride), width));
            }
        }
        self.0.a = std::ptr::null_mut();
        self.0.a_stride = 0;
        self.0.colorspace = WebPEncCSP::WEBP_YUV420;
        Some(alpha)
    }

    fn failed(&self) -> MediaError {
        failed(format!("{:?}", self.0.error_code))
    }
}

#[allow(unsafe_code)]
impl Drop for Source<'_> {
    fn drop(&mut self) {
        // SAFETY: libwebp frees what it allocated, all of which it holds by pointers of its own, and nothing that was lent.
        unsafe { WebPPictureFree(&mut self.0) }
    }
}

/// Takes what libwebp has written.
#[allow(unsafe_code)]
unsafe extern "C" fn write(data: *const u8, length: usize, picture: *const WebPPicture) -> c_int {
    // SAFETY: `Source::write` put a vector there, and libwebp tells how many bytes it gives.
    unsafe {
        if let Some(bytes) = (*picture).custom_ptr.cast::<Vec<u8>>().as_mut() {
            bytes.extend_from_slice(std::slice::from_raw_parts(data, length));
        }
    }
    1
}

/// Puts a still WebP without alpha and its alpha plane together (RFC 9649, section 2.7).
fn with_alpha(webp: &[u8], alpha: Vec<u8>, (width, height): (u32, u32)) -> Result<Vec<u8>, MediaError> {
    let mut lossless = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut lossless);
    encoder.encode(&alpha, width, height, image::ExtendedColorType::L8).map_err(failed)?;
    drop(alpha);
    // RIFF and the chunk's head; then the five bytes of a lossless picture's own head, which alpha has none of.
    let coded = lossless.get(20 + 5..).ok_or_else(|| failed("the alpha plane is empty"))?;
    let picture = webp.get(12..).ok_or_else(|| failed("the picture is empty"))?;
    let mut bytes = Vec::with_capacity(webp.len() + coded.len() + 40);
    bytes.extend_from_slice(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0");
    for side in [width, height] {
        bytes.extend_from_slice(&(side - 1).to_le_bytes()[..3]);
    }
    bytes.extend_from_slice(b"ALPH");
    bytes.extend_from_slice(&(coded.len() as u32 + 1).to_le_bytes());
    bytes.push(1); // compressed losslessly, unfiltered
    bytes.extend_from_slice(coded);
    if coded.len() % 2 == 0 {
        bytes.push(0);
    }
    bytes.extend_from_slice(picture);
    let riff = bytes.len() as u32 - 8;
    bytes[4..8].copy_from_slice(&riff.to_le_bytes());
    Ok(bytes)
}

fn failed(detail: impl ToString) -> MediaError {
    MediaError::Encoding { detail: detail.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thrift_costs_no_transparency() {
        for (width, height) in [(64, 48), (61, 33), (1, 1)] {
            let pixel = |at: u32| [200, (at % 250) as u8, 40, (at / 3 % 256) as u8];
            let pixels = Pixels { width, height, alpha: true, data: (0..width * height).flat_map(pixel).collect() };
            let [usual, thrifty] = [false, true].map(|thrifty| {
                let webp = Source::import(&pixels).unwrap().encode_by(FULL, thrifty).unwrap();
                image::load_from_memory_with_format(&webp, image::ImageFormat::WebP).unwrap().into_rgba8()
            });
            assert_eq!(usual.dimensions(), (width, height));
            assert_eq!(usual, thrifty);
            assert!(usual.pixels().zip(pixels.data.chunks_exact(4)).all(|(shown, pixel)| shown[3] == pixel[3]));
        }
    }
}
