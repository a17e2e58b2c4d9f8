//! Plans: who has which, what it gives, and what becomes of members when one is changed or retired.

use super::{Admin, Site, audit};
use crate::{
    model::{
        audit::Act,
        errors::Problem,
        ids::{PlanId, UserId},
        plans::{Plan, PlanInUse, Terms, Usage, Wish},
    },
    store::db::{self, plans},
};
use uuid::Uuid;

/// All plans, in the order in which they were made.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn all(site: &Site) -> Result<Vec<Plan>, Problem> {
    site.db.plans().await
}

/// The plan of an account.
///
/// # Errors
/// [`Problem::NotFound`] where the account is gone.
pub async fn of(site: &Site, user: UserId) -> Result<Plan, Problem> {
    site.db.plan_of(user).await?.ok_or(Problem::NotFound)
}

/// How much of their room somebody has taken.
///
/// # Errors
/// [`Problem::NotSignedIn`] where the account is gone.
pub async fn usage(site: &Site, user: UserId) -> Result<Usage, Problem> {
    site.db.usage(user).await?.ok_or(Problem::NotSignedIn)
}

/// Refuses what a plan does not give.
///
/// # Errors
/// [`Problem::Plan`], which names the plan and one that would.
pub async fn allows(site: &Site, plan: &Plan, wish: Wish) -> Result<(), Problem> {
    if wish.given_by(&plan.terms) { Ok(()) } else { Err(refused(site, plan, wish).await) }
}

/// The words for what a plan does not give.
pub(super) async fn refused(site: &Site, plan: &Plan, wish: Wish) -> Problem {
    match all(site).await {
        Ok(all) => wish.refused(plan, &all),
        Err(problem) => problem,
    }
}

/// All plans, with how many members each has.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn in_use(site: &Site, _: Admin) -> Result<Vec<PlanInUse>, Problem> {
    let members = site.db.plan_members().await?;
    let in_use = |plan: Plan| {
        let found = members.iter().find(|(id, ..)| *id == plan.id);
        let (members, default) = found.map_or((0, false), |(_, members, default)| (*members, *default));
        PlanInUse { plan, members, default }
    };
    Ok(all(site).await?.into_iter().map(in_use).collect())
}

/// One plan.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there.
pub async fn one(site: &Site, admin: Admin, plan: PlanId) -> Result<PlanInUse, Problem> {
    in_use(site, admin).await?.into_iter().find(|known| known.plan.id == plan).ok_or(Problem::NotFound)
}

/// Adds a plan. Its thumbnails are made in the background.
///
/// # Errors
/// [`Problem::Invalid`] with each field that needs another look.
pub async fn add(site: &Site, admin: Admin, terms: Terms) -> Result<PlanId, Problem> {
    let terms = terms.validated()?;
    let id = PlanId::from_uuid(Uuid::now_v7());
    let mut tx = site.db.begin().await?;
    plans::insert(&mut tx, id, &terms).await?;
    audit::write(&mut tx, admin.id(), Act::AddPlan, &terms.name, &terms.lines().join("; ")).await?;
    site.queue.renew_thumbnails(&mut tx, None).await?;
    db::commit(tx).await?;
    Ok(id)
}

/// Changes what a plan gives, for everybody who has it, at once.
///
/// # Errors
/// As [`add`]; [`Problem::NotFound`] where it is not there.
pub async fn change(site: &Site, admin: Admin, id: PlanId, terms: Terms) -> Result<(), Problem> {
    let terms = terms.validated()?;
    let old = one(site, admin, id).await?.plan.terms;
    let mut tx = site.db.begin().await?;
    if !plans::update(&mut tx, id, &terms).await? {
        return Err(Problem::NotFound);
    }
    let (was, is) = (old.lines().join("; "), terms.lines().join("; "));
    let name = if old.name == terms.name { String::new() } else { format!("Renamed from “{}”. ", old.name) };
    audit::write(&mut tx, admin.id(), Act::ChangePlan, &terms.name, &format!("{name}From: {was}. To: {is}.")).await?;
    site.queue.renew_thumbnails(&mut tx, None).await?;
    site.db.commit_closing(tx).await
}

/// Retires a plan: its members, and whoever signs up where that gets it, get another one. Says how many members were moved.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there; [`Problem::Invalid`] where the other one is not, or is the same.
pub async fn retire(site: &Site, admin: Admin, id: PlanId, to: PlanId) -> Result<u64, Problem> {
    let old = one(site, admin, id).await?.plan.terms;
    if id == to {
        return Err(Problem::field("to", "Please choose a plan other than the one you are retiring."));
    }
    let wrong = |_| Problem::field("to", "Please choose the plan its members move to.");
    let new = one(site, admin, to).await.map_err(wrong)?.plan.terms;
    db::again(async || {
        let mut tx = site.db.begin().await?;
        let moved = plans::retire(&mut tx, id, to).await?;
        let detail = format!("Members moved to “{}”: {moved}.", new.name);
        audit::write(&mut tx, admin.id(), Act::RetirePlan, &old.name, &detail).await?;
        site.queue.renew_thumbnails(&mut tx, None).await?;
        site.db.commit_closing(tx).await?;
        Ok(moved)
    })
    .await
}

/// Gives a member another plan, at once.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] where there is no such plan.
pub async fn give(site: &Site, admin: Admin, username: &str, id: PlanId) -> Result<(), Problem> {
    let (user, _) = site.db.by_username(username).await?.ok_or(Problem::NotFound)?;
    let old = of(site, user).await?.terms.name;
    let wrong = |_| Problem::field("plan", "There is no such plan.");
    let new = one(site, admin, id).await.map_err(wrong)?.plan.terms.name;
    let mut tx = site.db.begin().await?;
    if !plans::give(&mut tx, user, id).await? {
        return Err(Problem::NotFound);
    }
    audit::write(&mut tx, admin.id(), Act::GivePlan, &format!("@{username}"), &format!("From “{old}” to “{new}”."))
        .await?;
    site.db.commit_closing(tx).await
}
