//! Looking at one pin.

use crate::model::{errors::Problem, ids::PinId, pins::PinDetail};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One pin.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
#[server(prefix = "/fn", endpoint = "pin", input = GetUrl)]
pub async fn pin(id: PinId) -> Result<PinDetail, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::pins::pin(&caller, id)).await
}
