//! A thief does not outlive a new password or address: whichever way that comes about, everything ends that somebody could have laid
//! hands on.

use super::{NEW_PASSWORD, browser, change, link, of_account, token};
use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post},
    live::Socket,
    multipart::Form,
    settings::email,
};
use serde_json::json;

/// What somebody has who was in an account for a moment.
struct Thief {
    browser: Client,
    program: Program,
    token: Program,
    made_by_token: Program,
    token_id: String,
    socket: Socket,
    links: [(&'static str, String); 2],
}

impl Thief {
    /// One of this account, to which they have also added an address of their own, unless one is waiting already.
    async fn of(site: &TestSite, name: &str) -> Self {
        let browser = browser(site, name, PASSWORD).await;
        let mut program = Program::sign_in(site, name).await;
        let (mut given, token_id) = token(&mut program, json!({"name": "Thief", "scopes": ["read", "account"]})).await;
        let (made_by_token, _) = token(&mut given, json!({"name": "Child", "scopes": ["read"]})).await;
        let mut socket = Socket::of_program(site.server.address, &program).await.unwrap();
        socket.next().await.unwrap();
        let pending = "update users set new_email = coalesce(new_email, 'thief@example.com') where username = $1";
        sqlx::query(pending).bind(name).execute(&site.rows).await.unwrap();
        let links = [
            ("/reset", link(site, name, "reset_password", &format!("{name}@example.com")).await),
            ("/verify", link(site, name, "verify_email", "thief@example.com").await),
        ];
        Self { browser, program, token: given, made_by_token, token_id, socket, links }
    }

    /// Makes sure that nothing of it is good for anything any more; `kept` is said of the token.
    async fn expect_out(mut self, site: &TestSite, name: &str, kept: bool) {
        assert_eq!(self.browser.get("/settings").await.status, 401, "{name}: the browser");
        assert_eq!(self.program.get("/me").await.status, 401, "{name}: the program");
        let refresh = json!({"refresh_token": self.program.refresh});
        assert_eq!(self.program.post("/token/refresh", refresh).await.status, 401, "{name}: the refresh token");
        assert_eq!(self.token.get("/me").await.status, if kept { 200 } else { 401 }, "{name}: the token");
        assert_eq!(self.made_by_token.get("/me").await.status, 401, "{name}: what the token made");
        let end = loop {
            match self.socket.next().await {
                Ok(_) => {}
                Err(code) => break code,
            }
        };
        assert_eq!(end, 4401, "{name}: the socket");
        for (path, token) in &self.links {
            let form = Form::default().text("token", token).text("password", "the thief chose this");
            assert_eq!(post(&mut site.visitor(), path, form).await.status, 410, "{name}: {path}");
        }
        assert_eq!(of_account::<Option<String>>(site, name, "new_email").await, None, "{name}: the address");
        assert_ne!(of_account::<String>(site, name, "email").await, "thief@example.com");
    }
}

#[tokio::test]
async fn a_thief_does_not_outlive_a_password_that_is_changed() {
    let site = TestSite::start().await;
    let mut here = site.member("ana").await;
    let thief = Thief::of(&site, "ana").await;
    let form = Form::default().text("current_password", PASSWORD).text("password", NEW_PASSWORD);
    assert_eq!(post(&mut here, "/settings/password", form).await.status, 200);
    assert_eq!(here.get("/settings").await.status, 200, "whoever changed it goes on");
    thief.expect_out(&site, "ana", false).await;

    let mut program = Program::sign_up(&site, "bob").await;
    let thief = Thief::of(&site, "bob").await;
    assert_eq!(program.post("/me/password", change(&[])).await.status, 204);
    assert_eq!(program.get("/me").await.status, 200, "whoever changed it goes on");
    thief.expect_out(&site, "bob", false).await;
}

#[tokio::test]
async fn a_thief_does_not_outlive_a_password_that_is_set_by_a_link() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    for (name, by_hand, through_api) in [("ana", true, false), ("bob", false, true)] {
        site.member(name).await;
        let thief = Thief::of(&site, name).await;
        let token = if by_hand {
            let made = admin.post(&format!("/admin/users/{name}/links"), json!({"purpose": "reset_password"})).await;
            assert_eq!(made.status, 201, "{}", made.text());
            made.json()["url"].as_str().unwrap().split_once("token=").unwrap().1.to_owned()
        } else {
            thief.links[0].1.clone()
        };
        let status = if through_api {
            let body = json!({"token": token, "password": NEW_PASSWORD});
            Program::visitor(&site).post("/password/reset", body).await.status
        } else {
            let form = Form::default().text("token", &token).text("password", NEW_PASSWORD);
            post(&mut site.visitor(), "/reset", form).await.status
        };
        assert!(matches!(status, 200 | 204), "{name}: {status}");
        thief.expect_out(&site, name, false).await;
        browser(&site, name, NEW_PASSWORD).await;
    }
}

#[tokio::test]
async fn a_thief_does_not_outlive_an_address_that_is_changed_at_once() {
    let site = TestSite::start().await;
    let mut here = site.member("ana").await;
    let thief = Thief::of(&site, "ana").await;
    let form = Form::default().text("email", "anew@example.com").text("password", PASSWORD);
    assert_eq!(post(&mut here, "/settings/email", form).await.json()["location"], "/settings/email?saved=1");
    assert_eq!(email(&mut here).await.address, "anew@example.com");
    thief.expect_out(&site, "ana", false).await;

    let mut program = Program::sign_up(&site, "bob").await;
    let thief = Thief::of(&site, "bob").await;
    let (mine, other) = token(&mut program, json!({"name": "Mine", "scopes": ["read"]})).await;
    let wish = json!({"email": "bnew@example.com", "password": PASSWORD, "keep_tokens": [thief.token_id, other]});
    assert_eq!(program.post("/me/email", wish).await.json(), json!({"changed": true}));
    assert_eq!(mine.clone().get("/me").await.json()["email"], "bnew@example.com");
    thief.expect_out(&site, "bob", true).await;
}

#[tokio::test]
async fn a_thief_does_not_outlive_an_address_that_is_confirmed() {
    let site = TestSite::start_with(&[("SMTP_URL", "smtp://127.0.0.1:9")]).await;
    let mut here = site.member("ana").await;
    let mut program = Program::sign_in(&site, "ana").await;
    let (mut kept, id) = token(&mut program, json!({"name": "Backup", "scopes": ["read"]})).await;
    let form = Form::default().text("email", "anew@example.com").text("password", PASSWORD).text("keep_tokens", &id);
    assert_eq!(post(&mut here, "/settings/email", form).await.json()["location"], "/settings/email?sent=1");
    let confirm = link(&site, "ana", "verify_email", "anew@example.com").await;
    let thief = Thief::of(&site, "ana").await;
    let form = Form::default().text("token", &confirm);
    assert_eq!(post(&mut here, "/verify", form).await.status, 200);
    assert_eq!(email(&mut here).await.address, "anew@example.com", "whoever confirmed it goes on");
    assert_eq!(kept.get("/me").await.status, 200, "what was named stays");
    thief.expect_out(&site, "ana", false).await;
}

#[tokio::test]
async fn a_confirmed_address_that_does_not_change_ends_nothing() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut program = Program::sign_in(&site, "ana").await;
    let (mut given, _) = token(&mut program, json!({"name": "Mine", "scopes": ["read"]})).await;
    let confirm = link(&site, "ana", "verify_email", "ana@example.com").await;
    assert_eq!(post(&mut site.visitor(), "/verify", Form::default().text("token", &confirm)).await.status, 200);
    assert!(email(&mut ana).await.confirmed);
    assert_eq!((program.get("/me").await.status, given.get("/me").await.status), (200, 200));
}

