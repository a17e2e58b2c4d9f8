//! What can go wrong with a stranger's file, each with its sentence for people.

use std::io;

use super::format::Format;

/// Why a file did not become a picture. `Display` is a sentence to show to the person who sent it.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// Not one byte.
    #[error("This file is empty.")]
    Empty,
    /// The first bytes belong to no format we know.
    #[error("This file is not a picture we can read. Please use JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF.")]
    NotAPicture,
    /// A picture, but of a kind that is not supported ("HEIC", "12-bit JPEG").
    #[error("{what} pictures are not supported. Please save the picture as JPEG, PNG or WebP and try again.")]
    Unsupported {
        /// The kind, to be put before the word "pictures".
        what: String,
    },
    /// A format that we read, but not this kind of it.
    #[error("This kind of {format} is not supported. Please save the picture as JPEG, PNG or WebP and try again.")]
    UnsupportedKind {
        /// What it is.
        format: Format,
        /// The decoder's words, for the log.
        detail: String,
    },
    /// More memory than the site may use.
    #[error(
        "This picture is too large for this site: {width} × {height} pixels as {format} need more memory than is available. Please make it smaller and try again."
    )]
    TooMuchMemory {
        /// What it is.
        format: Format,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The file ends before the picture does.
    #[error("This {format} is cut short: the end of the file is missing.")]
    CutShort {
        /// What it began as.
        format: Format,
    },
    /// The file contradicts its own format.
    #[error("This {format} is broken and cannot be read.")]
    Broken {
        /// What it claims to be.
        format: Format,
        /// The decoder's words, for the log.
        detail: String,
    },
    /// More than [`MAX_PIXELS`](super::MAX_PIXELS).
    #[error("This picture is too large: {width} × {height} pixels. The limit is {} megapixels.", .limit / 1_000_000)]
    TooManyPixels {
        /// Stored width in pixels.
        width: u32,
        /// Stored height in pixels.
        height: u32,
        /// Most pixels.
        limit: u64,
    },
    /// A side longer than [`MAX_SIDE`](super::MAX_SIDE).
    #[error("This picture is too large: {width} × {height} pixels. A side can have at most {limit} pixels.")]
    TooLongSide {
        /// Stored width in pixels.
        width: u32,
        /// Stored height in pixels.
        height: u32,
        /// Longest side in pixels.
        limit: u32,
    },
    /// More than [`MAX_FRAMES`](super::MAX_FRAMES), or too many pixels in all frames together.
    #[error(
        "This animation is too long: it has {frames} frames. The limit is {limit}, or fewer if the frames are large."
    )]
    TooManyFrames {
        /// Frames found until we stopped counting.
        frames: u32,
        /// Most frames.
        limit: u32,
    },
    /// More than [`MAX_SCANS`](super::MAX_SCANS) in one JPEG.
    #[error(
        "This progressive JPEG has too many scans ({scans}). Please save the picture as a normal JPEG and try again."
    )]
    TooManyScans {
        /// Scans found until we stopped counting.
        scans: u32,
    },
    /// A quality could not be written.
    #[error("This picture could not be converted.")]
    Encoding {
        /// The encoder's words, for the log.
        detail: String,
    },
    /// The disk failed, not the picture.
    #[error("The file could not be read from the disk.")]
    Io(#[from] io::Error),
}

impl MediaError {
    pub(super) fn broken(format: Format, detail: impl ToString) -> Self {
        Self::Broken { format, detail: detail.to_string() }
    }

    pub(super) fn unsupported(what: impl ToString) -> Self {
        Self::Unsupported { what: what.to_string() }
    }

    /// Reading failed while looking at a `format`. Decoders report broken data as I/O errors as well,
    /// so the kind has to tell the picture's fault from the disk's.
    pub(super) fn from_io(format: Format, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutShort { format },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                Self::broken(format, error)
            }
            _ => Self::Io(error),
        }
    }

    pub(super) fn from_image(format: Format, error: image::ImageError) -> Self {
        match error {
            image::ImageError::IoError(error) => Self::from_io(format, error),
            image::ImageError::Unsupported(_) => Self::UnsupportedKind { format, detail: error.to_string() },
            error if ends_early(&error) => Self::CutShort { format },
            error => Self::broken(format, error),
        }
    }
}

/// True if an end of file hides somewhere in the chain of sources.
fn ends_early(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::UnexpectedEof;
        }
        next = error.source();
    }
    false
}

/// How [`render`](super::render) ends early.
#[derive(Debug, thiserror::Error)]
pub enum RenderError<E> {
    /// The picture's fault, or the disk's.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// `emit` said no; its own error comes back untouched.
    #[error("what was rendered could not be stored")]
    Emit(E),
}
