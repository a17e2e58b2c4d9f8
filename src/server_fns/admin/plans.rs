//! Plans, for admins: adding, changing and retiring them, and giving them to members.

use super::{admin, member_page, named};
use crate::{
    model::{
        errors::{FieldProblem, Problem},
        ids::PlanId,
        plans::{LinkBounds, Terms},
    },
    server_fns::{Done, FormPage},
    services::plans,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

const PLANS: &str = "/admin/plans";

/// How many bytes the unit of the forms has: a megabyte.
const UNIT: f64 = 1_000_000.0;

/// Adds a plan.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin; [`Problem::Invalid`] with each field that needs another look.
#[server(prefix = "/fn", endpoint = "admin_add_plan")]
pub async fn admin_add_plan(#[server(flatten)] form: PlanForm) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    FormPage::set("/admin/plans/new");
    plans::add(&site, admin, form.terms()?).await?;
    Ok(saved())
}

/// Changes what a plan gives.
///
/// # Errors
/// As [`admin_add_plan`]; [`Problem::NotFound`] where there is no such plan.
#[server(prefix = "/fn", endpoint = "admin_change_plan")]
pub async fn admin_change_plan(
    #[server(default)] plan: String,
    #[server(flatten)] form: PlanForm,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    let plan: PlanId = named(&plan)?;
    FormPage::set(&format!("{PLANS}/{plan}"));
    plans::change(&site, admin, plan, form.terms()?).await?;
    Ok(saved())
}

/// Retires a plan; its members move `to` another one.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such plan; [`Problem::Invalid`] at `to`.
#[server(prefix = "/fn", endpoint = "admin_retire_plan")]
pub async fn admin_retire_plan(
    #[server(default)] plan: String,
    #[server(default)] to: String,
) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    let plan: PlanId = named(&plan)?;
    FormPage::set(&format!("{PLANS}/{plan}/retire"));
    let to = to.parse().map_err(|_| Problem::field("to", "Please choose the plan its members move to."))?;
    let moved = plans::retire(&site, admin, plan, to).await?;
    Ok(Done { location: format!("{PLANS}?moved={moved}") })
}

/// Gives the member of this user name another plan.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such member; [`Problem::Invalid`] at `plan`.
#[server(prefix = "/fn", endpoint = "admin_set_plan")]
pub async fn admin_set_plan(#[server(default)] name: String, #[server(default)] plan: String) -> Result<Done, Problem> {
    let (site, admin) = admin()?;
    let page = member_page(&name)?;
    FormPage::set(&page);
    let plan = plan.parse().map_err(|_| Problem::field("plan", "Please choose a plan."))?;
    plans::give(&site, admin, &name, plan).await?;
    Ok(Done { location: format!("{page}?given=plan") })
}

fn saved() -> Done {
    Done { location: format!("{PLANS}?saved=1") }
}

/// The fields of the form of a plan, as they were typed. Fields that were not sent are empty, as boxes that are not ticked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    name: String,
    /// In pixels, with commas or spaces between.
    heights: String,
    original: String,
    links: String,
    /// In seconds.
    shortest: String,
    longest: String,
    /// In megabytes.
    largest_upload: String,
    quota: String,
    batch: String,
}

impl PlanForm {
    /// # Errors
    /// [`Problem::Invalid`] with every field that cannot be read. The service checks what the values mean.
    fn terms(self) -> Result<Terms, Problem> {
        let mut wrong = Vec::new();
        let mut read = |field: &str, read: Result<u64, &str>| {
            read.unwrap_or_else(|message| {
                wrong.push(FieldProblem { field: field.to_owned(), message: message.to_owned() });
                1
            })
        };
        let largest_upload = read("largest_upload", megabytes(&self.largest_upload));
        let quota = (!self.quota.is_empty()).then(|| read("quota", megabytes(&self.quota)));
        let batch = read("batch", number(&self.batch));
        let links = (!self.links.is_empty()).then(|| {
            let shortest = read("shortest", number(&self.shortest));
            let longest = read("longest", number(&self.longest));
            LinkBounds { shortest: narrow(shortest), longest: narrow(longest) }
        });
        let heights = self.heights.split([',', ' ', ';']).filter(|part| !part.is_empty());
        let heights = heights.map(|height| narrow(read("heights", number(height)))).collect();
        if !wrong.is_empty() {
            return Err(Problem::Invalid { fields: wrong });
        }
        let original = !self.original.is_empty();
        Ok(Terms { name: self.name, heights, original, links, largest_upload, quota, batch: narrow(batch) })
    }
}

fn number(text: &str) -> Result<u64, &'static str> {
    u64::from_str(text.trim()).map_err(|_| "Please enter a whole number.")
}

/// Megabytes as people write them ("12.5"), in bytes.
fn megabytes(text: &str) -> Result<u64, &'static str> {
    let text = text.trim().replace(',', ".");
    let megabytes = f64::from_str(&text).ok().filter(|megabytes| (0.0..1e10).contains(megabytes));
    megabytes.map(|megabytes| (megabytes * UNIT).round() as u64).ok_or("Please enter a number of megabytes.")
}

/// What is far too large stays so, and is refused as such.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn megabytes_are_read_as_people_write_them() {
        for (text, bytes) in [("1", 1_000_000), (" 12.5 ", 12_500_000), ("0,000001", 1), ("0", 0)] {
            assert_eq!(megabytes(text), Ok(bytes), "{text}");
        }
        for text in ["", "-1", "x", "NaN", "inf", "1e11"] {
            assert!(megabytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn all_that_is_wrong_in_a_form_is_said_at_once() {
        let form = PlanForm { links: "yes".to_owned(), heights: "200, x".to_owned(), ..PlanForm::default() };
        let Err(Problem::Invalid { fields }) = form.terms() else { panic!("should be refused") };
        let fields: Vec<_> = fields.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["largest_upload", "batch", "shortest", "longest", "heights"]);
    }
}
