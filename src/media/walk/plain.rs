//! BMP and TIFF: rare enough that the decoder's own look at the header is all we take.
//!
//! A BMP or TIFF that is cut short is found by `render`.

use std::fs::File;
use std::io::{BufReader, Seek};

use image::codecs::{bmp::BmpDecoder, tiff::TiffDecoder};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageResult};

use super::super::error::MediaError;
use super::super::format::Format;
use super::Facts;

pub(super) fn walk(mut file: File, format: Format) -> Result<Facts, MediaError> {
    file.rewind()?;
    let reader = BufReader::new(file);
    // The parsers are handed a stranger's bytes: a panic in one is that file's fault.
    super::super::render::guarded(format, || {
        let facts = if format == Format::Bmp {
            BmpDecoder::new(reader).and_then(facts)
        } else {
            TiffDecoder::new(reader).and_then(facts)
        };
        facts.map_err(|error| MediaError::from_image(format, error))
    })
}

fn facts(mut decoder: impl ImageDecoder) -> ImageResult<Facts> {
    let (width, height) = decoder.dimensions();
    let mut facts = Facts::still(width, height);
    facts.alpha = decoder.color_type().has_alpha();
    facts.orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // Planar TIFFs are read beside the place where they are woven together.
    facts.decoding = decoder.total_bytes().saturating_mul(2);
    Ok(facts)
}
