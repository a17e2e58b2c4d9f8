//! Turning a picture upright (Exif 2.32, tag 274).

use image::metadata::Orientation;

use super::i420::Plane;
use super::pixels::Pixels;

/// How many rows are turned together. Turning one row into a column would touch a new cache line for every pixel.
pub(super) const STRIP: usize = 32;

/// Applies `orientation`; costs a second buffer, unless there is nothing to do.
pub(super) fn upright(pixels: Pixels, orientation: Orientation) -> Pixels {
    if orientation == Orientation::NoTransforms {
        return pixels;
    }
    let strip = pixels.width as usize * pixels.step() * STRIP;
    let mut turned = Upright::new((pixels.width, pixels.height), pixels.alpha, orientation);
    for rows in pixels.data.chunks(strip) {
        turned.push(rows);
    }
    turned.finish()
}

/// Applies `orientation` to one plane.
pub(super) fn turned(plane: Plane, orientation: Orientation) -> Plane {
    if orientation == Orientation::NoTransforms {
        return plane;
    }
    let size = (plane.width as usize, plane.height as usize);
    let mut data = vec![0; plane.data.len()];
    for (strip, rows) in plane.data.chunks(size.0 * STRIP).enumerate() {
        turn::<1>(orientation, size, strip * STRIP, rows, &mut data);
    }
    let (width, height) = upright_size((plane.width, plane.height), orientation);
    Plane { width, height, data }
}

fn upright_size((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    if super::probe::turns(orientation) { (height, width) } else { (width, height) }
}

/// A picture that is turned while its stored rows come in, from the top.
pub(super) struct Upright {
    orientation: Orientation,
    /// Stored size.
    size: (usize, usize),
    /// How many stored rows have come.
    rows: usize,
    pixels: Pixels,
}

impl Upright {
    pub fn new((width, height): (u32, u32), alpha: bool, orientation: Orientation) -> Self {
        let stored = (width as usize, height as usize);
        let (width, height) = upright_size((width, height), orientation);
        let data = vec![0; stored.0 * stored.1 * if alpha { 4 } else { 3 }];
        Self { orientation, size: stored, rows: 0, pixels: Pixels { width, height, alpha, data } }
    }

    /// Takes the next stored rows, best some [`STRIP`] at once.
    pub fn push(&mut self, rows: &[u8]) {
        let (size, top, data) = (self.size, self.rows, &mut self.pixels.data);
        let samples = size.0 * if self.pixels.alpha { 4 } else { 3 };
        let rows = &rows[..rows.len().min(samples * (size.1 - top))];
        self.rows += rows.len() / samples;
        match (self.orientation, self.pixels.alpha) {
            (Orientation::NoTransforms, _) => data[top * samples..top * samples + rows.len()].copy_from_slice(rows),
            (orientation, true) => turn::<4>(orientation, size, top, rows, data),
            (orientation, false) => turn::<3>(orientation, size, top, rows, data),
        }
    }

    pub fn finish(self) -> Pixels {
        self.pixels
    }
}

/// Puts stored rows, from row `top` on, where they go in an upright picture; a pixel has `N` samples.
fn turn<const N: usize>(orientation: Orientation, (w, h): (usize, usize), top: usize, rows: &[u8], upright: &mut [u8]) {
    let width = if super::probe::turns(orientation) { h } else { w };
    // Where the stored pixel at (x, y) goes.
    let target = |x: usize, y: usize| match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (w - 1 - x, y),
        Orientation::Rotate180 => (w - 1 - x, h - 1 - y),
        Orientation::FlipVertical => (x, h - 1 - y),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate90 => (h - 1 - y, x),
        Orientation::Rotate270FlipH => (h - 1 - y, w - 1 - x),
        Orientation::Rotate270 => (y, w - 1 - x),
    };
    for left in (0..w).step_by(STRIP) {
        for y in 0..rows.len() / (w * N) {
            for x in left..(left + STRIP).min(w) {
                let (tx, ty) = target(x, top + y);
                let (to, from) = ((ty * width + tx) * N, (y * w + x) * N);
                upright[to..to + N].copy_from_slice(&rows[from..from + N]);
            }
        }
    }
}
