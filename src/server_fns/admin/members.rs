//! Members as admins see them.

use crate::model::{
    accounts::Role,
    errors::Problem,
    ids::PlanId,
    members::{MemberDetail, MemberPage, MemberSort},
    plans::Plan,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the members that match.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "admin_members", input = GetUrl)]
pub async fn members(
    q: String,
    plan: Option<PlanId>,
    role: Option<Role>,
    suspended: Option<bool>,
    sort: MemberSort,
    cursor: Option<String>,
) -> Result<MemberPage, Problem> {
    use crate::model::members::{MEMBERS_PAGE_SIZE, MemberFilter};
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        let filter = MemberFilter { q, plan, role, suspended };
        let span = crate::services::pins::Span { cursor, size: MEMBERS_PAGE_SIZE };
        crate::services::members::counted(&caller.site, caller.admin()?, &filter, sort, span).await
    })
    .await
}

/// The plans that members can have.
///
/// # Errors
/// As [`members`].
#[server(prefix = "/fn", endpoint = "admin_member_plans", input = GetUrl)]
pub async fn member_plans() -> Result<Vec<Plan>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        caller.admin()?;
        crate::services::plans::all(&caller.site).await
    })
    .await
}

/// One member.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such member.
#[server(prefix = "/fn", endpoint = "admin_member", input = GetUrl)]
pub async fn member(username: String) -> Result<MemberDetail, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::members::detail(&caller.site, caller.admin()?, &username).await
    })
    .await
}
