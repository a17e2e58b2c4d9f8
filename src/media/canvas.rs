//! Where the frames of an animation are put together: the one place for offsets, blending and disposal of
//! GIF (GIF89a, section 23), APNG (PNG, third edition, section 11.3.6) and WebP (RFC 9649, section 2.7.1.1).
//!
//! As browsers do it: what is disposed of "to the background" becomes transparent, whatever colour the file
//! names, and what a frame has outside of the canvas is not seen.

use super::pixels::Pixels;

/// One frame as it stands in a file.
pub(super) struct Frame {
    /// Distance from the left edge of the canvas in pixels.
    pub left: u32,
    /// Distance from the top edge of the canvas in pixels.
    pub top: u32,
    pub pixels: Pixels,
    /// Whether what is below shows through transparent pixels.
    pub blend: bool,
    pub dispose: Dispose,
}

/// What becomes of a frame's rectangle before the next frame is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dispose {
    Keep,
    /// It becomes transparent.
    Background,
    /// It becomes what it was before the frame.
    Previous,
}

/// The canvas, transparent at first.
pub(super) struct Canvas {
    width: u32,
    height: u32,
    /// RGBA, not premultiplied.
    data: Vec<u8>,
    /// What has to be put back before the next frame: a rectangle, and its pixels.
    behind: Option<(Area, Vec<u8>)>,
}

/// A rectangle within the canvas.
#[derive(Clone, Copy)]
struct Area {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Canvas {
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, data: vec![0; width as usize * height as usize * 4], behind: None }
    }

    /// Draws a frame, and returns all that is seen then.
    pub fn draw(&mut self, frame: &Frame) -> Pixels {
        if let Some((area, pixels)) = self.behind.take() {
            self.put_back(area, &pixels);
        }
        let area = self.clip(frame);
        self.behind = match frame.dispose {
            Dispose::Keep => None,
            Dispose::Background => Some((area, Vec::new())),
            Dispose::Previous => Some((area, self.copy(area))),
        };
        for y in 0..area.height {
            self.draw_row(frame, area, y);
        }
        let mut seen = Pixels { width: self.width, height: self.height, alpha: true, data: self.data.clone() };
        seen.drop_opaque_alpha();
        seen
    }

    fn draw_row(&mut self, frame: &Frame, area: Area, y: usize) {
        let step = frame.pixels.step();
        let from = y * frame.pixels.width as usize * step;
        let source = &frame.pixels.data[from..from + area.width * step];
        let row = self.row(area, y);
        let target = &mut self.data[row];
        if step == 3 {
            for (to, from) in target.chunks_exact_mut(4).zip(source.chunks_exact(3)) {
                to[..3].copy_from_slice(from);
                to[3] = 255;
            }
        } else if frame.blend {
            for (to, from) in target.chunks_exact_mut(4).zip(source.chunks_exact(4)) {
                blend(to, from);
            }
        } else {
            target.copy_from_slice(source);
        }
    }

    /// The part of a frame that lies within the canvas.
    fn clip(&self, frame: &Frame) -> Area {
        let inside = |from: u32, length: u32, whole: u32| length.min(whole.saturating_sub(from)) as usize;
        Area {
            left: frame.left as usize,
            top: frame.top as usize,
            width: inside(frame.left, frame.pixels.width, self.width),
            height: if frame.left < self.width { inside(frame.top, frame.pixels.height, self.height) } else { 0 },
        }
    }

    /// Where row `y` of an area stands in the data.
    fn row(&self, area: Area, y: usize) -> std::ops::Range<usize> {
        let start = ((area.top + y) * self.width as usize + area.left) * 4;
        start..start + area.width * 4
    }

    fn copy(&self, area: Area) -> Vec<u8> {
        (0..area.height).flat_map(|y| &self.data[self.row(area, y)]).copied().collect()
    }

    /// Puts pixels back; none are transparent ones.
    fn put_back(&mut self, area: Area, pixels: &[u8]) {
        for y in 0..area.height {
            let row = self.row(area, y);
            match pixels.get(y * area.width * 4..(y + 1) * area.width * 4) {
                Some(before) => self.data[row].copy_from_slice(before),
                None => self.data[row].fill(0),
            }
        }
    }
}

/// Lays `from` over `to`, neither of them premultiplied.
fn blend(to: &mut [u8], from: &[u8]) {
    let (over, under) = (u32::from(from[3]), u32::from(to[3]));
    if over == 255 || under == 0 {
        to.copy_from_slice(from);
    } else if over > 0 {
        // Both weights and their sum are of 255 × 255.
        let (above, below) = (over * 255, under * (255 - over));
        let sum = above + below;
        for (to, from) in to[..3].iter_mut().zip(from) {
            *to = ((u32::from(*from) * above + u32::from(*to) * below + sum / 2) / sum) as u8;
        }
        to[3] = ((sum + 127) / 255) as u8;
    }
}
