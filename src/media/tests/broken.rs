//! What is refused, each with its own words.

use image::ImageFormat;

use super::super::{Format, MAX_FRAMES, MAX_SCANS, MediaError};
use super::{inputs, probed, rendered_as};

/// Whether a file is known to be cut off in its middle and just behind the header, and without its last `bytes`.
fn is_cut(file: &[u8], format: Format, bytes: usize) -> bool {
    [file.len() - bytes, file.len() / 2, file.len() / 4]
        .iter()
        .all(|&length| matches!(probed(&file[..length]), Err(MediaError::CutShort { format: f }) if f == format))
}

#[test]
fn an_empty_file_is_told_apart() {
    assert!(matches!(probed(b""), Err(MediaError::Empty)));
}

#[test]
fn text_named_jpg_is_not_a_picture() {
    let refused = rendered_as("holiday.jpg", b"BM, this is a letter and no picture at all.");
    let Err(error @ MediaError::NotAPicture) = refused else {
        panic!("a letter became a picture");
    };
    assert!(error.to_string().contains("Please use JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF."));
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let wide = probed(&inputs::png_bomb(30_000, 30_000));
    assert!(matches!(wide, Err(MediaError::TooLongSide { width: 30_000, .. })), "{wide:?}");
    let many = probed(&inputs::png_bomb(12_000, 12_000));
    assert!(matches!(many, Err(MediaError::TooManyPixels { .. })), "{many:?}");
    assert!(probed(&inputs::png_bomb(0, 5)).is_err());
}

#[test]
fn a_truncated_png_is_told_apart() {
    let png = inputs::file(&inputs::flag(300, 200), ImageFormat::Png);
    // IEND and the checksum before it are 16 bytes.
    assert!(is_cut(&png, Format::Png, 17));
    let sentence = probed(&png[..png.len() - 17]).unwrap_err().to_string();
    assert_eq!(sentence, "This PNG is cut short: the end of the file is missing.");
}

/// Its end mark alone may be missing: what counts is whether all pixels are there.
#[test]
fn a_truncated_jpeg_is_told_apart() {
    let jpeg = inputs::jpeg(&inputs::flag(300, 200), None, None);
    assert!(is_cut(&jpeg[..jpeg.len() - 20], Format::Jpeg, 1));
    assert!(probed(&jpeg[..jpeg.len() - 2]).is_ok());
}

#[test]
fn a_truncated_gif_is_told_apart() {
    assert!(is_cut(&inputs::moving(60, 40, &[100, 100, 100]), Format::Gif, 3));
}

#[test]
fn a_truncated_webp_is_told_apart() {
    assert!(is_cut(&inputs::file(&inputs::flag(300, 200), ImageFormat::WebP), Format::WebP, 1));
}

#[test]
fn bytes_behind_the_end_do_no_harm() {
    let jpeg = inputs::jpeg(&inputs::flag(30, 20), None, None);
    let png = inputs::file(&inputs::flag(30, 20), ImageFormat::Png);
    let gif = inputs::moving(30, 20, &[100, 100]);
    for mut file in [jpeg, png, gif] {
        file.extend(b"\0\0 made with love");
        assert!(super::rendered(&file).is_ok());
    }
}

#[test]
fn a_jpeg_with_endless_scans_is_refused() {
    let mut jpeg = inputs::jpeg(&inputs::flag(300, 200), None, None);
    let scan = jpeg.windows(2).position(|w| w == [0xff, 0xda]).unwrap();
    let header = jpeg[scan..scan + 2 + usize::from(jpeg[scan + 3])].to_vec();
    jpeg.splice(scan..scan, header.repeat(MAX_SCANS as usize));
    let refused = probed(&jpeg);
    assert!(matches!(refused, Err(MediaError::TooManyScans { .. })), "{refused:?}");
}

#[test]
fn an_animation_of_too_many_frames_is_refused() {
    let delays = vec![20; MAX_FRAMES as usize + 1];
    let refused = probed(&inputs::moving(8, 8, &delays));
    assert!(matches!(refused, Err(MediaError::TooManyFrames { .. })), "{refused:?}");
}

#[test]
fn a_picture_that_is_broken_within_is_broken_not_a_panic() {
    let refused = super::rendered(&inputs::png_bomb(50, 50)).err();
    assert!(matches!(refused, Some(MediaError::Broken { .. } | MediaError::CutShort { .. })), "{refused:?}");
}

#[test]
fn what_cannot_be_stored_stops_the_work() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), inputs::file(&inputs::flag(300, 200), ImageFormat::Png)).unwrap();
    let probe = super::super::probe(file.path()).unwrap();
    let mut calls = 0;
    let ended = super::super::render(
        file.path(),
        &probe,
        &super::super::Wanted { qualities: super::super::Qualities::All, ..Default::default() },
        &mut |_| {
            calls += 1;
            Err("disk full")
        },
    );
    assert!(matches!(ended, Err(super::super::RenderError::Emit("disk full"))));
    assert_eq!(calls, 1);
}
