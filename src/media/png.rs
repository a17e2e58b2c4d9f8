//! PNG and APNG: the door to the `png` crate.
//!
//! Pictures are read row by row and no further than their last row, so that nothing behind the pixels, nor that
//! nothing is there, does any harm.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::ColorType;
use png::{BlendOp, DecodingError, DisposeOp, FrameControl, Info, InterlaceInfo, Reader, Transformations};

use super::canvas::{Canvas, Dispose, Frame};
use super::colour::{Colours, ToSrgb};
use super::decode::Reel;
use super::error::MediaError;
use super::format::Format;
use super::pixels::{self, Pixels};
use super::probe::Probe;
use super::splice::Spliced;
use super::walk::png::parts;

/// Brightness is stored in 1 / 10,000 cd/m².
const LUMINANCE: f32 = 10_000.0;

/// Decodes the still picture of a file: of a broken animation too, of which the rest is left out.
pub(super) fn still(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let mut reader = open(path, probe, false)?;
    let to_srgb = colours(reader.info()).to_srgb();
    read(&mut reader, to_srgb.as_ref())
}

/// What a file says about its colours.
pub(super) fn said(path: &Path, probe: &Probe) -> Result<Colours, MediaError> {
    Ok(colours(open(path, probe, false)?.info()))
}

/// The frames of an animation.
pub(super) struct PngReel {
    reader: Reader<BufReader<Spliced>>,
    to_srgb: Option<ToSrgb>,
    canvas: Canvas,
    left: u32,
    /// Whether the picture the reader stands before is a frame that was not read yet.
    fresh: bool,
}

pub(super) fn reel(path: &Path, probe: &Probe) -> Result<PngReel, MediaError> {
    let reader = open(path, probe, true)?;
    let to_srgb = colours(reader.info()).to_srgb();
    // The picture for those who know no animations need not be a part of it.
    let fresh = reader.info().frame_control.is_some();
    let canvas = Canvas::new(probe.facts.width, probe.facts.height);
    Ok(PngReel { reader, to_srgb, canvas, left: probe.frames, fresh })
}

impl Reel for PngReel {
    fn next(&mut self) -> Result<Option<(Pixels, u32)>, MediaError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        if !std::mem::take(&mut self.fresh) {
            self.reader.next_frame_info().map_err(failed)?;
        }
        let Some(control) = self.reader.info().frame_control else {
            return Err(MediaError::broken(Format::Png, "a frame is not announced"));
        };
        let pixels = read(&mut self.reader, self.to_srgb.as_ref())?;
        let millis = duration(&control);
        let dispose = match control.dispose_op {
            DisposeOp::None => Dispose::Keep,
            DisposeOp::Background => Dispose::Background,
            DisposeOp::Previous => Dispose::Previous,
        };
        let (left, top, blend) = (control.x_offset, control.y_offset, control.blend_op == BlendOp::Over);
        Ok(Some((self.canvas.draw(&Frame { left, top, pixels, blend, dispose }), millis)))
    }
}

/// In milliseconds; a divisor of 0 means hundredths.
fn duration(control: &FrameControl) -> u32 {
    let divisor = if control.delay_den == 0 { 100 } else { u32::from(control.delay_den) };
    (u32::from(control.delay_num) * 1000 + divisor / 2) / divisor
}

fn open(path: &Path, probe: &Probe, animation: bool) -> Result<Reader<BufReader<Spliced>>, MediaError> {
    let mut whole = Spliced::new(File::open(path)?);
    for (start, length) in parts(path, animation)? {
        whole = whole.file(start, length);
    }
    let bytes = usize::try_from(probe.facts.decoding.saturating_mul(2) + (64 << 20)).unwrap_or(usize::MAX);
    let mut decoder = png::Decoder::new_with_limits(whole.reader(), png::Limits { bytes });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND);
    let reader = decoder.read_info().map_err(failed)?;
    if reader.info().size() != (probe.facts.width, probe.facts.height) {
        return Err(MediaError::broken(Format::Png, "its headers disagree about its size"));
    }
    Ok(reader)
}

