//! What is set for the whole site.

use super::{Person, log};
use crate::{
    api::{Program, new_account, wrong_fields},
    client::Client,
    harness::{TestSite, post_plain},
    multipart::Form,
};
use serde_json::{Value, json};

async fn change(admin: &mut Program, body: Value) {
    let answer = admin.json("PATCH", "/admin/settings", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn the_name_stands_at_once_on_every_page_of_every_server() {
    let site = TestSite::start().await;
    let other = site.another_server().await;
    let mut admin = Person::admin(&site).await;
    let saved = admin.send("/fn/admin_change_settings", Form::default().text("name", "Our <b>garden</b>")).await;
    assert_eq!(saved.json()["location"], "/admin/settings?saved=1");
    for mut visitor in [site.visitor(), Client::new(other.address)] {
        let page = visitor.get("/login").await.text();
        assert!(page.contains("<title>Sign in · Our &lt;b>garden&lt;/b></title>"), "the title");
        assert!(page.contains("Our &lt;b&gt;garden&lt;/b&gt;"), "the head");
        assert!(!page.contains("<b>garden"), "markup");
        let facts = visitor.get("/api/v1/site").await.json();
        assert_eq!(facts, json!({"name": "Our <b>garden</b>", "sign_up": "open", "rules": ""}));
    }
    other.stop().await;
}

#[tokio::test]
async fn who_may_sign_up_is_set_where_the_environment_does_not_say() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await.program;
    let mut visitor = Program::visitor(&site);
    change(&mut admin, json!({"sign_up": "closed"})).await;
    assert_eq!(visitor.post("/signup", new_account("ana")).await.status, 403);
    assert!(site.visitor().get("/signup").await.text().contains("Sign-up is closed"));
    change(&mut admin, json!({"sign_up": null})).await;
    assert_eq!(visitor.post("/signup", new_account("ana")).await.status, 201);
    assert_eq!(admin.get("/admin/settings").await.json()["sign_up"], Value::Null);
}

#[tokio::test]
async fn the_environment_wins_and_the_page_says_so() {
    let site = TestSite::start_with(&[("SIGNUP", "invite")]).await;
    let mut admin = Person::admin(&site).await;
    change(&mut admin.program, json!({"sign_up": "open"})).await;
    let settings = admin.program.get("/admin/settings").await.json();
    assert_eq!((&settings["sign_up"], &settings["sign_up_fixed"]), (&json!("open"), &json!("invite")));
    assert_eq!(Program::visitor(&site).post("/signup", new_account("ana")).await.status, 403);
    assert_eq!(Program::visitor(&site).get("/site").await.json()["sign_up"], "invite");
    let page = admin.browser.get("/admin/settings").await.text();
    assert!(page.contains("SIGNUP=invite") && !page.contains("id=\"sign_up\""));
}

#[tokio::test]
async fn newcomers_get_the_plan_that_is_set() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await.program;
    let plans = admin.get("/admin/plans").await.json();
    change(&mut admin, json!({"default_plan": plans["items"][2]["id"]})).await;
    Program::sign_up(&site, "ana").await;
    assert_eq!(admin.get("/admin/users/ana").await.json()["plan"]["name"], "Enterprise");
    assert_eq!(admin.get("/admin/users/root").await.json()["plan"]["name"], "Basic");
}

#[tokio::test]
async fn rules_are_a_page_as_soon_as_there_are_any() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get("/rules").await.status, 404);
    assert!(!visitor.get("/signup").await.text().contains("href=\"/rules\""));
    let rules = format!("Be kind.\n\nNo <script>. See https://example.com/rules\n\n{}", "ü".repeat(19_000));
    let saved =
        admin.send("/fn/admin_change_settings", Form::default().text("name", "Tessera").text("rules", &rules)).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let page = visitor.get("/rules").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(
        text.contains("Be kind.")
            && text.contains("No &lt;script&gt;.")
            && text.contains("href=\"https://example.com/rules\"")
    );
    assert_eq!(visitor.get("/signup").await.text().matches("href=\"/rules\"").count(), 2);
    assert_eq!(visitor.get("/api/v1/site").await.json()["rules"], rules);
    // What was not sent stays, and what was emptied is gone.
    for (form, status) in [(Form::default().text("name", "Garden"), 200), (Form::default().text("rules", ""), 404)] {
        assert_eq!(admin.send("/fn/admin_change_settings", form).await.status, 200);
        assert_eq!(visitor.get("/rules").await.status, status);
    }
    assert_eq!(visitor.get("/api/v1/site").await.json()["name"], "Garden");
    change(&mut admin.program, json!({"rules": "Be kind."})).await;
    assert_eq!(visitor.get("/rules").await.status, 200);
    change(&mut admin.program, json!({"rules": ""})).await;
    assert_eq!(visitor.get("/rules").await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_changed() {
    let site = TestSite::start().await;
    let mut admin = Person::admin(&site).await;
    let before = admin.program.get("/admin/settings").await.json();
    let unknown = tessera::model::ids::PlanId::from_uuid(uuid::Uuid::nil()).to_string();
    for (body, field) in [
        (json!({"name": "x".repeat(61)}), "name"),
        (json!({"name": " "}), "name"),
        (json!({"sign_up": "maybe"}), "sign_up"),
        (json!({"rules": "x".repeat(20_001)}), "rules"),
        (json!({"name": "Another", "default_plan": unknown}), "default_plan"),
        (json!({"colour": "red"}), "colour"),
    ] {
        let answer = admin.program.json("PATCH", "/admin/settings", body.clone()).await;
        assert_eq!(wrong_fields(&answer), [field], "{body}");
    }
    let wrong = Form::default().text("name", "  ").text("rules", "Kept");
    let plain = post_plain(&mut admin.browser, "/fn/admin_change_settings", wrong).await;
    assert_eq!(plain.status, 422);
    assert!(plain.text().contains("1 to 60 characters") && plain.text().contains(">Kept</textarea>"));
    assert_eq!(admin.program.get("/admin/settings").await.json(), before);
    assert!(log(&site).await.is_empty());
    change(&mut admin.program, json!({"name": "Tessera"})).await;
    assert!(log(&site).await.is_empty(), "nothing was changed");
    change(&mut admin.program, json!({"name": "Garden", "sign_up": "invite"})).await;
    assert_eq!(log(&site).await, [("root".into(), "change_settings".into(), "Site settings".into())]);
    let entry = admin.program.get("/admin/audit").await.json()["items"][0]["detail"].clone();
    assert_eq!(entry, "Name: from “Tessera” to “Garden”. Sign-up: from “not set” to “invite”.");
}
