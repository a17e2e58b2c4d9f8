//! Categories of communities, for admins: added, named, put in order, deleted.

mod delete;
mod edit;
mod list;

pub use delete::DeleteCategory;
pub use edit::EditCategory;
pub use list::Categories;
