//! What only admins may do.

use super::{Program, wrong_fields};
use crate::harness::{PASSWORD, TestSite};
use serde_json::json;

#[tokio::test]
async fn for_members_and_visitors_there_is_nothing_here() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for program in [&mut ana, &mut Program::visitor(&site)] {
        assert_eq!(program.get("/admin/users").await.status, 404);
        assert_eq!(program.post("/admin/invitations", json!({})).await.status, 404);
        let wish = json!({"purpose": "reset_password"});
        assert_eq!(program.post("/admin/users/ana/links", wish).await.status, 404);
    }
    assert_eq!(site.count("one_time_links").await, 0);
}

#[tokio::test]
async fn an_admins_token_needs_the_scope_for_it() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let (mut plain, _) = admin.with_scopes(&["read", "write", "account"]).await;
    let refused = plain.get("/admin/users").await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("“admin”"));
    let (mut whole, _) = admin.with_scopes(&["admin"]).await;
    assert_eq!(whole.get("/admin/users").await.status, 200);
}

#[tokio::test]
async fn admins_look_for_members_by_name_or_address() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    for name in ["ana", "bob"] {
        Program::sign_up(&site, name).await;
    }
    for (query, names) in [
        ("", vec!["bob", "ana", "root"]),
        ("?q=AN", vec!["ana"]),
        ("?q=bob%40example", vec!["bob"]),
        ("?q=%25", vec![]),
    ] {
        let found = admin.get(&format!("/admin/users{query}")).await.json();
        let found: Vec<_> = found["items"].as_array().unwrap().iter().map(|one| one["username"].clone()).collect();
        assert_eq!(found, names, "{query}");
    }
    let root = admin.get("/admin/users?q=root").await.json()["items"][0].clone();
    assert_eq!((&root["role"], &root["email"]), (&json!("admin"), &json!("root@example.com")));
    assert_eq!(admin.get("/admin/users?q=%00").await.status, 400);
}

#[tokio::test]
async fn a_link_made_by_hand_sets_a_new_password_once() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    Program::sign_up(&site, "ana").await;
    let made = admin.post("/admin/users/ana/links", json!({"purpose": "reset_password"})).await;
    assert_eq!(made.status, 201);
    let url = made.json()["url"].as_str().unwrap().to_owned();
    assert!(url.contains("/reset?token="), "{url}");
    let reset = json!({"token": url.split('=').next_back(), "password": "another long one"});
    let mut visitor = Program::visitor(&site);
    assert_eq!(visitor.post("/password/reset", reset.clone()).await.status, 204);
    assert_eq!(visitor.post("/password/reset", reset).await.status, 410);
    assert_eq!(visitor.post("/token", json!({"login": "ana", "password": PASSWORD})).await.status, 401);
    assert_eq!(visitor.post("/token", json!({"login": "ana", "password": "another long one"})).await.status, 200);

    let unknown = admin.post("/admin/users/nobody/links", json!({"purpose": "reset_password"})).await;
    assert_eq!(unknown.status, 404);
    let wrong = admin.post("/admin/users/ana/links", json!({"purpose": "invitation"})).await;
    assert_eq!(wrong_fields(&wrong), ["purpose"]);
}
