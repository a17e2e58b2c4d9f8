//! WebP, still and animated: the door to `image`'s decoder for it.
//!
//! That decoder undoes VP8 and VP8L. The frames of an animation are handed to it one by one, each as a still
//! picture of its own, and are put together on our canvas: its own way of doing so clears too little, too
//! much or the wrong bytes where a frame is disposed of. libwebp's animation decoder does it well, but the
//! one that is here is too old for strangers' bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;

use super::canvas::{Canvas, Dispose, Frame};
use super::colour::{Colours, ToSrgb};
use super::decode::{self, Reel};
use super::error::MediaError;
use super::format::Format;
use super::pixels::Pixels;
use super::probe::Probe;
use super::splice::Spliced;
use super::walk::webp::{Contents, Moment, Picture, Place};

/// Largest colour profile that is read, in bytes.
const PROFILE_CAP: u64 = 4 << 20;

/// Decodes the picture of a file that is no animation.
pub(super) fn still(path: &Path, probe: &Probe) -> Result<Pixels, MediaError> {
    let contents = Contents::open(path)?;
    let file = File::open(path)?;
    let to_srgb = profile(&file, contents.profile)?.to_srgb();
    let picture = contents.still.ok_or_else(|| MediaError::broken(Format::WebP, "it holds no picture data"))?;
    decode(file, &picture, probe, to_srgb.as_ref())
}

/// The frames of an animation.
pub(super) struct WebPReel {
    file: File,
    frames: std::vec::IntoIter<Moment>,
    to_srgb: Option<ToSrgb>,
    canvas: Canvas,
    probe: Probe,
}

pub(super) fn open(path: &Path, probe: &Probe) -> Result<WebPReel, MediaError> {
    let contents = Contents::open(path)?;
    let file = File::open(path)?;
    let to_srgb = profile(&file, contents.profile)?.to_srgb();
    let canvas = Canvas::new(probe.facts.width, probe.facts.height);
    Ok(WebPReel { file, frames: contents.frames.into_iter(), to_srgb, canvas, probe: probe.clone() })
}

impl Reel for WebPReel {
    fn next(&mut self) -> Result<Option<(Pixels, u32)>, MediaError> {
        let Some(moment) = self.frames.next() else {
            return Ok(None);
        };
        let pixels = decode(self.file.try_clone()?, &moment.picture, &self.probe, self.to_srgb.as_ref())?;
        let Moment { left, top, millis, blend, .. } = moment;
        let dispose = if moment.dispose { Dispose::Background } else { Dispose::Keep };
        let frame = Frame { left, top, pixels, blend, dispose };
        Ok(Some((self.canvas.draw(&frame), millis)))
    }
}

/// Decodes one picture: a file is made of its chunks, with a header that says what is in it.
fn decode(file: File, picture: &Picture, probe: &Probe, to_srgb: Option<&ToSrgb>) -> Result<Pixels, MediaError> {
    let failed = |error| MediaError::from_image(Format::WebP, error);
    let mut header = Vec::new();
    if picture.alpha.is_some() {
        header.extend_from_slice(b"VP8X\x0a\0\0\0\x10\0\0\0");
        for side in [picture.width, picture.height] {
            header.extend_from_slice(&side.saturating_sub(1).to_le_bytes()[..3]);
        }
    }
    let chunks = [(b"ALPH", picture.alpha), (if picture.lossless { b"VP8L" } else { b"VP8 " }, Some(picture.coded))];
    let length = chunks.iter().flat_map(|(_, place)| place).map(|place| 8 + padded(place.length)).sum::<u64>();
    let riff = (length + header.len() as u64 + 4) as u32;
    let mut whole = Spliced::new(file).bytes(*b"RIFF").bytes(riff.to_le_bytes()).bytes(*b"WEBP").bytes(header);
    for (kind, place) in chunks {
        if let Some(Place { start, length }) = place {
            whole = whole.bytes(*kind).bytes((length as u32).to_le_bytes()).file(start, length);
            whole = whole.bytes(vec![0; (length & 1) as usize]);
        }
    }
    let mut decoder = WebPDecoder::new(whole.reader()).map_err(failed)?;
    decoder.set_limits(decode::limits(probe)).map_err(failed)?;
    decode::read(decoder, Format::WebP, (picture.width, picture.height), to_srgb)
}

fn padded(length: u64) -> u64 {
    length + (length & 1)
}

/// What a file says about its colours.
pub(super) fn said(path: &Path) -> Result<Colours, MediaError> {
    profile(&File::open(path)?, Contents::open(path)?.profile)
}

/// The same where the profile is known; one that is too long is as good as none.
fn profile(file: &File, place: Option<Place>) -> Result<Colours, MediaError> {
    let Some(Place { start, length }) = place.filter(|place| place.length <= PROFILE_CAP) else {
        return Ok(Colours::Srgb);
    };
    let mut icc = Vec::new();
    Spliced::new(file.try_clone()?).file(start, length).reader().read_to_end(&mut icc)?;
    Ok(Colours::Icc(icc))
}
