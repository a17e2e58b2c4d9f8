//! What people see. The server loads and draws each page once ([`served`]); in the browser they come alive by what stands in [`islands`],
//! and a few by what stands in `lazy` or `talk` as well.
//!
//! The feature `islands` builds the browser's part of every page, `lazy` that of those few, and `talk` that of channels and conversations.
//! None has another's part.

pub mod addresses;
pub mod browser;
#[cfg(feature = "ssr")]
mod components;
pub mod counts;
#[cfg(feature = "ssr")]
pub mod icons;
pub mod initials;
#[cfg(not(any(feature = "lazy", feature = "talk")))]
pub mod islands;
#[cfg(not(any(feature = "islands", feature = "talk")))]
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
#[cfg(not(any(feature = "islands", feature = "lazy")))]
pub mod talk;
#[cfg(feature = "ssr")]
pub mod theme;
#[cfg(feature = "ssr")]
mod titles;
#[cfg(not(any(feature = "islands", feature = "talk")))]
pub mod uploads;
pub mod zoom;
