//! What access tokens and sessions may do, and for how long.

use super::{browser, token};
use crate::{
    api::Program,
    harness::{PASSWORD, TestSite},
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_token_makes_none_that_works_longer_than_itself() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let wish = json!({"name": "Week", "scopes": ["read", "account"], "expires_in_days": 7});
    let (mut week, week_id) = token(&mut ana, wish).await;
    let longer = week.post("/tokens", json!({"name": "Longer", "scopes": ["read"], "expires_in_days": 8})).await;
    assert_eq!(longer.status, 403);
    assert!(longer.text().contains("expires later than itself"), "{}", longer.text());
    let shorter = week.post("/tokens", json!({"name": "Shorter", "scopes": ["read"], "expires_in_days": 6})).await;
    assert_eq!(shorter.status, 201);
    let as_long = week.post("/tokens", json!({"name": "As long", "scopes": ["read"]})).await.json();
    let items = ana.get("/tokens").await.json()["items"].as_array().unwrap().clone();
    let own = items.iter().find(|item| item["id"] == week_id.as_str()).unwrap();
    assert!(as_long["expires_at"].is_string());
    assert_eq!(as_long["expires_at"], own["expires_at"]);
    // Made by hand, one works until it is revoked.
    let for_good = ana.post("/tokens", json!({"name": "For good", "scopes": ["read"]})).await.json();
    assert_eq!(for_good["expires_at"], Value::Null);
}

#[tokio::test]
async fn what_a_token_made_is_revoked_with_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let wish = || json!({"name": "Test", "scopes": ["read", "account"]});
    let (mut first, first_id) = token(&mut ana, wish()).await;
    let (mut second, _) = token(&mut first, wish()).await;
    let (mut third, _) = token(&mut second, wish()).await;
    let (mut other, _) = token(&mut ana, wish()).await;
    assert_eq!(ana.delete(&format!("/tokens/{first_id}")).await.status, 204);
    for (token, status) in [(&mut first, 401), (&mut second, 401), (&mut third, 401), (&mut other, 200)] {
        assert_eq!(token.get("/me").await.status, status);
    }
}

#[tokio::test]
async fn the_scope_to_change_an_account_does_not_read_its_address() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    sqlx::query("update users set new_email = 'new@example.com'").execute(&site.rows).await.unwrap();
    let edit = json!({"bio": "Birds"});
    for (scopes, email, new) in [
        (json!(["account"]), Value::Null, Value::Null),
        (json!(["account", "write"]), Value::Null, Value::Null),
        (json!(["account", "read"]), json!("ana@example.com"), json!("new@example.com")),
    ] {
        let (mut given, _) = token(&mut ana, json!({"name": "Test", "scopes": scopes})).await;
        let me = given.json("PATCH", "/me", edit.clone()).await;
        assert_eq!((me.status, &me.json()["email"], &me.json()["new_email"]), (200, &email, &new), "{scopes}");
        assert_eq!(me.text().contains("example.com"), email.is_string());
    }
}

#[tokio::test]
async fn nobody_stays_signed_in_for_more_than_ninety_days() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut program = Program::sign_in(&site, "ana").await;
    // Used all the time, and an hour before its end.
    for sql in [
        "update sessions set created_at = now() - interval '90 days' + interval '1 hour', data = jsonb_set(data, '{seen}', '0')",
        "update program_sessions set created_at = now() - interval '90 days' + interval '1 hour'",
    ] {
        sqlx::query(sql).execute(&site.rows).await.unwrap();
    }
    assert_eq!(ana.get("/settings").await.status, 200);
    let refreshed = program.post("/token/refresh", json!({"refresh_token": program.refresh})).await;
    program.take_tokens(&refreshed, 200);
    let late = "select (select count(*) from sessions where expires_at > now() + interval '1 hour')
                     + (select count(*) from refresh_tokens
                        where used_at is null and expires_at > now() + interval '1 hour')";
    assert_eq!(sqlx::query_scalar::<_, i64>(late).fetch_one(&site.rows).await.unwrap(), 0);
    // What is signed keeps working till it ends, unless its session does before.
    assert_eq!(program.get("/me").await.status, 200);
    sqlx::query("update program_sessions set created_at = now() - interval '90 days'")
        .execute(&site.rows)
        .await
        .unwrap();
    assert_eq!(program.get("/me").await.status, 401);
    browser(&site, "ana", PASSWORD).await;
}
