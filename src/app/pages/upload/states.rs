//! How far the pictures of uploads are that have arrived: a part of the page, which the queue asks for (`app/uploads/watching`).

use crate::{
    app::served::{Content, PageRequest},
    model::{errors::Problem, ids::PinId, pictures::PictureState, pins::UploadState},
    services::uploads,
};
use leptos::prelude::*;

/// An item for each of the pins asked for; none for what is not there or another's.
///
/// # Errors
/// [`Problem::NotSignedIn`].
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    let states = uploads::states(&caller.site, caller.member()?, &request.pins).await?;
    Ok(Content::new(move || {
        view! { <ul>{states.into_iter().map(|(pin, state)| item(pin, state)).collect_view()}</ul> }
    }))
}

fn item(pin: PinId, state: UploadState) -> impl IntoView {
    let (state, reason) = match state {
        UploadState::Pinned { progress: PictureState::Ready, .. } => ("ready", String::new()),
        UploadState::Pinned { .. } => ("processing", String::new()),
        UploadState::Refused { reason } => ("refused", reason),
    };
    view! { <li data-pin=pin.to_string() data-state=state>{reason}</li> }
}
