//! Still PNG, WebP, TIFF and BMP of all kinds come out in their right colours. The files are made ones, see `cases/`:
//! "quarters" are red, green, blue and yellow, "ramps" rise from black to white.

use super::super::{MediaError, decode, pixels::Pixels};
use super::{case, case_path, inputs, pixels_of, probed, rendered, still_of};

const RED: [u8; 3] = [220, 40, 40];
const GREEN: [u8; 3] = [40, 180, 60];
const BLUE: [u8; 3] = [40, 60, 210];
const YELLOW: [u8; 3] = [240, 220, 40];

/// Decodes a case, before it is coded again.
fn still(name: &str) -> Pixels {
    let path = case_path(name);
    let probe = super::super::probe(&path).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    pixels_of(decode::still(&path, &probe).unwrap_or_else(|error| panic!("{name}: {error:?}")))
}

/// The pixel at so many eighths of the width and the height.
fn at(pixels: &Pixels, x: u32, y: u32) -> [u8; 4] {
    let place = (y * pixels.height / 8 * pixels.width + x * pixels.width / 8) as usize * 4;
    pixels.to_rgba()[place..place + 4].try_into().unwrap()
}

fn near(a: [u8; 4], b: [u8; 4], off: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= off)
}

fn assert_quarters(name: &str, colours: [[u8; 3]; 4], alpha: u8, off: u8) {
    let pixels = still(name);
    for ((x, y), [r, g, b]) in [(2, 2), (6, 2), (2, 6), (6, 6)].into_iter().zip(colours) {
        let seen = at(&pixels, x, y);
        assert!(near(seen, [r, g, b, alpha], off), "{name} at {x},{y}: {seen:?}, not {:?}", [r, g, b, alpha]);
    }
}

fn assert_plain_quarters(names: &[&str], off: u8) {
    for name in names {
        assert_quarters(name, [RED, GREEN, BLUE, YELLOW], 255, off);
        assert!(rendered(&case(name)).is_ok(), "{name}");
    }
}

/// A ramp of 32 columns from 0 to 255; `off` is the step that is lost where it has few bits.
fn assert_ramp(name: &str, alpha: u8, off: u8) {
    let pixels = still(name);
    let row = pixels.to_rgba();
    for x in 0..pixels.width {
        let grey = (x * 255 / (pixels.width - 1)) as u8;
        let seen: [u8; 4] = row[x as usize * 4..x as usize * 4 + 4].try_into().unwrap();
        assert!(near(seen, [grey, grey, grey, alpha], off), "{name} at {x}: {seen:?}, not {grey}");
    }
}

fn refusal(name: &str) -> MediaError {
    match rendered(&case(name)) {
        Err(error) => error,
        Ok(_) => panic!("{name} was taken"),
    }
}

#[test]
fn a_png_without_its_end_mark_is_shown() {
    assert_plain_quarters(&["png-no-iend.png", "png-no-iend-interlaced.png", "png-no-crc-at-end.png"], 1);
}

#[test]
fn a_png_without_its_last_pixels_is_refused() {
    assert!(matches!(refusal("png-cut-in-pixels.png"), MediaError::CutShort { .. }));
    assert!(matches!(refusal("png-fewer-pixels.png"), MediaError::CutShort { .. } | MediaError::Broken { .. }));
    // Within the last piece of many, and between two of them.
    let whole = case("png-no-iend.png");
    let data = whole.windows(4).position(|kind| kind == b"IDAT").unwrap() + 4;
    let half = (whole.len() - data) / 2;
    let piece = |bytes: &[u8]| {
        let body = [&b"IDAT"[..], bytes].concat();
        [&(bytes.len() as u32).to_be_bytes()[..], &body, &crc32fast::hash(&body).to_be_bytes()].concat()
    };
    let first = [&whole[..data - 8], &piece(&whole[data..data + half])].concat();
    let both = [&first[..], &piece(&whole[data + half..whole.len() - 4])].concat();
    assert!(rendered(&both).is_ok());
    assert!(matches!(rendered(&first).err(), Some(MediaError::CutShort { .. })));
    assert!(matches!(probed(&both[..both.len() - 20]), Err(MediaError::CutShort { .. })));
}

#[test]
fn what_a_png_says_of_its_colours_counts_in_order() {
    assert_ramp_by_gamma();
    let p3 = at(&still("png-cicp-p3.png"), 2, 2);
    assert!(near(p3, [240, 0, 21, 255], 3), "{p3:?}");
    let pq = still("png-cicp-pq.png");
    assert!(near(at(&pq, 2, 2), [255, 0, 0, 255], 4), "{:?}", at(&pq, 2, 2));
    assert!(near(at(&pq, 6, 6), [255, 174, 0, 255], 8), "{:?}", at(&pq, 6, 6));
    let hlg = at(&still("png-cicp-hlg.png"), 2, 2);
    assert!(!near(hlg, [220, 40, 40, 255], 8), "{hlg:?}");
    // Code points before all else, sRGB before gamma; nonsense is as good as nothing, and so is what has a wrong checksum.
    let plain =
        ["png-cicp-over-iccp.png", "png-srgb-over-gama.png", "png-cicp-nonsense.png", "png-bad-ancillary-crc.png"];
    assert_plain_quarters(&plain, 1);
    let [r, g, ..] = at(&still("png-chrm-p3.png"), 2, 2);
    assert!(r > 235 && g < 20, "{r} {g}");
    let light = at(&still("png-16-bit-gama.png"), 2, 2);
    assert!(near(light, [239, 110, 110, 255], 3), "{light:?}");
}

