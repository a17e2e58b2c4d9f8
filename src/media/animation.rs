//! Animations: every frame is decoded once, scaled to every size, and written to each size's
//! animation before the next one is decoded.

use std::path::Path;

use super::anmf::Animation;
use super::decode;
use super::encode;
use super::error::RenderError;
use super::orient;
use super::pixels::{Picture, Pixels};
use super::probe::Probe;
use super::render::{Emit, Rendered, drawn_from, guarded, measured};
use super::resize;
use super::steps::{Qualities, Target, Wanted, steps};
use crate::telemetry::{Stage, Stages};

/// Renders an animation. The placeholder and the lowest quality show the first frame, still.
pub(super) fn render<E>(path: &Path, probe: &Probe, wanted: &Wanted, emit: Emit<E>) -> Result<(), RenderError<E>> {
    let format = probe.format;
    let mut stages = Stages::default();
    let mut frames = stages.during(Stage::Decode, || guarded(format, || decode::reel(path, probe)))?;
    let all = steps(probe.width, probe.height, wanted);
    let moving: Vec<_> = all.into_iter().filter(|step| step.target != Target::LOWEST).collect();
    let scaled: Vec<_> = moving.iter().copied().filter(|step| step.target != Target::FULL).collect();
    let mut animations: Vec<_> = moving.iter().map(|step| Animation::new(step.width, step.height)).collect();
    for number in 0..probe.frames {
        let Some((full, millis)) = stages.during(Stage::Decode, || guarded(format, || frames.next()))? else {
            break;
        };
        let (full, millis) = (orient::upright(full, probe.orientation), shown_for(millis));
        let small = stages.during(Stage::Resize, || guarded(format, || resize::chain(&full, &scaled)))?;
        if number == 0 && wanted.qualities.with_measures() {
            first(drawn_from(&scaled, &small, &full), probe, emit)?;
        }
        for (animation, pixels) in animations.iter_mut().zip(small.into_iter().chain([full])) {
            stages.during(Stage::Encode, || guarded(format, || animation.add(pixels, millis)))?;
        }
    }
    for (step, animation) in moving.iter().zip(animations) {
        emit(vec![Rendered::made(step, animation.finish(probe.facts.loops))]).map_err(RenderError::Emit)?;
    }
    Ok(())
}

/// Emits what is made of the first frame alone.
fn first<E>(smallest: &Pixels, probe: &Probe, emit: Emit<E>) -> Result<(), RenderError<E>> {
    let format = probe.format;
    let mut rendered = vec![measured(probe, smallest)?];
    let states = steps(probe.width, probe.height, &Wanted { qualities: Qualities::All, heights: Vec::new() });
    let lowest: Vec<_> = states.into_iter().filter(|step| step.target == Target::LOWEST).collect();
    for (step, pixels) in lowest.iter().zip(guarded(format, || resize::chain(smallest, &lowest))?) {
        let webp = guarded(format, || encode::webp_of(Picture::Pixels(pixels), encode::SMALL))?;
        rendered.push(Rendered::made(step, webp));
    }
    emit(rendered).map_err(RenderError::Emit)
}

/// How long browsers show a frame that is to be shown for `millis`: at 10 ms and less they take it for a
/// mistake. (Firefox began with it, Chromium and Safari followed.)
fn shown_for(millis: u32) -> u32 {
    if millis <= 10 { 100 } else { millis }
}
