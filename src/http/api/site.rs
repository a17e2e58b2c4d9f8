//! What everyone may know about the site.

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
    /// The name of the site.
    #[schema(example = "Tessera")]
    name: String,
    sign_up: SignUpMode,
    /// The rules of the site, as paragraphs of plain text. Empty if there are no rules.
    rules: String,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_site))
}

/// Get the site’s name, rules and sign-up mode
#[utoipa::path(
    get,
    path = "/site",
    tag = "site",
    responses((status = 200, description = "The site.", body = SiteFacts)),
    security(())
)]
async fn get_site(asks: ApiCaller) -> Result<Json<SiteFacts>, Problem> {
    let Front { name, sign_up, .. } = site_settings::front(asks.site()).await?;
    Ok(Json(SiteFacts { name, sign_up, rules: site_settings::rules(asks.site()).await? }))
}
