//! Pages of those who look after the site. To everybody else they are not there.

mod acts;
mod audit;
mod backups;
mod categories;
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

pub use audit::audit;
pub use categories::{categories, delete_category, edit_category};
pub use jobs::{cancel_job, jobs};
pub use members::{delete_member, member, members};
pub use overview::overview;
pub use pins::{moderate_pin, moderate_pins};
pub use plans::{edit_plan, new_plan, plans, retire_plan};
pub use reports::{reported_comment, reported_member, reports};
pub use settings::settings;
pub use storage::{storage, sweep_storage};