#[tokio::test]
async fn tokens_that_are_named_stay_and_no_others() {
    let site = TestSite::start().await;
    let mut here = site.member("ana").await;
    let mut program = Program::sign_in(&site, "ana").await;
    let (mut parent, _) = token(&mut program, json!({"name": "Parent", "scopes": ["read", "account"]})).await;
    let (mut child, child_id) = token(&mut parent, json!({"name": "Child", "scopes": ["read"]})).await;
    let mut bob = Program::sign_up(&site, "bob").await;
    let (mut strangers, strangers_id) = token(&mut bob, json!({"name": "Bob’s", "scopes": ["read"]})).await;
    let page = here.get("/settings/password").await.text();
    assert!(page.contains(&format!("name=\"keep_tokens\" value=\"{child_id}\"")), "{page}");
    assert!(!page.contains("name=\"keep_tokens\" checked"), "none is ticked");

    let form = Form::default()
        .text("current_password", PASSWORD)
        .text("password", NEW_PASSWORD)
        .text("keep_tokens", &child_id)
        .text("keep_tokens", &strangers_id);
    assert_eq!(post(&mut here, "/settings/password", form).await.status, 200);
    assert_eq!((parent.get("/me").await.status, child.get("/me").await.status), (401, 200));
    assert_eq!((program.get("/me").await.status, strangers.get("/me").await.status), (401, 200));
}
