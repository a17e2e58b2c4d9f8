//! What a TIFF's directory says of how its picture is stored (TIFF 6.0; the numbers are those of its tags).

use super::super::error::MediaError;
use super::super::limits;
use super::super::walk::{Source, tiff::Directory};

/// Largest colour profile that is used, in bytes.
const PROFILE_CAP: usize = 4 << 20;

/// How a picture is stored.
pub(in super::super) struct Scan {
    pub width: u32,
    pub height: u32,
    pub little: bool,
    /// Bits a sample.
    pub bits: u32,
    /// Samples a pixel.
    pub samples: u32,
    pub format: SampleFormat,
    pub meaning: Meaning,
    /// Which sample is alpha.
    pub alpha: Option<u32>,
    /// Whether colours were multiplied by it.
    pub associated: bool,
    /// Whether nothing says that the sample is alpha, but where it stands.
    pub guessed: bool,
    pub compression: u16,
    pub predictor: u16,
    /// Whether each byte has its first bit last.
    pub mirrored: bool,
    /// Whether each sample has chunks of its own.
    pub planar: bool,
    /// Tiles or strips: their width, and their height.
    pub chunk: (u32, u32),
    pub tiled: bool,
    /// Start and length of each.
    pub places: Vec<(u64, u64)>,
    /// Tables that all chunks share, if they are JPEGs.
    pub jpeg_tables: Vec<u8>,
    /// Options of Group 3 fax coding.
    pub fax: u32,
    pub profile: Option<Vec<u8>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum SampleFormat {
    Whole,
    Signed,
    Float,
}

/// What the samples mean.
#[derive(Clone, PartialEq)]
pub(in super::super) enum Meaning {
    Grey {
        inverted: bool,
    },
    Rgb,
    /// Red, green and blue by number.
    Palette(Vec<[u8; 3]>),
    Cmyk,
    YCbCr(Luma),
}

/// How luma and chroma are to be read.
#[derive(Clone, PartialEq)]
pub(in super::super) struct Luma {
    /// Pixels that share their chroma, across and down.
    pub shared: (u32, u32),
    /// Weights of red, green and blue.
    pub weights: [f32; 3],
    /// Black and white of luma, and grey and the most of each chroma.
    pub range: [f32; 6],
}

impl Meaning {
    /// Samples of a pixel, without alpha.
    pub fn samples(&self) -> u32 {
        match self {
            Self::Grey { .. } | Self::Palette(_) => 1,
            Self::Rgb | Self::YCbCr(_) => 3,
            Self::Cmyk => 4,
        }
    }
}

impl Scan {
    pub fn of(directory: Directory, source: &mut Source) -> Result<Self, MediaError> {
        let directory = &directory;
        let (width, height) = (directory.one(source, 256, 0)?, directory.one(source, 257, 0)?);
        limits::check_size(width, height)?;
        if width == 0 || height == 0 {
            return Err(source.broken("it has no pixels"));
        }
        let samples = directory.one(source, 277, 1)?;
        let bits = bits(directory, source)?;
        let meaning = meaning(directory, source, samples, bits)?;
        if samples < meaning.samples() || samples > 64 {
            return Err(source.broken("it has too few or too many channels"));
        }
        let (alpha, associated, guessed) = alpha(directory, source, &meaning, samples)?;
        let tile = (directory.one(source, 322, 0)?, directory.one(source, 323, 0)?);
        let tiled = tile.0 > 0 && tile.1 > 0;
        let rows = directory.one(source, 278, height)?.clamp(1, height);
        let (jpeg_tables, _) = directory.bytes(source, 347)?;
        let compression = directory.one(source, 259, 1)? as u16;
        let mut scan = Self {
            width,
            height,
            little: directory.little,
            bits,
            samples,
            format: format(directory, source)?,
            meaning,
            alpha,
            associated,
            guessed,
            compression,
            predictor: directory.one(source, 317, 1)? as u16,
            mirrored: directory.one(source, 266, 1)? == 2 && compression != 7,
            planar: directory.one(source, 284, 1)? == 2 && samples > 1,
            chunk: if tiled { tile } else { (width, rows) },
            tiled,
            places: Vec::new(),
            jpeg_tables,
            fax: directory.one(source, 292, 0)?,
            profile: Some(directory.bytes(source, 34675)?.0).filter(|icc| !icc.is_empty() && icc.len() <= PROFILE_CAP),
        };
        scan.check()?;
        scan.find_chunks(directory, source)?;
        Ok(scan)
    }

