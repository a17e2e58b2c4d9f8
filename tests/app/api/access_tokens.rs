//! Access tokens that a member makes: what they are good for, and how long.

use super::{Program, wrong_fields};
use crate::{harness::TestSite, pictures};
use serde_json::json;

#[tokio::test]
async fn a_token_that_may_only_read_deletes_nothing() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(30, 30, 1), "private").await;
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert_eq!(reads.get(&format!("/pins/{pin}")).await.status, 200);
    assert_eq!(reads.get("/me").await.json()["scopes"], json!(["read"]));
    let refused = reads.delete(&format!("/pins/{pin}")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.json()["detail"].as_str().unwrap().contains("“write”"), "{}", refused.text());
    assert_eq!(site.count("pins").await, 1);
}

#[tokio::test]
async fn private_pins_are_shown_through_a_token_that_may_read_alone() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(30, 30, 1), "private").await;
    let (mut writes, _) = ana.with_scopes(&["write"]).await;
    assert_eq!(writes.get(&format!("/pins/{pin}")).await.status, 404);
    for list in ["/pins", "/pins?owner=ana", "/users/ana/pins"] {
        assert_eq!(writes.get(list).await.json()["items"], json!([]), "{list}");
        assert_eq!(ana.get(list).await.json()["items"][0]["id"], pin.as_str(), "{list}");
    }
    assert_eq!(writes.get("/users/ana").await.json()["pin_count"], 0);
    assert_eq!(ana.get("/users/ana").await.json()["pin_count"], 1);
}

#[tokio::test]
async fn a_token_is_shown_once_and_works_until_it_is_revoked() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let (mut given, id) = ana.with_scopes(&["read", "account"]).await;
    assert_eq!(given.get("/me").await.status, 200);
    let list = ana.get("/tokens").await;
    let entry = &list.json()["items"][0];
    assert_eq!((entry["id"].as_str(), &entry["scopes"]), (Some(id.as_str()), &json!(["read", "account"])));
    assert!(entry["used_at"].is_string() && entry["expires_at"].is_null());
    assert!(!list.text().contains(given.token.as_deref().unwrap()));

    let mut bob = Program::sign_up(&site, "bob").await;
    assert_eq!(bob.delete(&format!("/tokens/{id}")).await.status, 404, "another's is not there");
    assert_eq!(ana.delete(&format!("/tokens/{id}")).await.status, 204);
    let refused = given.get("/me").await;
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Bearer error=\"invalid_token\"")));
    assert_eq!(ana.delete(&format!("/tokens/{id}")).await.status, 404);
}

#[tokio::test]
async fn a_token_works_as_long_as_was_said() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = ana.post("/tokens", json!({"name": "Short", "scopes": ["read"], "expires_in_days": 1})).await.json();
    let mut given = ana.with_token(made["token"].as_str().unwrap());
    assert!(made["expires_at"].is_string());
    assert_eq!(given.get("/me").await.status, 200);
    sqlx::query("update access_tokens set expires_at = now()").execute(&site.rows).await.unwrap();
    assert_eq!(given.get("/me").await.status, 401);
}

#[tokio::test]
async fn a_token_gives_no_more_than_the_one_that_asks_for_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let (mut keeps, _) = ana.with_scopes(&["account"]).await;
    let more = keeps.post("/tokens", json!({"name": "More", "scopes": ["account", "write"]})).await;
    assert_eq!(more.status, 403);
    assert_eq!(keeps.post("/tokens", json!({"name": "Same", "scopes": ["account"]})).await.status, 201);
}

#[tokio::test]
async fn a_wish_for_a_token_that_will_not_do_is_refused() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for (wish, field) in [
        (json!({"name": " ", "scopes": ["read"]}), "name"),
        (json!({"name": "x", "scopes": []}), "scopes"),
        (json!({"name": "x", "scopes": ["read", "fly"]}), "scopes[1]"),
        (json!({"name": "x", "scopes": ["read"], "expires_in_days": 0}), "expires_in_days"),
        (json!({"name": "x", "scopes": ["read"], "expires_in_days": 3651}), "expires_in_days"),
    ] {
        assert_eq!(wrong_fields(&ana.post("/tokens", wish.clone()).await), [field], "{wish}");
    }
    assert_eq!(site.count("access_tokens").await, 0);
}
