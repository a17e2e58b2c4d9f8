//! Which passwords and names are taken.

use super::{NEW_PASSWORD, browser, of_account};
use crate::{
    api::{Program, new_account, wrong_fields},
    harness::{PASSWORD, TestSite, post_plain},
    multipart::Form,
};
use argon2::{Argon2, password_hash::PasswordHasher};
use serde_json::json;

#[tokio::test]
async fn a_password_that_is_tried_first_is_refused_at_its_field() {
    let site = TestSite::start().await;
    let form = |password: &str| {
        Form::default().text("email", "a@example.com").text("username", "ana").text("password", password)
    };
    let page = post_plain(&mut site.visitor(), "/signup", form("Password12345")).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("id=\"password-error\"") && page.text().contains("This password is too common"));
    let mut account = new_account("ana");
    account["password"] = "qwertyuiop".into();
    assert_eq!(wrong_fields(&Program::visitor(&site).post("/signup", account).await), ["password"]);
    assert_eq!(site.count("users").await, 0);

    let mut ana = Program::sign_up(&site, "ana").await;
    let change = json!({"current_password": PASSWORD, "password": "1234567890"});
    assert_eq!(wrong_fields(&ana.post("/me/password", change).await), ["password"]);
    let mut admin = Program::admin(&site, "root").await;
    let link = admin.post("/admin/users/ana/links", json!({"purpose": "reset_password"})).await.json();
    let token = link["url"].as_str().unwrap().split_once("token=").unwrap().1.to_owned();
    let reset = |password: &str| json!({"token": token, "password": password});
    let mut visitor = Program::visitor(&site);
    assert_eq!(wrong_fields(&visitor.post("/password/reset", reset("iloveyou2026")).await), ["password"]);
    assert_eq!(visitor.post("/password/reset", reset(NEW_PASSWORD)).await.status, 204, "the link still works");
}

#[tokio::test]
async fn a_password_is_the_same_on_every_keyboard_and_an_older_spelling_is_renewed() {
    let site = TestSite::start().await;
    let (composed, decomposed) = ("gr\u{fc}ne Giraffen", "gru\u{308}ne Giraffen");
    let mut account = new_account("ana");
    account["password"] = decomposed.into();
    assert_eq!(Program::visitor(&site).post("/signup", account).await.status, 201);
    browser(&site, "ana", composed).await;

    // A hash from before, of what was typed on a Mac.
    let old = Argon2::default().hash_password(decomposed.as_bytes()).unwrap().to_string();
    for typed in [composed, decomposed] {
        sqlx::query("update users set password_hash = $1").bind(&old).execute(&site.rows).await.unwrap();
        browser(&site, "ana", typed).await;
        assert_ne!(of_account::<String>(&site, "ana", "password_hash").await, old, "hashed anew");
        browser(&site, "ana", composed).await;
    }
}

#[tokio::test]
async fn names_of_the_site_and_of_who_runs_it_are_nobodys() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    for name in ["admin", "Support", "_root_", "api", "settings", "sign_up"] {
        let mut account = new_account("ana");
        account["username"] = name.into();
        let refused = visitor.post("/signup", account).await;
        assert_eq!(wrong_fields(&refused), ["username"], "{name}");
        assert!(refused.text().contains("reserved"), "{}", refused.text());
    }
    assert_eq!(site.count("users").await, 0);
    Program::admin(&site, "root").await;
}