fn assert_ramp_by_gamma() {
    let pixels = still("png-gama-1.png");
    let seen = pixels.to_rgba()[8 * 4];
    assert!(seen.abs_diff(137) <= 1, "{seen}");
}

#[test]
fn transparency_by_colour_and_palette_is_read() {
    let grey = still("png-trns-grey.png").to_rgba();
    assert_eq!((grey[3], grey[7]), (0, 255));
    let wide = still("png-trns-rgb-16.png");
    assert_eq!(at(&wide, 2, 2)[3], 0);
    assert!(near(at(&wide, 6, 2), [40, 180, 60, 255], 0));
    let palette = still("png-trns-palette.png");
    assert_eq!([at(&palette, 2, 2)[3], at(&palette, 6, 2)[3], at(&palette, 2, 6)[3]], [0, 128, 255]);
    assert_plain_quarters(&["png-palette-2-bit.png"], 0);
}

#[test]
fn an_empty_exif_does_not_hide_the_real_one() {
    for name in ["png-empty-exif-first.png", "png-exif-after-pixels.png", "webp-empty-exif-first.webp"] {
        let probe = probed(&case(name)).unwrap();
        assert_eq!((probe.width, probe.height), (8, 16), "{name}");
        let seen = at(&still(name), 4, 6);
        assert!(near(seen, [40, 180, 60, 255], 3), "{name}: {seen:?}");
    }
}

#[test]
fn a_webp_that_promises_alpha_and_has_none_is_shown() {
    assert_plain_quarters(&["webp-alpha-promised.webp"], 30);
}

#[test]
fn tiff_of_all_depths_and_kinds_is_shown() {
    let exact = [
        "tiff-palette.tif",
        "tiff-palette-2-bit.tif",
        "tiff-palette-4-bit.tif",
        "tiff-planar.tif",
        "tiff-big.tif",
        "tiff-planar-lzw-tiled.tif",
        "tiff-tiled-deflate-predictor.tif",
        "tiff-16-bit-predictor.tif",
        "tiff-16-bit-big-endian.tif",
        "tiff-float-predictor-3.tif",
        "tiff-big-endian.tif",
        "tiff-no-rows-per-strip.tif",
        "tiff-rgb-fill-order-2.tif",
        "tiff-two-pages.tif",
        "tiff-unspecified-extra.tif",
        "tiff-fourth-channel-empty.tif",
    ];
    assert_plain_quarters(&exact, 1);
    assert_plain_quarters(&["tiff-cmyk.tif"], 2);
    let luma = [
        "tiff-ycbcr.tif",
        "tiff-ycbcr-2x2.tif",
        "tiff-ycbcr-4x1.tif",
        "tiff-ycbcr-2x1-odd.tif",
        "tiff-ycbcr-no-sampling-tag.tif",
        "tiff-jpeg.tif",
        "tiff-jpeg-ycbcr-tiled.tif",
        "tiff-jpeg-ycbcr-strips.tif",
    ];
    assert_plain_quarters(&luma, 6);
    assert_plain_quarters(&["tiff-rgb-4-bit.tif"], 16);
    assert_quarters("tiff-palette-1-bit.tif", [RED, GREEN, RED, GREEN], 255, 0);
    let turned = still("tiff-orientation-6.tif");
    assert_eq!((turned.width, turned.height), (8, 16));
    assert!(near(at(&turned, 4, 6), [40, 180, 60, 255], 0));
}

#[test]
fn tiff_ramps_rise() {
    for name in
        ["tiff-half-float.tif", "tiff-double.tif", "tiff-32-bit.tif", "tiff-white-is-zero.tif", "tiff-grey-12-bit.tif"]
    {
        assert_ramp(name, 255, 1);
    }
    // These two rise by 8 a column.
    assert_ramp("tiff-grey-float.tif", 255, 8);
    assert_ramp("tiff-grey-alpha.tif", 128, 1);
    assert_ramp("tiff-grey-4-bit.tif", 255, 24);
    assert_ramp("tiff-white-is-zero-4-bit.tif", 255, 17);
    assert_ramp("tiff-grey-2-bit.tif", 255, 85);
}

#[test]
fn tiff_colours_are_freed_of_their_alpha() {
    for name in ["tiff-associated-alpha.tif", "tiff-associated-alpha-planar.tif", "tiff-unassociated-alpha.tif"] {
        assert_quarters(name, [RED, GREEN, BLUE, YELLOW], 128, 2);
    }
}

