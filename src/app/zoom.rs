//! A picture seen closer: how large it is drawn and how far it has been moved, never further than its edges.

/// Width and height in CSS pixels, or a point or a way with its origin in the middle.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Span {
    /// Across, to the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// How closer and wider step by step.
pub const STEP: f64 = 1.5;

/// Where a click or a tap leads: close enough to see what could not be seen before.
pub const CLOSE: f64 = 2.5;

/// However small the picture, it can be seen so many times as large as it fits.
const CLOSEST: f64 = 4.0;

/// How a picture is seen: `scale` 1 is the whole of it, as large as it fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zoom {
    /// How many times as large as it fits.
    pub scale: f64,
    /// Where its middle is, away from the middle of the window.
    pub middle: Span,
}

impl Default for Zoom {
    fn default() -> Self {
        Self { scale: 1.0, middle: Span::default() }
    }
}

/// What a picture is seen through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The window's size.
    pub window: Span,
    /// The picture's size at scale 1.
    pub fitted: Span,
    /// The picture's own pixels across.
    pub pixels: f64,
}

impl Zoom {
    /// Whether it is seen larger than it fits.
    pub fn is_close(self) -> bool {
        self.scale > 1.001
    }

    /// Drawn `factor` times as large as now, with the point that is under `at` staying there.
    pub fn scaled(self, factor: f64, at: Span, frame: Frame) -> Self {
        let closest = CLOSEST.max(2.0 * frame.pixels / frame.fitted.x.max(1.0));
        let scale = (self.scale * factor).clamp(1.0, closest);
        let factor = scale / self.scale;
        let stays = |at: f64, middle: f64| at - (at - middle) * factor;
        Self { scale, middle: Span { x: stays(at.x, self.middle.x), y: stays(at.y, self.middle.y) } }.within(frame)
    }

    /// Moved along.
    pub fn moved(self, by: Span, frame: Frame) -> Self {
        Self { middle: Span { x: self.middle.x + by.x, y: self.middle.y + by.y }, ..self }.within(frame)
    }

    /// The same, with no more empty space at an edge than there has to be.
    fn within(self, frame: Frame) -> Self {
        let bound = |middle: f64, size: f64, window: f64| {
            let most = ((size * self.scale - window) / 2.0).max(0.0);
            middle.clamp(-most, most)
        };
        let x = bound(self.middle.x, frame.fitted.x, frame.window.x);
        let y = bound(self.middle.y, frame.fitted.y, frame.window.y);
        Self { middle: Span { x, y }, ..self }
    }

    /// As a CSS `transform`, its origin in the middle.
    pub fn transform(self) -> String {
        format!("translate({:.2}px,{:.2}px) scale({:.4})", self.middle.x, self.middle.y, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRAME: Frame =
        Frame { window: Span { x: 1000.0, y: 800.0 }, fitted: Span { x: 1000.0, y: 500.0 }, pixels: 4000.0 };

    #[test]
    fn the_point_that_is_looked_at_stays_where_it_is() {
        let at = Span { x: 200.0, y: 100.0 };
        let zoom = Zoom::default().scaled(4.0, at, FRAME);
        // The same point of the picture, reckoned from its middle at scale 1.
        let point = |zoom: Zoom| ((at.x - zoom.middle.x) / zoom.scale, (at.y - zoom.middle.y) / zoom.scale);
        assert_eq!(point(zoom), point(Zoom::default()));
        assert_eq!(zoom.scaled(0.1, at, FRAME), Zoom::default());
    }

    #[test]
    fn a_small_picture_can_still_be_seen_closer() {
        let small = Frame { fitted: Span { x: 100.0, y: 100.0 }, pixels: 100.0, ..FRAME };
        assert_eq!(Zoom::default().scaled(100.0, Span::default(), small).scale, CLOSEST);
        assert_eq!(Zoom::default().scaled(100.0, Span::default(), FRAME).scale, 8.0);
    }

    proptest! {
        #[test]
        fn it_never_leaves_the_window(moves in prop::collection::vec((0.2f64..5.0, -2e3f64..2e3, -2e3f64..2e3), 1..20)) {
            let mut zoom = Zoom::default();
            for (factor, x, y) in moves {
                zoom = zoom.scaled(factor, Span { x: x / 4.0, y: y / 4.0 }, FRAME).moved(Span { x, y }, FRAME);
                let room = |size: f64, window: f64| ((size * zoom.scale - window) / 2.0).max(0.0) + 1e-6;
                prop_assert!(zoom.middle.x.abs() <= room(FRAME.fitted.x, FRAME.window.x));
                prop_assert!(zoom.middle.y.abs() <= room(FRAME.fitted.y, FRAME.window.y));
                prop_assert!((1.0..=8.0).contains(&zoom.scale));
            }
        }
    }
}
