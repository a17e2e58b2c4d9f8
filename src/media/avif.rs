//! AVIF: `avif-parse` takes the file apart, `re_rav1d` (dav1d in Rust) decodes AV1. The door to both.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use avif_parse::AvifData;
use re_rav1d::dav1d::{Decoder, Error, Picture, Settings};

use super::colour::Colours;
use super::error::MediaError;
use super::format::Format;
use super::limits::MAX_PIXELS;
use super::pixels::Pixels;
use super::probe::Probe;
use super::yuv;

/// Decodes the primary item with its alpha, not yet turned upright. Of an image sequence (`avis`) this is
/// the poster frame.
pub(super) fn decode(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let mut file = BufReader::new(File::open(path)?);
    let items = AvifData::from_reader(&mut file).map_err(parse_failed)?;
    let AvifData { primary_item, alpha_item, premultiplied_alpha, .. } = items;
    let colours = frame(primary_item.to_vec(), probe)?;
    drop(primary_item);
    let nclx = probe.facts.colour.nclx;
    let mut pixels = yuv::to_pixels(&colours, nclx, alpha_item.is_some())?;
    drop(colours);
    if let Some(item) = alpha_item {
        yuv::set_alpha(&mut pixels, &frame(item.to_vec(), probe)?)?;
        if premultiplied_alpha {
            yuv::unmultiply(&mut pixels);
        }
        pixels.drop_opaque_alpha();
    }
    let colour = &probe.facts.colour;
    let colours = match (&colour.icc, colour.nclx) {
        (Some(icc), _) => Colours::Icc(icc.clone()),
        (None, Some((primaries, transfer, ..))) => Colours::Cicp { primaries, transfer, peak: None },
        (None, None) => Colours::Srgb,
    };
    if let Some(to_srgb) = colours.to_srgb() {
        pixels.recolour(&to_srgb);
    }
    Ok(pixels)
}

fn parse_failed(error: avif_parse::Error) -> MediaError {
    match error {
        avif_parse::Error::Io(error) => MediaError::from_io(Format::Avif, error),
        avif_parse::Error::UnexpectedEOF => MediaError::CutShort { format: Format::Avif },
        avif_parse::Error::Unsupported(what) => {
            MediaError::UnsupportedKind { format: Format::Avif, detail: what.to_owned() }
        }
        error => MediaError::broken(Format::Avif, error),
    }
}

/// Decodes one still picture. One thread and no frame delay: workers run side by side already, and each
/// thread of the decoder would keep its own buffers.
fn frame(data: Vec<u8>, probe: &Probe) -> Result<Picture, MediaError> {
    let failed = |error: Error| MediaError::broken(Format::Avif, error);
    // The decoder holds an empty item for a mistake of ours, and a debug build of it ends the process.
    if data.is_empty() {
        return Err(MediaError::CutShort { format: Format::Avif });
    }
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    settings.set_frame_size_limit(u32::try_from(MAX_PIXELS).unwrap_or(u32::MAX));
    let mut decoder = Decoder::with_settings(&settings).map_err(failed)?;
    match decoder.send_data(data, None, None, None) {
        Ok(()) | Err(Error::Again) => {}
        Err(error) => return Err(failed(error)),
    }
    let picture = match decoder.get_picture() {
        Err(Error::Again) => {
            // The rest of the data was held back; there are only so many layers in a still picture.
            let _ = decoder.send_pending_data();
            decoder.get_picture().map_err(failed)?
        }
        other => other.map_err(failed)?,
    };
    if (picture.width(), picture.height()) != (probe.facts.width, probe.facts.height) {
        return Err(MediaError::broken(Format::Avif, "its headers disagree about its size"));
    }
    Ok(picture)
}
