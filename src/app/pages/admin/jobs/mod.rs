//! Jobs, for admins: what waits, runs and failed, and why; and pictures that nobody works on.

mod about;
mod cancel;
mod list;

pub use cancel::cancel_job;
pub use list::jobs;
