//! The order of the work: what a grid waits for first, then the rest from large to small.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::animation;
use super::decode;
use super::encoders::{self, Encoded};
use super::error::{MediaError, RenderError};
use super::format::Format;
use super::jpeg;
use super::pixels::Picture;
use super::placeholder::{self, Placeholder};
use super::probe::Probe;
use super::resize::{self, Raster};
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
    fn measured(probe: &Probe, placeholder: Placeholder) -> Self {
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

/// Where results go: one by one, or several that are done together.
pub(super) type Emit<'a, E> = &'a mut dyn FnMut(Vec<Rendered>) -> Result<(), E>;

/// Decodes the file and emits what is wanted: the measures first where scaled quality states are, then files by rising width, so that a
/// grid has its pictures early. All that it waits for comes in one go. Blocks for 0.1–10 s and holds up to [`Probe::memory`] bytes.
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
    let mut still = Still { path, probe, wanted, stages: Stages::default(), emit };
    match jpeg::early_scale(probe).filter(|_| wanted.qualities.with_measures()) {
        Some(eighths) => {
            let full = still.early_and_full(eighths)?;
            still.rest(full, true)
        }
        None => {
            let full = still.stages.during(Stage::Decode, || guarded(probe.format, || decode::still(path, probe)))?;
            still.rest(full, false)
        }
    }
}

/// The work on a still picture.
struct Still<'a, E> {
    path: &'a Path,
    probe: &'a Probe,
    wanted: &'a Wanted,
    stages: Stages,
    emit: Emit<'a, E>,
}

impl<E> Still<'_, E> {
    /// Makes the early states of a smaller decoding, while all of the file is decoded on another thread.
    fn early_and_full(&mut self, eighths: u8) -> Result<Picture, RenderError<E>> {
        let (path, probe) = (self.path, self.probe);
        thread::scope(|scope| {
            let decoding = encoders::spawn(scope, || {
                let began = Instant::now();
                (guarded(probe.format, || decode::still(path, probe)), began.elapsed())
            });
            let decoding = decoding.map_err(MediaError::from)?;
            self.early(eighths)?;
            let gone = |_| (Err(MediaError::broken(probe.format, "its decoder gave up")), Duration::ZERO);
            let (full, took) = decoding.join().unwrap_or_else(gone);
            self.stages.add(Stage::Decode, took);
            Ok(full?)
        })
    }

    fn early(&mut self, eighths: u8) -> Result<(), RenderError<E>> {
        let (path, probe) = (self.path, self.probe);
        let mut early = steps(probe.width, probe.height, self.wanted);
        early.retain(Step::is_early);
        let scaled = || jpeg::scaled(path, probe, eighths).map(Picture::Pixels);
        let decoded = self.stages.during(Stage::Decode, || guarded(probe.format, scaled))?;
        let chain = || resize::chain(&decoded, &early);
        let pictures = self.stages.during(Stage::Resize, || guarded(probe.format, chain))?;
        let measured = measured(probe, drawn_from(&early, &pictures, &decoded))?;
        drop(decoded);
        self.encode(early.into_iter().zip(pictures).collect(), Some(measured))
    }

    /// Makes what is wanted of the whole picture; `after_early`: but for the early states.
    fn rest(&mut self, full: Picture, after_early: bool) -> Result<(), RenderError<E>> {
        let probe = self.probe;
        let (width, height) = full.size();
        let mut rest = steps(width, height, self.wanted);
        rest.retain(|step| !(after_early && step.is_early()));
        let scaled: Vec<_> = rest.iter().copied().filter(|step| step.target != Target::FULL).collect();
        let chain = || resize::chain(&full, &scaled);
        let mut pictures = self.stages.during(Stage::Resize, || guarded(probe.format, chain))?;
        let measures = self.wanted.qualities.with_measures() && !after_early;
        let measured = measures.then(|| measured(probe, drawn_from(&scaled, &pictures, &full))).transpose()?;
        // Thumbnails alone have no full size among them, nor have scaled states.
        if rest.len() > scaled.len() {
            pictures.push(full);
        } else {
            drop(full);
        }
        self.encode(rest.into_iter().zip(pictures).collect(), measured)
    }

    /// Encodes pictures and emits them in their order; what a grid waits for comes together, with the measures.
    fn encode(&mut self, pictures: Vec<(Step, Picture)>, measured: Option<Rendered>) -> Result<(), RenderError<E>> {
        let steps: Vec<_> = pictures.iter().map(|(step, _)| *step).collect();
        let early = steps.iter().filter(|step| step.is_early()).count();
        let mut done: Vec<Option<Rendered>> = steps.iter().map(|_| None).collect();
        let (mut next, mut together) = (0, Vec::from_iter(measured));
        encoders::encode_all(self.probe.format, pictures, |Encoded { place, webp, took }| {
            self.stages.add(Stage::Encode, took);
            done[place] = Some(Rendered::made(&steps[place], webp));
            while let Some(made) = done.get_mut(next).and_then(Option::take) {
                together.push(made);
                next += 1;
            }
            if next < early || together.is_empty() {
                return Ok(());
            }
            (self.emit)(mem::take(&mut together)).map_err(RenderError::Emit)
        })
    }
}

/// The measures of a picture.
pub(super) fn measured(probe: &Probe, drawn_from: &impl Raster) -> Result<Rendered, MediaError> {
    guarded(probe.format, || placeholder::draw(drawn_from)).map(|placeholder| Rendered::measured(probe, placeholder))
}

/// The picture of which a placeholder is drawn: a small one, but not the lowest of 10 px.
pub(super) fn drawn_from<'a, P>(scaled: &[Step], small: &'a [P], full: &'a P) -> &'a P {
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
