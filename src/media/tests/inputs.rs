//! Files made in code.

use std::io::Cursor;

use image::codecs::gif::{GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{Delay, DynamicImage, Frame, ImageEncoder, ImageFormat, Rgba, RgbaImage};

/// Left half red, right half blue, with a green top row of a tenth: every turn shows.
pub fn flag(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        if y < height / 5 {
            Rgba([0, 200, 0, 255])
        } else if x < width / 2 {
            Rgba([220, 0, 0, 255])
        } else {
            Rgba([0, 0, 220, 255])
        }
    })
}

pub fn file(picture: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgba8(picture.clone());
    let picture = match format {
        ImageFormat::Jpeg => DynamicImage::ImageRgb8(picture.into_rgb8()),
        _ => picture,
    };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// An Exif blob (TIFF, big endian) with this orientation and a GPS position.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08".to_vec();
    exif.extend([0, 2]);
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]); // GPS IFD at 38
    exif.extend([0, 0, 0, 0]);
    exif.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
    exif
}

pub fn jpeg(picture: &RgbaImage, exif: Option<Vec<u8>>, icc: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    if let Some(icc) = icc {
        encoder.set_icc_profile(icc).unwrap();
    }
    let rgb = DynamicImage::ImageRgba8(picture.clone()).into_rgb8();
    encoder.encode_image(&rgb).unwrap();
    bytes
}

pub fn png_with_icc(picture: &RgbaImage, icc: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(icc).unwrap();
    let (width, height) = picture.dimensions();
    let colour = image::ExtendedColorType::Rgba8;
    encoder.write_image(picture, width, height, colour).unwrap();
    bytes
}

/// A square walks from left to right; `delays` in milliseconds.
pub fn moving(width: u32, height: u32, delays: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 10);
        encoder.set_repeat(Repeat::Infinite).unwrap();
        for (number, &millis) in delays.iter().enumerate() {
            let left = number as u32 * width / delays.len() as u32;
            let picture = RgbaImage::from_fn(width, height, |x, y| {
                let inside = x >= left && x < left + width / 6 && y < height / 2;
                Rgba(if inside { [255, 255, 0, 255] } else { [0, 0, 90, 255] })
            });
            let delay = Delay::from_numer_denom_ms(millis, 1);
            encoder.encode_frame(Frame::from_parts(picture, 0, 0, delay)).unwrap();
        }
    }
    bytes
}

/// A PNG header that promises much, with a little data behind it and a proper end.
pub fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(b"\0\0\0\x04IDAT\0\0\0\0\0\0\0\0\0\0\0\0IEND\0\0\0\0");
    bytes
}
