//! What admins and moderators do from their pages. The names of functions begin with `admin_`, or with `moderator_` where they are for
//! moderators, too: by that, everybody else gets 404 before anything of a call is read (`http/admin`).

pub mod categories;
pub mod jobs;
pub mod members;
pub mod moderation;
pub mod plans;
pub mod settings;
pub mod storage;

use super::{context, named};
use crate::{
    model::errors::Problem,
    services::{Admin, Caller, Site},
};

/// The site, and the admin who calls.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Busy`] as [`context`].
fn admin() -> Result<(Site, Admin), Problem> {
    let caller = context::<Caller>()?;
    let admin = caller.admin()?;
    Ok((caller.site, admin))
}

/// The address of a member's page.
///
/// # Errors
/// [`Problem::NotFound`] where the form names nobody.
fn member_page(name: &str) -> Result<String, Problem> {
    if name.is_empty() { Err(Problem::NotFound) } else { Ok(format!("/admin/members/{name}")) }
}
