//! Pages of those who look after the site. To everybody else they are not there.

mod acts;
mod audit;
mod categories;
mod choice;
mod frame;
mod jobs;
mod members;
mod overview;
mod pins;
mod plans;
mod reports;
mod settings;
mod storage;
mod table;
mod thumb;

pub use audit::Audit;
pub use categories::{Categories, DeleteCategory, EditCategory};
pub use jobs::{CancelJob, Jobs};
pub use members::{DeleteMember, Member, Members};
pub use overview::Overview;
pub use pins::{ModeratePin, ModeratePins};
pub use plans::{EditPlan, NewPlan, Plans, RetirePlan};
pub use reports::{ReportedComment, ReportedMember, Reports};
pub use settings::Settings;
pub use storage::{Storage, SweepStorage};
