//! Two servers behind nginx are restarted one after the other while people look and upload: nobody notices.

use crate::{
    api::Program,
    harness::{PASSWORD, TestSite},
    keep_alive::{Connection, Reply},
    multipart::{CONTENT_TYPE, Form},
    nginx::{Nginx, free_address},
    pictures,
};
use serde_json::json;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{sync::watch, time::sleep};

/// In how many pieces a slow upload comes, and how long the pause between two of them is.
const PIECES: usize = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// Somebody who asks for one thing after the other, over a connection that they keep.
struct Asker {
    server: SocketAddr,
    connection: Option<Connection>,
    over: watch::Receiver<bool>,
    answered: usize,
    failures: Vec<String>,
}

impl Asker {
    fn new(server: SocketAddr, over: &watch::Sender<bool>) -> Self {
        Self { server, connection: None, over: over.subscribe(), answered: 0, failures: Vec::new() }
    }

    fn goes_on(&self) -> bool {
        !*self.over.borrow()
    }

    /// Reads these pages again and again.
    async fn read(mut self, paths: Vec<String>) -> Self {
        while self.goes_on() {
            for path in &paths {
                self.ask(&format!("GET {path} HTTP/1.1\r\n"), &[], Duration::ZERO).await;
            }
        }
        self
    }

    /// Uploads one picture after the other.
    async fn upload(mut self, token: String, side: u32, pause: Duration) -> Self {
        let head =
            format!("POST /api/v1/pins HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-type: {CONTENT_TYPE}\r\n");
        while self.goes_on() {
            let form = Form::default().text("visibility", "public");
            let body = form.file("file", "noise.png", &pictures::noise(side)).finish();
            self.ask(&head, &body, pause).await;
        }
        self
    }

    async fn ask(&mut self, head: &str, body: &[u8], pause: Duration) {
        let asked = head.lines().next().unwrap_or_default().to_owned();
        match self.reply(head, body, pause).await {
            Ok(reply) if (200..300).contains(&reply.status) => self.answered += 1,
            Ok(reply) => self.failures.push(format!("{asked}: {} {}", reply.status, reply.text())),
            Err(error) => self.failures.push(format!("{asked}: {error}")),
        }
    }

    async fn reply(&mut self, head: &str, body: &[u8], pause: Duration) -> io::Result<Reply> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.server).await?,
        };
        // As browsers do: a request with a length, even of nothing, counts as one whose body nginx cannot send again.
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        connection.send(format!("{head}host: {}\r\n{length}\r\n", self.server).as_bytes()).await?;
        for piece in body.chunks(body.len() / PIECES + 1) {
            connection.send(piece).await?;
            sleep(pause).await;
        }
        let reply = connection.reply().await?;
        // nginx ends a connection after a thousand requests, and says so.
        self.connection = (!reply.is_last()).then_some(connection);
        Ok(reply)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_restart_one_after_the_other_and_no_request_fails() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("first.png", &pictures::png(600, 400, 5), "public").await;
    site.work_off().await;
    let picture = site.picture_of(&pin).await;
    let addresses = [free_address(), free_address()];
    let Some(nginx) = Nginx::before(&addresses).await else { return };
    // Both are the site that nginx stands for: tokens say of which they are.
    let public = format!("http://{}", nginx.address);
    let start = async |address: SocketAddr| {
        let address = address.to_string();
        let set = [("DRAIN_SECONDS", "5"), ("LEPTOS_SITE_ADDR", address.as_str()), ("PUBLIC_URL", public.as_str())];
        site.another_server_with(&set).await
    };
    let servers = [start(addresses[0]).await, start(addresses[1]).await];
    ana = ana.at(nginx.address);
    ana.token = None;
    let signed_in = ana.post("/token", json!({"login": "ana", "password": PASSWORD})).await;
    ana.take_tokens(&signed_in, 200);

    let over = watch::Sender::new(false);
    let token = ana.token.clone().unwrap();
    let pages = [format!("/pin/{pin}"), format!("/media/{picture}-1"), "/api/v1/pins".to_owned(), "/".to_owned()];
    let asker = || Asker::new(nginx.address, &over);
    let readers = [0, 1, 2].map(|_| tokio::spawn(asker().read(pages.to_vec())));
    let quick = tokio::spawn(asker().upload(token.clone(), 12, Duration::ZERO));
    let slow = [0, 1, 2].map(|_| tokio::spawn(asker().upload(token.clone(), 300, PAUSE)));

    let mut restarted = Vec::new();
    for server in servers {
        let address = server.address;
        server.stop().await;
        restarted.push(start(address).await);
    }
    over.send_replace(true);

    let (mut failures, mut uploaded) = (Vec::new(), 1);
    for reader in readers {
        let reader = reader.await.unwrap();
        assert!(reader.answered > 10, "{} pages were read", reader.answered);
        failures.extend(reader.failures);
    }
    for uploader in slow.into_iter().chain([quick]) {
        let uploader = uploader.await.unwrap();
        assert!(uploader.answered > 0, "nothing was uploaded: {:?}", uploader.failures);
        uploaded += i64::try_from(uploader.answered).unwrap();
        failures.extend(uploader.failures);
    }
    assert!(failures.is_empty(), "{} failed, such as {:?}", failures.len(), &failures[..failures.len().min(5)]);
    assert_eq!(site.count("pins").await, uploaded, "each upload that was answered is there once");
}
