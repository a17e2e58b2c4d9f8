//! Settings of the site, for admins.

use super::admin;
use crate::{
    model::{accounts::SignUpMode, errors::Problem, ids::PlanId, site::SettingsEdit},
    server_fns::{Done, FormPage},
    services::site_settings,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const SETTINGS: &str = "/admin/settings";

/// Changes the settings that were sent.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Invalid`] with each field that needs another look.
#[server(prefix = "/fn", endpoint = "admin_change_settings")]
pub async fn admin_change_settings(#[server(flatten)] form: SettingsForm) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set(SETTINGS);
    site_settings::change(&site, admin, form.edit()?).await?;
    Ok(Done { location: format!("{SETTINGS}?saved=1") })
}

/// The fields of the form, as they were typed. Of texts, `None` is one that was not sent, and stays as it is; an empty one is changed. An
/// argument of the function could not tell the two apart: `serde_qs` reads an empty value as `None`, but not in what is flattened.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    name: Option<String>,
    rules: Option<String>,
    /// Not sent where the environment says who can sign up.
    sign_up: String,
    default_plan: String,
}

impl SettingsForm {
    /// # Errors
    /// [`Problem::Invalid`] at what cannot be read. The service checks what the values mean.
    fn edit(self) -> Result<SettingsEdit, Problem> {
        let Self { name, rules, sign_up, default_plan } = self;
        let sign_up = filled(&sign_up).map(|mode| mode.parse::<SignUpMode>().map(Some)).transpose()?;
        let plan = filled(&default_plan).map(str::parse::<PlanId>).transpose();
        let default_plan = plan.map_err(|_| Problem::field("default_plan", "Please choose a plan."))?;
        Ok(SettingsEdit { name, sign_up, default_plan, rules })
    }
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
