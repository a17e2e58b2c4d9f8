//! Pieces of pages.

mod account_form;
mod avatar;
mod field;
mod footer;
mod grid;
mod header;
mod icons;
mod notice;
mod pin_tile;
mod segmented;
pub mod toasts;
mod upload_card;

pub use account_form::{AccountForm, FormProblem};

pub use avatar::{Avatar, AvatarSize};
pub use field::{Field, Hint, PasswordField, Wrong, described_by, problem_of};
pub use footer::Footer;
pub use grid::{FeedOf, Grid};
pub use header::Header;
pub use icons::{Art, Draw, Drawing, Icon, Mark};
pub use notice::{Notice, ProblemNotice, Skeleton};
pub use pin_tile::sources;
pub use segmented::VisibilityChoice;
pub use toasts::Toasts;
pub use upload_card::{ProgressBar, Upload, UploadCard, UploadStep};
