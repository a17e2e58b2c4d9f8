//! Pictures of waves of light, what is made of them, and how near that is.

use super::*;
use image::{DynamicImage, ImageFormat, RgbImage, imageops};
use std::io::Cursor;

fn number(seed: u64, wave: u64, which: u64) -> f32 {
    mixed(seed * 100 + wave * 10 + which) as f32 / u64::MAX as f32
}

/// A picture of seven waves of light, the same for the same seed.
fn scene(seed: u64) -> RgbImage {
    let (width, height) = (300, 220);
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
        let mut colour = [128.0; 3];
        for wave in 0..7 {
            let [across, down, phase] = [0, 1, 2].map(|which| number(seed, wave, which));
            let value = (2.0 * PI * (4.0 * across * x + 4.0 * down * y + phase)).sin() / (1.0 + wave as f32 / 2.0);
            for (i, colour) in colour.iter_mut().enumerate() {
                *colour += 60.0 * number(seed, wave, 3 + i as u64) * value;
            }
        }
        image::Rgb(colour.map(|value| value.clamp(0.0, 255.0) as u8))
    })
}

fn likeness(picture: &RgbImage) -> Option<Likeness> {
    let (width, height) = picture.dimensions();
    Likeness::of(&Pixels { width, height, alpha: false, data: picture.as_raw().clone() })
}

fn cut(picture: &RgbImage, left: u32, top: u32, width: u32, height: u32) -> RgbImage {
    imageops::crop_imm(picture, left, top, width, height).to_image()
}

/// Red becomes green, green blue, blue red: a turn of the hue by a third.
fn turned(picture: &RgbImage) -> RgbImage {
    let mut turned = picture.clone();
    turned.pixels_mut().for_each(|pixel| pixel.0.rotate_right(1));
    turned
}

fn compressed(picture: &RgbImage) -> RgbImage {
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 30);
    DynamicImage::from(picture.clone()).write_with_encoder(encoder).unwrap();
    image::load(Cursor::new(jpeg), ImageFormat::Jpeg).unwrap().into_rgb8()
}

fn share_a_key(one: &Likeness, other: &Likeness) -> bool {
    let keys = other.keys();
    one.keys().iter().any(|key| keys.contains(key))
}

#[test]
fn copies_are_near_and_share_a_key() {
    for seed in 0..8 {
        let whole = scene(seed);
        let own = likeness(&whole).unwrap();
        assert_eq!(own.distance(&own), 0);
        let small = imageops::thumbnail(&whole, 120, 88);
        for copy in [&small, &compressed(&whole)] {
            assert!(own.is_nearly(&likeness(copy).unwrap()), "{seed}");
        }
        let cut = cut(&turned(&whole), 15, 11, 270, 198);
        for (what, copy) in
            [("hue", turned(&whole)), ("small", small), ("jpeg", compressed(&whole)), ("all", compressed(&cut))]
        {
            let found = likeness(&copy).unwrap();
            assert!(own.distance(&found) <= NEARLY_SAME, "{seed}, {what}: {}", own.distance(&found));
            assert!(share_a_key(&own, &found), "{seed}, {what}");
        }
    }
}

#[test]
fn a_picture_that_was_cut_looks_like_the_whole() {
    for seed in 0..8 {
        let whole = scene(seed);
        let own = likeness(&whole).unwrap();
        for (left, top) in [(0, 0), (60, 44), (31, 18)] {
            let found = likeness(&cut(&whole, left, top, 240, 176)).unwrap();
            assert!(own.distance(&found) <= ALIKE, "{seed}, {left}, {top}: {}", own.distance(&found));
            assert_eq!(own.distance(&found), found.distance(&own));
        }
    }
}

#[test]
fn other_pictures_are_far() {
    let all: Vec<_> = (0..12).map(|seed| likeness(&scene(seed)).unwrap()).collect();
    let pairs = all.iter().enumerate().flat_map(|(at, one)| all[..at].iter().map(|other| one.distance(other)));
    let distances: Vec<_> = pairs.collect();
    assert!(distances.iter().all(|distance| *distance > NEARLY_SAME), "{distances:?}");
    // These pictures have few waves, so by chance some are arranged alike.
    let alike = distances.iter().filter(|distance| **distance <= ALIKE).count();
    assert!(alike <= 4, "{alike} of {}: {distances:?}", distances.len());
}

#[test]
fn what_is_flat_looks_like_nothing() {
    assert_eq!(likeness(&RgbImage::from_pixel(60, 40, image::Rgb([90, 120, 30]))), None);
    assert_eq!(
        likeness(&RgbImage::from_fn(40, 60, |_, y| image::Rgb([(4 * y) as u8, 20, 30]))),
        None,
        "any evening sky"
    );
    let tiny = [0, 200, 40, 255, 30, 120, 90, 250, 0];
    let tiny = RgbImage::from_fn(3, 3, |x, y| image::Rgb([tiny[(3 * y + x) as usize]; 3]));
    assert!(likeness(&tiny).is_some());
}

#[test]
fn it_is_read_back_as_it_was_kept() {
    let likeness = likeness(&scene(3)).unwrap();
    let bytes = likeness.to_bytes();
    assert_eq!(bytes.len(), 267);
    assert_eq!(Likeness::from_bytes(&bytes), Some(likeness));
    assert_eq!(Likeness::from_bytes(&bytes[1..]), None);
}

#[test]
fn the_bits_of_a_number_stay_the_same() {
    assert_eq!(mixed(0), 0xE220_A839_7B1D_CDAF);
}
