//! Pictures made in code.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// Noise-free, but no two the same: a gradient in the colour of `seed`.
pub fn gradient(width: u32, height: u32, seed: u8) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([seed, (x * 255 / width) as u8, (y * 255 / height) as u8]))
}

pub fn encoded(picture: RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn png(width: u32, height: u32, seed: u8) -> Vec<u8> {
    encoded(gradient(width, height, seed), ImageFormat::Png)
}

/// A small picture that is unlike every other number's.
pub fn numbered_png(n: u32) -> Vec<u8> {
    let [_, r, g, b] = n.to_be_bytes();
    encoded(RgbImage::from_pixel(12, 9, Rgb([r, g, b])), ImageFormat::Png)
}

/// A picture of waves of light, arranged in a way of its own.
pub fn scene(seed: u32) -> RgbImage {
    let number = |wave: u32, which: u32| {
        let mixed = |number: u32| (number ^ (number >> 16)).wrapping_mul(0x045d_9f3b);
        let number = mixed(mixed(seed * 1000 + wave * 10 + which + 1));
        (number ^ (number >> 16)) as f32 / u32::MAX as f32
    };
    RgbImage::from_fn(300, 220, |x, y| {
        let (x, y) = (x as f32 / 300.0, y as f32 / 220.0);
        let mut colour = [128.0_f32; 3];
        for wave in 0..7 {
            let turns = 4.0 * number(wave, 0) * x + 4.0 * number(wave, 1) * y + number(wave, 2);
            let value = (std::f32::consts::TAU * turns).sin() / (1.0 + wave as f32 / 2.0);
            for (channel, colour) in (3..).zip(&mut colour) {
                *colour += 60.0 * number(wave, channel) * value;
            }
        }
        Rgb(colour.map(|value| value.clamp(0.0, 255.0) as u8))
    })
}

/// Noise, which nothing compresses: some three bytes a pixel, and no two the same.
pub fn noise(side: u32) -> Vec<u8> {
    encoded(RgbImage::from_fn(side, side, |_, _| Rgb(rand::random())), ImageFormat::Png)
}

/// A JPEG that is stored lying on its side (EXIF orientation 6) and says where it was taken. Upright, its top is red.
pub fn sideways_jpeg_with_gps() -> Vec<u8> {
    // Orientation 6 turns the stored picture clockwise: its left becomes the top.
    let stored = RgbImage::from_fn(600, 400, |x, _| if x < 300 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
    let jpeg = encoded(stored, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
    exif.extend(b"\0\x02"); // two entries
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"); // orientation: 6
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26"); // GPS directory at 38
    exif.extend(b"\0\0\0\0");
    exif.extend(b"\0\x01"); // GPS: one entry
    exif.extend(b"\0\x01\0\x02\0\0\0\x02N\0\0\0"); // latitude is north
    exif.extend(b"\0\0\0\0");
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// A PNG of a few bytes that claims 30,000 × 30,000 pixels, whole in its structure.
pub fn bomb() -> Vec<u8> {
    let mut bytes = png(8, 8, 0);
    bytes[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    bytes
}

/// A PNG whole in its structure, with rubbish where the pixels are: only decoding tells.
pub fn rubbish_png() -> Vec<u8> {
    let mut bytes = png(64, 64, 7);
    let data = bytes.windows(4).position(|window| window == b"IDAT").unwrap() + 4;
    for byte in &mut bytes[data..data + 12] {
        *byte = 0xAA;
    }
    bytes
}
