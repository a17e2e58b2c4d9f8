//! Which formats there are, and how a file's first bytes tell.

use std::fmt;

use super::error::MediaError;

/// A picture format that can come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// ITU-T T.81.
    Jpeg,
    /// ISO/IEC 15948, and APNG (PNG, third edition).
    Png,
    /// GIF87a and GIF89a.
    Gif,
    /// RFC 9649.
    WebP,
    /// AV1 Image File Format, AOM.
    Avif,
    /// Windows bitmap.
    Bmp,
    /// TIFF 6.0 and BigTIFF; of many pages the first is taken.
    Tiff,
}

/// How many first bytes [`Format::sniff`] wants to see.
pub(super) const SNIFFED: usize = 64;

impl Format {
    /// The name people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Avif => "AVIF",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
        }
    }

    /// Tells the format by content: names and Content-Type headers are a stranger's claim.
    ///
    /// # Errors
    /// `Empty`, `NotAPicture`, or `Unsupported` for pictures that we know but cannot read.
    pub(super) fn sniff(head: &[u8]) -> Result<Self, MediaError> {
        match head {
            [] => Err(MediaError::Empty),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::WebP),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Self::Tiff),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => sniff_brands(head),
            [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Err(MediaError::unsupported("JPEG XL")),
            _ if is_bmp(head) => Ok(Self::Bmp),
            _ => Err(MediaError::NotAPicture),
        }
    }
}

/// Reads the brands of an ISO base media file (ISO/IEC 14496-12, section 4.3).
fn sniff_brands(head: &[u8]) -> Result<Format, MediaError> {
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    let end = length.min(head.len());
    let brands = || head.get(8..end).unwrap_or_default().chunks_exact(4);
    let has = |wanted: &[&[u8; 4]]| brands().any(|brand| wanted.iter().any(|w| brand == *w));
    if has(&[b"avif", b"avis"]) {
        Ok(Format::Avif)
    } else if has(&[b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"]) {
        Err(MediaError::unsupported("HEIC"))
    } else {
        Err(MediaError::NotAPicture)
    }
}

/// "BM" alone also begins plain words, so the size of the second header has to be one that exists.
fn is_bmp(head: &[u8]) -> bool {
    head.starts_with(b"BM")
        && head.get(14..18).is_some_and(|size| matches!(size, [12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
