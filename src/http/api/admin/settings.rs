//! What is set for the whole site.

use super::super::{
    bodies::FromJson,
    credentials::Administrator,
    pin_edits::said,
    texts::{Rules, SiteName},
};
use crate::{
    http::{AppState, SELECTION_LIMIT},
    model::{
        accounts::SignUpMode,
        errors::Problem,
        ids::PlanId,
        site::{SettingsDetail, SettingsEdit},
    },
    services::{Admin, Site, site_settings},
};
use axum::{Json, extract::DefaultBodyLimit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What is set for the whole site.
#[derive(Serialize, ToSchema)]
struct Settings {
    /// What the site calls itself.
    #[schema(example = "Tessera")]
    name: String,
    /// Who may open an account, as admins have set it; null as long as nobody has: then everyone may.
    #[schema(required)]
    sign_up: Option<SignUpMode>,
    /// Who may open an account by the server’s environment, which wins; null where that does not say.
    #[schema(required)]
    sign_up_fixed: Option<SignUpMode>,
    /// The plan of whoever signs up.
    default_plan: PlanId,
    /// Paragraphs of plain text; empty where there are no rules.
    rules: String,
}

impl Settings {
    async fn now(site: &Site, admin: Admin) -> Result<Json<Self>, Problem> {
        let SettingsDetail { settings, sign_up_fixed, .. } = site_settings::detail(site, admin).await?;
        Ok(Json(Self {
            name: settings.name,
            sign_up: settings.sign_up,
            sign_up_fixed,
            default_plan: settings.default_plan,
            rules: settings.rules,
        }))
    }
}

/// What is to be changed. What is left out stays as it is, and so does what is null, but for `sign_up`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsChange {
    name: Option<SiteName>,
    /// Null leaves it to everyone.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<SignUpMode>)]
    sign_up: Option<Option<SignUpMode>>,
    /// The plan of whoever signs up from then on.
    default_plan: Option<PlanId>,
    rules: Option<Rules>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    let routes = OpenApiRouter::new().routes(routes!(get_settings, update_settings));
    routes.layer(DefaultBodyLimit::max(SELECTION_LIMIT))
}

/// What is set for the whole site
#[utoipa::path(
    get,
    path = "/admin/settings",
    tag = "admin",
    responses(
        (status = 200, description = "What is set", body = Settings),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn get_settings(Administrator { admin, asks }: Administrator) -> Result<Json<Settings>, Problem> {
    Settings::now(asks.site(), admin).await
}

/// Change what is set for the whole site
///
/// It holds from the next request on, on every server.
#[utoipa::path(
    patch,
    path = "/admin/settings",
    tag = "admin",
    request_body = SettingsChange,
    responses(
        (status = 200, description = "What is set now", body = Settings),
        (status = 404, description = "Whoever asks is no admin")
    ),
    security(("bearer" = ["admin"]))
)]
async fn update_settings(
    Administrator { admin, asks }: Administrator,
    FromJson(SettingsChange { name, sign_up, default_plan, rules }): FromJson<SettingsChange>,
) -> Result<Json<Settings>, Problem> {
    let edit = SettingsEdit { name: name.map(|name| name.0), sign_up, default_plan, rules: rules.map(|rules| rules.0) };
    site_settings::change(asks.site(), admin, edit).await?;
    Settings::now(asks.site(), admin).await
}
