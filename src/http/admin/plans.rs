//! The forms of plans.

use super::{super::forms::Form, AdminRoute};
use crate::{
    model::{
        errors::{FieldProblem, Problem},
        ids::PlanId,
        plans::{LinkBounds, Terms},
    },
    services::plans,
};
use axum::{extract::Path, response::Response};
use std::str::FromStr;

const PLANS: &str = "/admin/plans";

/// How many bytes the unit of the forms has: a megabyte.
const UNIT: f64 = 1_000_000.0;

pub(super) fn routes() -> Vec<AdminRoute> {
    vec![
        AdminRoute::post("/admin/plans/new", add),
        AdminRoute::post("/admin/plans/{id}", change),
        AdminRoute::post("/admin/plans/{id}/retire", retire),
    ]
}

async fn add(form: Form) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        plans::add(&form.caller.site, admin, terms(&form)?).await?;
        Ok("/admin/plans?saved=1")
    };
    let done = done.await;
    form.answer(done).await
}

async fn change(Path(id): Path<String>, form: Form) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        plans::change(&form.caller.site, admin, plan(&id)?, terms(&form)?).await?;
        Ok("/admin/plans?saved=1")
    };
    let done = done.await;
    form.answer(done).await
}

async fn retire(Path(id): Path<String>, form: Form) -> Result<Response, Problem> {
    let done = async {
        let admin = form.caller.admin()?;
        let wrong = |_| Problem::field("to", "Please choose the plan that its members get.");
        let to = form.get("to").parse().map_err(wrong)?;
        let moved = plans::retire(&form.caller.site, admin, plan(&id)?, to).await?;
        Ok(format!("{PLANS}?moved={moved}"))
    };
    let done = done.await;
    form.of_page(&format!("{PLANS}/{id}/retire")).answer(done).await
}

fn plan(id: &str) -> Result<PlanId, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

/// What a form says of a plan. All that is wrong in it is said at once; the service looks at what it means.
fn terms(form: &Form) -> Result<Terms, Problem> {
    let mut wrong = Vec::new();
    let mut read = |field: &str, read: Result<u64, &str>| {
        read.unwrap_or_else(|message| {
            wrong.push(FieldProblem { field: field.to_owned(), message: message.to_owned() });
            1
        })
    };
    let largest_upload = read("largest_upload", megabytes(form.get("largest_upload")));
    let quota = form.filled("quota").map(|text| read("quota", megabytes(&text)));
    let batch = read("batch", number(form.get("batch")));
    let links = form.filled("links").map(|_| {
        let shortest = read("shortest", number(form.get("shortest")));
        let longest = read("longest", number(form.get("longest")));
        LinkBounds { shortest: narrow(shortest), longest: narrow(longest) }
    });
    let heights = form.get("heights").split([',', ' ', ';']).filter(|part| !part.is_empty());
    let heights = heights.map(|height| narrow(read("heights", number(height)))).collect();
    if !wrong.is_empty() {
        return Err(Problem::Invalid { fields: wrong });
    }
    let original = form.filled("original").is_some();
    Ok(Terms { name: form.text("name"), heights, original, links, largest_upload, quota, batch: narrow(batch) })
}

fn number(text: &str) -> Result<u64, &'static str> {
    u64::from_str(text.trim()).map_err(|_| "Please give whole numbers.")
}

/// Megabytes as people write them ("12.5"), in bytes.
fn megabytes(text: &str) -> Result<u64, &'static str> {
    let text = text.trim().replace(',', ".");
    let megabytes = f64::from_str(&text).ok().filter(|megabytes| (0.0..1e10).contains(megabytes));
    megabytes.map(|megabytes| (megabytes * UNIT).round() as u64).ok_or("Please give a number of megabytes.")
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
}
