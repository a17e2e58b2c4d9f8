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

/// The grid's heights so far, for each number of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    heights: Vec<Vec<f64>>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { heights: COLUMNS.iter().map(|&columns| vec![0.0; columns]).collect() }
    }
}

impl Sheet {
    /// Places the next tile, whose height is `ratio` times its width, and gives its custom properties.
    pub fn place(&mut self, ratio: f64) -> String {
        let mut style = format!("--r:{}", Number(ratio));
        for (columns, heights) in COLUMNS.iter().zip(&mut self.heights) {
            let column = shortest(heights);
            let top = heights[column];
            heights[column] = top + ratio + GAP;
            // Writing to a String cannot fail.
            let _ = write!(style, ";--x{columns}:{column};--y{columns}:{}", Number(top));
        }
        style
    }

    /// The custom properties of the sheet itself: its height for each number of columns.
    pub fn style(&self) -> String {
        let mut style = String::new();
        for (columns, heights) in COLUMNS.iter().zip(&self.heights) {
            let tallest = heights.iter().copied().fold(0.0, f64::max);
            let _ = write!(style, "--h{columns}:{};", Number((tallest - GAP).max(0.0)));
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
        let text = format!("{:.4}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
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
            let mut sheet = Sheet::default();
            let styles: Vec<_> = ratios.iter().map(|&ratio| sheet.place(ratio)).collect();
            let whole = sheet.style();
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
        let place = |count: usize| -> Vec<String> {
            let mut sheet = Sheet::default();
            (0..count).map(|index| sheet.place(0.5 + (index % 5) as f64 / 3.0)).collect()
        };
        assert_eq!(place(50)[..25], place(25));
    }
}
