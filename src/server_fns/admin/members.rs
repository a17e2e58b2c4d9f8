//! Members, for admins: invitations, one-time links, roles, and deleting accounts.

use super::{admin, member_page};
use crate::{
    model::errors::Problem,
    server_fns::{Done, FormPage, ShownOnce},
    services::members,
};
use leptos::prelude::*;

const MEMBERS: &str = "/admin/members";

/// Creates an invitation, which is shown this once. `email` can be empty.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Invalid`] at `email`.
#[server(prefix = "/fn", endpoint = "admin_invite")]
pub async fn admin_invite(#[server(default)] email: String) -> Result<ShownOnce, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(MEMBERS);
    let invitation = members::invite(&site, admin, Some(&email)).await?;
    Ok(ShownOnce { location: MEMBERS.to_owned(), shown_once: invitation.url })
}

/// Creates a one-time link for a member, which is shown this once.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such member; [`Problem::Invalid`] at `purpose`.
#[server(prefix = "/fn", endpoint = "admin_make_link")]
pub async fn admin_make_link(
    #[server(default)] name: String,
    #[server(default)] purpose: String,
) -> Result<ShownOnce, Problem> {
    let (site, admin) = admin()?;
    let page = member_page(&name)?;
    FormPage::set(&page);
    let link = members::make_link(&site, admin, &name, purpose.parse()?).await?;
    Ok(ShownOnce { location: page, shown_once: link.url })
}

/// Gives a member another role.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such member; [`Problem::Invalid`] at `role`;
/// [`Problem::Forbidden`] where no admin would be left.
#[server(prefix = "/fn", endpoint = "admin_give_role")]
pub async fn admin_give_role(
    #[server(default)] name: String,
    #[server(default)] role: String,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    let page = member_page(&name)?;
    FormPage::set(&page);
    members::give_role(&site, admin, &name, role.parse()?).await?;
    Ok(Done { location: format!("{page}?given=role") })
}

/// Deletes a member's account.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such member; [`Problem::Forbidden`] where it is the caller's own.
#[server(prefix = "/fn", endpoint = "admin_delete_member")]
pub async fn admin_delete_member(#[server(default)] name: String) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(&format!("{}/delete", member_page(&name)?));
    members::delete(&site, admin, &name).await?;
    Ok(Done { location: format!("{MEMBERS}?deleted=1") })
}
