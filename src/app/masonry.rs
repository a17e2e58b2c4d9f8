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

/// What of a sheet is in sight, in CSS pixels from its top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    /// Where it begins. Below 0 as long as the sheet's own top can be seen.
    pub top: f64,
    /// How high the window is.
    pub height: f64,
    /// How wide the sheet is.
    pub width: f64,
    /// In how many columns the tiles stand.
    pub columns: usize,
}

impl Sight {
    /// Whether any of these tiles is in sight, or no more than so many heights of the window away. Where the number of
    /// columns is none that is reckoned with, all of them are.
    pub fn reaches(&self, tiles: &[Place], screens: f64) -> bool {
        let Some(step) = COLUMNS.iter().position(|&columns| columns == self.columns) else { return true };
        let columns = self.columns as f64;
        let column = self.width / (columns + (columns - 1.0) * GAP);
        let (from, to) = (self.top - screens * self.height, self.top + (1.0 + screens) * self.height);
        tiles.iter().any(|tile| {
            let top = tile.tops[step] * column;
            top <= to && top + tile.ratio * column >= from
        })
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
    fn a_window_reaches_the_tiles_in_it_and_as_many_screens_around_it() {
        // Two columns of 300 px, tiles of 300 px with gaps of 20.
        let layout = Layout::new(std::iter::repeat_n(1.0, 40));
        let reached = |top, screens| {
            let sight = Sight { top, height: 640.0, width: 620.0, columns: 2 };
            let places = layout.places().iter().enumerate();
            places
                .filter(|(_, place)| sight.reaches(std::slice::from_ref(*place), screens))
                .map(|(index, _)| index)
                .collect::<Vec<_>>()
        };
        assert_eq!(reached(-200.0, 0.0), [0, 1, 2, 3]);
        assert_eq!(reached(1610.0, 0.0), [10, 11, 12, 13, 14, 15]);
        assert_eq!(reached(1610.0, 1.0), (6..20).collect::<Vec<_>>());
        assert!(reached(90_000.0, 2.0).is_empty());
    }
}
