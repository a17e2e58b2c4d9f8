//! Tessera: a self-hosted picture-sharing site. One crate, two builds.
//!
//! The map of the house; arrows run downwards only, and a test holds them to it:
//!
//! - [`app`]: what people see: shell, routes, pages, components; runs on the server and in the browser.
//! - [`server_fns`]: the pages' door to the services.
//! - `server` (server): puts all of it together, and takes it apart in order.
//! - `http` (server): axum: router, sessions, uploads in, pictures out.
//! - `jobs` (server): the worker and its kinds of jobs.
//! - `services` (server): the rules: permissions, transactions, what happens after.
//! - `media` (server): probe, decode, resize, encode pictures.
//! - `store` (server): rows, files, the queue.
//! - `live` (server): the bus: tells members, wherever they have the site open, that there is something new.
//! - `mail` (server): the one door to SMTP.
//! - `config` (server): the environment, read once.
//! - [`model`]: nouns shared by server and browser, no I/O.
//!
//! The feature `ssr` builds the server, `hydrate` the browser's WASM. Every gate stands in this file.

// A page is one type, as deep as its markup.
#![recursion_limit = "256"]

pub mod app;
pub mod model;
pub mod server_fns;

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
pub mod services;
#[cfg(feature = "ssr")]
pub mod store;

/// Where the browser begins: takes over the page that the server has rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::browser::watch_history();
    leptos::mount::hydrate_body(app::App);
    app::browser::mark_hydrated();
}
