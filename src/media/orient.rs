//! Turning a picture upright (Exif 2.32, tag 274).

use image::metadata::Orientation;

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
        let (width, height) = if super::probe::turns(orientation) { (height, width) } else { (width, height) };
        let data = vec![0; stored.0 * stored.1 * if alpha { 4 } else { 3 }];
        Self { orientation, size: stored, rows: 0, pixels: Pixels { width, height, alpha, data } }
    }

    /// Takes the next stored rows, best some [`STRIP`] at once.
    pub fn push(&mut self, rows: &[u8]) {
        if self.pixels.alpha { self.turn::<4>(rows) } else { self.turn::<3>(rows) }
    }

    fn turn<const N: usize>(&mut self, rows: &[u8]) {
        let (w, h) = self.size;
        let top = self.rows;
        let count = (rows.len() / (w * N)).min(h - top);
        self.rows += count;
        let data = &mut self.pixels.data;
        if self.orientation == Orientation::NoTransforms {
            data[top * w * N..(top + count) * w * N].copy_from_slice(&rows[..count * w * N]);
            return;
        }
        let width = self.pixels.width as usize;
        // Where the stored pixel at (x, y) goes.
        let orientation = self.orientation;
        let target = move |x: usize, y: usize| match orientation {
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
            for y in 0..count {
                for x in left..(left + STRIP).min(w) {
                    let (tx, ty) = target(x, top + y);
                    let (to, from) = ((ty * width + tx) * N, (y * w + x) * N);
                    data[to..to + N].copy_from_slice(&rows[from..from + N]);
                }
            }
        }
    }

    pub fn finish(self) -> Pixels {
        self.pixels
    }
}
