//! AVIFs of all kinds: what is shown, by its pixels.

use image::{AnimationDecoder, ImageDecoder};

use super::super::MediaError;
use super::{case, near, probed, quarters, rendered, shown};

const RED: [u8; 3] = [220, 40, 40];
const GREEN: [u8; 3] = [40, 180, 60];
const BLUE: [u8; 3] = [40, 60, 210];
const YELLOW: [u8; 3] = [240, 220, 40];

#[test]
fn depths_samplings_ranges_and_matrices_show_the_same() {
    for name in [
        "avif-mdat-to-end-of-file",
        "avif-8-420-limited",
        "avif-8-422-full",
        "avif-10-420-full",
        "avif-12-444-limited",
        "avif-cicp-1-13-0",
        "avif-cicp-1-13-1",
        "avif-cicp-1-13-9",
        "avif-cicp-1-13-8",
    ] {
        quarters(name, &shown(&case(&format!("{name}.avif"))), [RED, GREEN, BLUE, YELLOW]);
    }
}

/// The pixel at so many quarters of a picture's width and height.
fn quarter(name: &str, across: u32, down: u32) -> image::Rgba<u8> {
    let picture = shown(&case(&format!("{name}.avif")));
    *picture.get_pixel(picture.width() * across / 4, picture.height() * down / 4)
}

#[test]
fn colours_follow_their_code_points() {
    for (name, red) in [
        ("avif-linear-transfer", [239, 110, 112]),
        ("avif-cicp-12-13-1", [240, 0, 21]),
        ("avif-pq", [255, 0, 0]),
        ("avif-cicp-9-16-9", [255, 0, 0]),
    ] {
        let pixel = quarter(name, 1, 1);
        assert!(near(&pixel, red, 8), "{name}: {pixel:?}");
    }
    let yellow = quarter("avif-pq", 3, 3);
    assert!(near(&yellow, [255, 178, 0], 8), "{yellow:?}");
    let wide = quarter("avif-cicp-9-13-9", 1, 1);
    assert!(wide[0] > 240 && wide[1] < 20, "BT.2020's red is outside sRGB: {wide:?}");
    let hlg = quarter("avif-cicp-9-18-9", 3, 1);
    assert!(hlg[1] > 100 && hlg[0] < 20, "HLG's green is outside sRGB: {hlg:?}");
}

#[test]
fn grey_is_grey_and_follows_its_profile() {
    let picture = shown(&case("avif-grey-with-grey-profile.avif"));
    let column = *picture.get_pixel(8, picture.height() / 2);
    assert!(near(&column, [137; 3], 4), "{column:?}");
    for name in ["avif-8-400-limited", "avif-10-400-full"] {
        let picture = shown(&case(&format!("{name}.avif")));
        let red = picture.get_pixel(16, 11);
        assert!(red[0].abs_diff(red[1]) < 4 && red[0].abs_diff(red[2]) < 4 && (60..130).contains(&red[0]), "{red:?}");
    }
    let picture = shown(&case("avif-mono-alpha.avif"));
    let pixel = picture.get_pixel(8, 8);
    assert!(near(pixel, [64; 3], 8) && pixel[3].abs_diff(200) < 4, "{pixel:?}");
}

#[test]
fn grids_come_together_and_clean_apertures_are_cut_out() {
    for (name, size) in [("avif-grid-2x2", (256, 256)), ("avif-grid-odd", (300, 200))] {
        let picture = shown(&case(&format!("{name}.avif")));
        assert_eq!(picture.dimensions(), size);
        quarters(name, &picture, [RED, GREEN, BLUE, YELLOW]);
    }
    let picture = shown(&case("avif-grid-alpha.avif"));
    quarters("avif-grid-alpha", &picture, [RED, GREEN, BLUE, YELLOW]);
    assert!(picture.pixels().all(|pixel| pixel[3].abs_diff(128) < 3));
    let file = case("avif-clap.avif");
    assert_eq!((probed(&file).unwrap().width, probed(&file).unwrap().height), (48, 32));
    let picture = shown(&file);
    assert_eq!(picture.dimensions(), (48, 32));
    assert!(near(picture.get_pixel(24, 16), RED, 16), "the left upper quarter of the whole");
}

