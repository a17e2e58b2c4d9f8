//! Animated GIF and WebP: every frame is decoded once, scaled to every size, and written to each size's
//! animation before the next one is decoded.

use std::path::Path;

use image::codecs::{gif::GifDecoder, webp::WebPDecoder};
use image::{AnimationDecoder, Frame, Frames, ImageDecoder};

use super::anmf::Animation;
use super::colour::{Colours, ToSrgb};
use super::decode;
use super::encode;
use super::error::{MediaError, RenderError};
use super::format::Format;
use super::orient;
use super::pixels::Pixels;
use super::placeholder;
use super::probe::Probe;
use super::render::{Emit, Rendered, drawn_from, guarded};
use super::resize;
use super::steps::{Target, Wanted, steps};

/// Renders an animation. The placeholder and the lowest quality show the first frame, still.
pub(super) fn render<E>(path: &Path, probe: &Probe, wanted: &Wanted, emit: Emit<E>) -> Result<(), RenderError<E>> {
    let format = probe.format;
    let mut frames = guarded(format, || open(path, probe))?;
    let all = steps(probe.width, probe.height, wanted);
    let moving: Vec<_> = all.into_iter().filter(|step| step.target != Target::LOWEST).collect();
    let scaled: Vec<_> = moving.iter().copied().filter(|step| step.target != Target::FULL).collect();
    let mut animations: Vec<_> = moving.iter().map(|step| Animation::new(step.width, step.height)).collect();
    for number in 0..probe.frames {
        let Some((full, millis)) = guarded(format, || frames.next(probe))? else {
            break;
        };
        let small = guarded(format, || resize::chain(&full, &scaled))?;
        if number == 0 && wanted.qualities {
            first(drawn_from(&scaled, &small, &full), probe, emit)?;
        }
        for (animation, pixels) in animations.iter_mut().zip(small.into_iter().chain([full])) {
            guarded(format, || animation.add(pixels, millis))?;
        }
    }
    for (step, animation) in moving.iter().zip(animations) {
        emit(Rendered::made(step, animation.finish(probe.facts.loops))).map_err(RenderError::Emit)?;
    }
    Ok(())
}

/// Emits what is made of the first frame alone.
fn first<E>(smallest: &Pixels, probe: &Probe, emit: Emit<E>) -> Result<(), RenderError<E>> {
    let format = probe.format;
    let placeholder = guarded(format, || placeholder::draw(smallest))?;
    emit(Rendered::measured(probe, placeholder)).map_err(RenderError::Emit)?;
    let states = steps(probe.width, probe.height, &Wanted { qualities: true, heights: Vec::new() });
    let lowest: Vec<_> = states.into_iter().filter(|step| step.target == Target::LOWEST).collect();
    for (step, pixels) in lowest.iter().zip(guarded(format, || resize::chain(smallest, &lowest))?) {
        let webp = guarded(format, || encode::webp(&pixels, encode::SMALL))?;
        emit(Rendered::made(step, webp)).map_err(RenderError::Emit)?;
    }
    Ok(())
}

/// Frames as they come out of the file, and the way to make them upright and sRGB.
struct Reel {
    frames: Frames<'static>,
    to_srgb: Option<ToSrgb>,
}

fn open(path: &Path, probe: &Probe) -> Result<Reel, MediaError> {
    let failed = |error| MediaError::from_image(probe.format, error);
    let input = decode::open(path)?;
    if probe.format == Format::Gif {
        let mut decoder = GifDecoder::new(input).map_err(failed)?;
        decoder.set_limits(decode::limits(probe)).map_err(failed)?;
        return Ok(Reel { frames: decoder.into_frames(), to_srgb: None });
    }
    let mut decoder = WebPDecoder::new(input).map_err(failed)?;
    decoder.set_limits(decode::limits(probe)).map_err(failed)?;
    let icc = decoder.icc_profile().ok().flatten();
    Ok(Reel { frames: decoder.into_frames(), to_srgb: icc.and_then(|icc| Colours::Icc(icc).to_srgb()) })
}

impl Reel {
    /// The next frame, and for how many milliseconds it is shown.
    fn next(&mut self, probe: &Probe) -> Result<Option<(Pixels, u32)>, MediaError> {
        let Some(frame) = self.frames.next() else {
            return Ok(None);
        };
        let frame: Frame = frame.map_err(|error| MediaError::from_image(probe.format, error))?;
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        let millis = numerator / denominator.max(1);
        let buffer = frame.into_buffer();
        if buffer.dimensions() != (probe.facts.width, probe.facts.height) {
            return Err(MediaError::broken(probe.format, "its headers disagree about its size"));
        }
        let mut pixels =
            Pixels { width: probe.facts.width, height: probe.facts.height, alpha: true, data: buffer.into_raw() };
        pixels.drop_opaque_alpha();
        if let Some(to_srgb) = &self.to_srgb {
            pixels.recolour(to_srgb);
        }
        Ok(Some((orient::upright(pixels, probe.orientation), millis)))
    }
}
