//! One page a file.

mod accounts;
mod explore;
mod member;
mod not_found;
mod pin;
mod upload;
mod upload_queue;

pub use accounts::{SignIn, SignUp};
pub use explore::Explore;
pub use member::Member;
pub use not_found::NotFound;
pub use pin::PinPage;
pub use upload::Upload;
