//! Pictures: what their sizes cost, and how soon they are there.
//!
//! - `costs`: photographs of this machine, as they are, to the site's sizes, by the site's code and by npm's `sharp` (libvips and libwebp
//!   as they come, a pipeline a size, as its documentation shows it). Each is a process of its own, without a server: once for all sizes,
//!   once for all but the full size. Printed are CPU time, bytes and memory at its highest, each with its ratio, and by SSIM how near the
//!   sizes come to the photograph.
//! - `waits`: 12-megapixel photographs are uploaded to the release server on a private PostgreSQL, and looked at until they are there: one
//!   at a time, behind fifty others, and behind fifty full sizes. Then what memory and CPU time the server took.
//!
//! `make bench` runs it. By the environment: `INTAKE_ONLY=costs`: only this part. Nothing is judged.

mod costs;
#[path = "../site/mod.rs"]
mod site;
mod ssim;
mod waits;

use std::env;

fn main() {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let Some(plan) = costs::asked(&arguments) {
        return costs::make(&plan);
    }
    let only = env::var("INTAKE_ONLY").unwrap_or_default();
    if only.is_empty() || only == "costs" {
        costs::run();
    }
    if only.is_empty() || only == "waits" {
        waits::run();
    }
}
