//! The settings of the site.

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

/// The settings of the site.
#[derive(Serialize, ToSchema)]
struct Settings {
    /// The name of the site.
    #[schema(example = "Tessera")]
    name: String,
    /// Who may create an account. Null if this was never set, which means everyone.
    #[schema(required)]
    sign_up: Option<SignUpMode>,
    /// Who may create an account according to the server’s environment, which takes precedence. Null if the environment
    /// does not set it.
    #[schema(required)]
    sign_up_fixed: Option<SignUpMode>,
    /// The plan of new members.
    default_plan: PlanId,
    /// The rules of the site, as paragraphs of plain text. Empty if there are no rules.
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

/// Changes to the settings. Omitted fields stay as they are, and so do null fields, except `sign_up`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsChange {
    name: Option<SiteName>,
    /// Null lets everyone create an account.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<SignUpMode>)]
    sign_up: Option<Option<SignUpMode>>,
    /// The plan of members who sign up from now on.
    default_plan: Option<PlanId>,
    rules: Option<Rules>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    let routes = OpenApiRouter::new().routes(routes!(get_settings, update_settings));
    routes.layer(DefaultBodyLimit::max(SELECTION_LIMIT))
}

/// Get the settings of the site
#[utoipa::path(
    get,
    path = "/admin/settings",
    tag = "admin",
    responses(
        (status = 200, description = "The settings.", body = Settings),
        (status = 404, description = "You are not an admin.")
    ),
    security(("bearer" = ["admin"]))
)]
async fn get_settings(Administrator { admin, asks }: Administrator) -> Result<Json<Settings>, Problem> {
    Settings::now(asks.site(), admin).await
}

/// Update the settings of the site
///
/// Changes apply at once, on every server.
#[utoipa::path(
    patch,
    path = "/admin/settings",
    tag = "admin",
    request_body = SettingsChange,
    responses(
        (status = 200, description = "The updated settings.", body = Settings),
        (status = 404, description = "You are not an admin.")
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
