//! The whole site on a real PostgreSQL and real files, spoken to over its socket. Each test has a database of its own.

mod accounts;
mod api;
mod client;
mod deletion;
mod harness;
mod letters;
mod limits;
mod mailbox;
mod matrix;
mod media;
mod multipart;
mod pictures;
mod pins;
mod settings;
mod site;
mod uploads;
mod words;
