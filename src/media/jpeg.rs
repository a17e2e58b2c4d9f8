//! JPEG: the door to `mozjpeg`, which is libjpeg-turbo's decoder. Most files are luma and chroma of sRGB, and stay so. Of all others it
//! gives row by row, so that a picture is never whole in memory but once, in sRGB.

use std::cell::Cell;
use std::io;
use std::path::Path;

use image::metadata::Orientation;
use mozjpeg::decompress::DecompressStarted;
use mozjpeg::{ColorSpace, CompInfo, CompInfoExt, DCTSIZE, Decompress, Marker};
use mozjpeg_sys::{JERR_FRACT_SAMPLE_NOTIMPL, JWRN_HIT_MARKER, jpeg_common_struct, jpeg_error_mgr, jpeg_std_error};

use super::colour::{Cmyk, Colours, ToSrgb};
use super::decode::{self, Input};
use super::error::MediaError;
use super::format::Format;
use super::i420::{I420, Plane};
use super::orient::{STRIP, Upright};
use super::pixels::{Layout, Picture, Pixels};
use super::probe::Probe;
use crate::model::pictures::EARLY_WIDTH;

/// Decodes the picture and turns it upright.
pub(super) fn picture(path: &Path, probe: &Probe) -> Result<Picture, MediaError> {
    let decoder = sized(path, probe)?;
    let way = Way::of(&decoder);
    match sampling(&decoder, &way, probe) {
        Some(sampling) => planes(decoder, sampling, probe).map(Picture::I420),
        None => pixels(decoder, &way, probe).map(Picture::Pixels),
    }
}

/// The same, in so many eighths of its size.
pub(super) fn scaled(path: &Path, probe: &Probe, eighths: u8) -> Result<Pixels, MediaError> {
    let mut decoder = sized(path, probe)?;
    decoder.scale(eighths);
    let way = Way::of(&decoder);
    pixels(decoder, &way, probe)
}

/// In how many eighths of its size a picture is decoded for its early states, before all of it is: that takes half as long. It is at
/// least twice as wide as they are, as they would be soft otherwise. `None` where the whole is there almost as soon, as everything has
/// to be read of a file of several scans, and half a picture takes more than half as long.
pub(super) fn early_scale(probe: &Probe) -> Option<u8> {
    let suits = probe.format == Format::Jpeg && probe.facts.one_pass;
    [1, 2].into_iter().find(|eighths| suits && probe.width * u32::from(*eighths) >= EARLY_WIDTH * 2 * 8)
}

/// Opens a file of the size that was found.
fn sized(path: &Path, probe: &Probe) -> Result<Decompress<Input>, MediaError> {
    let decoder = open(path)?;
    if decoder.size() == (probe.facts.width as usize, probe.facts.height as usize) {
        Ok(decoder)
    } else {
        Err(MediaError::broken(Format::Jpeg, "its headers disagree about its size"))
    }
}

fn pixels(decoder: Decompress<Input>, way: &Way, probe: &Probe) -> Result<Pixels, MediaError> {
    let mut decoder = decoder.to_colorspace(way.stored()).map_err(failed)?;
    let (width, height) = (decoder.width(), decoder.height());
    let samples = width * 3;
    let mut row = vec![0; width * 4];
    let mut strip = vec![0; samples * STRIP.min(height)];
    let mut upright = Upright::new((width as u32, height as u32), false, probe.orientation);
    for top in (0..height).step_by(STRIP) {
        let rows = &mut strip[..samples * STRIP.min(height - top)];
        for out in rows.chunks_exact_mut(samples) {
            way.read(&mut decoder, &mut row, out)?;
        }
        upright.push(rows);
    }
    not_cut(probe)?;
    Ok(upright.finish())
}

/// How many samples of luma there are across and down for one of chroma, where the stored planes are what is wanted: luma and chroma
/// of sRGB.
fn sampling(decoder: &Decompress<Input>, way: &Way, probe: &Probe) -> Option<(u8, u8)> {
    let [luma, blue, red] = decoder.components() else { return None };
    let halves = matches!(luma.sampling(), (1 | 2, 1 | 2)) && [blue, red].iter().all(|one| one.sampling() == (1, 1));
    let even = probe.facts.width.is_multiple_of(2) && probe.facts.height.is_multiple_of(2);
    let stays = even || probe.orientation == Orientation::NoTransforms;
    let plain = decoder.color_space() == ColorSpace::JCS_YCbCr && matches!(way, Way::Rgb(None));
    (halves && stays && plain).then(|| luma.sampling())
}

/// Reads the stored planes.
fn planes(decoder: Decompress<Input>, (across, down): (u8, u8), probe: &Probe) -> Result<I420, MediaError> {
    let (width, height) = (probe.facts.width, probe.facts.height);
    let mut decoder = decoder.raw().map_err(failed)?;
    let strides: Vec<_> = decoder.components().iter().map(CompInfo::row_stride).collect();
    let strips = (height as usize).div_ceil(DCTSIZE * usize::from(down));
    // Room for what there will be, so that nothing is moved as it grows.
    let room = |at: usize, rows: u8| Vec::with_capacity(strides[at] * strips * DCTSIZE * usize::from(rows));
    let (mut luma, mut blue, mut red) = (room(0, down), room(1, 1), room(2, 1));
    decoder.read_raw_data(&mut [&mut luma, &mut blue, &mut red]);
    not_cut(probe)?;
    let chroma = (width.div_ceil(across.into()), height.div_ceil(down.into()));
    let planes = [
        Plane::cut(luma, strides[0], (width, height)),
        Plane::cut(blue, strides[1], chroma),
        Plane::cut(red, strides[2], chroma),
    ];
    Ok(I420::of_full_range(planes, probe.orientation))
}

/// Refuses a file without an end mark in which pixels were missing.
fn not_cut(probe: &Probe) -> Result<(), MediaError> {
    if probe.facts.unended && CUT.get() { Err(MediaError::CutShort { format: Format::Jpeg }) } else { Ok(()) }
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

/// What people call the colours of a file; `None` if nothing is said about them.
pub(super) fn colours_name(path: &Path) -> Result<Option<String>, MediaError> {
    let decoder = open(path)?;
    let inks = matches!(decoder.color_space(), ColorSpace::JCS_CMYK | ColorSpace::JCS_YCCK);
    Ok(Colours::Icc(profile(&decoder)).name().or_else(|| inks.then(|| "CMYK".to_owned())))
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
