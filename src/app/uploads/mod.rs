//! The uploads of this tab. They go on while one looks at other pages, and outlive a lost connection and a server that
//! starts anew.

mod line;
mod pace;
mod queue;
mod sending;
mod totals;
mod upload;
mod watching;

pub use line::Line;
pub use pace::time_left;
pub use queue::{ForAll, Going, UploadQueue};
pub use totals::Totals;
pub use upload::{Failure, Upload, UploadStep, Words};
