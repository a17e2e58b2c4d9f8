//! The picture pipeline: a stranger's file goes in, WebP qualities come out.
//!
//! [`probe`] looks at the outside of a file (headers and structure, never pixels) and refuses what is
//! not a picture, is cut short or is a bomb. [`render`] decodes it and hands over, one by one, the
//! placeholder and every file that is wanted of it. Both block: call them from a worker thread, with
//! [`Probe::memory`] taken from a budget first.
//!
//! This room knows nothing of the rest of the site: no async, no database, no HTTP.
//!
//! | file | topic |
//! |---|---|
//! | `format`, `walk/*`, `probe`, `memory` | what a file is, whether it is whole, what it will cost |
//! | `decode`, and a file or folder for each format | file → pixels |
//! | `canvas`, `splice` | frames → what is seen; tidy files for decoders |
//! | `yuv`, `pixels`, `i420`, `colour`, `orient` | pixels → upright 8-bit sRGB |
//! | `resize`, `encode`, `encoders`, `placeholder` | upright pixels → WebP |
//! | `describe`, `likeness`, `palette` | a small quality state → what the picture looks like, and its colours |
//! | `location/*` | a copy of a file that does not say where it was taken |
//! | `facts` | what its owner is told of a file |
//! | `steps`, `render`, `animation`, `anmf` | the order of the work, for one frame and for many |

mod animation;
mod anmf;
mod avif;
mod bmp;
mod canvas;
mod colour;
mod decode;
mod describe;
mod encode;
mod encoders;
mod error;
mod facts;
mod format;
mod gif;
mod i420;
mod jpeg;
mod likeness;
mod limits;
mod location;
mod memory;
mod orient;
mod palette;
mod pixels;
mod placeholder;
mod png;
mod probe;
mod render;
mod resize;
mod splice;
mod steps;
mod tiff;
mod walk;
mod webp;
mod yuv;

#[cfg(test)]
mod tests;

pub use describe::{Description, describe};
pub use error::{MediaError, RenderError};
pub use facts::facts;
pub use format::Format;
pub use image::metadata::Orientation;
pub use likeness::{ALIKE, LIKENESS_VERSION, Likeness};
pub use limits::{MAX_FRAMES, MAX_FRAMES_PIXELS, MAX_PIXELS, MAX_SCANS, MAX_SCANS_PIXELS, MAX_SIDE};
pub use location::{Unlocated, without_location};
pub use palette::{Shade, cells_near};
pub use probe::{Probe, probe};
pub use render::{Made, Rendered, render};
pub use steps::{Qualities, Target, Wanted};
