//! Pictures as luma and halved chroma (4:2:0, often called I420), as most JPEGs and all lossy WebP files hold them. What came so
//! goes out so: on the way through RGB, chroma would be made up for each pixel and averaged again.

use image::metadata::Orientation;

use super::orient;

/// One plane of samples of 8 bits, rows from the top, nothing between them.
pub(super) struct Plane {
    pub width: u32,
    pub height: u32,
    pub data: Vec<u8>,
}

/// A picture without transparency: luma, then blue and red chroma at half its width and height, rounded up. As in VP8, it is
/// BT.601 in the narrow range: luma of 16–235, chroma of 16–240 (RFC 6386, section 9.2).
pub(super) struct I420 {
    pub planes: [Plane; 3],
}

impl Plane {
    /// Takes a plane out of rows that are `stride` samples apart; what stands beside and below it goes. There have to be as many.
    pub fn cut(mut data: Vec<u8>, stride: usize, (width, height): (u32, u32)) -> Self {
        let (across, down) = (width as usize, height as usize);
        for y in 1..down {
            data.copy_within(y * stride..y * stride + across, y * across);
        }
        data.truncate(across * down);
        Self { width, height, data }
    }

    /// Averages pairs of columns, pairs of rows, or both. One that is left over at an edge stays as it is.
    fn halved(self, across: bool, down: bool) -> Self {
        if !across && !down {
            return self;
        }
        let width = if across { self.width.div_ceil(2) } else { self.width };
        let height = if down { self.height.div_ceil(2) } else { self.height };
        let row = |y: usize| {
            let y = y.min(self.height as usize - 1);
            &self.data[y * self.width as usize..(y + 1) * self.width as usize]
        };
        let mut data = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height as usize {
            let (upper, lower) = if down { (row(y * 2), row(y * 2 + 1)) } else { (row(y), row(y)) };
            if across {
                let ((upper, upper_rest), (lower, lower_rest)) = (upper.as_chunks::<2>(), lower.as_chunks::<2>());
                data.extend(upper.iter().zip(lower).map(|([a, b], [c, d])| mean([*a, *b, *c, *d])));
                data.extend(upper_rest.iter().zip(lower_rest).map(|(a, c)| mean([*a, *a, *c, *c])));
            } else {
                data.extend(upper.iter().zip(lower).map(|(a, c)| mean([*a, *a, *c, *c])));
            }
        }
        Self { width, height, data }
    }

    /// Brings samples of the full range to the narrow one: `sample × span / 255 + base / 255`, rounded.
    fn narrowed(mut self, span: u16, base: u16) -> Self {
        for sample in &mut self.data {
            // A division by 255 that compilers do for many samples at once; nothing here reaches 65,535.
            let scaled = u16::from(*sample) * span + base + 128;
            *sample = ((scaled + (scaled >> 8)) >> 8) as u8;
        }
        self
    }
}

fn mean(samples: [u8; 4]) -> u8 {
    ((samples.into_iter().map(u16::from).sum::<u16>() + 2) / 4) as u8
}

impl I420 {
    /// Makes a picture of planes as JPEG has them (JFIF 1.02): BT.601 in the full range, chroma as fine as luma or half as fine, and
    /// turns it upright. Where it has to be turned, its sides are even, so that chroma stays where it belongs.
    pub fn of_full_range([luma, blue, red]: [Plane; 3], orientation: Orientation) -> Self {
        let (width, height) = (luma.width, luma.height);
        let chroma = |plane: Plane| {
            let (across, down) = (plane.width == width && width > 1, plane.height == height && height > 1);
            // 128 stays 128.
            plane.halved(across, down).narrowed(224, 128 * 31)
        };
        let planes = [luma.narrowed(219, 16 * 255), chroma(blue), chroma(red)];
        Self { planes: planes.map(|plane| orient::turned(plane, orientation)) }
    }

    /// The picture as RGBA; meant for small ones.
    pub fn to_rgba(&self) -> Vec<u8> {
        let [luma, blue, red] = &self.planes;
        let mut rgba = Vec::with_capacity(luma.data.len() * 4);
        for (y, row) in luma.data.chunks_exact(luma.width as usize).enumerate() {
            for (x, &sample) in row.iter().enumerate() {
                let at = y / 2 * blue.width as usize + x / 2;
                rgba.extend(rgb(sample, blue.data[at], red.data[at]));
                rgba.push(255);
            }
        }
        rgba
    }
}

/// ITU-R BT.601.
fn rgb(luma: u8, blue: u8, red: u8) -> [u8; 3] {
    let luma = (f32::from(luma) - 16.0) * (255.0 / 219.0);
    let chroma = |sample: u8| (f32::from(sample) - 128.0) * (255.0 / 224.0);
    let (blue, red) = (chroma(blue), chroma(red));
    let channels = [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue];
    // Saturates at both ends.
    channels.map(|channel| (channel + 0.5) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_range_becomes_the_narrow_one() {
        let all = || Plane { width: 256, height: 1, data: (0..=255).collect() };
        for (narrowed, low, high, span) in
            [(all().narrowed(219, 16 * 255), 16, 235, 219.0), (all().narrowed(224, 128 * 31), 16, 240, 224.0)]
        {
            assert_eq!((narrowed.data[0], narrowed.data[255]), (low, high));
            let middle = (f64::from(low) + f64::from(high)) / 2.0;
            for (sample, found) in narrowed.data.iter().enumerate() {
                let wanted = (sample as f64 - 127.5) * span / 255.0 + middle;
                assert!((f64::from(*found) - wanted).abs() <= 1.0, "{sample} became {found}, not {wanted}");
            }
        }
        assert_eq!(all().narrowed(224, 128 * 31).data[128], 128, "grey stays grey");
    }

    #[test]
    fn rows_and_columns_that_are_left_over_stay() {
        let plane = || Plane { width: 3, height: 3, data: vec![0, 4, 8, 8, 4, 8, 100, 200, 40] };
        let both = plane().halved(true, true);
        assert_eq!((both.width, both.height, both.data), (2, 2, vec![4, 8, 150, 40]));
        let rows = plane().halved(false, true);
        assert_eq!((rows.width, rows.height, rows.data), (3, 2, vec![4, 4, 8, 100, 200, 40]));
        let columns = plane().halved(true, false);
        assert_eq!((columns.width, columns.height, columns.data), (2, 3, vec![2, 8, 6, 8, 150, 40]));
    }

    #[test]
    fn what_stands_beside_a_plane_goes() {
        let plane = Plane::cut(vec![1, 2, 9, 9, 3, 4, 9, 9, 9, 9, 9, 9], 4, (2, 2));
        assert_eq!(plane.data, [1, 2, 3, 4]);
    }
}
