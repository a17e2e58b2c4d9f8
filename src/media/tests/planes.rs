//! JPEGs whose luma and chroma go out as they came: the same picture as by way of RGB, whichever way it was sampled and turned.

use fast_image_resize::Resizer;
use image::RgbImage;
use mozjpeg::{ColorSpace, Compress};

use super::super::pixels::{Picture, Pixels};
use super::super::resize::Raster;
use super::super::{decode, jpeg};
use super::inputs;

/// How much a channel may be off: chroma is repeated in one of the two pictures and smoothed in the other.
const NEAR: u8 = 10;

fn soft(width: u32, height: u32) -> RgbImage {
    let at = |at: u32, length: u32| (at * 200 / length) as u8;
    RgbImage::from_fn(width, height, |x, y| image::Rgb([20 + at(x, width), 30 + at(y, height), 220 - at(x, width)]))
}

/// One sample of chroma stands for so many pixels across and down.
fn jpeg_of(picture: &RgbImage, sampling: (u8, u8), scans: bool, orientation: u8) -> Vec<u8> {
    let mut encoder = Compress::new(ColorSpace::JCS_RGB);
    encoder.set_size(picture.width() as usize, picture.height() as usize);
    if !scans {
        encoder.set_fastest_defaults();
    }
    encoder.set_chroma_sampling_pixel_sizes(sampling, sampling);
    encoder.set_quality(98.0);
    let mut started = encoder.start_compress(Vec::new()).unwrap();
    started.write_scanlines(picture.as_raw()).unwrap();
    let mut file = started.finish().unwrap();
    let exif = [b"Exif\0\0".to_vec(), inputs::exif(orientation)].concat();
    let length = (exif.len() as u16 + 2).to_be_bytes();
    file.splice(2..2, [&[0xff, 0xe1][..], &length, &exif].concat());
    file
}

/// A file as it is decoded, and by way of RGB.
fn both(file: &[u8]) -> (Picture, Pixels) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upload");
    std::fs::write(&path, file).unwrap();
    let probe = super::super::probe(&path).unwrap();
    (decode::still(&path, &probe).unwrap(), jpeg::scaled(&path, &probe, 8).unwrap())
}

fn assert_near(what: &str, found: &impl Raster, wanted: &impl Raster, by: u8) {
    assert_eq!(found.size(), wanted.size(), "{what}");
    let off = found.to_rgba().iter().zip(&wanted.to_rgba()).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(off <= Some(by), "{what}: off by {off:?}");
}

#[test]
fn planes_show_what_pixels_show_however_they_are_sampled_and_turned() {
    for sampling in [(1, 1), (2, 1), (1, 2), (2, 2)] {
        for (scans, size) in [(false, (86, 62)), (true, (86, 62)), (false, (37, 51)), (true, (1, 1))] {
            let even = size.0 % 2 == 0;
            for orientation in if even { 1..=8 } else { 1..=1 } {
                let what = format!("{sampling:?}, {size:?}, scans: {scans}, turned by {orientation}");
                let (picture, pixels) = both(&jpeg_of(&soft(size.0, size.1), sampling, scans, orientation));
                assert!(matches!(picture, Picture::I420(_)), "{what}");
                assert_near(&what, &picture, &pixels, NEAR);
            }
        }
    }
}

#[test]
fn what_planes_cannot_show_goes_by_way_of_rgb() {
    // Turned about, the last of an odd number of columns would be the first of a pair.
    let turned = both(&jpeg_of(&soft(37, 50), (2, 2), false, 2)).0;
    assert!(matches!(turned, Picture::Pixels(_)));
    let icc = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let wide = both(&inputs::jpeg(&inputs::flag(64, 64), None, Some(icc))).0;
    assert!(matches!(wide, Picture::Pixels(_)));
    let quarters = both(&jpeg_of(&soft(64, 64), (4, 1), false, 1)).0;
    assert!(matches!(quarters, Picture::Pixels(_)));
}

#[test]
fn planes_are_scaled_as_pixels_are() {
    let mut resizer = Resizer::new();
    // The steeper the colours are, the more of them is repeated.
    let cases = [
        ((302, 204), (101, 67), NEAR),
        ((301, 203), (100, 68), NEAR),
        ((33, 900), (1, 27), NEAR),
        ((301, 203), (10, 7), NEAR * 4),
    ];
    for (size, to, by) in cases {
        let (picture, pixels) = both(&jpeg_of(&soft(size.0, size.1), (2, 2), false, 1));
        let scaled = picture.scaled(&mut resizer, to.0, to.1).unwrap();
        let wanted = pixels.scaled(&mut resizer, to.0, to.1).unwrap();
        assert_near(&format!("{size:?} to {to:?}"), &scaled, &wanted, by);
    }
}
