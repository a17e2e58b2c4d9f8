//! The pages' door to the services: one file a noun. On the server a page calls these directly; in the browser they
//! are requests under `/fn/`.

pub mod admin;
pub mod boards;
pub mod comments;
mod errors;
pub mod expiring_links;
pub mod feeds;
pub mod follows;
pub mod likes;
pub mod members;
pub mod mine;
pub mod notices;
pub mod pins;
pub mod plans;
pub mod search;
pub mod settings;
pub mod site;
pub mod status;
pub mod uploads;
