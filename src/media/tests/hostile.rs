//! Bytes that mean harm: nothing panics, everything ends.

use std::sync::LazyLock;

use image::ImageFormat;
use proptest::prelude::*;

use super::{inputs, rendered};

/// A 48 × 32 AVIF with alpha, made once by libheif (through npm's sharp) for there is no encoder here.
const AVIF: &[u8] = include_bytes!("alpha.avif");

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let flag = inputs::flag(48, 32);
    let mut files: Vec<_> =
        [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Tiff]
            .map(|format| inputs::file(&flag, format))
            .into();
    let gif = inputs::moving(48, 32, &[50, 50, 50]);
    let moving = rendered(&gif).unwrap().qualities.pop().unwrap().webp;
    files.extend([gif, moving, AVIF.to_vec()]);
    files
});

#[test]
fn an_avif_really_decodes_with_its_alpha() {
    let set = rendered(AVIF).unwrap();
    assert_eq!(set.size, (48, 32));
    let full = super::pixels(set.qualities.last().unwrap());
    let (left, right) = (full.get_pixel(8, 16), full.get_pixel(40, 16));
    assert!(left[3] < 10, "{left:?}");
    assert!(right[3] > 245 && right[0] > 200 && right[1] < 60, "{right:?}");
}

/// Whatever four bytes of an AVIF are gone, among them the lengths of its parts. (With a part of no bytes a debug build
/// of the decoder once ended the process.)
#[test]
fn an_avif_with_a_hole_never_ends_the_process() {
    for at in 0..AVIF.len() - 4 {
        let mut file = AVIF.to_vec();
        file[at..at + 4].fill(0);
        let _ = rendered(&file);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = rendered(&bytes);
    }

    #[test]
    fn arbitrary_bytes_behind_a_true_head_never_panic(
        which in 0..8_usize, head in 4..40_usize, bytes in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let file = &FILES[which];
        let _ = rendered(&[&file[..head.min(file.len())], &bytes].concat());
    }

    #[test]
    fn mutated_files_never_panic(
        which in 0..8_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = FILES[which].clone();
        for (index, byte) in changes {
            let at = index.index(file.len());
            file[at] = byte;
        }
        if let Some(end) = end {
            file.truncate(end.index(file.len()));
        }
        let _ = rendered(&file);
    }
}
