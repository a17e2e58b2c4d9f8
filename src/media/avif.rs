//! AVIF: `re_rav1d` (dav1d in Rust) decodes AV1, and this is the door to it. Which bytes of the file are which is found by
//! `walk`.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use re_rav1d::dav1d::{Decoder, Error, Picture, Settings};

use super::colour::{Colours, ToSrgb};
use super::decode::Reel;
use super::error::MediaError;
use super::format::Format;
use super::pixels::Pixels;
use super::probe::Probe;
use super::walk::avif::{Colour, Contents, Crop, Frame, Layer};
use super::yuv::{self, Place};

/// How often the decoder is asked what it has made of a frame's data: of those with many layers only the first is shown.
const TURNS: usize = 64;

/// The code point that says nothing (ITU-T H.273).
const UNSPECIFIED: u16 = 2;

/// Decodes a still picture with its alpha, not yet turned upright.
pub(super) fn decode(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let contents = contents(probe)?;
    let file = File::open(path)?;
    let mut sheet = Sheet::new(contents);
    let mut tiles = Tiles { file: &file, layer: &contents.colours, next: 0 };
    while let Some((picture, place)) = tiles.next()? {
        sheet.colours(&picture, place)?;
    }
    if let Some(layer) = &contents.alpha {
        let mut tiles = Tiles { file: &file, layer, next: 0 };
        while let Some((picture, place)) = tiles.next()? {
            yuv::set_alpha(&mut sheet.pixels, &picture, place)?;
        }
    }
    Ok(sheet.finish())
}

/// Opens an animation.
pub(super) fn reel(path: &Path, probe: &Probe) -> Result<Frames, MediaError> {
    let contents = contents(probe)?.clone();
    let tile = contents.colours.tile;
    let alpha = contents.alpha.as_ref().map(|_| decoder(tile)).transpose()?;
    Ok(Frames { file: File::open(path)?, colours: decoder(tile)?, alpha, contents, next: 0 })
}

fn contents(probe: &Probe) -> Result<&Contents, MediaError> {
    probe.facts.avif.as_deref().ok_or_else(|| MediaError::broken(Format::Avif, "it lacks its picture"))
}

/// Where a picture comes together.
struct Sheet<'a> {
    pixels: Pixels,
    contents: &'a Contents,
    /// Known once the first tile is: where the file says nothing, AV1's own data do.
    to_srgb: Option<Option<ToSrgb>>,
}

impl<'a> Sheet<'a> {
    fn new(contents: &'a Contents) -> Self {
        let (width, height) = contents.size;
        let alpha = contents.alpha.is_some();
        let step = if alpha { 4 } else { 3 };
        let data = vec![255; width as usize * height as usize * step];
        Self { pixels: Pixels { width, height, alpha, data }, contents, to_srgb: None }
    }

    /// Puts the colours of a tile in their place. Colours that are multiplied by alpha have to wait for it.
    fn colours(&mut self, picture: &Picture, place: Place) -> Result<(), MediaError> {
        let to_srgb = self.to_srgb.get_or_insert_with(|| colours(&self.contents.colour, picture).to_srgb());
        let now = if self.contents.premultiplied { None } else { to_srgb.as_ref() };
        yuv::set_colours(&mut self.pixels, picture, place, self.contents.colour.nclx, now)
    }

    fn finish(self) -> Pixels {
        let Self { mut pixels, contents, to_srgb } = self;
        if contents.premultiplied && pixels.alpha {
            yuv::unmultiply(&mut pixels);
            if let Some(Some(to_srgb)) = &to_srgb {
                pixels.recolour(to_srgb);
            }
        }
        crop(&mut pixels, contents.crop);
        pixels.drop_opaque_alpha();
        pixels
    }
}

/// Which colours they are: a profile outranks code points, and the file outranks AV1's own data (MIAF, 7.3.6.4).
fn colours(said: &Colour, picture: &Picture) -> Colours {
    named(said, || (picture.color_primaries() as u16, picture.transfer_characteristic() as u16))
}

/// What the file itself says about its colours.
pub(super) fn said(probe: &Probe) -> Result<Colours, MediaError> {
    Ok(named(&contents(probe)?.colour, || (UNSPECIFIED, UNSPECIFIED)))
}

fn named(said: &Colour, otherwise: impl FnOnce() -> (u16, u16)) -> Colours {
    if let Some(icc) = &said.icc {
        return Colours::Icc(icc.clone());
    }
    let (primaries, transfer) = said.nclx.map_or_else(otherwise, |(primaries, transfer, ..)| (primaries, transfer));
    Colours::Cicp { primaries, transfer, peak: said.brightest.or(said.screen) }
}

