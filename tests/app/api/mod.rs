//! The door for programs, as programs use it. Here is what its tests share.

mod access_tokens;
mod accounts;
mod admin;
mod admission;
mod document;
mod edits;
mod mine;
mod pins;
mod programs;
mod selections;
mod sessions;

use crate::{
    client::{Answer, Client},
    harness::{PASSWORD, TestSite},
    multipart::{CONTENT_TYPE, Form},
};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A program that talks to the API.
#[derive(Clone)]
pub struct Program {
    client: Client,
    pub token: Option<String>,
    pub refresh: String,
}

impl Program {
    /// One without a credential.
    pub fn visitor(site: &TestSite) -> Self {
        Self { client: site.visitor(), token: None, refresh: String::new() }
    }

    /// One that has signed up.
    pub async fn sign_up(site: &TestSite, name: &str) -> Self {
        let mut program = Self::visitor(site);
        let answer = program.post("/signup", new_account(name)).await;
        program.take_tokens(&answer, 201);
        program
    }

    /// The same, at another server of the site.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { client: Client::new(address), ..self.clone() }
    }

    /// One of the first admin.
    pub async fn admin(site: &TestSite, name: &str) -> Self {
        let path = site.server.first_admin_path().await.unwrap().unwrap();
        let mut account = new_account(name);
        account["first_admin"] = path.split('=').next_back().into();
        let mut program = Self::visitor(site);
        let answer = program.post("/signup", account).await;
        program.take_tokens(&answer, 201);
        program
    }

    /// One that has signed in.
    pub async fn sign_in(site: &TestSite, name: &str) -> Self {
        let mut program = Self::visitor(site);
        let answer = program.post("/token", json!({"login": name, "password": PASSWORD})).await;
        program.take_tokens(&answer, 200);
        program
    }

    pub fn take_tokens(&mut self, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{}", answer.text());
        let tokens = answer.json();
        self.token = tokens["access_token"].as_str().map(str::to_owned);
        self.refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
    }

    /// The same with an access token of these scopes, and the name of its entry.
    pub async fn with_scopes(&mut self, scopes: &[&str]) -> (Self, String) {
        let wish = json!({"name": "Test", "scopes": scopes});
        let made = self.post("/tokens", wish).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        (self.with_token(made["token"].as_str().unwrap()), made["id"].as_str().unwrap().to_owned())
    }

    /// The same with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], &[]).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.json("POST", path, body).await
    }

    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send("DELETE", path, &[], &[]).await
    }

    pub async fn json(&mut self, method: &str, path: &str, body: Value) -> Answer {
        self.send(method, path, &[("content-type", "application/json")], body.to_string().as_bytes()).await
    }

    pub async fn upload(&mut self, form: Form) -> Answer {
        self.send("POST", "/pins", &[("content-type", CONTENT_TYPE)], &form.finish()).await
    }

    /// Uploads one picture, and gives its pin's id.
    pub async fn pin(&mut self, file_name: &str, bytes: &[u8], visibility: &str) -> String {
        let answer = self.upload(Form::default().text("visibility", visibility).file("file", file_name, bytes)).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        answer.json()["items"][0]["id"].as_str().unwrap_or_else(|| panic!("refused: {}", answer.text())).to_owned()
    }

    /// Asks for something of the site outside the API, such as a picture, with the token.
    pub async fn outside(&mut self, path: &str) -> Answer {
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let headers: Vec<_> = bearer.as_deref().map(|bearer| ("authorization", bearer)).into_iter().collect();
        self.client.get_with(path, &headers).await
    }

    /// A pin of one's own.
    pub async fn see(&mut self, id: &str) -> Value {
        let answer = self.get(&format!("/pins/{id}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Sends anything, to a path under `/api/v1`.
    pub async fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let mut all = headers.to_vec();
        all.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let answer = self.client.send(method, &format!("/api/v1{path}"), &all, body).await;
        if answer.status >= 400 && method != "HEAD" {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method} {path}");
            assert_eq!(answer.json()["status"], answer.status);
        }
        answer
    }
}

pub fn new_account(name: &str) -> Value {
    json!({"email": format!("{name}@example.com"), "username": name, "password": PASSWORD})
}

/// Ages what was deleted so far: it cannot be had back any more, and is due to go for good.
pub async fn a_minute_later(site: &TestSite) {
    for sql in [
        "update pins set deleted_at = deleted_at - interval '1 minute' where deleted_at is not null",
        "update graphile_worker._private_jobs set run_at = now() where run_at > now()",
    ] {
        sqlx::query(sql).execute(&site.rows).await.unwrap();
    }
}

/// The ids of what is on a page of a list.
pub fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|pin| pin["id"].as_str().unwrap().to_owned()).collect()
}

/// The fields that an answer finds wrong.
pub fn wrong_fields(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let body = answer.json();
    body["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}
