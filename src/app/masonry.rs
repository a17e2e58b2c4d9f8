//! Where the tiles of a masonry grid stand: each goes to the column that is shortest so far.
//!
//! Places are reckoned in column widths, for every number of columns a screen may show, and are written into the page
//! as custom properties; the style sheet picks those of the screen it is on. So a grid is right before any script runs,
//! and more tiles never move those that are there.

use std::fmt::Write;

/// The numbers of columns that the style sheet knows, from a phone to a 4K screen.
const COLUMNS: [usize; 7] = [2, 3, 4, 5, 6, 8, 10];

/// The space between tiles, in column widths. The style sheet reckons with the same.
const GAP: f64 = 1.0 / 15.0;

/// No grid is as high as this, in column widths.
const HIGHEST: f64 = 1e7;

/// Where a tile stands, for each number of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its height.
    ratio: f64,
    columns: [u8; COLUMNS.len()],
    tops: [f64; COLUMNS.len()],
}

impl Place {
    /// Its custom properties.
    pub fn style(&self) -> String {
        let mut style = format!("--r:{}", Number(self.ratio));
        for ((columns, column), &top) in COLUMNS.iter().zip(self.columns).zip(&self.tops) {
            // Writing to a String cannot fail.
            let _ = write!(style, ";--x{columns}:{column};--y{columns}:{}", Number(top));
        }
        style
    }
}

/// The grid's heights so far, for each number of columns.
#[derive(Debug, Clone, PartialEq)]
struct Sheet {
    heights: Vec<Vec<f64>>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { heights: COLUMNS.iter().map(|&columns| vec![0.0; columns]).collect() }
    }
}

impl Sheet {
    /// Places the next tile, whose height is `ratio` times its width.
    fn place(&mut self, ratio: f64) -> Place {
        let mut place = Place { ratio, columns: [0; COLUMNS.len()], tops: [0.0; COLUMNS.len()] };
        for (step, heights) in self.heights.iter_mut().enumerate() {
            let column = shortest(heights);
            // There are ten columns at most.
            place.columns[step] = column as u8;
            place.tops[step] = heights[column];
            heights[column] += ratio + GAP;
        }
        place
    }

    fn height(heights: &[f64]) -> f64 {
        (heights.iter().copied().fold(0.0, f64::max) - GAP).max(0.0)
    }

    /// The heights as a text that [`Sheet::read`] understands.
    fn written(&self) -> String {
        let mut text = String::new();
        for height in self.heights.iter().flatten() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{},", Number(*height));
        }
        text.pop();
        text
    }

    /// `None` where the text is not one of [`Sheet::written`].
    fn read(text: &str) -> Option<Self> {
        let mut sheet = Self::default();
        let mut numbers =
            text.split(',').map(|number| number.parse::<f64>().ok().filter(|n| (0.0..HIGHEST).contains(n)));
        for height in sheet.heights.iter_mut().flatten() {
            *height = numbers.next()??;
        }
        numbers.next().is_none().then_some(sheet)
    }
}

/// The places of all tiles of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    places: Vec<Place>,
    sheet: Sheet,
}

impl Layout {
    /// Places tiles whose heights are these times their widths, in this order.
    pub fn new(ratios: impl Iterator<Item = f64>) -> Self {
        let mut sheet = Sheet::default();
        let places = ratios.map(|ratio| sheet.place(ratio)).collect();
        Self { places, sheet }
    }

    /// The same below tiles that have been placed before. They are given as [`Layout::state`] of their layout; where that makes no sense,
    /// these begin at the top.
    pub fn below(state: &str, ratios: impl Iterator<Item = f64>) -> Self {
        let mut sheet = Sheet::read(state).unwrap_or_default();
        let places = ratios.map(|ratio| sheet.place(ratio)).collect();
        Self { places, sheet }
    }

