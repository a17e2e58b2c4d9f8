//! JPEG: the door to `mozjpeg`, which is libjpeg-turbo's decoder. It gives row by row, so that a picture is never whole in
//! memory but once, in sRGB.

use std::cell::Cell;
use std::io;
use std::path::Path;

use mozjpeg::decompress::DecompressStarted;
use mozjpeg::{ColorSpace, Decompress, Marker};
use mozjpeg_sys::{JERR_FRACT_SAMPLE_NOTIMPL, JWRN_HIT_MARKER, jpeg_common_struct, jpeg_error_mgr, jpeg_std_error};

use super::colour::{Cmyk, Colours, ToSrgb};
use super::decode::{self, Input};
use super::error::MediaError;
use super::format::Format;
use super::orient::{STRIP, Upright};
use super::pixels::{Layout, Pixels};
use super::probe::Probe;

/// Decodes the picture and turns it upright.
pub(super) fn decode(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let (width, height) = (probe.facts.width, probe.facts.height);
    let decoder = open(path)?;
    if decoder.size() != (width as usize, height as usize) {
        return Err(MediaError::broken(Format::Jpeg, "its headers disagree about its size"));
    }
    let way = Way::of(&decoder);
    let mut decoder = decoder.to_colorspace(way.stored()).map_err(failed)?;
    let samples = width as usize * 3;
    let mut row = vec![0; width as usize * 4];
    let mut strip = vec![0; samples * STRIP.min(height as usize)];
    let mut upright = Upright::new((width, height), false, probe.orientation);
    for top in (0..height as usize).step_by(STRIP) {
        let rows = &mut strip[..samples * STRIP.min(height as usize - top)];
        for out in rows.chunks_exact_mut(samples) {
            way.read(&mut decoder, &mut row, out)?;
        }
        upright.push(rows);
    }
    if probe.facts.unended && CUT.get() {
        return Err(MediaError::CutShort { format: Format::Jpeg });
    }
    Ok(upright.finish())
}

/// Whether all pixels are there in a file whose end mark is missing. Decodes at an eighth of the size, a row at a time.
///
/// # Errors
/// `CutShort` if not.
pub(super) fn whole(path: &Path) -> Result<(), MediaError> {
    let mut decoder = open(path)?;
    decoder.scale(1);
    let space = Way::of(&decoder).stored();
    let mut decoder = decoder.to_colorspace(space).map_err(failed)?;
    let mut row = vec![0_u8; decoder.min_flat_buffer_size() / decoder.height().max(1)];
    for _ in 0..decoder.height() {
        decoder.read_scanlines_into(&mut row).map_err(failed)?;
    }
    if CUT.get() { Err(MediaError::CutShort { format: Format::Jpeg }) } else { Ok(()) }
}

fn open(path: &Path) -> Result<Decompress<Input>, MediaError> {
    CUT.set(false);
    let builder = Decompress::with_err(listening()).with_markers(&[Marker::APP(2), Marker::APP(14)]);
    builder.from_reader(decode::open(path)?).map_err(failed)
}

fn failed(error: io::Error) -> MediaError {
    MediaError::from_io(Format::Jpeg, error)
}

/// From stored rows to sRGB.
enum Way {
    Grey(Option<ToSrgb>),
    Rgb(Option<ToSrgb>),
    Inks {
        profile: Option<Cmyk>,
        /// Adobe's programs store 255 for no ink, and say that it was them.
        inverted: bool,
    },
}

impl Way {
    fn of(decoder: &Decompress<Input>) -> Self {
        let icc = profile(decoder);
        match decoder.color_space() {
            ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK => Self::Inks {
                profile: Cmyk::read(&icc),
                inverted: decoder.markers().any(|m| m.marker == Marker::APP(14) && m.data.starts_with(b"Adobe")),
            },
            ColorSpace::JCS_GRAYSCALE => Self::Grey(Colours::Icc(icc).to_srgb()),
            _ => Self::Rgb(Colours::Icc(icc).to_srgb()),
        }
    }

