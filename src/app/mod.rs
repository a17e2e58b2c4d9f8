//! What people see. The server loads and draws each page once ([`served`]); in the browser they come alive by what stands in [`islands`],
//! and a few by what stands in `lazy` as well.
//!
//! The feature `islands` builds the browser's part of every page, `lazy` that of those few. Neither has the other's part.

pub mod addresses;
pub mod browser;
#[cfg(feature = "ssr")]
mod components;
pub mod counts;
#[cfg(feature = "ssr")]
pub mod icons;
#[cfg(not(feature = "lazy"))]
pub mod islands;
#[cfg(not(feature = "islands"))]
pub mod lazy;
#[cfg(feature = "ssr")]
pub mod location;
#[cfg(feature = "ssr")]
pub mod masonry;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod prose;
#[cfg(feature = "ssr")]
pub mod served;
#[cfg(feature = "ssr")]
pub mod start;
#[cfg(feature = "ssr")]
pub mod theme;
#[cfg(feature = "ssr")]
mod titles;
#[cfg(not(feature = "islands"))]
pub mod uploads;
pub mod zoom;
