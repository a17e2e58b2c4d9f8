//! What is told at once, over a socket that is kept open: to whom it concerns, on whichever server, for as long as they are
//! signed in.

mod access;
mod banned;
mod broken;
mod channels;
mod moderated;
mod presence;
mod protocol;
pub mod reader;
mod reading;
pub mod redis;
mod sending;
mod servers;
mod slow;
mod unannounced;
pub mod world;

use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
    pictures,
};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderName},
};

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(60);

/// The other end of a socket.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens one with these headers, or gives the status of the refusal.
    async fn open(address: SocketAddr, headers: &[(&str, &str)]) -> Result<Self, u16> {
        Self::open_over(TcpStream::connect(address).await.unwrap(), address, headers).await
    }

    async fn open_over(connection: TcpStream, address: SocketAddr, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/api/v1/live").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        match timeout(NEVER, client_async(request, connection)).await.unwrap() {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// As a page of this server does, in somebody's browser.
    pub async fn of_page(address: SocketAddr, browser: &Client) -> Result<Self, u16> {
        let session = format!("session={}", browser.cookie("session").unwrap_or_default());
        Self::open(address, &[("cookie", &session), ("origin", &format!("http://{address}"))]).await
    }

    /// As a program does.
    pub async fn of_program(address: SocketAddr, program: &Program) -> Result<Self, u16> {
        let bearer = format!("Bearer {}", program.token.as_deref().unwrap_or_default());
        Self::open(address, &[("authorization", &bearer)]).await
    }

    /// As a program does for which the kernel keeps little of what it has not read.
    async fn of_narrow_program(address: SocketAddr, program: &Program) -> Self {
        let bearer = format!("Bearer {}", program.token.as_deref().unwrap_or_default());
        let connection = TcpSocket::new_v4().unwrap();
        connection.set_recv_buffer_size(64 * 1024).unwrap();
        let connection = connection.connect(address).await.unwrap();
        Self::open_over(connection, address, &[("authorization", &bearer)]).await.unwrap()
    }

    /// The next message, or the code of the end.
    pub async fn next(&mut self) -> Result<Value, u16> {
        loop {
            match timeout(NEVER, self.0.next()).await.expect("something is said") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => return Err(frame.code.into()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                // 1006 (RFC 6455, section 7.1.5): it ended without a word.
                Some(Err(_)) | None => return Err(1006),
                Some(Ok(other)) => panic!("{other:?}"),
            }
        }
    }

    /// Waits until it is told that so many are unread: several calls at once may be heard as one.
    pub async fn hear(&mut self, unread: u32) {
        while self.next().await.unwrap() != notices(unread) {}
    }

    /// The next message of one of these types. Those of others are passed over.
    pub async fn next_of(&mut self, types: &[&str]) -> Value {
        let of_these = |message: &Value| types.contains(&message["type"].as_str().unwrap());
        self.heard_until(of_these).await.pop().unwrap()
    }

    /// All messages up to such a one, which is the last.
    pub async fn heard_until(&mut self, is_last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut heard = Vec::new();
        let listening = async {
            while !heard.last().is_some_and(&is_last) {
                heard.push(self.next().await.unwrap());
            }
        };
        // A socket never falls silent: that the server lives is said again and again.
        assert!(timeout(NEVER, listening).await.is_ok(), "it never comes; heard were {heard:?}");
        heard
    }

    async fn say(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub async fn say_json(&mut self, message: Value) {
        self.say(Message::text(message.to_string())).await;
    }
}

fn notices(unread: u32) -> Value {
    json!({"type": "notices", "unread": unread, "conversations": 0})
}

/// What a session that has ended is told, after whatever was said before.
async fn ends(socket: &mut Socket) -> u16 {
    loop {
        if let Err(code) = socket.next().await {
            return code;
        }
    }
}

const SIGNED_OUT: u16 = 4401;

async fn sign_in(address: SocketAddr, name: &str) -> Client {
    let mut browser = Client::new(address);
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

/// Ana, Bob, and a public pin of Ana's.
async fn two(site: &TestSite) -> (Program, Program, String) {
    let (mut ana, bob) = (Program::sign_up(site, "ana").await, Program::sign_up(site, "bob").await);
    let pin = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    (ana, bob, pin)
}

async fn like(who: &mut Program, pin: &str) {
    assert_eq!(who.send("PUT", &format!("/pins/{pin}/like"), &[], &[]).await.status, 200);
}

async fn follow(who: &mut Program, whom: &str) {
    assert_eq!(who.send("PUT", &format!("/users/{whom}/follow"), &[], &[]).await.status, 200);
}

#[tokio::test]
async fn a_member_hears_by_session_and_by_token_what_is_new_and_what_is_read() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (mut ana, mut bob, pin) = two(&site).await;
    let browser = sign_in(address, "ana").await;
    let mut sockets =
        [Socket::of_page(address, &browser).await.unwrap(), Socket::of_program(address, &ana).await.unwrap()];
    for socket in &mut sockets {
        assert_eq!(socket.next().await, Ok(notices(0)), "how it stands is said first");
    }
    like(&mut bob, &pin).await;
    for socket in &mut sockets {
        socket.hear(1).await;
    }
    assert_eq!(bob.delete(&format!("/pins/{pin}/like")).await.status, 200);
    for socket in &mut sockets {
        socket.hear(0).await;
    }
    follow(&mut bob, "ana").await;
    for socket in &mut sockets {
        socket.hear(1).await;
    }
    assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.status, 200);
    for socket in &mut sockets {
        socket.hear(0).await;
    }
    mention(&mut bob, &pin, "ana").await;
    sockets[0].hear(1).await;
    assert_eq!(Socket::of_program(address, &ana).await.unwrap().next().await, Ok(notices(1)));
}

