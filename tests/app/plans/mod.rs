//! Plans: what they give, how much room there is, and what becomes of members when one is changed. Here is what these tests share.

mod gives;
mod kept;
mod pages;
mod room;

use crate::{api::Program, harness::TestSite};
use serde_json::{Value, json};

/// The id of the plan of this name.
async fn id_of(site: &TestSite, name: &str) -> String {
    let plans = Program::visitor(site).get("/plans").await.json();
    let found = plans["items"].as_array().unwrap().iter().find(|plan| plan["name"] == name);
    found.unwrap_or_else(|| panic!("no plan {name}"))["id"].as_str().unwrap().to_owned()
}

/// Gives a member another plan, as an admin does.
async fn give(site: &TestSite, admin: &mut Program, member: &str, plan: &str) {
    let plan = id_of(site, plan).await;
    let answer = admin.json("PATCH", &format!("/admin/users/{member}"), json!({"plan": plan})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// A plan that a program would send, with some of it changed.
fn terms(name: &str, change: Value) -> Value {
    let mut terms = json!({
        "name": name, "heights": [100, 333], "original": false, "links": {"shortest": 60, "longest": 600},
        "largest_upload": 1_000_000, "quota": 10_000_000, "batch": 10
    });
    for (field, value) in change.as_object().unwrap() {
        terms[field] = value.clone();
    }
    terms
}
