//! Watching one's uploads.

use crate::model::{errors::Problem, ids::PinId, pins::UploadState};
use leptos::prelude::*;

/// What has become of one's own uploads, of those asked for. What is not there or another's is left out.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(prefix = "/fn", endpoint = "upload_states")]
pub async fn upload_states(pins: Vec<PinId>) -> Result<Vec<(PinId, UploadState)>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::uploads::states(&caller.site, caller.member()?, &pins).await
    })
    .await
}