    /// What libjpeg is asked for.
    fn stored(&self) -> ColorSpace {
        match self {
            Self::Grey(_) => ColorSpace::JCS_GRAYSCALE,
            Self::Rgb(_) => ColorSpace::JCS_RGB,
            Self::Inks { .. } => ColorSpace::JCS_CMYK,
        }
    }

    /// Reads one row; `row` has room for four samples a pixel.
    fn read(&self, decoder: &mut DecompressStarted<Input>, row: &mut [u8], out: &mut [u8]) -> Result<(), MediaError> {
        let width = out.len() / 3;
        match self {
            Self::Rgb(to_srgb) => {
                decoder.read_scanlines_into(out).map_err(failed)?;
                if let Some(to_srgb) = to_srgb {
                    to_srgb.row(out, Layout::Rgb);
                }
            }
            Self::Grey(to_srgb) => {
                let row = &mut row[..width];
                decoder.read_scanlines_into(row).map_err(failed)?;
                if let Some(to_srgb) = to_srgb {
                    to_srgb.row(row, Layout::Grey);
                }
                out.chunks_exact_mut(3).zip(row).for_each(|(pixel, grey)| pixel.fill(*grey));
            }
            Self::Inks { profile, inverted } => {
                decoder.read_scanlines_into(row).map_err(failed)?;
                if *inverted {
                    row.iter_mut().for_each(|ink| *ink = 255 - *ink);
                }
                if !profile.as_ref().is_some_and(|profile| profile.row(row, out)) {
                    plain_inks(row, out);
                }
            }
        }
        Ok(())
    }
}

/// Inks that no profile describes: each takes away its share of light, and black of all three, as browsers do it.
fn plain_inks(inks: &[u8], rgb: &mut [u8]) {
    for (pixel, inks) in rgb.chunks_exact_mut(3).zip(inks.as_chunks::<4>().0) {
        let light = |ink: u8| 255 - u32::from(ink);
        for (to, ink) in pixel.iter_mut().zip(inks) {
            *to = ((light(*ink) * light(inks[3]) + 127) / 255) as u8;
        }
    }
}

/// The ICC profile, put together from the segments it was cut into (ICC.1:2022, annex B.4). Empty if there is none.
fn profile(decoder: &Decompress<Input>) -> Vec<u8> {
    let mut parts: Vec<_> = decoder
        .markers()
        .filter(|marker| marker.marker == Marker::APP(2))
        .filter_map(|marker| marker.data.strip_prefix(b"ICC_PROFILE\0")?.split_first_chunk::<2>())
        .collect();
    parts.sort_by_key(|([number, _], _)| *number);
    parts.into_iter().flat_map(|(_, part)| part).copied().collect()
}

thread_local! {
    /// Whether the decoder of this thread has missed data since it was opened.
    static CUT: Cell<bool> = const { Cell::new(false) };
}

/// libjpeg fills missing data with grey and only warns; this hears the warning.
#[allow(unsafe_code)]
fn listening() -> jpeg_error_mgr {
    // SAFETY: plain numbers and pointers that may be null, all of which `jpeg_std_error` sets.
    let mut errors = unsafe {
        let mut errors: jpeg_error_mgr = std::mem::zeroed();
        jpeg_std_error(&mut errors);
        errors
    };
    errors.error_exit = Some(give_up);
    errors.emit_message = Some(listen);
    errors
}

#[allow(unsafe_code)]
fn code(common: &jpeg_common_struct) -> i32 {
    // SAFETY: libjpeg calls with the struct that holds `listening`'s answer, which outlives the decoder.
    unsafe { (*common.err).msg_code }
}

extern "C-unwind" fn listen(common: &mut jpeg_common_struct, level: i32) {
    if level < 0 && code(common) == JWRN_HIT_MARKER {
        CUT.set(true);
    }
}

/// libjpeg wants this never to return; whoever renders catches it (see `render::guarded`).
extern "C-unwind" fn give_up(common: &mut jpeg_common_struct) {
    let code = code(common);
    std::panic::resume_unwind(if code == JERR_FRACT_SAMPLE_NOTIMPL {
        Box::new(MediaError::unsupported("Unusually subsampled JPEG"))
    } else {
        Box::new(MediaError::broken(Format::Jpeg, format!("libjpeg's error {code}")))
    })
}