    /// Refuses what cannot be read, each with its name.
    fn check(&self) -> Result<(), MediaError> {
        let fax = matches!(self.compression, 2..=4);
        match self.compression {
            1..=5 | 7 | 8 | 32_773 | 32_946 => {}
            other => return Err(MediaError::unsupported(format!("{}TIFF", coding(other)))),
        }
        if self.bits == 0 || self.bits > 64 || (self.bits > 32 && self.bits != 64) || (fax && self.bits != 1) {
            return Err(MediaError::unsupported(format!("{}-bit TIFF", self.bits)));
        }
        if self.format == SampleFormat::Float && !matches!(self.bits, 16 | 32 | 64) {
            return Err(MediaError::unsupported(format!("{}-bit floating point TIFF", self.bits)));
        }
        if self.compression == 7 && self.bits != 8 {
            return Err(MediaError::unsupported(format!("{}-bit JPEG-coded TIFF", self.bits)));
        }
        if self.predictor != 1 && (!self.whole_bytes() || self.units(1).is_some()) {
            return Err(MediaError::unsupported(format!("{}-bit predictor-coded TIFF", self.bits)));
        }
        if self.units(1).is_some() && self.planar {
            return Err(MediaError::unsupported("Planar subsampled TIFF"));
        }
        limits::check_size(self.chunk.0, self.chunk.1)
    }

    /// Whether a sample is a number of bytes that the decoder knows.
    pub fn whole_bytes(&self) -> bool {
        matches!(self.bits, 8 | 16 | 32 | 64)
    }

    /// Where several pixels share their chroma: the bytes of a row of such units, and how many rows of them there are. (A
    /// JPEG's decoder has undone that.)
    pub fn units(&self, rows: u32) -> Option<(u64, u64)> {
        let Meaning::YCbCr(Luma { shared: (across, down), .. }) = self.meaning else {
            return None;
        };
        let length = u64::from(across * down + 2);
        let shared = (across, down) != (1, 1) && self.compression != 7;
        shared.then(|| (u64::from(self.chunk.0.div_ceil(across)) * length, u64::from(rows.div_ceil(down))))
    }

    pub fn across(&self) -> u32 {
        self.width.div_ceil(self.chunk.0)
    }

    /// Chunks that a plane has.
    pub fn chunks(&self) -> usize {
        self.across() as usize * self.height.div_ceil(self.chunk.1) as usize
    }

    /// Planes that are stored one after the other, and of which something is seen.
    pub fn planes(&self) -> usize {
        if !self.planar {
            return 1;
        }
        let colours = self.meaning.samples();
        self.alpha.map_or(colours, |alpha| alpha + 1).max(colours) as usize
    }

    /// Bytes that so many rows of a chunk have once they are decoded.
    pub fn chunk_bytes(&self, rows: u32) -> u64 {
        if let Some((bytes, rows)) = self.units(rows) {
            return bytes * rows;
        }
        let samples = if self.planar { 1 } else { u64::from(self.samples) };
        (u64::from(self.chunk.0) * samples * u64::from(self.bits)).div_ceil(8) * u64::from(rows)
    }

    /// Bytes that a stored sample has once it is read.
    pub fn depth(&self) -> u64 {
        if self.bits <= 8 { 1 } else { 2 }
    }

    /// Samples a pixel that are kept.
    pub fn kept(&self) -> u32 {
        let colours = if matches!(self.meaning, Meaning::Palette(_)) { 3 } else { self.meaning.samples() };
        colours + u32::from(self.alpha.is_some())
    }

    /// Bytes that decoding holds at its worst: all samples, a chunk as it is decoded and as it is stored, and, where it is
    /// a JPEG, once more.
    pub fn memory(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let coded = self.places.iter().map(|(_, length)| *length).max().unwrap_or(0);
        pixels * u64::from(self.kept()).max(3) * self.depth() + self.chunk_bytes(self.chunk.1) * 2 + coded * 2
    }

