//! What has to survive, and what must not.

use std::io::Cursor;

use image::metadata::LoopCount;
use image::{AnimationDecoder, ImageDecoder, ImageFormat, Rgba, RgbaImage};

use super::super::{Format, Qualities, Wanted};
use super::{Quality, chunks, inputs, made, pixels, probed, rendered};
use crate::model::pictures::{FULL, QualitySize, qualities};

fn near(pixel: &Rgba<u8>, wanted: [u8; 3]) -> bool {
    (0..3).all(|i| pixel[i].abs_diff(wanted[i]) < 48)
}

fn numbers(qualities: &[Quality]) -> Vec<(u8, u32, u32)> {
    qualities.iter().map(|q| (q.n, q.width, q.height)).collect()
}

#[test]
fn a_turned_photograph_is_upright_in_every_quality_and_tells_nothing_of_its_owner() {
    let icc = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let file = inputs::jpeg(&inputs::flag(600, 400), Some(inputs::exif(6)), Some(icc));
    let probe = probed(&file).unwrap();
    assert_eq!((probe.format, probe.width, probe.height), (Format::Jpeg, 400, 600));
    let set = rendered(&file).unwrap();
    assert_eq!(set.size, (400, 600));
    assert_eq!(numbers(&set.qualities), [(1, 7, 10), (2, 236, 354), (0, 400, 600)]);
    for quality in &set.qualities {
        let picture = pixels(quality);
        let (w, h) = (quality.width, quality.height);
        assert_eq!(picture.dimensions(), (w, h));
        // Turned clockwise, the green top is at the right, red above blue.
        let at = |x, y| *picture.get_pixel(w * x / 8, h * y / 8);
        let [_, green, _, _] = at(7, 4).0;
        assert!(green > 130, "{}: {:?}", quality.n, at(7, 4));
        assert!(at(2, 1)[0] > 150 && at(2, 1)[2] < 80, "{}", quality.n);
        assert!(at(2, 6)[2] > 150 && at(2, 6)[0] < 80, "{}", quality.n);
    }
    let files = set.qualities.iter().map(|q| &q.webp);
    for webp in files.chain([&set.placeholder]) {
        for kind in chunks(webp) {
            assert!(matches!(&kind, b"VP8 " | b"VP8X" | b"ALPH"), "{kind:?}");
        }
    }
}

#[test]
fn all_eight_orientations_end_upright() {
    let stored = inputs::flag(40, 20);
    for orientation in 1..=8 {
        let file = inputs::jpeg(&stored, Some(inputs::exif(orientation)), None);
        let mut wanted = image::DynamicImage::ImageRgba8(stored.clone());
        wanted.apply_orientation(image::metadata::Orientation::from_exif(orientation).unwrap());
        let set = rendered(&file).unwrap();
        let full = pixels(set.qualities.last().unwrap());
        let wanted = wanted.into_rgba8();
        assert_eq!(full.dimensions(), wanted.dimensions());
        let (w, h) = wanted.dimensions();
        for (x, y) in [(2, 2), (w - 3, 2), (2, h - 3), (w - 3, h - 3)] {
            let [r, g, b, _] = wanted.get_pixel(x, y).0;
            let got = full.get_pixel(x, y);
            assert!(near(got, [r, g, b]), "{orientation} at {x},{y}: {got:?}");
        }
    }
}

#[test]
fn transparency_is_kept() {
    let clear = RgbaImage::from_fn(300, 300, |x, _| Rgba(if x < 150 { [255, 0, 0, 0] } else { [0, 0, 255, 255] }));
    let set = rendered(&inputs::file(&clear, ImageFormat::Png)).unwrap();
    for quality in &set.qualities {
        let picture = pixels(quality);
        let y = quality.height / 2;
        assert_eq!(picture.get_pixel(quality.width / 8, y)[3], 0, "{}", quality.n);
        let right = picture.get_pixel(quality.width * 7 / 8, y);
        assert_eq!(right[3], 255, "{}", quality.n);
        assert!(right[0] < 48, "hidden red bled in {}: {right:?}", quality.n);
    }
}

#[test]
fn thumbnails_have_the_heights_asked_for_and_are_never_enlarged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upload");
    std::fs::write(&path, inputs::file(&inputs::flag(900, 600), ImageFormat::Png)).unwrap();
    for (qualities, states) in [(Qualities::All, 5), (Qualities::None, 0)] {
        let set = made(&path, &Wanted { qualities, heights: vec![100, 333, 2000] }).unwrap();
        assert_eq!(set.qualities.len(), states);
        let sizes: Vec<_> = set.thumbnails.iter().map(|(height, made)| (*height, made.width, made.height)).collect();
        assert_eq!(sizes, [(100, 150, 100), (333, 500, 333), (2000, 900, 600)]);
        for (_, made) in &set.thumbnails {
            let picture = pixels(made);
            assert_eq!(picture.dimensions(), (made.width, made.height));
            assert!(near(picture.get_pixel(made.width / 4, made.height / 2), [220, 0, 0]));
            assert!(near(picture.get_pixel(made.width * 3 / 4, made.height / 2), [0, 0, 220]));
        }
    }
}

#[test]
fn thumbnails_of_an_animation_move() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upload");
    std::fs::write(&path, inputs::moving(480, 240, &[100, 250])).unwrap();
    let set = made(&path, &Wanted { qualities: Qualities::None, heights: vec![100, 240] }).unwrap();
    assert_eq!(set.thumbnails.len(), 2);
    for (height, made) in &set.thumbnails {
        let decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&made.webp)).unwrap();
        assert_eq!(decoder.dimensions(), (height * 2, *height));
        assert_eq!(decoder.into_frames().collect_frames().unwrap().len(), 2);
    }
}

