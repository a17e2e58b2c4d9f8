//! Tessera: a self-hosted picture-sharing site. One crate, three builds.
//!
//! The map of the house; arrows run downwards only, and a test holds them to it:
//!
//! - [`app`]: what people see: pages, which the server draws, and what they do in a browser.
//! - `server_fns` (server): the forms of what members do about each other's pictures, and of what admins look after.
//! - `server` (server): puts all of it together, and takes it apart in order.
//! - `http` (server): axum: router, sessions, uploads in, pictures out.
//! - `jobs` (server): the worker and its kinds of jobs.
//! - `services` (server): the rules: permissions, transactions, what happens after.
//! - `media` (server): probe, decode, resize, encode pictures.
//! - `store` (server): rows, files, the queue.
//! - `telemetry` (server): what a process measures of itself, for Prometheus, and tells a collector of traces.
//! - `live` (server): the bus: tells members, wherever they have the site open, that there is something new.
//! - `mail` (server): the one door to SMTP.
//! - `config` (server): the environment, read once.
//! - [`model`]: nouns shared by server and browser, no I/O.
//!
//! The feature `ssr` builds the server; `islands`, `lazy` and `talk` build the browser's WASM, see [`app`].

// A page is one type, as deep as its markup.
#![recursion_limit = "256"]

/// A page is drawn from thousands of small pieces, each of which is allocated and freed: see docs/ARCHITECTURE.md.
#[cfg(feature = "ssr")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod app;
pub mod model;

#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod media;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod server_fns;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod telemetry;

/// Where the browser begins on every page, one step after the other: `false` once there is none left. Its islands come after that, one by
/// one.
#[cfg(feature = "islands")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start(step: usize) -> bool {
    if step == 0 {
        console_error_panic_hook::set_once();
        leptos::mount::hydrate_islands();
    }
    app::islands::start(step)
}

/// Where it begins with what few pages need. `account`: whose uploads they are, or empty; `largest`: their largest file, in bytes; `batch`:
/// how many at once.
#[cfg(feature = "lazy")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start(account: &str, largest: f64, batch: u32) {
    console_error_panic_hook::set_once();
    app::lazy::start(account, largest as u64, batch);
}

/// Where it begins with what the pages of channels and conversations need.
#[cfg(feature = "talk")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    app::talk::start();
}