/// Cuts a picture down to a part of it, in place.
fn crop(pixels: &mut Pixels, crop: Crop) {
    if (crop.width, crop.height) == (pixels.width, pixels.height) {
        return;
    }
    let step = pixels.step();
    let (stride, length) = (pixels.width as usize * step, crop.width as usize * step);
    for y in 0..crop.height as usize {
        let from = (y + crop.top as usize) * stride + crop.left as usize * step;
        pixels.data.copy_within(from..from + length, y * length);
    }
    pixels.data.truncate(crop.height as usize * length);
    pixels.data.shrink_to_fit();
    (pixels.width, pixels.height) = (crop.width, crop.height);
}

/// The tiles of a layer, one after the other: each is let go before the next is decoded.
struct Tiles<'a> {
    file: &'a File,
    layer: &'a Layer,
    next: usize,
}

impl Tiles<'_> {
    fn next(&mut self) -> Result<Option<(Picture, Place)>, MediaError> {
        let Some(part) = self.layer.parts.get(self.next) else { return Ok(None) };
        let columns = self.layer.grid.as_ref().map_or(1, |grid| grid.columns);
        let (width, height) = self.layer.tile;
        let (column, row) = (self.next % columns, self.next / columns);
        self.next += 1;
        let cap = self.file.metadata()?.len();
        let bytes = part.bytes(cap, |offset, length| read(self.file, offset, length))?;
        let picture = frame(&mut decoder((width, height))?, bytes, (width, height))?
            .ok_or_else(|| MediaError::broken(Format::Avif, "it lacks its picture"))?;
        Ok(Some((picture, Place { left: column * width as usize, top: row * height as usize })))
    }
}

fn read(file: &File, offset: u64, length: u64) -> Result<Vec<u8>, MediaError> {
    let length = usize::try_from(length).map_err(|_| MediaError::broken(Format::Avif, "an item is too long"))?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset).map_err(|error| MediaError::from_io(Format::Avif, error))?;
    Ok(bytes)
}

/// A decoder of pictures of this size, and no larger: a small header must not decode to a large picture. One thread and no
/// frame delay: workers run side by side already, and each thread of the decoder would keep its own buffers.
fn decoder((width, height): (u32, u32)) -> Result<Decoder, MediaError> {
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    let limit = u64::from(width) * u64::from(height);
    // 0 would be no limit.
    settings.set_frame_size_limit(u32::try_from(limit).unwrap_or(u32::MAX).max(1));
    Decoder::with_settings(&settings).map_err(failed)
}

fn failed(error: Error) -> MediaError {
    MediaError::broken(Format::Avif, error)
}

/// Decodes one frame; `None` if the data hold none to be shown.
fn frame(decoder: &mut Decoder, data: Vec<u8>, size: (u32, u32)) -> Result<Option<Picture>, MediaError> {
    // The decoder holds an empty item for a mistake of ours, and a debug build of it ends the process.
    if data.is_empty() {
        return Err(MediaError::CutShort { format: Format::Avif });
    }
    let mut pending = match decoder.send_data(data, None, None, None) {
        Ok(()) => false,
        Err(Error::Again) => true,
        Err(error) => return Err(failed(error)),
    };
    let mut shown = None;
    for _ in 0..TURNS {
        match decoder.get_picture() {
            Ok(picture) => shown = shown.or(Some(picture)),
            Err(Error::Again) if pending => match decoder.send_pending_data() {
                Ok(()) => pending = false,
                Err(Error::Again) => {}
                Err(error) => return Err(failed(error)),
            },
            Err(Error::Again) => break,
            Err(error) => return Err(failed(error)),
        }
    }
    match shown {
        Some(picture) if (picture.width(), picture.height()) != size => {
            Err(MediaError::broken(Format::Avif, "its headers disagree about its size"))
        }
        shown => Ok(shown),
    }
}

/// The frames of an animation.
pub(super) struct Frames {
    file: File,
    contents: Contents,
    colours: Decoder,
    alpha: Option<Decoder>,
    next: usize,
}

impl Reel for Frames {
    fn next(&mut self) -> Result<Option<(Pixels, u32)>, MediaError> {
        let Some(sequence) = &self.contents.sequence else { return Ok(None) };
        let size = self.contents.colours.tile;
        let shown = |decoder: &mut Decoder, at: &Frame| frame(decoder, read(&self.file, at.offset, at.length)?, size);
        while let Some(at) = sequence.colours.get(self.next) {
            let number = self.next;
            self.next += 1;
            let colours = shown(&mut self.colours, at)?;
            let alpha = match (&mut self.alpha, &sequence.alpha) {
                (Some(decoder), Some(frames)) => match frames.get(number) {
                    Some(at) => shown(decoder, at)?,
                    None => None,
                },
                _ => None,
            };
            let Some(colours) = colours else { continue };
            let mut sheet = Sheet::new(&self.contents);
            sheet.colours(&colours, Place::default())?;
            if let Some(alpha) = alpha {
                yuv::set_alpha(&mut sheet.pixels, &alpha, Place::default())?;
            }
            return Ok(Some((sheet.finish(), at.millis)));
        }
        Ok(None)
    }
}
