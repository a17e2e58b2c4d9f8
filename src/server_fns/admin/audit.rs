//! The audit log.

use crate::model::{
    audit::{Act, Entry},
    errors::Problem,
    page::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the log, the latest entry first.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::BadRequest`] for a broken cursor.
#[server(prefix = "/fn", endpoint = "admin_audit", input = GetUrl)]
pub async fn audit(act: Option<Act>, actor: String, q: String, cursor: Option<String>) -> Result<Page<Entry>, Problem> {
    use crate::model::audit::{AUDIT_PAGE_SIZE, AuditFilter};
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
        let span = crate::services::pins::Span { cursor, size: AUDIT_PAGE_SIZE };
        let filter = AuditFilter { act, actor, q };
        crate::services::audit::list(&caller.site, caller.admin()?, &filter, span).await
    })
    .await
}