#[test]
fn fax_and_bits_in_any_order_are_read() {
    let names = [
        "tiff-fax-huffman.tif",
        "tiff-fax-g3-1d.tif",
        "tiff-fax-g3-2d.tif",
        "tiff-fax-g3-2d-fill.tif",
        "tiff-fax-g4.tif",
        "tiff-fax-g4-strips.tif",
        "tiff-fax-g4-fill-order-2.tif",
        "tiff-fill-order-2.tif",
        "tiff-1-bit-lzw.tif",
        "tiff-1-bit-packbits.tif",
    ];
    for name in names {
        let pixels = still(name);
        assert_eq!((pixels.width, pixels.height), (40, 24), "{name}");
        let rgba = pixels.to_rgba();
        for (place, pixel) in rgba.chunks_exact(4).enumerate() {
            let (x, y) = (place % 40, place / 40);
            let white = (y >= 8 && (x + y) / 6 % 2 == 1) || y == 8 || y == 9;
            assert_eq!(pixel[0], if white { 255 } else { 0 }, "{name} at {x},{y}");
        }
    }
}

#[test]
fn bmp_of_all_headers_and_depths_is_shown() {
    let exact = [
        "bmp-planes-0.bmp",
        "bmp-os2-v2-header-64.bmp",
        "bmp-os2-v1-12.bmp",
        "bmp-os2-v1-palette.bmp",
        "bmp-os2-v2-16.bmp",
        "bmp-os2-v2-64-palette.bmp",
        "bmp-top-down.bmp",
        "bmp-4-bit-few-colours.bmp",
        "bmp-palette-larger-than-said.bmp",
        "bmp-rle8.bmp",
        "bmp-rle8-no-end.bmp",
        "bmp-rle4.bmp",
        "bmp-32-bit-no-alpha.bmp",
        "bmp-v5-alpha-all-zero.bmp",
        "bmp-32-bit-10-10-10.bmp",
        "bmp-offset-0.bmp",
    ];
    assert_plain_quarters(&exact, 1);
    assert_plain_quarters(&["bmp-16-bit.bmp", "bmp-16-bit-565.bmp"], 8);
    assert_quarters("bmp-1-bit.bmp", [RED, GREEN, RED, GREEN], 255, 0);
    for name in ["bmp-v3-alpha.bmp", "bmp-v4-alpha.bmp", "bmp-v5-alpha.bmp", "bmp-alphabitfields.bmp"] {
        assert_quarters(name, [RED, GREEN, BLUE, YELLOW], 128, 0);
    }
    let last = still("bmp-last-padding-missing.bmp");
    assert!(near(at(&last, 0, 0), [40, 180, 60, 255], 0));
}

#[test]
fn a_bmp_has_the_colours_of_its_profile() {
    let icc = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut file = b"BM\0\0\0\0\0\0\0\0\x8a\0\0\0\x7c\0\0\0".to_vec();
    file.extend([8, 0, 0, 0, 8, 0, 0, 0, 1, 0, 24, 0]);
    file.resize(14 + 56, 0);
    file.extend(b"DEBM");
    file.resize(14 + 112, 0);
    file.extend((124 + 8 * 24_u32).to_le_bytes());
    file.extend((icc.len() as u32).to_le_bytes());
    file.resize(14 + 124, 0);
    file.extend([40, 40, 220].repeat(64));
    file.extend(icc);
    let seen = at(&still_of(&file).unwrap(), 4, 4);
    assert!(near(seen, [240, 0, 21, 255], 3), "{seen:?}");
}

#[test]
fn what_cannot_be_read_is_refused_in_words_for_people() {
    for (name, words) in [
        (
            "tiff-zstd.tif",
            "Zstandard-coded TIFF pictures are not supported. Please save the picture as JPEG, PNG or WebP and try again.",
        ),
        ("tiff-cut-short.tif", "This TIFF is cut short: the end of the file is missing."),
        ("bmp-cut-short.bmp", "This BMP is cut short: the end of the file is missing."),
    ] {
        assert_eq!(probed(&case(name)).map(|_| ()).unwrap_err().to_string(), words, "{name}");
    }
    let odd = inputs::file(&inputs::flag(16, 16), image::ImageFormat::Bmp);
    let with = |at: usize, value: u8| {
        let mut file = odd.clone();
        file[at] = value;
        probed(&file).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(
        with(30, 4),
        "JPEG-coded BMP pictures are not supported. Please save the picture as JPEG, PNG or WebP and try again."
    );
}

/// Every file of these kinds, cut off anywhere and with any byte changed: nothing panics, and all of it ends.
#[test]
fn damaged_cases_do_no_harm() {
    for entry in std::fs::read_dir(case_path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if ["jpeg-", "avif-"].iter().any(|other| name.starts_with(other)) {
            continue;
        }
        let file = case(&name);
        let step = (file.len() / 12).max(1);
        for place in (0..file.len()).step_by(step) {
            let _ = still_of(&file[..place]);
            let mut changed = file.clone();
            changed[place] ^= 0x55;
            let _ = still_of(&changed);
        }
    }
}
