//! The whole site on a real PostgreSQL and real files, spoken to over its socket. Each test has a database of its own.

mod accounts;
mod client;
mod harness;
mod media;
mod multipart;
mod pictures;
mod pins;
mod site;
mod uploads;
