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

/// How much closer a CSS pixel of the wheel leads, as an exponent of e: a notch of a mouse is some 100 of them, a pinch on a touch pad
/// a few at a time.
const WHEEL: f64 = 0.002;
const PINCH: f64 = 0.01;

/// How many times as large the picture is drawn once the wheel has turned so far, in CSS pixels down.
pub fn wheel_factor(turned: f64, pinched: bool) -> f64 {
    let speed = if pinched { PINCH } else { WHEEL };
    (-turned * speed).clamp(-0.5, 0.5).exp()
}

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

    /// How large a pixel of the picture is drawn, in per cent of a CSS pixel.
    pub fn percent(self, frame: Frame) -> f64 {
        100.0 * self.scale * frame.fitted.x / frame.pixels.max(1.0)
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

    #[test]
    fn a_hundred_per_cent_is_one_pixel_of_the_picture_per_css_pixel() {
        let percent = |factor: f64, frame: Frame| Zoom::default().scaled(factor, Span::default(), frame).percent(frame);
        assert_eq!((percent(1.0, FRAME), percent(4.0, FRAME), percent(8.0, FRAME)), (25.0, 100.0, 200.0));
        let small = Frame { fitted: Span { x: 100.0, y: 100.0 }, pixels: 100.0, ..FRAME };
        assert_eq!(percent(1.0, small), 100.0, "a small picture fits without being scaled");
    }

    #[test]
    fn the_wheel_leads_closer_up_and_back_down_and_never_too_far_at_once() {
        assert!(wheel_factor(-100.0, false) > 1.0 && wheel_factor(100.0, false) < 1.0);
        assert!((wheel_factor(-100.0, false) * wheel_factor(100.0, false) - 1.0).abs() < 1e-9, "there and back");
        assert!(wheel_factor(-4.0, true) > wheel_factor(-4.0, false), "a pinch comes in smaller steps");
        assert_eq!(wheel_factor(-1e6, false), 0.5f64.exp());
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