#[test]
fn pictures_are_cut_then_turned_then_mirrored() {
    for (name, size, corners) in [
        ("avif-rot3", (45, 67), [BLUE, RED, YELLOW, GREEN]),
        // A quarter turn to the left, then top and bottom swapped.
        ("avif-rot1-mir0", (45, 67), [RED, BLUE, GREEN, YELLOW]),
        ("avif-rot2-mir1", (67, 45), [BLUE, YELLOW, RED, GREEN]),
        // 48 × 32 at the left upper corner of 64 × 64: all red and green, two to one; then turned to the left.
        ("avif-rot1-clap", (32, 48), [GREEN, GREEN, RED, RED]),
    ] {
        let picture = shown(&case(&format!("{name}.avif")));
        assert_eq!(picture.dimensions(), size, "{name}");
        let (w, h) = size;
        let at = [(w / 5, h / 5), (w * 4 / 5, h / 5), (w / 5, h * 4 / 5), (w * 4 / 5, h * 4 / 5)];
        for ((x, y), wanted) in at.into_iter().zip(corners) {
            let pixel = picture.get_pixel(x, y);
            assert!(near(pixel, wanted, 30), "{name} at {x},{y}: {pixel:?}");
        }
    }
}

#[test]
fn alpha_is_kept_and_what_was_multiplied_by_it_divided_again() {
    for name in ["avif-alpha", "avif-premul", "avif-alpha-10"] {
        let picture = shown(&case(&format!("{name}.avif")));
        let (clear, opaque) = (picture.get_pixel(16, 11), picture.get_pixel(50, 11));
        assert!(near(clear, RED, 16) && clear[3].abs_diff(128) < 4, "{name}: {clear:?}");
        assert!(near(opaque, GREEN, 16) && opaque[3] > 251, "{name}: {opaque:?}");
    }
}

/// The frames of the full size: time and the pixel in the middle of the left upper quarter.
fn frames(name: &str) -> Vec<(u32, [u8; 4])> {
    let set = rendered(&case(name)).unwrap();
    let webp = &set.qualities.last().unwrap().webp;
    let decoder = image::codecs::webp::WebPDecoder::new(std::io::Cursor::new(webp)).unwrap();
    let (width, height) = decoder.dimensions();
    let frames = decoder.into_frames().collect_frames().unwrap();
    let of =
        |frame: &image::Frame| (frame.delay().numer_denom_ms().0, frame.buffer().get_pixel(width / 4, height / 4).0);
    frames.iter().map(of).collect()
}

#[test]
fn animations_move() {
    assert_eq!(probed(&case("avif-animated.avif")).unwrap().frames, 3);
    assert_eq!(frames("avif-animated.avif").len(), 3);
    for (name, alpha) in [("avif-anim.avif", [255; 3]), ("avif-anim-alpha.avif", [255, 128, 255])] {
        let frames = frames(name);
        assert_eq!(frames.iter().map(|(millis, _)| *millis).collect::<Vec<_>>(), [100, 250, 400], "{name}");
        for (((_, pixel), wanted), alpha) in frames.iter().zip([RED, BLUE, YELLOW]).zip(alpha) {
            assert!(near(&image::Rgba(*pixel), wanted, 20) && pixel[3].abs_diff(alpha) < 6, "{name}: {pixel:?}");
        }
    }
}

#[test]
fn a_header_that_claims_less_than_is_decoded_is_refused() {
    let mut file = case("avif-grid-odd.avif");
    let mut claims = 0;
    for at in 0..file.len() - 12 {
        if &file[at..at + 4] == b"ispe" && file[at + 8..at + 16] == [0, 0, 0, 100, 0, 0, 0, 100] {
            file[at + 8..at + 16].copy_from_slice(&[0, 0, 0, 100, 0, 0, 0, 99]);
            claims += 1;
        }
    }
    assert!(claims > 0, "the tiles say how large they are");
    assert!(matches!(rendered(&file), Err(MediaError::Broken { .. })));
}
