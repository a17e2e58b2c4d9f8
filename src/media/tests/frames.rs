//! Animations as browsers show them: which pixels, how many frames, how long, how often. The files are made ones, see
//! `cases/`.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, ImageDecoder, metadata::LoopCount};

use super::super::{MAX_FRAMES, MediaError, decode};
use super::{case, case_path, probed, rendered};

const RED: [u8; 4] = [220, 40, 40, 255];
const GREEN: [u8; 4] = [40, 180, 60, 255];
const BLUE: [u8; 4] = [40, 60, 210, 255];
const NOTHING: [u8; 4] = [0; 4];

/// How much a colour may be off: files in `lossy` coding are not exact.
const NEAR: u8 = 6;

/// The pixel at this place in every frame, before it is coded again.
fn seen(name: &str, x: u32, y: u32) -> Vec<[u8; 4]> {
    let path = case_path(name);
    let probe = super::super::probe(&path).unwrap();
    let mut reel = decode::reel(&path, &probe).unwrap();
    let mut seen = Vec::new();
    while let Some((pixels, _)) = reel.next().unwrap() {
        assert_eq!((pixels.width, pixels.height), (probe.facts.width, probe.facts.height));
        let at = (y * pixels.width + x) as usize * 4;
        seen.push(pixels.to_rgba()[at..at + 4].try_into().unwrap());
    }
    assert_eq!(seen.len() as u32, probe.frames, "{name}");
    seen
}

fn assert_seen(name: &str, (x, y): (u32, u32), wanted: &[[u8; 4]]) {
    let seen = seen(name, x, y);
    let near = |a: &[u8; 4], b: &[u8; 4]| {
        a[3].abs_diff(b[3]) <= 1 && (a[3] == 0 || (0..3).all(|i| a[i].abs_diff(b[i]) <= NEAR))
    };
    let same = seen.len() == wanted.len() && seen.iter().zip(wanted).all(|(a, b)| near(a, b));
    assert!(same, "{name} at {x},{y}: {seen:?}, not {wanted:?}");
}

/// How long each frame of the finished file is shown, and how often all are: 0 is for ever.
fn played(name: &str) -> (Vec<u32>, u32) {
    let set = rendered(&case(name)).unwrap();
    let decoder = WebPDecoder::new(Cursor::new(&set.qualities.last().unwrap().webp)).unwrap();
    assert_eq!(decoder.dimensions(), set.size);
    let loops = match decoder.loop_count() {
        LoopCount::Infinite => 0,
        LoopCount::Finite(times) => times.get(),
    };
    let frames = decoder.into_frames().collect_frames().unwrap();
    (frames.iter().map(|frame| frame.delay().numer_denom_ms().0).collect(), loops)
}

#[test]
fn a_disposed_webp_frame_leaves_no_trail() {
    let name = "webp-dispose-background.webp";
    assert_seen(name, (4, 4), &[[255, 0, 0, 255], NOTHING]);
    assert_seen(name, (28, 28), &[NOTHING, [0, 0, 255, 255]]);
    assert_eq!(played(name), (vec![200, 200], 0));
    // The finished file says the same: its own last frame is transparent there.
    let set = rendered(&case(name)).unwrap();
    let decoder = WebPDecoder::new(Cursor::new(&set.qualities.last().unwrap().webp)).unwrap();
    let frames = decoder.into_frames().collect_frames().unwrap();
    assert_eq!(frames[1].buffer().get_pixel(4, 4)[3], 0);
}

