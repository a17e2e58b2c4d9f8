//! One page a file.

mod accounts;
pub mod admin;
mod edit;
mod explore;
mod member;
mod mine;
mod not_found;
mod pin;
mod recovery;
pub mod settings;
mod upload;
mod verify;

pub use accounts::{SignIn, SignUp};
pub use edit::EditPin;
pub use explore::Explore;
pub use member::Member;
pub use mine::Uploads;
pub use not_found::NotFound;
pub use pin::PinPage;
pub use recovery::{Forgot, Reset};
pub use upload::{UnderWay, Upload};
pub use verify::Verify;
