//! Turning a picture upright (Exif 2.32, tag 274).

use image::metadata::Orientation;

use super::pixels::Pixels;

/// Side in pixels of the squares that are turned one after the other. Turning whole rows into columns
/// would touch a new cache line for every pixel.
const TILE: usize = 32;

/// Applies `orientation`; costs a second buffer, unless there is nothing to do.
pub(super) fn upright(pixels: Pixels, orientation: Orientation) -> Pixels {
    if orientation == Orientation::NoTransforms {
        return pixels;
    }
    if pixels.alpha { turn::<4>(pixels, orientation) } else { turn::<3>(pixels, orientation) }
}

fn turn<const N: usize>(pixels: Pixels, orientation: Orientation) -> Pixels {
    let (w, h) = (pixels.width as usize, pixels.height as usize);
    // The pixel at (x, y) of the upright picture is the stored one at `source(x, y)`.
    let source = |x: usize, y: usize| match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (w - 1 - x, y),
        Orientation::Rotate180 => (w - 1 - x, h - 1 - y),
        Orientation::FlipVertical => (x, h - 1 - y),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate90 => (y, h - 1 - x),
        Orientation::Rotate270FlipH => (w - 1 - y, h - 1 - x),
        Orientation::Rotate270 => (w - 1 - y, x),
    };
    let (width, height) = if super::probe::turns(orientation) { (h, w) } else { (w, h) };
    let mut data = vec![0; pixels.data.len()];
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for y in top..(top + TILE).min(height) {
                for x in left..(left + TILE).min(width) {
                    let (sx, sy) = source(x, y);
                    let (to, from) = ((y * width + x) * N, (sy * w + sx) * N);
                    data[to..to + N].copy_from_slice(&pixels.data[from..from + N]);
                }
            }
        }
    }
    Pixels { width: width as u32, height: height as u32, alpha: pixels.alpha, data }
}
