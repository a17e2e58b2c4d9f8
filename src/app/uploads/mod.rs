//! The uploads of this tab. They go on while one looks at other pages, and outlive a lost connection, a server that starts anew, and
//! the tab itself. On the server this is compiled for its tests alone.

mod adding;
mod changes;
mod duplicates;
mod entries;
mod left_out;
mod line;
mod outcome;
mod pace;
mod persistence;
mod pieces;
mod queue;
mod sending;
mod totals;
mod upload;
mod watching;

pub use changes::Changes;
pub use left_out::LeftOut;
pub use line::Line;
pub use pace::time_left;
pub use queue::{Going, Overview, UploadQueue};
pub use totals::Totals;
pub use upload::{Failure, Known, Upload, UploadStep, Words};
