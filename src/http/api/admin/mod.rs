//! What only admins may do, and moderators for reports and pins. Everyone else gets 404.

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
