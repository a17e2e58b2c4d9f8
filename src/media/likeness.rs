//! What a picture looks like, in 267 bytes, by which those that look like it are found: the same picture cut, recoloured or compressed, then
//! pictures with the same arrangement of light and dark.
//!
//! The picture and 14 windows in it, of nine and eight tenths of each side, are averaged down to 32 × 32 values of lightness: half of the
//! strongest and the weakest colour together, which another hue leaves as it is. Of the frequencies of each (DCT) the 24 lowest are taken, without
//! the mean. As pictures have less of the higher ones, they are weighted by the root of their frequency. Four rotations at random (two rounds of
//! signs and a Hadamard transform: Andoni et al., "Practical and Optimal LSH for Angular Distance", 2015) give 32 signs each: a code of 128 bits.
//! Of two windows at an angle of θ a bit differs with a chance of θ/π (Charikar, "Similarity Estimation Techniques from Rounding Algorithms",
//! 2002), so bits that differ are counted. The most alike of all pairs of windows counts: a picture that was cut is near to a window of the whole.
//!
//! 22 bits of a rotation are a key, and only pictures that share a key are compared. The chance for a key is (1 − θ/π)²²: 0.15 at 15°, which a
//! copy in another hue or compression hardly ever comes to. With four keys of 15 windows, one in ten thousand shares none. Of copies that were
//! cut to nine tenths of each side, wherever that lies, some 99 in 100 share one with the whole; of those cut to eight tenths, 87. What has
//! nothing to do with a picture is at 90°: of a million others some 200 share a key by chance, and some thousands because pictures are not
//! random. `benches/likeness` measures this.

use std::f32::consts::PI;
use std::sync::LazyLock;

use super::palette::{Lab, oklab};
use super::pixels::Pixels;

/// The version of what is kept: what another one has made cannot be compared.
pub const LIKENESS_VERSION: i16 = 1;

/// Up to this distance pictures look alike. Copies in other hues and compressions that were cut to eight tenths of each side are hardly
/// ever farther; of pictures that have nothing to do with each other, one in some hundreds is nearer.
pub const ALIKE: u32 = 20;

/// Of pictures that are nearly the same, so many bits differ at most, and so many steps of tints at the mean.
const NEARLY_SAME: u32 = 9;
const SAME_TINTS: u32 = 10;

/// The windows: where they begin from the left and from the top, and how large they are, as parts of the sides.
const WINDOWS: [(f32, f32, f32); 15] = [
    (0.0, 0.0, 1.0),
    (0.05, 0.05, 0.9),
    (0.0, 0.0, 0.9),
    (0.1, 0.0, 0.9),
    (0.0, 0.1, 0.9),
    (0.1, 0.1, 0.9),
    (0.0, 0.0, 0.8),
    (0.1, 0.0, 0.8),
    (0.2, 0.0, 0.8),
    (0.0, 0.1, 0.8),
    (0.1, 0.1, 0.8),
    (0.2, 0.1, 0.8),
    (0.0, 0.2, 0.8),
    (0.1, 0.2, 0.8),
    (0.2, 0.2, 0.8),
];

/// How many values a side a window is averaged to.
const SIDE: usize = 32;

/// How many frequencies are taken in each direction, the mean included.
const LOWEST: usize = 5;

/// How many rotations make a code, how many signs each gives, and how many of these are a key.
const ROTATIONS: usize = 4;
const SIGNS: usize = 32;
const KEY_BITS: usize = 22;

/// A picture whose lightness varies by less, as a standard deviation of 255 steps, has no arrangement.
const FLAT: f32 = 2.0;

/// Nor has one of fewer waves than this (their participation ratio, 1 for a single one): it gets darker towards one side, as any number of
/// pictures do.
const PLAIN: f32 = 1.8;

/// In how many parts a side is divided for the colours, and of how many numbers these are.
const PARTS: usize = 3;
const TINTS: usize = PARTS * PARTS * 3;

/// What a unit of Oklab is as a tint: lightness, and both directions of colour, of which hardly any picture has more than a half.
const TINT_UNITS: [f32; 3] = [127.0, 254.0, 254.0];

/// How many steps of tints, at the mean, count as much as one bit; and how many bits they count at most: another hue is not another picture.
const TINTS_A_BIT: u32 = 8;
const TINT_BITS: u32 = 4;

/// The signs of one window.
type Code = u128;

/// How many bytes a likeness has.
const BYTES: usize = WINDOWS.len() * size_of::<Code>() + TINTS;

