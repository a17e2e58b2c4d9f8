//! Categories of communities, for admins: added, named, put in order, deleted.

mod delete;
mod edit;
mod list;

pub use delete::delete_category;
pub use edit::edit_category;
pub use list::categories;
