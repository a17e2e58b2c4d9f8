//! What pictures take of memory: each is worked on in a process of its own, whose peak is read afterwards.

use std::{env, fs, path::Path, process::Command};
use tessera::media::{self, Qualities, Wanted};

/// What pictures may take by default.
const MEDIA_MEMORY: u64 = 512 << 20;

/// The picture to be worked on by this process, if it was started for that.
const PICTURE: &str = "MEMORY_TEST_PICTURE";

/// What this process takes besides: its program, and tables of the decoders.
const PROGRAM: u64 = 32 << 20;

/// A line of /proc/self/status, in bytes.
fn status(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|text| text.strip_prefix(line)).unwrap();
    found.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Runs in every process of these tests, and does nothing but in those that `peak` starts.
#[test]
fn one_picture() {
    let Ok(path) = env::var(PICTURE) else { return };
    let path = Path::new(&path);
    let probe = media::probe(path).unwrap();
    let passes = probe.passes().iter().map(|&qualities| Wanted { qualities, heights: vec![360, 720, 1080] });
    // The one that takes the most: without optimisation, each takes minutes.
    let wanted = passes.max_by_key(|wanted| probe.memory(wanted)).unwrap();
    probe.fits(&wanted, MEDIA_MEMORY).unwrap();
    media::render::<()>(path, &probe, &wanted, &mut |_| Ok(())).unwrap();
    println!("estimate {} peak {}", probe.memory(&wanted), status("VmHWM:"));
}

/// Works on a picture; what was estimated and what it took, in bytes.
fn peak(path: &Path) -> (u64, u64) {
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "one_picture", "--nocapture"])
        .env(PICTURE, path)
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{said}{}", String::from_utf8_lossy(&child.stderr));
    let words: Vec<_> = said.split_whitespace().collect();
    let number = |name: &str| words[words.iter().position(|word| *word == name).unwrap() + 1].parse().unwrap();
    (number("estimate"), number("peak"))
}

fn within(name: &str, path: &Path) {
    let (estimate, peak) = peak(path);
    println!("{name}: estimated {} MB, took {} MB", estimate >> 20, peak >> 20);
    assert!(estimate <= MEDIA_MEMORY, "{name}: estimated {} MB", estimate >> 20);
    assert!(peak <= estimate + PROGRAM, "{name}: estimated {} MB, took {} MB", estimate >> 20, peak >> 20);
}

/// Colours that no encoder can do much about, and soft, uneven alpha.
fn noisy(width: u32, height: u32) -> image::RgbaImage {
    let mut state = 1_u32;
    image::RgbaImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, d] = state.to_le_bytes();
        image::Rgba([(x / 20) as u8 ^ (b >> 4), (y / 20) as u8 ^ (c >> 4), d, 100 + (x / 64 % 64) as u8 + (a >> 5)])
    })
}

#[test]
fn twenty_five_megapixels_with_alpha_stay_within_the_budget() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    noisy(5000, 5000).save_with_format(&path, image::ImageFormat::Png).unwrap();
    within("25 megapixels of RGBA", &path);
}

#[test]
fn a_jpeg_of_thirty_six_megapixels_stays_within_the_budget() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.jpg");
    let noisy = image::DynamicImage::ImageRgba8(noisy(6000, 6000)).into_rgb8();
    noisy.save_with_format(&path, image::ImageFormat::Jpeg).unwrap();
    within("36 megapixels of JPEG", &path);
}

#[test]
fn an_avif_of_thirty_six_megapixels_stays_within_the_budget() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/media/tests/cases/avif-36-megapixels.avif");
    within("36 megapixels of AVIF", &path);
}

/// A picture that needs more than there is must not run, and its owner is told.
#[test]
fn what_needs_more_than_there_is_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    image::RgbaImage::from_pixel(100, 100, image::Rgba([1, 2, 3, 4])).save(&path).unwrap();
    let probe = media::probe(&path).unwrap();
    let wanted = Wanted { qualities: Qualities::All, ..Wanted::default() };
    let refused = probe.fits(&wanted, 1 << 20).unwrap_err().to_string();
    assert!(refused.starts_with("This picture is too large for this site: 100 × 100 pixels"), "{refused}");
}
