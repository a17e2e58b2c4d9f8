//! JPEGs of all kinds: what is shown, by its pixels, and what is refused, by its words.

use super::super::{Format, MediaError};
use super::{case, inputs, near, probed, quarters, rendered, shown};

const RED: [u8; 3] = [220, 40, 40];
const GREEN: [u8; 3] = [40, 180, 60];
const BLUE: [u8; 3] = [40, 60, 210];
const YELLOW: [u8; 3] = [240, 220, 40];

#[test]
fn every_sampling_and_order_of_scans_shows_the_same() {
    for name in [
        "jpeg-noninterleaved-420",
        "jpeg-411-nonint",
        "jpeg-440-nonint",
        "jpeg-422-nonint",
        "jpeg-410-nonint",
        "jpeg-420-prog",
        "jpeg-420-rst",
        "jpeg-440-base",
        "jpeg-410-base",
        "jpeg-rgb",
    ] {
        quarters(name, &shown(&case(&format!("{name}.jpg"))), [RED, GREEN, BLUE, YELLOW]);
    }
}

#[test]
fn pixels_that_are_whole_are_shown_without_an_end_mark() {
    for name in ["jpeg-no-eoi", "jpeg-noeoi-odd", "jpeg-noeoi-prog", "jpeg-noeoi-nonint"] {
        quarters(name, &shown(&case(&format!("{name}.jpg"))), [RED, GREEN, BLUE, YELLOW]);
    }
}

#[test]
fn pixels_that_are_missing_are_told_of() {
    // Of one scan at once; of several when they are put together.
    let one = case("jpeg-noeoi-odd.jpg");
    for length in [one.len() - 40, one.len() / 4 * 3] {
        let refused = probed(&one[..length]);
        assert!(matches!(refused, Err(MediaError::CutShort { format: Format::Jpeg })), "{length}: {refused:?}");
    }
    for name in ["jpeg-noeoi-prog.jpg", "jpeg-noeoi-nonint.jpg"] {
        let several = case(name);
        let refused = rendered(&several[..several.len() - 30]).err();
        assert!(matches!(refused, Some(MediaError::CutShort { .. })), "{name}: {refused:?}");
    }
}

#[test]
fn inks_are_shown_by_their_own_profile_and_no_other() {
    let printed = shown(&case("jpeg-cmyk-icc.jpg"));
    quarters("inks", &printed, [[0, 151, 218], [216, 10, 122], [247, 224, 0], [215, 29, 36]]);
    let plain = shown(&case("jpeg-cmyk-with-rgb-profile.jpg"));
    quarters("not of inks", &plain, [RED, GREEN, BLUE, YELLOW]);
}

/// Inks as Adobe's programs store them, turned into luma and chroma besides.
fn ycck(inks: [u8; 4]) -> Vec<u8> {
    let mut encoder = mozjpeg::Compress::new(mozjpeg::ColorSpace::JCS_CMYK);
    encoder.set_size(32, 32);
    encoder.set_color_space(mozjpeg::ColorSpace::JCS_YCCK);
    encoder.set_quality(95.0);
    let mut started = encoder.start_compress(Vec::new()).unwrap();
    started.write_scanlines(&inks.map(|ink| 255 - ink).repeat(32 * 32)).unwrap();
    started.finish().unwrap()
}

#[test]
fn ycck_is_taken_for_the_inks_it_was() {
    for (inks, rgb) in [([0, 200, 200, 40], [215, 46, 46]), ([255, 0, 0, 0], [0, 255, 255]), ([0, 0, 0, 0], [255; 3])] {
        let picture = shown(&ycck(inks));
        assert!(near(picture.get_pixel(16, 16), rgb, 6), "{inks:?}: {:?}", picture.get_pixel(16, 16));
    }
}

#[test]
fn grey_follows_its_profile() {
    // 8 times its column.
    assert!(near(shown(&case("jpeg-grey.jpg")).get_pixel(8, 8), [64; 3], 6));
    let linear = moxcms::ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let mut file = case("jpeg-grey.jpg");
    let mut segment = vec![0xff, 0xe2];
    segment.extend((linear.len() as u16 + 16).to_be_bytes());
    segment.extend(b"ICC_PROFILE\0\x01\x01");
    segment.extend(linear);
    file.splice(2..2, segment);
    assert!(near(shown(&file).get_pixel(8, 8), [137; 3], 6));
}

#[test]
fn an_empty_exif_does_not_hide_the_one_that_turns() {
    let file = case("jpeg-two-exif.jpg");
    let probe = probed(&file).unwrap();
    assert_eq!((probe.width, probe.height), (45, 67));
    quarters("turned", &shown(&file), [BLUE, RED, YELLOW, GREEN]);
}

#[test]
fn what_stays_unsupported_is_refused_in_plain_words() {
    let sentence = probed(&case("jpeg-arith.jpg")).unwrap_err().to_string();
    assert_eq!(
        sentence,
        "Arithmetic-coded JPEG pictures are not supported. Please save the picture as JPEG, PNG or WebP and try again."
    );
    let mut deep = case("jpeg-420-rst.jpg");
    let header = deep.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    deep[header + 4] = 12;
    assert!(probed(&deep).unwrap_err().to_string().starts_with("12-bit JPEG pictures are not supported."));
    // Three samples of chroma to two of luma: libjpeg gives up, with a number.
    let mut odd = inputs::jpeg(&inputs::flag(60, 40), None, None);
    let header = odd.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    odd[header + 11] = 0x31;
    odd[header + 14] = 0x21;
    let sentence = rendered(&odd).err().map(|error| error.to_string());
    assert!(sentence.as_ref().is_some_and(|sentence| !sentence.contains("libjpeg")), "{sentence:?}");
}
