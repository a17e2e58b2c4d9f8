//! What the site says of itself.

use super::credentials::ApiCaller;
use crate::{
    http::AppState,
    model::{accounts::SignUpMode, errors::Problem, site::Front},
    services::site_settings,
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The site.
#[derive(Serialize, ToSchema)]
struct SiteFacts {
    /// What it calls itself.
    #[schema(example = "Tessera")]
    name: String,
    sign_up: SignUpMode,
    /// Paragraphs of plain text; empty where there are no rules.
    rules: String,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_site))
}

/// What the site says of itself
#[utoipa::path(
    get,
    path = "/site",
    tag = "site",
    responses((status = 200, description = "The site", body = SiteFacts)),
    security(())
)]
async fn get_site(asks: ApiCaller) -> Result<Json<SiteFacts>, Problem> {
    let Front { name, sign_up, .. } = site_settings::front(asks.site()).await?;
    Ok(Json(SiteFacts { name, sign_up, rules: site_settings::rules(asks.site()).await? }))
}
