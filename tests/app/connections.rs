//! Connections: who says nothing, or almost nothing, keeps nobody out and nothing up.

use crate::{
    harness::TestSite,
    multipart::{CONTENT_TYPE, Form},
};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{interval, timeout},
};

/// How long a test waits for what has to happen after some seconds.
const AT_LAST: Duration = Duration::from_secs(60);

async fn open(address: SocketAddr, begin: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(begin.as_bytes()).await.unwrap();
    connection
}

/// All that comes until the server closes a connection.
async fn rest(connection: &mut TcpStream) -> String {
    let mut raw = Vec::new();
    // However it is closed: what was sent to nobody makes it a reset.
    let _reset = timeout(AT_LAST, connection.read_to_end(&mut raw)).await.expect("the server closes it at last");
    String::from_utf8_lossy(&raw).into_owned()
}

/// The beginning of a form that is sent to sign in, with its whole length.
fn form_to_come() -> String {
    let form = Form::default().text("login", "ana").text("password", "x").finish();
    format!("POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: {}\r\n\r\n", form.len())
}

#[tokio::test]
async fn hundreds_who_say_nothing_keep_nobody_out() {
    let site = TestSite::start_with(&[("MAX_CONNECTIONS", "40")]).await;
    let mut silent = Vec::new();
    for n in 0..300 {
        silent.push(open(site.server.address, if n % 2 == 0 { "" } else { "GET / HTTP/1.1\r\nhost: x\r\n" }).await);
        if n % 50 == 49 {
            assert_eq!(site.visitor().get("/healthz").await.status, 200, "after {n}");
            assert_eq!(site.visitor().get("/").await.status, 200, "after {n}");
        }
    }
    // The first of them had to go, long before their time was over.
    assert_eq!(rest(&mut silent[0]).await, "");
}

#[tokio::test]
async fn half_a_request_and_a_trickle_have_an_end() {
    let site = TestSite::start().await;
    let mut half = open(site.server.address, "GET / HTTP/1.1\r\nhost: x\r\n").await;
    let (mut reader, mut writer) = open(site.server.address, &form_to_come()).await.into_split();
    let trickle = async {
        let mut second = interval(Duration::from_millis(500));
        while writer.write_all(b"-").await.is_ok() {
            second.tick().await;
        }
    };
    let answered = async {
        let mut answer = vec![0; 4096];
        let length = timeout(AT_LAST, reader.read(&mut answer)).await.expect("an answer at last").unwrap();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    };
    let trickled = async {
        tokio::select! {
            answer = answered => answer,
            () = trickle => String::new(),
        }
    };
    let (half, trickled) = tokio::join!(rest(&mut half), trickled);
    assert_eq!(half, "", "closed without a word");
    assert!(trickled.starts_with("HTTP/1.1 408 ") && trickled.contains("took too long"), "{trickled}");
    assert!(trickled.to_lowercase().contains("connection: close"), "{trickled}");
}

#[tokio::test]
async fn a_server_stops_though_somebody_has_sent_half_a_request() {
    let site = TestSite::start().await;
    let address = site.server.address;
    let mut head = open(address, "GET / HTTP/1.1\r\n").await;
    let mut body = open(address, &form_to_come()).await;
    let mut idle = open(address, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut answer = [0; 12];
    idle.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    // The bound on all that is under way is 15 seconds: they must not get there.
    let stopped = timeout(Duration::from_secs(12), site.server.stop());
    stopped.await.expect("nothing is under way");
    for connection in [&mut head, &mut body, &mut idle] {
        rest(connection).await;
    }
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_server_that_is_to_stop_says_so_and_still_answers() {
    let site = TestSite::start_with(&[("DRAIN_SECONDS", "300")]).await;
    let (mut visitor, mut page) = (site.visitor(), site.visitor());
    assert_eq!(visitor.get("/readyz").await.status, 200);
    let stopping = tokio::spawn(site.server.stop());
    let mut ready = visitor.get("/readyz").await;
    while ready.status == 200 {
        ready = visitor.get("/readyz").await;
    }
    assert_eq!((ready.status, ready.text().as_str()), (503, "the server is shutting down"));
    assert_eq!((page.get("/").await.status, page.get("/healthz").await.status), (200, 200));
    stopping.abort();
}

#[tokio::test]
async fn a_server_that_is_to_stop_keeps_no_connection_for_another_request() {
    let site = TestSite::start_with(&[("DRAIN_SECONDS", "300")]).await;
    let address = site.server.address;
    let mut visitor = site.visitor();
    let stopping = tokio::spawn(site.server.stop());
    while visitor.get("/readyz").await.status == 200 {}
    let answer = rest(&mut open(address, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await).await.to_lowercase();
    assert!(answer.starts_with("http/1.1 200") && answer.contains("connection: close"), "{answer}");
    stopping.abort();
}
