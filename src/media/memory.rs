//! What a picture will cost in memory. The work goes in stages, and the dearest one counts.
//!
//! The figures per pixel are peaks of resident memory (`VmHWM`) over renders of photographs and, as the worst there is,
//! noise with and without noisy alpha: `tests/memory.rs` measures them.

use image::metadata::Orientation;

use super::encode::THRIFTY;
use super::format::Format;
use super::probe::Probe;
use super::steps::{Step, Target, Wanted, steps};

/// Buffers that do not grow with the picture: files, inflate, libwebp's rows.
const BASE: u64 = 8 << 20;

pub(super) fn estimate(probe: &Probe, wanted: &Wanted) -> u64 {
    let facts = &probe.facts;
    let pixels = facts.pixels();
    let step = if facts.alpha { 4 } else { 3 };
    let sizes = steps(probe.width, probe.height, wanted);
    let scaled = || sizes.iter().filter(|size| size.target != Target::FULL);
    let small: u64 = scaled().map(area).sum::<u64>() * step;
    let full = pixels * step;
    let turning = match probe.orientation {
        // Turns its rows as they come.
        _ if probe.format == Format::Jpeg => 0,
        Orientation::NoTransforms => 0,
        _ => full * 2,
    };
    // Lanczos goes across first: an inner picture of the new width and the old height. With alpha, a
    // premultiplied copy of the whole besides.
    let widest = scaled().map(|size| u64::from(size.width)).max().unwrap_or(0);
    let inner = widest * u64::from(probe.height) * step + if facts.alpha { full } else { 0 };
    let scaling = full + inner + small;
    // The smaller ones wait, and so does the full size while they are encoded.
    let encoding_small = full + small + scaled().map(|size| encoding(area(size), facts.alpha)).max().unwrap_or(0);
    let importing = full + small + planes(pixels, facts.alpha);
    let encoding_full = encoding(pixels, facts.alpha);
    let animation = if probe.animated() {
        // Every size keeps the frame before, and all that was written so far: up to a byte a pixel.
        let every = area_sum(&sizes);
        facts.decoding + every * step * 2 + every * u64::from(probe.frames)
    } else {
        0
    };
    let stages = [facts.decoding, turning, scaling, encoding_small, importing, encoding_full];
    BASE + stages.into_iter().max().unwrap_or(0) + animation
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

fn area(size: &Step) -> u64 {
    u64::from(size.width) * u64::from(size.height)
}

fn area_sum(sizes: &[Step]) -> u64 {
    sizes.iter().map(area).sum()
}