/// What a picture looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    codes: [Code; WINDOWS.len()],
    /// The mean colours of nine parts.
    tints: [i8; TINTS],
}

impl Likeness {
    /// Finds out what a picture looks like; `None` where light and dark are not arranged in a way by which it could be told from others.
    pub(super) fn of(pixels: &Pixels) -> Option<Self> {
        let sums = Sums::of(pixels);
        let whole = waves(&sums.window(WINDOWS[0]))?;
        let code = |window| waves(&sums.window(window)).unwrap_or(whole);
        Some(Self { codes: WINDOWS.map(|window| rotated(&code(window))), tints: tints(pixels) })
    }

    /// How unlike two pictures are, in bits: none for the same, some 50 for what has nothing to do with each other.
    pub fn distance(&self, other: &Self) -> u32 {
        self.bits(other) + (self.steps(other) / TINTS_A_BIT).min(TINT_BITS)
    }

    /// Whether they are the same but for what compression, another size or a little cutting does.
    pub fn is_nearly(&self, other: &Self) -> bool {
        self.steps(other) <= SAME_TINTS && self.bits(other) <= NEARLY_SAME
    }

    /// How many bits differ of the two windows that are most alike.
    fn bits(&self, other: &Self) -> u32 {
        let pairs = self.codes.iter().flat_map(|one| other.codes.iter().map(move |other| (one ^ other).count_ones()));
        pairs.min().unwrap_or(0)
    }

    /// By how many steps tints differ, at the mean.
    fn steps(&self, other: &Self) -> u32 {
        let steps = self.tints.iter().zip(&other.tints).map(|(one, other)| u32::from(one.abs_diff(*other)));
        steps.sum::<u32>() / TINTS as u32
    }

    /// Its keys, each once: two pictures that look alike share one.
    pub fn keys(&self) -> Vec<i32> {
        let keys = self.codes.iter().flat_map(|code| (0..ROTATIONS).map(move |rotation| key(*code, rotation)));
        let mut keys: Vec<_> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let codes = self.codes.iter().flat_map(|code| code.to_le_bytes());
        codes.chain(self.tints.iter().map(|tint| tint.cast_unsigned())).collect()
    }

    /// Reads it back; `None` where this is none of this version.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != BYTES {
            return None;
        }
        let (codes, tints) = bytes.split_at(BYTES - TINTS);
        let mut kept = Self { codes: [0; WINDOWS.len()], tints: [0; TINTS] };
        for (to, code) in kept.codes.iter_mut().zip(codes.as_chunks().0) {
            *to = Code::from_le_bytes(*code);
        }
        for (to, tint) in kept.tints.iter_mut().zip(tints) {
            *to = tint.cast_signed();
        }
        Some(kept)
    }
}

/// The key of a rotation, with its number.
fn key(code: Code, rotation: usize) -> i32 {
    let bits = (code >> (rotation * SIGNS)) as i32 & ((1 << KEY_BITS) - 1);
    (rotation << KEY_BITS) as i32 | bits
}

/// Sums of the lightness of all that is above and left of a pixel, by which the mean of any rectangle is four look-ups.
struct Sums {
    width: usize,
    height: usize,
    sums: Vec<u64>,
}

impl Sums {
    fn of(pixels: &Pixels) -> Self {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        let mut sums = vec![0; (width + 1) * (height + 1)];
        for (y, row) in pixels.data.chunks_exact(width * pixels.step()).enumerate() {
            let mut of_row = 0;
            for (x, pixel) in row.chunks_exact(pixels.step()).enumerate() {
                let [red, green, blue] = on_white(pixel).map(u64::from);
                of_row += red.min(green).min(blue) + red.max(green).max(blue);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + of_row;
            }
        }
        Self { width, height, sums }
    }

    /// The mean lightness of each part of a window, from 0 to 255.
    fn window(&self, (left, top, size): (f32, f32, f32)) -> [[f32; SIDE]; SIDE] {
        let (across, down) = (edges(left, size, self.width), edges(top, size, self.height));
        down.map(|(top, bottom)| across.map(|(left, right)| self.mean((left, right), (top, bottom))))
    }

    fn mean(&self, (left, right): (usize, usize), (top, bottom): (usize, usize)) -> f32 {
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        let sum = at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top);
        sum as f32 / (2 * (right - left) * (bottom - top)) as f32
    }
}