/// Reads the picture that the reader stands before.
fn read(reader: &mut Reader<BufReader<Spliced>>, to_srgb: Option<&ToSrgb>) -> Result<Pixels, MediaError> {
    let info = reader.info();
    let (width, height) = info.frame_control.map_or(info.size(), |frame| (frame.width, frame.height));
    let interlaced = info.interlaced;
    let (colour, depth) = reader.output_color_type();
    let wide = depth == png::BitDepth::Sixteen;
    let stride = width as usize * colour.samples() * if wide { 2 } else { 1 };
    let mut data = vec![0; stride * height as usize];
    if interlaced {
        let bits = (colour.samples() * if wide { 16 } else { 8 }) as u8;
        for _ in 0..interlaced_rows(width, height) {
            let row = reader.next_interlaced_row().map_err(failed)?;
            if let Some(row) = row
                && let InterlaceInfo::Adam7(place) = row.interlace()
            {
                png::expand_interlaced_row(&mut data, stride, row.data(), place, bits);
            }
        }
    } else {
        for row in data.chunks_exact_mut(stride) {
            reader.read_row(row).map_err(failed)?;
        }
    }
    let kind = match (colour, wide) {
        (png::ColorType::Grayscale, false) => ColorType::L8,
        (png::ColorType::Grayscale, true) => ColorType::L16,
        (png::ColorType::GrayscaleAlpha, false) => ColorType::La8,
        (png::ColorType::GrayscaleAlpha, true) => ColorType::La16,
        (png::ColorType::Rgba, false) => ColorType::Rgba8,
        (png::ColorType::Rgba, true) => ColorType::Rgba16,
        (_, false) => ColorType::Rgb8,
        (_, true) => ColorType::Rgb16,
    };
    if wide {
        for sample in data.as_chunks_mut::<2>().0 {
            *sample = u16::from_be_bytes(*sample).to_ne_bytes();
        }
    }
    pixels::finish(data, kind, (width, height), to_srgb)
}

/// How many rows the seven passes of a picture have (PNG, third edition, section 8.2).
fn interlaced_rows(width: u32, height: u32) -> u32 {
    let passes = [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)];
    let count = |whole: u32, first: u32, step: u32| whole.saturating_sub(first).div_ceil(step);
    let wide = passes.iter().filter(|(left, across, ..)| count(width, *left, *across) > 0);
    wide.map(|(_, _, top, down)| count(height, *top, *down)).sum()
}

/// What a file says of its colours: code points count before a profile, a profile before "it is sRGB", and that
/// before gamma and chromaticities (PNG, third edition, section 4.3).
fn colours(info: &Info) -> Colours {
    if let Some(cicp) = info.coding_independent_code_points {
        let mastered = info.mastering_display_color_volume.map(|volume| volume.max_luminance as f32 / LUMINANCE);
        let lit = info.content_light_level.map(|level| level.max_content_light_level as f32 / LUMINANCE);
        let (primaries, transfer) = (cicp.color_primaries.into(), cicp.transfer_function.into());
        return Colours::Cicp { primaries, transfer, peak: lit.filter(|lit| *lit > 0.0).or(mastered) };
    }
    if let Some(icc) = &info.icc_profile {
        return Colours::Icc(icc.to_vec());
    }
    if info.srgb.is_some() {
        return Colours::Srgb;
    }
    let Some(gamma) = info.gama_chunk else {
        return Colours::Srgb;
    };
    let chromaticities = info.chrm_chunk.map(|points| {
        let (white, red, green, blue) = (points.white, points.red, points.green, points.blue);
        [white.0, white.1, red.0, red.1, green.0, green.1, blue.0, blue.1].map(|point| point.into_value())
    });
    Colours::Gamma { gamma: gamma.into_value(), chromaticities }
}

fn failed(error: DecodingError) -> MediaError {
    match error {
        DecodingError::IoError(error) => MediaError::from_io(Format::Png, error),
        error => MediaError::broken(Format::Png, error),
    }
}
