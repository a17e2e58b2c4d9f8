//! What only admins may do, and moderators where it is about reports and pins. For everybody else there is nothing here.

mod audit;
mod categories;
mod figures;
mod jobs;
mod members;
mod moderation;
mod pins;
mod plans;
mod settings;
mod standing;
mod storage;

use crate::http::AppState;
use utoipa_axum::router::OpenApiRouter;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(audit::routes())
        .merge(members::routes())
        .merge(moderation::routes())
        .merge(standing::routes())
        .merge(pins::routes())
        .merge(plans::routes())
        .merge(settings::routes())
        .merge(categories::routes())
        .merge(figures::routes())
        .merge(jobs::routes())
        .merge(storage::routes())
}
