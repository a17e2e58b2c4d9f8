//! One's direct conversations.

mod list;

pub use list::list;
