//! The order of the work: decode, scale large to small, encode small to large.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::animation;
use super::decode;
use super::encode;
use super::error::{MediaError, RenderError};
use super::format::Format;
use super::pixels::Pixels;
use super::placeholder::{self, Placeholder};
use super::probe::Probe;
use super::resize;
use super::steps::{Step, Target, Wanted, steps};
use crate::telemetry::{Stage, Stages};

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
    /// Comes once for each file that is wanted, by rising width, the full size last.
    Made(Made),
}

/// A finished file.
#[derive(Debug)]
pub struct Made {
    /// Which.
    pub target: Target,
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

    pub(super) fn made(step: &Step, webp: Vec<u8>) -> Self {
        Self::Made(Made { target: step.target, width: step.width, height: step.height, webp })
    }
}

/// Where results go.
pub(super) type Emit<'a, E> = &'a mut dyn FnMut(Rendered) -> Result<(), E>;

/// Decodes the file and emits what is wanted: the measures first where quality states are, then files by rising width, so that a
/// grid has its pictures early. Blocks for 0.1–10 s and holds up to [`Probe::memory`] bytes.
///
/// `probe` must be of the same file. What is emitted before an error is good, but the set is not
/// complete: throw it away, or keep it for the next try.
///
/// # Errors
/// `Media` if the file turns out to be broken deeper than the probe looks; `Emit` as soon as `emit` fails.
pub fn render<E>(path: &Path, probe: &Probe, wanted: &Wanted, emit: Emit<E>) -> Result<(), RenderError<E>> {
    if probe.animated() {
        return animation::render(path, probe, wanted, emit);
    }
    let format = probe.format;
    let mut stages = Stages::default();
    let full = stages.during(Stage::Decode, || guarded(format, || decode::still(path, probe)))?;
    let steps = steps(full.width, full.height, wanted);
    let scaled: Vec<_> = steps.iter().copied().filter(|step| step.target != Target::FULL).collect();
    let small = stages.during(Stage::Resize, || guarded(format, || resize::chain(&full, &scaled)))?;
    if wanted.qualities {
        let placeholder = guarded(format, || placeholder::draw(drawn_from(&scaled, &small, &full)))?;
        emit(Rendered::measured(probe, placeholder)).map_err(RenderError::Emit)?;
    }
    // Thumbnails alone have no full size among them.
    for (step, pixels) in steps.iter().zip(small.into_iter().chain([full])) {
        let effort = if step.target == Target::FULL { encode::FULL } else { encode::SMALL };
        let webp = stages.during(Stage::Encode, || guarded(format, || encode::webp_of(pixels, effort)))?;
        emit(Rendered::made(step, webp)).map_err(RenderError::Emit)?;
    }
    Ok(())
}

/// The picture of which a placeholder is drawn: a small one, but not the lowest of 10 px.
pub(super) fn drawn_from<'a>(scaled: &[Step], small: &'a [Pixels], full: &'a Pixels) -> &'a Pixels {
    let next = scaled.iter().position(|step| step.target == Target::NEXT);
    next.and_then(|at| small.get(at)).unwrap_or(full)
}

/// Runs a library over a stranger's bytes. A panic in it is that file's fault and ends that file only
/// (which needs `panic = "unwind"`, Rust's default). Nothing that was being built is used afterwards.
pub(super) fn guarded<T>(format: Format, work: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|thrown| {
        // libjpeg's door throws what it has to say.
        let said = thrown.downcast::<MediaError>().map(|error| *error);
        Err(said.unwrap_or_else(|_| MediaError::broken(format, "its decoder gave up")))
    })
}
