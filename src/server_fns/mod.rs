//! The pages' door to the services: one file a noun. On the server a page calls these directly; in the browser they
//! are requests under `/fn/`.

pub mod admin;
mod errors;
pub mod members;
pub mod mine;
pub mod pins;
pub mod settings;
pub mod status;
pub mod uploads;