#[test]
fn webp_frames_blend_or_replace_and_are_disposed_of_alone() {
    for name in ["webp-dispose-lossy.webp", "webp-full-frame-after-dispose.webp"] {
        assert_seen(name, (2, 2), &[RED, GREEN, NOTHING]);
    }
    assert_seen("webp-dispose-lossy.webp", (12, 12), &[RED, RED, BLUE]);
    // Only the rectangle of the frame that is disposed of is cleared, though the next one fills the canvas.
    assert_seen("webp-full-frame-after-dispose.webp", (12, 12), &[RED, RED, RED]);
    assert_seen("webp-blend-half.webp", (8, 8), &[RED, [130, 50, 125, 255]]);
    assert_seen("webp-alpha-lossy.webp", (8, 8), &[RED, [130, 50, 125, 255]]);
    assert_seen("webp-no-blend.webp", (8, 8), &[RED, NOTHING]);
    assert_seen("webp-one-frame.webp", (12, 12), &[GREEN]);
    assert_seen("webp-one-frame.webp", (2, 2), &[NOTHING]);
    assert_eq!(played("webp-blend-half.webp"), (vec![100, 100], 3));
    assert_eq!(played("webp-dispose-lossy.webp"), (vec![100, 100, 200], 0));
}

#[test]
fn an_apng_moves() {
    let name = "apng-3-frames.png";
    assert_seen(name, (4, 4), &[RED, GREEN, [240, 220, 40, 255]]);
    assert_seen(name, (28, 28), &[[240, 220, 40, 255], BLUE, RED]);
    assert_eq!(played(name), (vec![100, 200, 300], 0));
    let set = rendered(&case(name)).unwrap();
    assert!(!super::chunks(&set.qualities[0].webp).contains(b"ANMF"), "the lowest is still");
}

#[test]
fn apng_frames_are_put_together_by_the_book() {
    // The picture for those who know no animations is yellow and no frame.
    assert_seen("apng-default-is-no-frame.png", (8, 8), &[RED, GREEN]);
    assert_eq!(played("apng-default-is-no-frame.png"), (vec![100, 200], 2));
    assert_seen("apng-one-frame.png", (8, 8), &[GREEN]);
    assert_seen("apng-dispose-background.png", (2, 2), &[RED, GREEN, NOTHING]);
    assert_seen("apng-dispose-previous.png", (2, 2), &[RED, GREEN, RED]);
    assert_seen("apng-dispose-previous.png", (12, 12), &[RED, RED, BLUE]);
    // A divisor of 0 stands for hundredths.
    assert_seen("apng-blend-over.png", (8, 8), &[RED, [130, 50, 125, 255]]);
    assert_eq!(played("apng-blend-over.png"), (vec![100, 100], 0));
}

#[test]
fn an_apng_that_breaks_the_rules_is_shown_as_browsers_show_it() {
    assert_seen("apng-no-iend.png", (12, 12), &[RED, BLUE]);
    assert_seen("apng-more-promised.png", (12, 12), &[RED, BLUE]);
    let still = probed(&case("apng-wrong-sequence.png")).unwrap();
    assert_eq!(still.frames, 1);
    assert!(rendered(&case("apng-wrong-sequence.png")).is_ok());
    // Without its second half it is cut short, within a frame or between two.
    let whole = case("apng-3-frames.png");
    let second = whole.windows(4).rposition(|kind| kind == b"fcTL").unwrap() - 4;
    for end in [second, second + 20, whole.len() - 60] {
        let cut = probed(&whole[..end]);
        assert!(matches!(cut, Err(MediaError::CutShort { .. })), "{end}: {cut:?}");
    }
}

