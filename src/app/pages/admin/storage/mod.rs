//! Storage, for admins: how much is used and by whom, and whether the stored files and the database agree.

mod check;
mod page;
mod sweep;

pub use page::storage;
pub use sweep::sweep_storage;
