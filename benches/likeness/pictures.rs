//! Pictures that are made of others: cut, in another hue, compressed.

use image::{DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage, codecs, imageops};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{fs, path::PathBuf, thread};
use tessera::media::{self, Description};

/// Real photographs; each name stands for another one.
const FOLDER: &str = "/usr/share/backgrounds/mate";
const BESIDE: &str = "abstract/Elephants.jpg";

/// In how many parts each is divided.
const ACROSS: u32 = 4;
const DOWN: u32 = 3;

/// As wide as a part is made, in pixels.
const WIDTH: u32 = 220;

/// The least that is left of a side.
const LEFT: f32 = 0.8;

/// What the pictures look like.
pub struct Pictures {
    /// In the order of their numbers.
    pub all: Vec<Description>,
    /// Of how many they are made.
    pub sources: usize,
}

impl Pictures {
    /// Of which picture one is made.
    pub fn source(&self, number: usize) -> usize {
        number % self.sources
    }
}

/// So many pictures, of each source about as many.
pub fn make(count: usize) -> Pictures {
    let sources = sources();
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let parts: Vec<Vec<Description>> = thread::scope(|scope| {
        let started = (0..workers).map(|worker| {
            let sources = &sources;
            scope.spawn(move || {
                let numbers = (worker..count).step_by(workers);
                numbers.map(|number| varied(&sources[number % sources.len()], number as u64)).collect()
            })
        });
        let started: Vec<_> = started.collect();
        started.into_iter().map(|worker| worker.join().expect("pictures")).collect()
    });
    let mut parts: Vec<_> = parts.into_iter().map(Vec::into_iter).collect();
    let all = (0..count).map(|number| parts[number % workers].next().expect("a picture")).collect();
    Pictures { all, sources: sources.len() }
}

/// Parts of photographs and their mirror images, but for those in which there is nothing to be seen.
fn sources() -> Vec<RgbImage> {
    let nature = fs::read_dir(format!("{FOLDER}/nature")).expect("Debian's mate-backgrounds");
    let mut files: Vec<_> = nature.flatten().map(|entry| entry.path()).collect();
    files.push(PathBuf::from(FOLDER).join(BESIDE));
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let photograph = image::open(&file).expect("a photograph").into_rgb8();
        let (width, height) = (photograph.width() / ACROSS, photograph.height() / DOWN);
        for part in 0..ACROSS * DOWN {
            let (left, top) = (part % ACROSS * width, part / ACROSS * height);
            let part = imageops::crop_imm(&photograph, left, top, width, height).to_image();
            let part = imageops::thumbnail(&part, WIDTH, WIDTH * height / width);
            let mirrored = imageops::flip_horizontal(&part);
            sources.extend([part, mirrored].into_iter().filter(|part| described(part).likeness.is_some()));
        }
    }
    sources
}

/// A picture, cut, in another hue and compressed by chance, as the site describes it.
fn varied(source: &RgbImage, seed: u64) -> Description {
    let mut rng = StdRng::seed_from_u64(seed);
    loop {
        let [width, height] =
            [source.width(), source.height()].map(|side| (side as f32 * rng.random_range(LEFT..1.0)) as u32);
        let (left, top) =
            (rng.random_range(0..=source.width() - width), rng.random_range(0..=source.height() - height));
        let mut picture = imageops::crop_imm(source, left, top, width, height).to_image();
        let turn = rng.random_range(0.0..6.0);
        picture.pixels_mut().for_each(|pixel| *pixel = turned(*pixel, turn));
        let mut jpeg = Vec::new();
        let encoder = codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, rng.random_range(20..=90));
        DynamicImage::from(picture).write_with_encoder(encoder).expect("a JPEG");
        let found = described(&image::load_from_memory(&jpeg).expect("a JPEG").into_rgb8());
        // Where nothing is left to be seen, another piece is cut.
        if found.likeness.is_some() {
            return found;
        }
    }
}

fn described(picture: &RgbImage) -> Description {
    let mut webp = Vec::new();
    let encoder = codecs::webp::WebPEncoder::new_lossless(&mut webp);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).expect("a WebP");
    media::describe(&webp).expect("a picture")
}

/// A colour with its hue turned, in sixths of the circle, and its saturation and value as they were (HSV).
fn turned(Rgb(colour): Rgb<u8>, turn: f32) -> Rgb<u8> {
    let [red, green, blue] = colour.map(f32::from);
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let chroma = most - least;
    if chroma == 0.0 {
        return Rgb(colour);
    }
    let hue = if most == red {
        (green - blue) / chroma
    } else if most == green {
        2.0 + (blue - red) / chroma
    } else {
        4.0 + (red - green) / chroma
    };
    // https://en.wikipedia.org/wiki/HSL_and_HSV#HSV_to_RGB_alternative
    let channel = |n: f32| {
        let place = (n + hue + turn).rem_euclid(6.0);
        (most - chroma * place.min(4.0 - place).clamp(0.0, 1.0)).round() as u8
    };
    Rgb([channel(5.0), channel(3.0), channel(1.0)])
}
