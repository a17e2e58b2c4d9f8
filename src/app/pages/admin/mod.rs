//! Pages of those who run the site. To everybody else they are not there.

mod members;

pub use members::Members;