#[tokio::test]
async fn only_members_listen_and_a_cookie_counts_on_this_sites_pages_alone() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (mut ana, ..) = two(&site).await;
    let browser = sign_in(address, "ana").await;
    let session = format!("session={}", browser.cookie("session").unwrap());
    let here = format!("http://{address}");
    for (headers, status) in [
        (vec![], 401),
        (vec![("origin", here.as_str())], 401),
        (vec![("cookie", "session=AAAAAAAAAAAAAAAAAAAAAA"), ("origin", &here)], 401),
        (vec![("cookie", "session=nonsense"), ("origin", &here)], 401),
        (vec![("authorization", "Bearer nonsense")], 401),
        (vec![("authorization", "Bearer nonsense"), ("cookie", &session), ("origin", &here)], 401),
        (vec![("cookie", &session)], 403),
        (vec![("cookie", &session), ("origin", "null")], 403),
        (vec![("cookie", &session), ("origin", "https://evil.example")], 403),
        (vec![("cookie", &session), ("origin", "http://127.0.0.1.evil.example")], 403),
    ] {
        assert_eq!(Socket::open(address, &headers).await.err(), Some(status), "{headers:?}");
    }
    let (writes, _) = ana.with_scopes(&["write"]).await;
    assert_eq!(Socket::of_program(address, &writes).await.err(), Some(403));
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert!(Socket::of_program(address, &reads).await.is_ok());
    let no_handshake = reads.get("/live").await;
    assert_eq!((no_handshake.status, no_handshake.header("upgrade")), (426, Some("websocket")));
}

#[tokio::test]
async fn nobody_hears_what_is_for_another() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (ana, bob, pin) = two(&site).await;
    let mut cyd = Program::sign_up(&site, "cyd").await;
    let mut of_ana = Socket::of_program(address, &ana).await.unwrap();
    let mut of_bob = Socket::of_program(address, &bob).await.unwrap();
    for unread in 1..=2 {
        mention(&mut cyd, &pin, "bob").await;
        of_bob.hear(unread).await;
    }
    // Two comments have become one piece of news for Ana. What comes now is for her alone.
    of_ana.hear(1).await;
    for unread in [2, 1, 2] {
        let method = if unread == 2 { "PUT" } else { "DELETE" };
        assert_eq!(cyd.send(method, &format!("/pins/{pin}/like"), &[], &[]).await.status, 200);
        of_ana.hear(unread).await;
    }
    mention(&mut cyd, &pin, "bob").await;
    assert_eq!(of_bob.next().await, Ok(notices(3)), "nothing came between");
}

async fn mention(who: &mut Program, pin: &str, whom: &str) {
    let comment = json!({"body": format!("Look, @{whom}")});
    assert_eq!(who.post(&format!("/pins/{pin}/comments"), comment).await.status, 201);
}

#[tokio::test]
async fn what_happens_on_one_server_is_heard_on_another() {
    let site = TestSite::start().await;
    let (mut ana, _, pin) = two(&site).await;
    let second = site.another_server().await;
    let mut here = Socket::of_program(site.server.address, &ana).await.unwrap();
    let mut there = Socket::of_page(second.address, &sign_in(second.address, "ana").await).await.unwrap();
    here.hear(0).await;
    there.hear(0).await;
    let mut bob = sign_in(second.address, "bob").await;
    let like = Form::default().text("pin", &pin).text("want", "like").text("back", "/");
    assert_eq!(post(&mut bob, "/fn/like", like).await.status, 200);
    here.hear(1).await;
    there.hear(1).await;
    // The other way as well.
    assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.status, 200);
    there.hear(0).await;
    here.hear(0).await;
    // One server goes: it says so, and the other goes on.
    second.stop().await;
    assert_eq!(ends(&mut there).await, 1012);
    let mut bob = sign_in(site.server.address, "bob").await;
    let follow = Form::default().text("name", "ana").text("want", "follow").text("back", "/");
    assert_eq!(post(&mut bob, "/fn/follow", follow).await.status, 200);
    here.hear(1).await;
}