/// Where the parts begin and end into which a stretch of a side is divided, in pixels: each has one at least.
fn edges(from: f32, size: f32, length: usize) -> [(usize, usize); SIDE] {
    let edge = |part: usize| ((from + size * part as f32 / SIDE as f32) * length as f32) as usize;
    std::array::from_fn(|part| {
        let begin = edge(part).min(length - 1);
        (begin, edge(part + 1).clamp(begin + 1, length))
    })
}

/// A pixel as it looks on white paper.
fn on_white(pixel: &[u8]) -> [u8; 3] {
    let alpha = pixel.get(3).map_or(255, |&alpha| u32::from(alpha));
    std::array::from_fn(|i| ((u32::from(pixel[i]) * alpha + 255 * (255 - alpha)) / 255) as u8)
}

/// The lowest frequencies but the mean, weighted; `None` where these are next to nothing, or hardly more than one. The numbers after them
/// are 0.
fn waves(window: &[[f32; SIDE]; SIDE]) -> Option<[f32; SIGNS]> {
    static COSINES: LazyLock<[[f32; SIDE]; LOWEST]> = LazyLock::new(|| {
        std::array::from_fn(|wave| {
            let norm: f32 = if wave == 0 { 1.0 } else { 2.0 };
            let angle = |x: usize| PI * ((2 * x + 1) * wave) as f32 / (2 * SIDE) as f32;
            std::array::from_fn(|x| (norm / SIDE as f32).sqrt() * angle(x).cos())
        })
    });
    let along = |cosines: &[f32; SIDE], values: &[f32; SIDE]| -> f32 {
        cosines.iter().zip(values).map(|(cosine, value)| cosine * value).sum()
    };
    let mut found = [0.0; SIGNS];
    let mut energy = 0.0_f32;
    for (across, cosines) in COSINES.iter().enumerate() {
        let rows: [f32; SIDE] = std::array::from_fn(|y| along(cosines, &window[y]));
        for (down, cosines) in COSINES.iter().enumerate().skip(usize::from(across == 0)) {
            let wave = along(cosines, &rows);
            energy += wave * wave;
            found[across * LOWEST + down - 1] = wave * ((across * across + down * down) as f32).powf(0.25);
        }
    }
    let sum = |power: i32| found.iter().map(|wave| wave.powi(power)).sum::<f32>();
    let is_plain = sum(2).powi(2) < PLAIN * sum(4);
    (energy >= FLAT * FLAT * (SIDE * SIDE) as f32 && !is_plain).then_some(found)
}

/// The signs of the waves after each rotation.
fn rotated(waves: &[f32; SIGNS]) -> Code {
    let mut code = 0;
    for rotation in 0..ROTATIONS {
        let mut values = *waves;
        for round in 0..2 {
            let signs = mixed((2 * rotation + round) as u64);
            for (i, value) in values.iter_mut().enumerate() {
                if (signs >> i) & 1 == 0 {
                    *value = -*value;
                }
            }
            hadamard(&mut values);
        }
        for (bit, value) in values.iter().enumerate() {
            code |= Code::from(*value > 0.0) << (rotation * SIGNS + bit);
        }
    }
    code
}

/// The Walsh–Hadamard transform, without its factor, which no sign depends on.
fn hadamard(values: &mut [f32; SIGNS]) {
    let mut half = 1;
    while half < SIGNS {
        for pair in values.chunks_exact_mut(2 * half) {
            let (first, second) = pair.split_at_mut(half);
            for (one, other) in first.iter_mut().zip(second) {
                (*one, *other) = (*one + *other, *one - *other);
            }
        }
        half *= 2;
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same bits for the same number, for ever.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// The mean colours of nine parts of a picture.
fn tints(pixels: &Pixels) -> [i8; TINTS] {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let mut sums = [([0_u64; 3], 0_u64); PARTS * PARTS];
    for (y, row) in pixels.data.chunks_exact(width * pixels.step()).enumerate() {
        for (x, pixel) in row.chunks_exact(pixels.step()).enumerate() {
            let (sum, count) = &mut sums[y * PARTS / height * PARTS + x * PARTS / width];
            for (sum, value) in sum.iter_mut().zip(on_white(pixel)) {
                *sum += u64::from(value);
            }
            *count += 1;
        }
    }
    let mut tints = [0; TINTS];
    for (tint, (sum, count)) in tints.chunks_exact_mut(3).zip(sums) {
        let colour: Lab = oklab(sum.map(|sum| (sum / count.max(1)) as u8));
        for (i, tint) in tint.iter_mut().enumerate() {
            *tint = (colour[i] * TINT_UNITS[i]).round() as i8;
        }
    }
    tints
}

#[cfg(test)]
mod tests;
