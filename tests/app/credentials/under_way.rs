//! What is under way while somebody is signed out: it does nothing more, and signs nobody in again.

use super::{NEW_PASSWORD, browser, change, token};
use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;
use std::future::Future;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request whose body is sent in two halves.
struct Slow {
    connection: TcpStream,
    rest: Vec<u8>,
}

impl Slow {
    /// Sends the head and the first half, and waits until the file begins to arrive at the other side.
    async fn begin(site: &TestSite, method: &str, path: &str, credential: &str, body: Vec<u8>) -> Self {
        let mut connection = TcpStream::connect(site.server.address).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.0\r\nhost: {}\r\ncontent-type: {CONTENT_TYPE}\r\naccept: application/json\r\n{credential}\r\n\
             content-length: {}\r\n\r\n",
            site.server.address,
            body.len()
        );
        let (first, rest) = body.split_at(body.len() / 2);
        connection.write_all(head.as_bytes()).await.unwrap();
        connection.write_all(first).await.unwrap();
        while site.spooled() == 0 {
            tokio::task::yield_now().await;
        }
        Self { connection, rest: rest.to_vec() }
    }

    /// Sends the other half, and gives the status of the answer.
    async fn end(mut self) -> u16 {
        self.connection.write_all(&self.rest).await.unwrap();
        let mut answer = String::new();
        self.connection.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

fn picture(field: &str) -> Vec<u8> {
    Form::default().file(field, "a.png", &pictures::png(200, 200, 7)).finish()
}

fn cookie(client: &Client) -> String {
    format!("cookie: session={}", client.cookie("session").unwrap())
}

/// Makes sessions look as if they had not been used for a while: each request that knows one writes it down anew when it is answered.
async fn age_sessions(site: &TestSite) {
    sqlx::query("update sessions set data = jsonb_set(data, '{seen}', '0')").execute(&site.rows).await.unwrap();
}

async fn nothing_was_made(site: &TestSite) {
    assert_eq!((site.count("pins").await, site.count("pictures").await), (0, 0));
}

#[tokio::test]
async fn what_is_sent_while_one_is_signed_out_everywhere_makes_nothing_and_signs_nobody_in() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    for (path, field) in [("/upload", "file"), ("/settings", "avatar")] {
        let thief = browser(&site, "ana", PASSWORD).await;
        age_sessions(&site).await;
        let slow = Slow::begin(&site, "POST", path, &cookie(&thief), picture(field)).await;
        assert_eq!(post(&mut ana, "/settings/sessions", Form::default().text("others", "1")).await.status, 200);
        assert_eq!(slow.end().await, 401, "{path}");
        nothing_was_made(&site).await;
        assert_eq!(site.count("sessions").await, 1, "{path}: the row is not back");
        assert_eq!(thief.clone().get("/settings").await.status, 401, "{path}");
    }
    assert_eq!(ana.get("/settings").await.status, 200);
}

#[tokio::test]
async fn what_is_sent_with_a_token_that_ends_meanwhile_makes_nothing() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(30, 30, 1), "public").await;
    let before = ana.see(&pin).await["image_id"].clone();
    let replace = format!("/api/v1/pins/{pin}/picture");
    for (method, path) in [("POST", "/api/v1/pins"), ("PUT", "/api/v1/me/avatar"), ("PUT", replace.as_str())] {
        let wish = json!({"name": "Thief", "scopes": ["read", "write", "account"]});
        let (given, id) = token(&mut ana, wish).await;
        let bearer = format!("authorization: Bearer {}", given.token.as_deref().unwrap());
        let slow = Slow::begin(&site, method, path, &bearer, picture("file")).await;
        assert_eq!(ana.delete(&format!("/tokens/{id}")).await.status, 204);
        assert_eq!(slow.end().await, 401, "{path}");
        let program = Program::sign_in(&site, "ana").await;
        let bearer = format!("authorization: Bearer {}", program.token.as_deref().unwrap());
        let slow = Slow::begin(&site, method, path, &bearer, picture("file")).await;
        assert_eq!(ana.delete("/me/sessions").await.status, 204);
        assert_eq!(slow.end().await, 401, "{path}");
    }
    assert_eq!((site.count("pins").await, site.count("pictures").await), (1, 1));
    assert_eq!(ana.see(&pin).await["image_id"], before);
}

/// Has a request wait for a change of an account that has begun, and ends it once the request waits.
async fn while_changing<T>(site: &TestSite, change: &'static str, request: impl Future<Output = T>) -> T {
    let mut tx = site.rows.begin().await.unwrap();
    sqlx::query(change).execute(&mut *tx).await.unwrap();
    let end = async {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&site.rows).await.unwrap() == 0 {}
        tx.commit().await.unwrap();
    };
    tokio::join!(request, end).0
}

const ENDED: &str = "update users set credential_epoch = credential_epoch + 1 where username = 'ana'";

#[tokio::test]
async fn whoever_signs_in_while_all_is_ended_is_not_signed_in() {
    let site = TestSite::start().await;
    site.member("ana").await;
    sqlx::query("delete from sessions").execute(&site.rows).await.unwrap();
    let mut thief = site.visitor();
    let form = Form::default().text("login", "ana").text("password", PASSWORD);
    while_changing(&site, ENDED, post(&mut thief, "/login", form)).await;
    assert_eq!((site.count("sessions").await, thief.get("/settings").await.status), (0, 401));
    let body = json!({"login": "ana", "password": PASSWORD});
    let mut program = Program::visitor(&site);
    let refused = while_changing(&site, ENDED, program.post("/token", body)).await;
    assert_eq!((refused.status, site.count("program_sessions").await), (401, 0));
    // Afterwards all is as ever.
    browser(&site, "ana", PASSWORD).await;
}

#[tokio::test]
async fn a_session_that_is_ended_changes_no_password_and_does_not_come_back() {
    let site = TestSite::start().await;
    let mut thief = site.member("ana").await;
    let form = Form::default().text("current_password", PASSWORD).text("password", NEW_PASSWORD);
    // The session goes while the new password is about to be written down.
    let sql = "with ended as (delete from sessions)
               update users set credential_epoch = credential_epoch + 1";
    let answer = while_changing(&site, sql, post(&mut thief, "/settings/password", form)).await;
    assert_eq!((answer.status, site.count("sessions").await), (401, 0));
    browser(&site, "ana", PASSWORD).await;
    let mut program = Program::sign_in(&site, "ana").await;
    let sql = "with ended as (delete from program_sessions)
               update users set credential_epoch = credential_epoch + 1";
    assert_eq!(while_changing(&site, sql, program.post("/me/password", change(&[]))).await.status, 401);
    browser(&site, "ana", PASSWORD).await;
}