    /// How far each column reaches, for [`Layout::below`].
    pub fn state(&self) -> String {
        self.sheet.written()
    }

    /// The places, in the order of the list.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The custom properties of the sheet on which the tiles stand: its height for each number of columns.
    pub fn style(&self) -> String {
        let mut style = String::new();
        for (columns, heights) in COLUMNS.iter().zip(&self.sheet.heights) {
            let _ = write!(style, "--h{columns}:{};", Number(Sheet::height(heights)));
        }
        style
    }
}

/// The leftmost of the shortest columns. What differs by less than rounding does counts as equal.
fn shortest(heights: &[f64]) -> usize {
    (1..heights.len()).fold(0, |best, column| if heights[column] < heights[best] - 1e-9 { column } else { best })
}

/// A number with at most four digits after the point: a tenth of a pixel on the widest screen.
struct Number(f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Whole ten-thousandths: writing a floating-point number to so many digits takes ten times as long.
        let tenths = (self.0 * 10_000.0).round() as u64;
        let (whole, mut rest) = (tenths / 10_000, tenths % 10_000);
        write!(f, "{whole}")?;
        if rest == 0 {
            return Ok(());
        }
        let mut digits = 4;
        while rest % 10 == 0 {
            (rest, digits) = (rest / 10, digits - 1);
        }
        write!(f, ".{rest:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn property(style: &str, name: &str) -> f64 {
        let found = style.split(';').find_map(|part| part.strip_prefix(&format!("--{name}:")));
        found.unwrap().parse().unwrap()
    }

    proptest! {
        #[test]
        fn tiles_never_overlap_and_stay_within_the_sheet(ratios in prop::collection::vec(0.05f64..20.0, 1..60)) {
            let layout = Layout::new(ratios.into_iter());
            let styles: Vec<_> = layout.places().iter().map(Place::style).collect();
            let whole = layout.style();
            for columns in COLUMNS {
                let boxes: Vec<_> = styles.iter().map(|style| {
                    let top = property(style, &format!("y{columns}"));
                    (property(style, &format!("x{columns}")) as usize, top, top + property(style, "r"))
                }).collect();
                for (index, (column, top, bottom)) in boxes.iter().enumerate() {
                    prop_assert!(*column < columns);
                    let height = property(&whole, &format!("h{columns}"));
                    prop_assert!(*bottom <= height + 1e-3);
                    for (other, above, below) in &boxes[..index] {
                        prop_assert!(other != column || below + GAP <= *top + 1e-3 || bottom + GAP <= *above + 1e-3);
                    }
                }
            }
        }
    }

    #[test]
    fn more_tiles_never_move_those_that_are_there() {
        let layout = |count: usize| Layout::new((0..count).map(|index| 0.5 + (index % 5) as f64 / 3.0));
        assert_eq!(layout(50).places()[..25], *layout(25).places());
    }

    #[test]
    fn a_layout_goes_on_where_another_ends() {
        let ratio = |index: usize| 0.5 + (index % 5) as f64 / 4.0;
        let first = Layout::new((0..25).map(ratio));
        let rest = Layout::below(&first.state(), (25..50).map(ratio));
        let whole = Layout::new((0..50).map(ratio));
        let styles = |layout: &Layout| layout.places().iter().map(Place::style).collect::<Vec<_>>();
        let tops = |style: &String| COLUMNS.map(|columns| property(style, &format!("y{columns}")));
        for (rest, whole) in styles(&rest).iter().zip(&styles(&whole)[25..]) {
            assert!(
                tops(rest).iter().zip(tops(whole)).all(|(rest, whole)| (rest - whole).abs() < 1e-2),
                "{rest} {whole}"
            );
        }
        for broken in ["", "1,2", &format!("{},1", first.state()), &first.state().replacen('1', "-1", 1), "NaN"] {
            assert_eq!(Layout::below(broken, (0..25).map(ratio)), first, "{broken}");
        }
    }
}
