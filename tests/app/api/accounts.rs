//! Accounts through the API: opening one, changing it, leaving.

use super::{Program, new_account, wrong_fields};
use crate::{
    harness::{MAX_UPLOAD_BYTES, PASSWORD, TestSite},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;

async fn put_avatar(program: &mut Program, bytes: &[u8]) -> crate::client::Answer {
    let form = Form::default().file("file", "me.png", bytes).finish();
    program.send("PUT", "/me/avatar", &[("content-type", CONTENT_TYPE)], &form).await
}

#[tokio::test]
async fn a_taken_email_and_user_name_are_named_as_fields() {
    let site = TestSite::start().await;
    Program::sign_up(&site, "ana").await;
    let mut visitor = Program::visitor(&site);
    assert_eq!(wrong_fields(&visitor.post("/signup", new_account("ANA")).await), ["email", "username"]);
    assert_eq!(site.count("users").await, 1);
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_with_the_path_to_what_is_wrong() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    for (key, value, field) in [
        ("username", json!("a b"), "username"),
        ("username", json!(7), "username"),
        ("email", json!(" ana@example.com"), "email"),
        ("password", json!("short"), "password"),
        ("display_name", json!(" \t"), "display_name"),
        ("display_name", json!("x\u{0}"), "display_name"),
        ("role", json!("admin"), "role"),
    ] {
        let mut account = new_account("ana");
        account[key] = value;
        assert_eq!(wrong_fields(&visitor.post("/signup", account.clone()).await), [field], "{account}");
    }
    assert_eq!(wrong_fields(&visitor.post("/signup", json!({"email": "ana@example.com"})).await), ["username"]);
    assert_eq!(site.count("users").await, 0);
}

#[tokio::test]
async fn a_closed_site_takes_nobody_and_one_by_invitation_who_was_invited() {
    let closed = TestSite::start_with(&[("SIGNUP", "closed")]).await;
    assert_eq!(Program::visitor(&closed).post("/signup", new_account("ana")).await.status, 403);

    let site = TestSite::start_with(&[("SIGNUP", "invite")]).await;
    let mut admin = Program::admin(&site, "root").await;
    let mut visitor = Program::visitor(&site);
    assert_eq!(visitor.post("/signup", new_account("ana")).await.status, 403);
    let link = admin.post("/admin/invitations", json!({})).await.json();
    let mut account = new_account("ana");
    account["invitation"] = link["url"].as_str().unwrap().split('=').next_back().into();
    assert_eq!(visitor.post("/signup", account.clone()).await.status, 201);
    account["username"] = "bob".into();
    account["email"] = "bob@example.com".into();
    assert_eq!(visitor.post("/signup", account).await.status, 410, "it works once");
}

#[tokio::test]
async fn a_profile_is_changed_field_by_field_and_is_everyones_to_see() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let changed = ana.json("PATCH", "/me", json!({"display_name": "Ana ä", "bio": "Two\nlines"})).await;
    assert_eq!((changed.status, changed.json()["display_name"].as_str()), (200, Some("Ana ä")));
    ana.json("PATCH", "/me", json!({"bio": "Elephants"})).await;
    let user = Program::visitor(&site).get("/users/ANA").await.json();
    assert_eq!((user["display_name"].as_str(), user["bio"].as_str()), (Some("Ana ä"), Some("Elephants")));
    assert_eq!((&user["avatar_url"], &user["pin_count"]), (&json!(null), &json!(0)));
    assert!(user.get("email").is_none());
    let too_long = ana.json("PATCH", "/me", json!({"bio": "x".repeat(501)})).await;
    assert_eq!(wrong_fields(&too_long), ["bio"]);
}

