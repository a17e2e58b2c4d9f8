//! Storage, for admins: how much room files take, who takes it, and whether the store and the database agree.

mod check;
mod page;
mod sweep;

pub use page::Storage;
pub use sweep::SweepStorage;