#[test]
fn a_gif_that_breaks_the_rules_is_shown_as_browsers_show_it() {
    let (red, green, blue) = ([255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]);
    for name in ["gif-no-trailer.gif", "gif-zero-bytes-between-blocks.gif", "gif-unknown-extension.gif"] {
        assert_seen(name, (8, 8), &[red, green, blue]);
        assert_eq!(played(name), (vec![200; 3], 0), "{name}");
    }
    for name in ["gif-junk-between-blocks.gif", "gif-no-terminator-at-end.gif", "gif-unended-comment.gif"] {
        assert_seen(name, (4, 4), &[RED, GREEN, BLUE]);
        assert_eq!(played(name), (vec![200; 3], 0), "{name}");
    }
    for name in ["gif-screen-0x0.gif", "gif-frame-larger-than-screen.gif"] {
        assert_eq!(rendered(&case(name)).unwrap().size, (16, 16), "{name}");
        assert_seen(name, (15, 15), &[red]);
    }
    assert_eq!(rendered(&case("gif-no-palette.gif")).unwrap().size, (1, 1));
    assert_seen("gif-87a.gif", (4, 4), &[GREEN]);
    assert_seen("gif-colour-outside-palette.gif", (4, 4), &[[0, 0, 0, 255]]);
    assert_seen("gif-short-data.gif", (4, 2), &[RED]);
    assert_seen("gif-short-data.gif", (4, 6), &[NOTHING]);
    let whole = case("gif-no-trailer.gif");
    let cut = probed(&whole[..whole.len() - 6]);
    assert!(matches!(cut, Err(MediaError::CutShort { .. })), "{cut:?}");
}

#[test]
fn gif_frames_lie_where_they_say() {
    assert_seen("gif-frame-outside.gif", (7, 7), &[RED, BLUE, BLUE]);
    assert_seen("gif-frame-outside.gif", (5, 5), &[RED, RED, RED]);
    // The first frame makes the screen as large as it reaches.
    assert_eq!(rendered(&case("gif-first-frame-beside.gif")).unwrap().size, (12, 12));
    assert_seen("gif-first-frame-beside.gif", (11, 11), &[GREEN]);
    assert_seen("gif-first-frame-beside.gif", (2, 2), &[NOTHING]);
    assert_seen("gif-dispose-background.gif", (2, 2), &[RED, GREEN, NOTHING]);
    assert_seen("gif-dispose-previous.gif", (2, 2), &[RED, GREEN, RED]);
    assert_seen("gif-dispose-previous.gif", (6, 6), &[RED, RED, BLUE]);
    assert_seen("gif-transparent.gif", (0, 0), &[RED]);
    assert_seen("gif-transparent.gif", (1, 0), &[NOTHING]);
    for (y, colour) in [(0, RED), (2, GREEN), (4, BLUE), (7, [240, 220, 40, 255])] {
        assert_seen("gif-interlaced.gif", (3, y), &[colour]);
    }
    // A frame of no size is a pause.
    assert_seen("gif-empty-frame.gif", (4, 4), &[RED, RED, BLUE]);
    assert_eq!(played("gif-empty-frame.gif"), (vec![400, 200], 0));
    assert_seen("gif-empty-first-frame.gif", (4, 4), &[NOTHING, GREEN]);
}

#[test]
fn frames_last_as_long_as_in_browsers() {
    assert_eq!(played("gif-short-delays.gif"), (vec![100, 100, 20], 0));
    assert_eq!(played("webp-short-delay.webp"), (vec![100, 15], 0));
    assert_eq!(played("apng-short-delay.png"), (vec![100, 11], 0));
    // Netscape's number says how often to play again.
    assert_eq!(played("gif-loops-twice.gif").1, 3);
    assert_eq!(played("gif-no-loop.gif").1, 1);
}

#[test]
fn an_apng_of_too_many_frames_is_refused() {
    let mut file = case("apng-3-frames.png");
    let control = file.windows(4).position(|kind| kind == b"fcTL").unwrap() - 4;
    let frame = file[control..control + 38].to_vec();
    let data = [&[0, 0, 0, 4][..], b"fdAT", &[0; 8]].concat();
    let end = file.len() - 12;
    let many: Vec<u8> = (0..=MAX_FRAMES).flat_map(|_| [&frame[..], &data].concat()).collect();
    file.splice(end..end, many);
    let refused = probed(&file);
    assert!(matches!(refused, Err(MediaError::TooManyFrames { .. })), "{refused:?}");
}
