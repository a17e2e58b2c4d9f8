//! Programs that sign in: access tokens, and refresh tokens that rotate.

use super::{Program, new_account};
use crate::harness::{PASSWORD, TestSite};
use serde_json::json;

#[tokio::test]
async fn who_signs_up_is_given_tokens_that_work() {
    let site = TestSite::start().await;
    let mut ana = Program::visitor(&site);
    let answer = ana.post("/signup", new_account("ana")).await;
    let body = answer.json();
    assert_eq!((body["user"]["username"].as_str(), body["token_type"].as_str()), (Some("ana"), Some("Bearer")));
    assert_eq!(body["expires_in"], 900);
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert!(answer.header("set-cookie").is_none());
    ana.take_tokens(&answer, 201);
    let me = ana.get("/me").await.json();
    assert_eq!((me["email"].as_str(), me["role"].as_str()), (Some("ana@example.com"), Some("member")));
    assert_eq!((&me["verified"], &me["new_email"]), (&json!(false), &json!(null)));
    assert_eq!(me["scopes"], json!(["read", "write", "account", "admin"]));
}

#[tokio::test]
async fn one_signs_in_with_name_or_email_and_a_wrong_password_is_told_from_neither() {
    let site = TestSite::start().await;
    Program::sign_up(&site, "ana").await;
    for login in ["ana", "ANA@example.com"] {
        let mut ana = Program::sign_in(&site, login).await;
        assert_eq!(ana.get("/me").await.json()["username"], "ana");
    }
    let mut visitor = Program::visitor(&site);
    let wrong = visitor.post("/token", json!({"login": "ana", "password": "wrong password"})).await;
    let unknown = visitor.post("/token", json!({"login": "nobody@example.com", "password": "wrong password"})).await;
    assert_eq!((wrong.status, wrong.header("www-authenticate")), (401, Some("Bearer")));
    assert_eq!((unknown.status, &unknown.body), (401, &wrong.body));
}

#[tokio::test]
async fn a_refresh_token_gives_the_next_two_and_the_session_stays_one() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let before = ana.clone();
    let answer = ana.post("/token/refresh", json!({"refresh_token": before.refresh})).await;
    ana.take_tokens(&answer, 200);
    assert_ne!(ana.refresh, before.refresh);
    assert_eq!(ana.get("/me").await.status, 200);
    assert_eq!(site.count("program_sessions").await, 1);
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_session_for_both() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut elsewhere = Program::sign_in(&site, "ana").await;
    let mut thief = ana.clone();
    let stolen = json!({"refresh_token": thief.refresh});
    let answer = thief.post("/token/refresh", stolen.clone()).await;
    thief.take_tokens(&answer, 200);
    assert_eq!(thief.get("/me").await.status, 200);

    assert_eq!(ana.post("/token/refresh", stolen).await.status, 401);
    for one in [&mut ana, &mut thief] {
        assert_eq!(one.get("/me").await.status, 401, "the access tokens are worth nothing");
        let refresh = json!({"refresh_token": one.refresh});
        one.token = None;
        assert_eq!(one.post("/token/refresh", refresh).await.status, 401);
    }
    assert_eq!(elsewhere.get("/me").await.status, 200, "another session goes on");
}

#[tokio::test]
async fn a_session_that_is_revoked_is_over_and_revoking_it_again_is_no_fault() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let refresh = json!({"refresh_token": ana.refresh});
    let mut visitor = Program::visitor(&site);
    for _ in 0..2 {
        assert_eq!(visitor.post("/token/revoke", refresh.clone()).await.status, 204);
    }
    assert_eq!(ana.get("/me").await.status, 401);
    assert_eq!(visitor.post("/token/refresh", refresh).await.status, 401);
}

#[tokio::test]
async fn the_tables_sign_nobody_in() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let (given, _) = ana.with_scopes(&["read"]).await;
    let rows: Vec<String> = sqlx::query_scalar(
        "select refresh_tokens::text from refresh_tokens union all select access_tokens::text from access_tokens
         union all select program_sessions::text from program_sessions",
    )
    .fetch_all(&site.rows)
    .await
    .unwrap();
    assert_eq!(rows.len(), 3);
    let given = given.token.unwrap();
    let secrets = [ana.refresh.as_str(), ana.token.as_deref().unwrap(), given.as_str(), PASSWORD];
    assert!(!rows.iter().any(|row| secrets.iter().any(|secret| row.contains(secret))));
}

#[tokio::test]
async fn programs_whose_time_is_over_are_forgotten_however_many_they_are() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let old = "insert into program_sessions (id, user_id, agent)
               select gen_random_uuid(), users.id, 'Old' from users, generate_series(1, 250)";
    sqlx::query(old).execute(&site.rows).await.unwrap();
    sqlx::query("select graphile_worker.add_job('sweep_blobs', '{}'::json)").execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!((site.count("program_sessions").await, ana.get("/me").await.status), (1, 200));
}
