//! One page a file.

mod accounts;
pub mod admin;
mod boards;
mod comments;
mod edit;
mod explore;
mod following;
mod member;
mod mine;
mod not_found;
mod notifications;
mod people;
mod pin;
mod recovery;
mod reports;
mod search;
pub mod settings;
mod upload;
mod verify;

pub use accounts::{SignIn, SignUp};
pub use boards::{ArrangeBoard, BoardPage, DeleteBoard, EditBoard, MemberBoards, NewBoard};
pub use comments::{DeleteComment, EditComment};
pub use edit::EditPin;
pub use explore::Explore;
pub use following::FollowingFeed;
pub use member::{Member, MemberLikes};
pub use mine::Uploads;
pub use not_found::NotFound;
pub use notifications::Notifications;
pub use people::{Followers, Following, PinLikes};
pub use pin::PinPage;
pub use recovery::{Forgot, Reset};
pub use reports::{ReportComment, ReportPin};
pub use search::Search;
pub use upload::{UnderWay, Upload};
pub use verify::Verify;
