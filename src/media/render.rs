//! The order of the work: decode, scale large to small, encode small to large.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::animation;
use super::decode;
use super::encode;
use super::error::{MediaError, RenderError};
use super::format::Format;
use super::placeholder::{self, Placeholder};
use super::probe::Probe;
use super::resize;
use crate::model::pictures::{FULL, qualities};

/// One thing that came out.
#[derive(Debug)]
pub enum Rendered {
    /// Comes first: all that a page needs to lay the picture out before its bytes are there.
    Measured {
        /// Width in pixels, upright.
        width: u32,
        /// Height in pixels, upright.
        height: u32,
        /// The ThumbHash, some 25 bytes.
        thumbhash: Vec<u8>,
        /// The ThumbHash drawn as a WebP of at most 32 px a side, for a `data:` URL.
        placeholder: Vec<u8>,
    },
    /// Comes once for each of [`qualities`], in that order.
    Quality(Quality),
}

/// A finished quality.
#[derive(Debug)]
pub struct Quality {
    /// Its number, as in `ID-n`.
    pub n: u8,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The whole file.
    pub webp: Vec<u8>,
}

impl Rendered {
    pub(super) fn measured(probe: &Probe, placeholder: Placeholder) -> Self {
        Self::Measured {
            width: probe.width,
            height: probe.height,
            thumbhash: placeholder.thumbhash,
            placeholder: placeholder.webp,
        }
    }
}

/// Where results go.
pub(super) type Emit<'a, E> = &'a mut dyn FnMut(Rendered) -> Result<(), E>;

/// Decodes the file and emits the measures, then the qualities 1, 2, 3 …, and last 0, the full size, so
/// that a grid has its pictures early. Blocks for 0.1–10 s and holds up to [`Probe::memory`] bytes.
///
/// `probe` must be of the same file. What is emitted before an error is good, but the set is not
/// complete: throw it away, or keep it for the next try.
///
/// # Errors
/// `Media` if the file turns out to be broken deeper than the probe looks; `Emit` as soon as `emit` fails.
pub fn render<E>(path: &Path, probe: &Probe, emit: Emit<E>) -> Result<(), RenderError<E>> {
    if probe.animated() {
        return animation::render(path, probe, emit);
    }
    let format = probe.format;
    let full = guarded(format, || decode::still(path, probe))?;
    let sizes = qualities(full.width, full.height);
    let scaled = &sizes[..sizes.len() - 1];
    let small = guarded(format, || resize::chain(&full, scaled))?;
    // The first is 10 px; the placeholder wants the next larger one.
    let smallest = small.get(1).unwrap_or(&full);
    let placeholder = guarded(format, || placeholder::draw(smallest))?;
    emit(Rendered::measured(probe, placeholder)).map_err(RenderError::Emit)?;
    for (size, pixels) in sizes.iter().zip(small.into_iter().chain([full])) {
        let effort = if size.n == FULL { encode::FULL } else { encode::SMALL };
        let quality = Quality {
            n: size.n,
            width: size.width,
            height: size.height,
            webp: guarded(format, || encode::webp(&pixels, effort))?,
        };
        drop(pixels);
        emit(Rendered::Quality(quality)).map_err(RenderError::Emit)?;
    }
    Ok(())
}

/// Runs a library over a stranger's bytes. A panic in it is that file's fault and ends that file only
/// (which needs `panic = "unwind"`, Rust's default). Nothing that was being built is used afterwards.
pub(super) fn guarded<T>(format: Format, work: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(MediaError::broken(format, "its decoder gave up")))
}
