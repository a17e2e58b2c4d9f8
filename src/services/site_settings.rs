//! What admins set for the whole site. It is read whenever it is asked for, so that a change holds at once, on every server; pages
//! alone may show what was set a second ago.

use super::{Admin, Site, audit, plans};
use crate::{
    model::{
        accounts::SignUpMode,
        audit::Act,
        errors::Problem,
        plans::Plan,
        site::{Front, SettingsDetail, SettingsEdit, SiteSettings},
    },
    store::db::{self, site_settings},
};
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

/// For how long a page may show what another server has changed meanwhile.
const FRONT_KEPT: Duration = Duration::from_secs(1);

/// What every page begins with.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn front(site: &Site) -> Result<Front, Problem> {
    let (name, set, has_rules) = site.db.site_front().await?;
    let set = set.map(|mode| mode.parse()).transpose()?;
    Ok(Front { name, sign_up: site.sign_up.or(set).unwrap_or_default(), has_rules })
}

/// The same for a page, which many ask for at once: as it was a moment ago, where another server has changed it since.
///
/// # Errors
/// As [`front`].
pub async fn front_of_page(site: &Site) -> Result<Front, Problem> {
    if let Some(kept) = site.front.get() {
        return Ok(kept);
    }
    let front = front(site).await?;
    site.front.keep(front.clone());
    Ok(front)
}

/// What pages begin with, kept for a moment. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct KeptFront(Arc<RwLock<Option<(Instant, Front)>>>);

impl KeptFront {
    fn get(&self) -> Option<Front> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(since, _)| since.elapsed() < FRONT_KEPT).map(|(_, front)| front.clone())
    }

    fn keep(&self, front: Front) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), front));
    }

    fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Who may open an account: as the environment says, else as admins have set it, else everyone.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn sign_up_mode(site: &Site) -> Result<SignUpMode, Problem> {
    Ok(front(site).await?.sign_up)
}

/// The rules; empty where there are none.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn rules(site: &Site) -> Result<String, Problem> {
    Ok(site.db.site_settings().await?.rules)
}

/// What is set, with what it is chosen from.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn detail(site: &Site, _: Admin) -> Result<SettingsDetail, Problem> {
    let settings = site.db.site_settings().await?;
    Ok(SettingsDetail { settings, sign_up_fixed: site.sign_up, plans: plans::all(site).await? })
}

/// Changes what is set.
///
/// # Errors
/// [`Problem::Invalid`] with each field that needs another look; nothing is changed then.
pub async fn change(site: &Site, admin: Admin, edit: SettingsEdit) -> Result<(), Problem> {
    let edit = edit.validated()?;
    let plans = plans::all(site).await?;
    if edit.default_plan.is_some_and(|wanted| plans.iter().all(|plan| plan.id != wanted)) {
        return Err(Problem::field("default_plan", "There is no such plan."));
    }
    let work = || async {
        let mut tx = site.db.begin().await?;
        let old = site_settings::lock(&mut tx).await?;
        let changes = changes(&old, &edit, &plans);
        if !changes.is_empty() {
            site_settings::update(&mut tx, &edit).await?;
            audit::write(&mut tx, admin.id(), Act::ChangeSettings, "Site settings", &changes.join(" ")).await?;
        }
        db::commit(tx).await
    };
    db::again(work).await?;
    site.front.forget();
    Ok(())
}

/// What is changed, a sentence each.
fn changes(old: &SiteSettings, edit: &SettingsEdit, plans: &[Plan]) -> Vec<String> {
    let mode = |mode: Option<SignUpMode>| mode.map_or("not set", SignUpMode::name);
    let plan = |id| plans.iter().find(|plan| plan.id == id).map_or("another", |plan| plan.terms.name.as_str());
    let name = edit.name.as_ref().filter(|name| **name != old.name);
    let sign_up = edit.sign_up.filter(|sign_up| *sign_up != old.sign_up);
    let default_plan = edit.default_plan.filter(|id| *id != old.default_plan);
    let rules = edit.rules.as_ref().filter(|rules| **rules != old.rules);
    [
        name.map(|name| format!("Name: from “{}” to “{name}”.", old.name)),
        sign_up.map(|new| format!("Sign-up: from “{}” to “{}”.", mode(old.sign_up), mode(new))),
        default_plan.map(|new| format!("Default plan: from “{}” to “{}”.", plan(old.default_plan), plan(new))),
        rules.map(|rules| if rules.is_empty() { "Rules removed.".to_owned() } else { "Rules changed.".to_owned() }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