#[tokio::test]
async fn an_avatar_is_set_and_taken_away_and_a_bad_one_refused() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    assert_eq!(put_avatar(&mut ana, b"not a picture").await.status, 422);
    assert_eq!(put_avatar(&mut ana, &vec![0; MAX_UPLOAD_BYTES + 1]).await.status, 413);
    for (form, field) in [(Form::default(), "file"), (Form::default().text("other", "x"), "other")] {
        let refused = ana.send("PUT", "/me/avatar", &[("content-type", CONTENT_TYPE)], &form.finish()).await;
        assert_eq!(wrong_fields(&refused), [field]);
    }
    assert_eq!((site.count("pictures").await, site.files()), (0, 0));

    assert_eq!(put_avatar(&mut ana, &pictures::png(300, 300, 1)).await.status, 202);
    site.work_off().await;
    let me = ana.get("/me").await.json();
    let path = me["avatar_url"].as_str().unwrap().strip_prefix("http://127.0.0.1:0").unwrap();
    assert_eq!(site.visitor().get(path).await.status, 200);

    assert_eq!(ana.delete("/me/avatar").await.status, 204);
    site.work_off().await;
    assert_eq!(ana.get("/me").await.json()["avatar_url"], json!(null));
    assert_eq!((site.count("pictures").await, site.files()), (0, 0));
}

#[tokio::test]
async fn a_new_password_asks_for_the_old_one_and_signs_out_elsewhere() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut elsewhere = Program::sign_in(&site, "ana").await;
    let (mut given, _) = ana.with_scopes(&["read"]).await;
    let change = |current: &str| json!({"current_password": current, "password": "another long one"});
    assert_eq!(wrong_fields(&ana.post("/me/password", change("wrong password")).await), ["current_password"]);
    assert_eq!(ana.post("/me/password", change(PASSWORD)).await.status, 204);
    assert_eq!((ana.get("/me").await.status, elsewhere.get("/me").await.status), (200, 401));
    assert_eq!(given.get("/me").await.status, 401, "nobody asked for it to stay");
    let mut visitor = Program::visitor(&site);
    assert_eq!(visitor.post("/token", json!({"login": "ana", "password": PASSWORD})).await.status, 401);
}

#[tokio::test]
async fn without_mail_an_address_changes_at_once_and_links_are_not_promised() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let wish = |password: &str| json!({"email": "new@example.com", "password": password});
    assert_eq!(wrong_fields(&ana.post("/me/email", wish("wrong password")).await), ["password"]);
    let answer = ana.post("/me/email", wish(PASSWORD)).await;
    assert_eq!((answer.status, answer.json()), (202, json!({"changed": true})));
    assert_eq!(ana.get("/me").await.json()["email"], "new@example.com");
    assert_eq!(ana.post("/me/verification", json!({})).await.status, 403);
    assert_eq!(ana.post("/password/forgot", json!({"email": "new@example.com"})).await.status, 403);
}

#[tokio::test]
async fn a_link_that_was_never_made_works_no_more() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    let reset = json!({"token": "nonsense", "password": PASSWORD});
    assert_eq!(visitor.post("/password/reset", reset).await.status, 410);
    assert_eq!(visitor.post("/email/verify", json!({"token": "nonsense"})).await.status, 410);
}

#[tokio::test]
async fn who_leaves_is_gone_with_their_tokens_and_pictures() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let (mut given, _) = ana.with_scopes(&["read"]).await;
    let pin = ana.pin("a.png", &pictures::png(30, 30, 1), "public").await;
    site.work_off().await;
    let leave = |password: &str| json!({"password": password});
    assert_eq!(wrong_fields(&ana.json("DELETE", "/me", leave("wrong password")).await), ["password"]);
    assert_eq!(ana.json("DELETE", "/me", leave(PASSWORD)).await.status, 204);
    assert_eq!((ana.get("/me").await.status, given.get("/me").await.status), (401, 401));
    let mut visitor = Program::visitor(&site);
    assert_eq!(visitor.get(&format!("/pins/{pin}")).await.status, 404);
    assert_eq!(visitor.get("/users/ana").await.status, 404);
    site.work_off().await;
    for table in ["users", "pins", "pictures", "blobs", "program_sessions", "refresh_tokens", "access_tokens"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
    assert_eq!(site.files(), 0);
}
