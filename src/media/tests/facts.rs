//! What the owner of a file is told about it.

use super::{case_path, inputs};
use crate::{
    media::{facts, without_location},
    model::file_story::FileFacts,
};
use image::ImageFormat;
use std::path::Path;

fn told(path: &Path) -> FileFacts {
    facts(path, &without_location(path).unwrap()).unwrap()
}

#[test]
fn colours_have_the_name_that_the_file_gives_them() {
    for (name, colours) in [
        ("jpeg-cmyk-icc.jpg", Some("cmyk")),
        ("png-cicp-p3.png", Some("Display P3")),
        ("png-cicp-pq.png", Some("BT.2020 PQ")),
        ("png-gama-1.png", Some("Custom gamma")),
        ("avif-cicp-12-13-1.avif", Some("Display P3")),
        ("avif-grey-with-grey-profile.avif", Some("g")),
        ("jpeg-grey.jpg", None),
        ("gif-87a.gif", None),
        ("bmp-top-down.bmp", None),
        ("tiff-palette.tif", None),
        ("webp-alpha-lossy.webp", None),
    ] {
        assert_eq!(told(&case_path(name)).colour_profile.as_deref(), colours, "{name}");
    }
    let icc = || moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let flag = inputs::flag(64, 64);
    for bytes in [inputs::png_with_icc(&flag, icc()), inputs::jpeg(&flag, None, Some(icc()))] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        assert_eq!(told(file.path()).colour_profile.as_deref(), Some("Display P3"));
    }
}

#[test]
fn turns_and_frames_are_told() {
    for (name, orientation, frames) in
        [("tiff-orientation-6.tif", 6, 1), ("avif-rot3.avif", 6, 1), ("apng-3-frames.png", 1, 3)]
    {
        let told = told(&case_path(name));
        assert_eq!((told.orientation, told.frames), (orientation, frames), "{name}");
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), inputs::file(&inputs::flag(8, 8), ImageFormat::Png)).unwrap();
    let nothing = FileFacts {
        frames: 1,
        orientation: 1,
        colour_profile: None,
        metadata: Vec::new(),
        metadata_bytes: 0,
        camera: None,
    };
    assert_eq!(told(file.path()), nothing);
}
