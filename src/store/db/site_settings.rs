//! What admins have set for the whole site.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::PlanId,
    site::{SettingsEdit, SiteSettings},
};

macro_rules! settings {
    ($executor:expr, $lock:literal) => {{
        let row = sqlx::query!(
            r#"select name, sign_up, default_plan_id as "default_plan: PlanId", rules from site_settings "# + $lock
        );
        let row = row.fetch_one($executor).await?;
        Ok(SiteSettings {
            name: row.name,
            sign_up: row.sign_up.map(|mode| mode.parse()).transpose()?,
            default_plan: row.default_plan,
            rules: row.rules,
        })
    }};
}

impl Db {
    /// What admins have set.
    pub async fn site_settings(&self) -> Result<SiteSettings, Problem> {
        settings!(&self.pool, "")
    }

    /// Of that, what every page begins with: the name, who may open an account, and whether there are rules.
    pub async fn site_front(&self) -> Result<(String, Option<String>, bool), Problem> {
        let row = sqlx::query!(r#"select name, sign_up, rules <> '' as "has_rules!" from site_settings"#);
        let row = row.fetch_one(&self.pool).await?;
        Ok((row.name, row.sign_up, row.has_rules))
    }
}

/// What admins have set. Whoever else is about to change it waits until the transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<SiteSettings, Problem> {
    settings!(&mut **tx, "for update")
}

/// Changes it.
///
/// # Errors
/// [`Problem::Overtaken`] where the plan is retired at the same moment.
pub async fn update(tx: &mut Tx, edit: &SettingsEdit) -> Result<(), Problem> {
    sqlx::query!(
        "update site_settings set name = coalesce($1, name), sign_up = case when $2 then $3 else sign_up end,
                                  default_plan_id = coalesce($4, default_plan_id), rules = coalesce($5, rules)",
        edit.name,
        edit.sign_up.is_some(),
        edit.sign_up.flatten().map(|mode| mode.name()),
        edit.default_plan.map(PlanId::uuid),
        edit.rules,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
