//! What admins see, and moderators where it is about reports and pins. Every endpoint here is called `admin_…`.

pub mod audit;
pub mod categories;
pub mod figures;
pub mod jobs;
pub mod members;
pub mod moderation;
pub mod plans;
pub mod settings;
pub mod storage;
