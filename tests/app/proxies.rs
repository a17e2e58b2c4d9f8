//! The site behind nginx, as docs/deploy/nginx.conf sets it up.

use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, sign_up},
    keep_alive::Connection,
    live::Socket,
    multipart::{CONTENT_TYPE, Form},
    nginx::Nginx,
    pictures,
};
use std::time::Duration;
use tessera::server::Server;
use tokio::time::{sleep, timeout};

const PUBLIC: (&str, &str) = ("PUBLIC_URL", "https://pictures.example.com");
const TRUSTED: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1");

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(60);

/// A site of two servers, and an nginx in front of both.
async fn two_servers() -> Option<(TestSite, Server, Nginx)> {
    let site = TestSite::start_with(&[PUBLIC, TRUSTED]).await;
    let second = site.another_server_with(&[PUBLIC, TRUSTED]).await;
    let nginx = Nginx::before(&[site.server.address, second.address]).await?;
    Some((site, second, nginx))
}

#[tokio::test]
async fn each_visitor_is_counted_by_the_address_that_they_have_at_the_proxy() {
    let site = TestSite::start_with(&[PUBLIC, TRUSTED, ("RATE_LIMITS", "on")]).await;
    let Some(nginx) = Nginx::before(&[site.server.address]).await else { return };
    // This client comes from 127.0.0.1, which the site trusts: it stands for a proxy before nginx, and is believed.
    let mut client = Client::new(nginx.address);
    let mut refused = false;
    for _ in 0..20_000 {
        let answer = client.send("DELETE", "/login", &[("x-forwarded-for", "192.0.2.1")], &[]).await;
        refused = answer.status == 429;
        if refused {
            break;
        }
    }
    assert!(refused, "there is an end for 192.0.2.1");
    let other = client.send("DELETE", "/login", &[("x-forwarded-for", "192.0.2.2")], &[]).await;
    assert_ne!(other.status, 429, "others are counted by themselves");
    // Nobody trusts 127.0.0.2: whatever it claims, it is itself.
    let mut stranger = Connection::open_from([127, 0, 0, 2], nginx.address).await.unwrap();
    let head = "DELETE /login HTTP/1.1\r\nhost: pictures.example.com\r\nx-forwarded-for: 192.0.2.1\r\n";
    assert_ne!(stranger.ask(head, &[]).await.unwrap().status, 429, "a stranger cannot be somebody else");
}

#[tokio::test]
async fn cookies_are_secure_and_browsers_are_told_to_stay_with_https() {
    let Some((_site, _second, nginx)) = two_servers().await else { return };
    let mut browser = Connection::open(nginx.address).await.unwrap();
    let form = Form::default().text("email", "ana@example.com").text("username", "ana").text("display_name", "");
    let head = format!(
        "POST /signup HTTP/1.1\r\nhost: pictures.example.com\r\norigin: https://pictures.example.com\r\n\
         accept: application/json\r\ncontent-type: {CONTENT_TYPE}\r\n"
    );
    let reply = browser.ask(&head, &form.text("password", PASSWORD).finish()).await.unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
    let mut cookies = reply.head.lines().filter(|line| line.to_lowercase().starts_with("set-cookie:"));
    let session = cookies.find(|line| line.contains("__Host-session=")).expect("she is signed in");
    assert!(session.contains("Secure") && session.contains("HttpOnly"), "{session}");
    assert!(reply.header("strict-transport-security").is_some());
    let mut plain = Connection::open(nginx.plain).await.unwrap();
    let reply = plain.ask("GET /login?next=1 HTTP/1.1\r\nhost: pictures.example.com\r\n", &[]).await.unwrap();
    let location = Some("https://pictures.example.com/login?next=1");
    assert_eq!((reply.status, reply.header("location")), (301, location));
}

#[tokio::test]
async fn the_host_that_people_ask_for_reaches_the_site() {
    let Some((_site, _second, nginx)) = two_servers().await else { return };
    let mut browser = Connection::open(nginx.address).await.unwrap();
    for (host, status) in [("pictures.example.com", 200), ("evil.example", 421), ("pictures.example.com", 200)] {
        let reply = browser.ask(&format!("GET / HTTP/1.1\r\nhost: {host}\r\n"), &[]).await.unwrap();
        assert_eq!(reply.status, status, "{host}");
    }
    let head = "POST /login HTTP/1.1\r\nhost: pictures.example.com\r\norigin: https://evil.example\r\n";
    assert_eq!(browser.ask(head, &[]).await.unwrap().status, 403, "a form of another site");
}

#[tokio::test]
async fn an_upload_reaches_the_site_while_it_comes() {
    let Some((site, _second, nginx)) = two_servers().await else { return };
    let mut ana = Client::new(nginx.address);
    let answer = sign_up(&mut ana, "ana").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = Form::default().text("visibility", "public").file("file", "noise.png", &pictures::noise(400)).finish();
    let (first, rest) = body.split_at(body.len() / 2);
    let head = format!(
        "POST /upload HTTP/1.1\r\nhost: pictures.example.com\r\naccept: application/json\r\n\
         cookie: __Host-session={}\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: {}\r\n\r\n",
        ana.cookie("__Host-session").unwrap(),
        body.len()
    );
    let mut connection = Connection::open(nginx.address).await.unwrap();
    connection.send(head.as_bytes()).await.unwrap();
    connection.send(first).await.unwrap();
    let begun = async {
        while site.spooled() == 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(NEVER, begun).await.expect("the site has the beginning before nginx has the end");
    connection.send(rest).await.unwrap();
    let reply = connection.reply().await.unwrap();
    assert_eq!(reply.status, 202, "{}", reply.text());
    assert_eq!(site.count("pins").await, 1);
}

#[tokio::test]
async fn the_live_socket_goes_through() {
    let Some((site, second, nginx)) = two_servers().await else { return };
    let ana = Program::sign_up(&site, "ana").await;
    let mut bob = Program::sign_up(&site, "bob").await.at(second.address);
    let mut socket = Socket::of_program(nginx.address, &ana).await.unwrap();
    socket.hear(0).await;
    assert_eq!(bob.send("PUT", "/users/ana/follow", &[], &[]).await.status, 200);
    socket.hear(1).await;
}
