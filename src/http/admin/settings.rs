//! What is set for the whole site: its form.

use super::{
    super::{SELECTION_LIMIT, forms::Form},
    AdminRoute,
};
use crate::{
    model::{errors::Problem, site::SettingsEdit},
    services::site_settings,
};
use axum::{extract::DefaultBodyLimit, response::Response};

pub(super) fn routes() -> Vec<AdminRoute> {
    let save = AdminRoute::post("/admin/settings", save);
    // The rules alone can be 80 kB.
    vec![AdminRoute { handler: save.handler.layer(DefaultBodyLimit::max(SELECTION_LIMIT)), ..save }]
}

async fn save(form: Form) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        let plan = form.filled("default_plan").map(|plan| plan.parse());
        let edit = SettingsEdit {
            name: form.sent("name"),
            // Not there where the environment says it.
            sign_up: form.filled("sign_up").map(|mode| mode.parse().map(Some)).transpose()?,
            default_plan: plan.transpose().map_err(|_| Problem::field("default_plan", "Please choose a plan."))?,
            rules: form.sent("rules"),
        };
        site_settings::change(&form.caller.site, admin, edit).await?;
        Ok("/admin/settings?saved=1")
    };
    let done = done.await;
    form.answer(done).await
}