#[test]
fn an_animated_gif_stays_animated_with_its_times() {
    let delays = [100, 250, 400, 70];
    let set = rendered(&inputs::moving(480, 240, &delays)).unwrap();
    assert_eq!(numbers(&set.qualities), [(1, 10, 5), (2, 236, 118), (3, 474, 237), (0, 480, 240)]);
    assert!(!chunks(&set.qualities[0].webp).contains(b"ANMF"), "the lowest is still");
    for quality in &set.qualities[1..] {
        let decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&quality.webp)).unwrap();
        assert_eq!(decoder.dimensions(), (quality.width, quality.height));
        assert!(matches!(decoder.loop_count(), LoopCount::Infinite));
        let frames = decoder.into_frames().collect_frames().unwrap();
        let times: Vec<_> = frames.iter().map(|f| f.delay().numer_denom_ms().0).collect();
        assert_eq!(times, delays);
        for (number, frame) in frames.iter().enumerate() {
            let x = quality.width * number as u32 / 4 + quality.width / 12;
            let square = frame.buffer().get_pixel(x, quality.height / 4);
            assert!(near(square, [255, 255, 0]), "frame {number} of {}: {square:?}", quality.n);
            let beside = frame.buffer().get_pixel((x + quality.width / 2) % quality.width, quality.height / 4);
            assert!(near(beside, [0, 0, 90]), "frame {number} of {}: {beside:?}", quality.n);
        }
        // What came out goes in again.
        let again = probed(&quality.webp).unwrap();
        assert_eq!((again.format, again.frames), (Format::WebP, 4));
        assert!(rendered(&quality.webp).is_ok());
    }
}

#[test]
fn display_p3_becomes_srgb_and_a_malformed_profile_is_ignored() {
    let flat = RgbaImage::from_pixel(64, 64, Rgba([200, 100, 50, 255]));
    let icc = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let full = |file: &[u8]| {
        let set = rendered(file).unwrap();
        *pixels(set.qualities.last().unwrap()).get_pixel(32, 32)
    };
    let wide = full(&inputs::png_with_icc(&flat, icc.clone()));
    assert!(wide[0] > 206 && wide[2] < 46, "{wide:?} was not converted");
    let plain = full(&inputs::file(&flat, ImageFormat::Png));
    assert!(near(&plain, [200, 100, 50]));
    let malformed = full(&inputs::png_with_icc(&flat, icc[..200].to_vec()));
    assert_eq!(malformed, plain);
}

#[test]
fn small_pictures_are_never_scaled_up() {
    let size = |n, width, height| QualitySize { n, width, height };
    assert_eq!(qualities(8, 8), [size(1, 8, 8), size(0, 8, 8)]);
    assert_eq!(qualities(236, 99), [size(1, 10, 4), size(0, 236, 99)]);
    assert_eq!(qualities(300, 200), [size(1, 10, 7), size(2, 236, 157), size(0, 300, 200)]);
    assert_eq!(qualities(5000, 1)[0], size(1, 10, 1));
    assert_eq!(qualities(1, 16_383), [size(1, 1, 10), size(0, 1, 16_383)]);
    let widths: Vec<_> = qualities(4000, 3000).iter().map(|s| s.width).collect();
    assert_eq!(widths, [10, 236, 474, 736, 1200, 1920, 4000]);
    for (width, height) in [(8, 8), (1, 1), (300, 2), (1, 700)] {
        let set = rendered(&inputs::file(&inputs::flag(width, height), ImageFormat::Png)).unwrap();
        assert_eq!(set.qualities.last().map(|q| (q.n, q.width, q.height)), Some((FULL, width, height)));
    }
}

#[test]
fn the_placeholder_is_tiny() {
    let set = rendered(&inputs::file(&inputs::flag(900, 700), ImageFormat::Png)).unwrap();
    assert!(set.thumbhash.len() <= 32);
    assert!(set.placeholder.len() < 400, "{} bytes", set.placeholder.len());
    let drawn = image::load_from_memory(&set.placeholder).unwrap();
    assert!(drawn.width() <= 32 && drawn.height() <= 32);
}

#[test]
fn every_format_comes_in_and_sixteen_bits_become_eight() {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, Tiff, WebP};
    for format in [Png, Jpeg, Gif, WebP, Bmp, Tiff] {
        let set = rendered(&inputs::file(&inputs::flag(300, 100), format)).unwrap();
        let full = pixels(set.qualities.last().unwrap());
        assert!(near(full.get_pixel(50, 70), [220, 0, 0]), "{format:?}");
        assert!(near(full.get_pixel(250, 70), [0, 0, 220]), "{format:?}");
    }
    let flag = image::DynamicImage::ImageRgba8(inputs::flag(300, 100));
    let wide = [image::DynamicImage::ImageRgba16(flag.to_rgba16()), image::DynamicImage::ImageRgb16(flag.to_rgb16())];
    for picture in wide {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, Png).unwrap();
        let set = rendered(file.get_ref()).unwrap();
        assert!(near(pixels(&set.qualities[2]).get_pixel(50, 70), [220, 0, 0]));
    }
    let mut grey = Cursor::new(Vec::new());
    image::DynamicImage::ImageLumaA16(flag.to_luma_alpha16()).write_to(&mut grey, Png).unwrap();
    assert!(rendered(grey.get_ref()).is_ok());
}

#[test]
fn a_file_is_known_by_its_content_not_its_name() {
    let set = super::rendered_as("photo.gif", &inputs::file(&inputs::flag(20, 20), ImageFormat::Png));
    assert_eq!(set.unwrap().size, (20, 20));
}