    fn find_chunks(&mut self, directory: &Directory, source: &mut Source) -> Result<(), MediaError> {
        let (starts, lengths) = if self.tiled { (324, 325) } else { (273, 279) };
        let starts = directory.numbers(source, starts)?;
        let lengths = directory.numbers(source, lengths)?;
        let wanted = self.chunks() * if self.planar { self.samples as usize } else { 1 };
        if starts.len() < wanted {
            return Err(source.broken("it does not say where its pixels are"));
        }
        // Of the last strip only what is seen has to be there.
        let rows =
            if self.tiled { self.chunk.1 } else { self.height - (self.height - 1) / self.chunk.1 * self.chunk.1 };
        for (at, &start) in starts.iter().enumerate().take(wanted) {
            let last = (at + 1).is_multiple_of(self.chunks());
            let needed = self.chunk_bytes(if last { rows } else { self.chunk.1 });
            let left = source.length().checked_sub(start).ok_or_else(|| source.cut_short())?;
            let length = lengths.get(at).copied().filter(|length| *length > 0).unwrap_or(left).min(left);
            if length == 0 || (self.compression == 1 && length < needed) {
                return Err(source.cut_short());
            }
            self.places.push((start, length));
        }
        Ok(())
    }
}

fn bits(directory: &Directory, source: &mut Source) -> Result<u32, MediaError> {
    let all = directory.numbers(source, 258)?;
    let first = all.first().copied().unwrap_or(1);
    if all.iter().any(|bits| *bits != first) {
        return Err(MediaError::unsupported("Mixed-depth TIFF"));
    }
    Ok(first.min(u64::from(u32::MAX)) as u32)
}

fn format(directory: &Directory, source: &mut Source) -> Result<SampleFormat, MediaError> {
    match directory.one(source, 339, 1)? {
        2 => Ok(SampleFormat::Signed),
        3 => Ok(SampleFormat::Float),
        5 | 6 => Err(MediaError::unsupported("Complex-number TIFF")),
        _ => Ok(SampleFormat::Whole),
    }
}

fn meaning(directory: &Directory, source: &mut Source, samples: u32, bits: u32) -> Result<Meaning, MediaError> {
    let guess = if samples < 3 { 1 } else { 2 };
    Ok(match directory.one(source, 262, guess)? {
        0 => Meaning::Grey { inverted: true },
        1 | 4 => Meaning::Grey { inverted: false },
        2 => Meaning::Rgb,
        3 => Meaning::Palette(palette(directory, source, bits)?),
        5 => Meaning::Cmyk,
        6 if bits != 8 => return Err(MediaError::unsupported(format!("{bits}-bit YCbCr TIFF"))),
        6 => Meaning::YCbCr(luma(directory, source)?),
        8..=10 => return Err(MediaError::unsupported("Lab TIFF")),
        32_803 | 34_892 => return Err(MediaError::unsupported("Raw")),
        32_844 | 32_845 => return Err(MediaError::unsupported("LogLuv TIFF")),
        _ => return Err(source.broken("its kind of colour does not exist")),
    })
}

fn palette(directory: &Directory, source: &mut Source, bits: u32) -> Result<Vec<[u8; 3]>, MediaError> {
    let map = directory.numbers(source, 320)?;
    let colours = map.len() / 3;
    if bits > 16 || colours == 0 {
        return Err(source.broken("its palette is missing"));
    }
    // Colours have 16 bits; some writers filled in only 8 of them.
    let shift = if map.iter().all(|colour| *colour < 256) { 0 } else { 8 };
    let of = |at: usize| (map[at] >> shift) as u8;
    Ok((0..colours).map(|at| [of(at), of(at + colours), of(at + 2 * colours)]).collect())
}

fn luma(directory: &Directory, source: &mut Source) -> Result<Luma, MediaError> {
    let shared = directory.numbers(source, 530)?;
    let shared = match shared[..] {
        [across @ (1 | 2 | 4), down @ (1 | 2 | 4), ..] => (across as u32, down as u32),
        [] => (2, 2),
        _ => return Err(source.broken("its sampling factors make no sense")),
    };
    let weights = directory.fractions(source, 529)?.first_chunk().copied();
    let range = directory.fractions(source, 532)?.first_chunk().copied();
    let sensible = |range: &[f32; 6]| range.chunks_exact(2).all(|pair| pair[1] > pair[0]);
    Ok(Luma {
        shared,
        weights: weights.filter(|[_, green, _]| *green > 0.0).unwrap_or([0.299, 0.587, 0.114]),
        range: range.filter(sensible).unwrap_or([0.0, 255.0, 128.0, 255.0, 128.0, 255.0]),
    })
}

/// Which sample is alpha, whether colours are multiplied by it, and whether that is a guess.
fn alpha(
    directory: &Directory,
    source: &mut Source,
    meaning: &Meaning,
    samples: u32,
) -> Result<(Option<u32>, bool, bool), MediaError> {
    let colours = meaning.samples();
    let extra = directory.numbers(source, 338)?;
    let found = extra.iter().position(|kind| matches!(kind, 1 | 2)).map(|at| at as u32 + colours);
    let found = found.filter(|alpha| *alpha < samples);
    let guessed = extra.is_empty() && *meaning == Meaning::Rgb && samples == 4;
    let associated = found.is_some_and(|alpha| extra.get((alpha - colours) as usize) == Some(&1));
    Ok((found.or(guessed.then_some(3)), associated, guessed))
}

/// What people call a compression, to be put before "TIFF".
fn coding(compression: u16) -> &'static str {
    match compression {
        6 => "Old JPEG-coded ",
        34_712 => "JPEG 2000-coded ",
        34_925 => "LZMA-coded ",
        50_000 => "Zstandard-coded ",
        50_001 => "WebP-coded ",
        52_546 => "JPEG XL-coded ",
        _ => "Unusually coded ",
    }
}
