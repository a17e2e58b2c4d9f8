//! Pictures made in code, no two of them the same file, as the body of an upload.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use tessera::store::blobs::Sha256Hash;
use uuid::Uuid;

const BOUNDARY: &str = "tessera-drill-boundary";

/// The line of a request's head that says what follows.
pub const CONTENT_TYPE: &str = "content-type: multipart/form-data; boundary=tessera-drill-boundary\r\n";

/// A small photograph: a sky with a sun in some place, in colours of its own, and some noise.
pub fn small() -> Vec<u8> {
    let colours: [u8; 3] = rand::random();
    let (sun_x, sun_y) = (rand::random_range(0..640_i32), rand::random_range(0..240_i32));
    jpeg(RgbImage::from_fn(640, 480, |x, y| {
        let (from_x, from_y) = (x.cast_signed() - sun_x, y.cast_signed() - sun_y);
        let noise = rand::random::<u8>() / 16;
        let bright = if from_x * from_x + from_y * from_y < 2_000 { 230 } else { (y / 3) as u8 };
        Rgb(colours.map(|colour| (colour / 2).saturating_add(bright / 2).saturating_add(noise)))
    }))
}

/// One of some megabytes: noise, which nothing compresses.
pub fn large() -> Vec<u8> {
    jpeg(RgbImage::from_fn(2_000, 1_500, |_, _| Rgb(rand::random())))
}

fn jpeg(picture: RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Jpeg).expect("a JPEG");
    bytes.into_inner()
}

/// An upload, which is one and the same however often it is sent.
pub struct Upload {
    pub body: Vec<u8>,
    pub sha256: Sha256Hash,
}

impl Upload {
    pub fn of(picture: &[u8]) -> Self {
        let text = |name: &str, value: &str| {
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let file = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"sunset.jpg\"\r\n\
             content-type: image/jpeg\r\n\r\n"
        );
        let key = Uuid::now_v7().to_string();
        let head = [text("visibility", "public"), text("key", &key), file].concat();
        let body = [head.as_bytes(), picture, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        Self { body, sha256: Sha256Hash::of(picture) }
    }
}
