//! What a picture will cost in memory. The work goes in stages, and the dearest one counts.
//!
//! The figures per pixel are peaks of resident memory (`VmHWM`) over renders of photographs and, as the worst there is,
//! noise with and without noisy alpha: `tests/memory.rs` measures them.

use image::metadata::Orientation;

use super::encode::THRIFTY;
use super::encoders::ENCODERS;
use super::format::Format;
use super::jpeg;
use super::probe::Probe;
use super::steps::{Step, Target, Wanted, steps};

/// Buffers that do not grow with the picture: files, inflate, libwebp's rows.
const BASE: u64 = 8 << 20;

pub(super) fn estimate(probe: &Probe, wanted: &Wanted) -> u64 {
    let facts = &probe.facts;
    let pixels = facts.pixels();
    let step = if facts.alpha { 4 } else { 3 };
    let sizes = steps(probe.width, probe.height, wanted);
    let scaled: Vec<_> = sizes.iter().filter(|size| size.target != Target::FULL).collect();
    let has_full = scaled.len() < sizes.len();
    let small: u64 = scaled.iter().map(|size| size.pixels()).sum::<u64>() * step;
    let full = pixels * step;
    let turning = match probe.orientation {
        // Turns its rows as they come, or planes one by one.
        _ if probe.format == Format::Jpeg => 0,
        Orientation::NoTransforms => 0,
        _ => full * 2,
    };
    // Lanczos goes across first: an inner picture of the new width and the old height. With alpha, a
    // premultiplied copy of the whole besides.
    let widest = scaled.iter().map(|size| u64::from(size.width)).max().unwrap_or(0);
    let premultiplied = if facts.alpha && !scaled.is_empty() { full } else { 0 };
    let inner = widest * u64::from(probe.height) * step + premultiplied;
    let scaling = full + inner + small;
    // Several are encoded at once while the others wait, and so does the full size where it is wanted as well; it comes last.
    let mut encodings: Vec<_> = scaled.iter().map(|size| encoding(size.pixels(), facts.alpha)).collect();
    encodings.sort_unstable_by(|a, b| b.cmp(a));
    let waiting = if has_full { full + small } else { small };
    let encoding_small = waiting + encodings.iter().take(ENCODERS).sum::<u64>();
    let beside = small + encodings.iter().take(ENCODERS - 1).sum::<u64>();
    let importing = full + planes(pixels, facts.alpha) + beside;
    let encoding_full = encoding(pixels, facts.alpha) + beside;
    let [importing, encoding_full] = if has_full { [importing, encoding_full] } else { [0, 0] };
    let stages = [facts.decoding + early(probe, wanted), turning, scaling, encoding_small, importing, encoding_full];
    BASE + stages.into_iter().max().unwrap_or(0) + animation(probe, &sizes, step)
}

/// The smaller decoding that is made beside the whole one, and what comes of it.
fn early(probe: &Probe, wanted: &Wanted) -> u64 {
    if !wanted.qualities.with_measures() || jpeg::early_scale(probe).is_none() {
        return 0;
    }
    let early: u64 =
        steps(probe.width, probe.height, wanted).iter().filter(|step| step.is_early()).map(Step::pixels).sum();
    // A quarter of the width and of the height at most, and Lanczos' inner picture, which is no larger.
    let decoded = probe.facts.pixels().div_ceil(16) * 3;
    decoded * 2 + early * 3 + encoding(early, false)
}

/// Every size of an animation keeps the frame before, and all that was written so far: up to a byte a pixel.
fn animation(probe: &Probe, sizes: &[Step], step: u64) -> u64 {
    if !probe.animated() {
        return 0;
    }
    let every: u64 = sizes.iter().map(Step::pixels).sum();
    probe.facts.decoding + every * step * 2 + every * u64::from(probe.frames)
}

/// Luma, chroma and alpha.
fn planes(pixels: u64, alpha: bool) -> u64 {
    pixels * 3 / 2 + if alpha { pixels } else { 0 }
}

/// libwebp: planes, and what it writes: up to a byte a pixel, twice while it is put together, in a buffer that doubles. For
/// transparency, a lossless picture of the alpha plane besides; large ones get it afterwards, and cheaper.
fn encoding(pixels: u64, alpha: bool) -> u64 {
    let planes = planes(pixels, alpha);
    let written = pixels * 3;
    match alpha {
        false => planes + written,
        true if pixels < THRIFTY => planes + written + pixels * 32,
        true => (planes + pixels + written).max(pixels * 9),
    }
}
