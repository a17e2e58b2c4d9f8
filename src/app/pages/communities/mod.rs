//! Communities: found, made, joined, and looked after.

mod about;
mod act;
mod bans;
mod channels;
mod edit;
mod fields;
mod frame;
mod invitations;
mod invited;
mod list;
mod log;
mod members;
mod new;
mod reports;

pub use about::about;
pub use bans::bans;
pub use channels::channels;
pub use edit::edit;
pub use invitations::invitations;
pub use invited::invited;
pub use list::list;
pub use log::log;
pub use members::members;
pub use new::new;
pub use reports::reports;