#[tokio::test]
async fn a_session_that_ends_takes_its_sockets_along_and_no_others() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (mut ana, mut bob, pin) = two(&site).await;
    let mut browser = sign_in(address, "ana").await;
    let other = sign_in(address, "ana").await;
    let mut program = Program::sign_in(&site, "ana").await;
    let (token, entry) = ana.with_scopes(&["read"]).await;
    let mut left = Socket::of_page(address, &browser).await.unwrap();
    let mut ended = Socket::of_page(address, &other).await.unwrap();
    let mut of_program = Socket::of_program(address, &program).await.unwrap();
    let mut of_token = Socket::of_program(address, &token).await.unwrap();
    let mut kept = Socket::of_program(address, &ana).await.unwrap();

    assert_eq!(post(&mut browser, "/logout", Form::default().text("x", "")).await.status, 200);
    assert_eq!(ends(&mut left).await, SIGNED_OUT, "signed out");
    assert_eq!(ana.delete(&format!("/tokens/{entry}")).await.status, 204);
    assert_eq!(ends(&mut of_token).await, SIGNED_OUT, "its token is taken back");
    let refresh = program.refresh.clone();
    assert!(program.post("/token/revoke", json!({"refresh_token": refresh})).await.status < 300);
    assert_eq!(ends(&mut of_program).await, SIGNED_OUT, "a program that has signed out");
    assert_eq!(ana.delete("/me/sessions").await.status, 204);
    assert_eq!(ends(&mut ended).await, SIGNED_OUT, "ended from elsewhere");

    like(&mut bob, &pin).await;
    kept.hear(1).await;
    // A session of which nobody has said that it ends, as when it has expired: nothing more is told.
    let expiring = sign_in(address, "ana").await;
    let mut expired = Socket::of_page(address, &expiring).await.unwrap();
    expired.hear(1).await;
    sqlx::query("delete from sessions").execute(&site.rows).await.unwrap();
    follow(&mut bob, "ana").await;
    assert_eq!(expired.next().await, Err(SIGNED_OUT));
    kept.hear(2).await;
    assert_eq!(ana.json("DELETE", "/me", json!({"password": PASSWORD})).await.status, 204);
    assert_eq!(ends(&mut kept).await, SIGNED_OUT, "the account is gone");
}

#[tokio::test]
async fn a_new_password_ends_the_sockets_of_all_other_sessions() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (ana, mut bob, pin) = two(&site).await;
    let mut browser = sign_in(address, "ana").await;
    let mut other = Socket::of_page(address, &sign_in(address, "ana").await).await.unwrap();
    let mut of_program = Socket::of_program(address, &ana).await.unwrap();
    let form = Form::default().text("current_password", PASSWORD).text("password", "another fine battery");
    let changed = post(&mut browser, "/settings/password", form).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!((ends(&mut other).await, ends(&mut of_program).await), (SIGNED_OUT, SIGNED_OUT));
    let mut kept = Socket::of_page(address, &browser).await.unwrap();
    kept.hear(0).await;
    like(&mut bob, &pin).await;
    kept.hear(1).await;
}

#[tokio::test]
async fn a_member_has_so_many_sockets_and_those_that_break_make_room() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (ana, bob, _) = two(&site).await;
    let mut sockets = Vec::new();
    for _ in 0..20 {
        sockets.push(Socket::of_program(address, &ana).await.unwrap());
    }
    assert_eq!(Socket::of_program(address, &ana).await.err(), Some(429));
    assert!(Socket::of_program(address, &bob).await.is_ok(), "others have room of their own");
    // Broken off, without a word of farewell.
    drop(sockets);
    let room = async { while Socket::of_program(address, &ana).await.is_err() {} };
    timeout(NEVER, room).await.expect("there is room again");
}

#[tokio::test]
async fn what_is_not_understood_is_answered_and_what_is_too_long_ends_it() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (ana, ..) = two(&site).await;
    let mut socket = Socket::of_program(address, &ana).await.unwrap();
    socket.hear(0).await;
    for wrong in ["", "nonsense", "{}", "[]", "{\"type\":\"notices\",\"unread\":9}", "\u{0}", "{\"type\":null}"] {
        socket.say(Message::text(wrong)).await;
        assert_eq!(socket.next().await.unwrap()["type"], "error", "{wrong:?}");
    }
    socket.say(Message::binary(vec![0, 159, 146, 150])).await;
    assert_eq!(socket.next().await.unwrap()["type"], "error");
    socket.say(Message::text("x".repeat(64 * 1024 + 1))).await;
    ends(&mut socket).await;
    assert!(Socket::of_program(address, &ana).await.is_ok(), "the site goes on");
}

#[tokio::test]
async fn whoever_does_not_listen_keeps_nobody_waiting() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let (ana, mut bob, pin) = two(&site).await;
    // One that reads nothing at all, one that was never opened all the way, and one that listens.
    let deaf = Socket::of_program(address, &ana).await.unwrap();
    let half = TcpStream::connect(address).await.unwrap();
    let mut socket = Socket::of_program(address, &ana).await.unwrap();
    socket.hear(0).await;
    for _ in 0..50 {
        like(&mut bob, &pin).await;
        socket.hear(1).await;
        assert_eq!(bob.delete(&format!("/pins/{pin}/like")).await.status, 200);
        socket.hear(0).await;
    }
    let TestSite { server, .. } = site;
    drop((deaf, half));
    server.stop().await;
    assert_eq!(ends(&mut socket).await, 1012);
}
