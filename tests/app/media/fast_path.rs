//! The short way of what everyone may have: its answers are those of the long way.

use super::shown;
use crate::{
    api::Program,
    client::{Answer, Client},
    harness::TestSite,
    pictures,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// All that an answer says, but for its day and its own name.
const HEADERS: [&str; 20] = [
    "accept-ranges",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "etag",
    "permissions-policy",
    "referrer-policy",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "x-content-type-options",
    "x-frame-options",
];

fn said(answer: &Answer) -> (u16, Vec<Option<String>>, Vec<u8>) {
    let headers = HEADERS.map(|name| answer.header(name).map(str::to_owned)).to_vec();
    (answer.status, headers, answer.body.clone())
}

#[tokio::test]
async fn an_answer_is_the_same_by_either_way() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let picture = shown(&site, &mut ana, "public").await;
    let without_memory = site.another_server_with(&[("MEDIA_CACHE_BYTES", "0")]).await;
    // Where a path has something encoded in it, it is read on the long way alone.
    for (short, long) in [("-0", "%2D0"), ("-1.webp", "-1%2Ewebp"), ("/h200", "/%68200")] {
        let (short, long) = (format!("/media/{picture}{short}"), format!("/media/{picture}{long}"));
        let tag = site.visitor().get(&short).await.header("etag").unwrap().to_owned();
        for headers in [
            vec![],
            vec![("if-none-match", tag.as_str())],
            vec![("if-none-match", "\"other\"")],
            vec![("range", "bytes=4-19")],
            vec![("range", "bytes=-5")],
            vec![("range", "bytes=999999999-")],
            vec![("range", "bytes=0-1,4-5")],
            vec![("range", "bytes=0-1"), ("if-range", tag.as_str())],
            vec![("range", "bytes=0-1"), ("if-range", "\"other\"")],
        ] {
            for method in ["GET", "HEAD"] {
                let at = format!("{method} {short} {headers:?}");
                let expected = said(&site.visitor().send(method, &long, &headers, &[]).await);
                for client in [site.visitor(), ana.clone(), Client::new(without_memory.address)] {
                    // By now everyone may have it, as far as the server knows, and its bytes are in memory where there are any.
                    for _ in 0..3 {
                        let answer = client.clone().send(method, &short, &headers, &[]).await;
                        assert_eq!(said(&answer), expected, "{at}");
                    }
                }
            }
        }
    }
    without_memory.stop().await;
}

#[tokio::test]
async fn each_answer_has_a_name_of_its_own() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let path = format!("/media/{}-0", shown(&site, &mut ana, "public").await);
    let mut names = Vec::new();
    for _ in 0..5 {
        let answer = site.visitor().get_with(&path, &[("x-request-id", "chosen-by-a-stranger")]).await;
        names.push(answer.header("x-request-id").unwrap().to_owned());
        assert_eq!(names.last().unwrap().len(), 36, "{names:?}");
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 5);
}

#[tokio::test]
async fn a_request_for_another_host_does_not_go_the_short_way() {
    let site = TestSite::start_with(&[("PUBLIC_URL", "https://pictures.example.com/")]).await;
    let pin = Program::sign_up(&site, "ana").await.pin("a.png", &pictures::png(300, 200, 5), "public").await;
    site.work_off().await;
    let path = format!("/media/{}-0", site.picture_of(&pin).await);
    for _ in 0..3 {
        let answer = site.visitor().get(&path).await;
        assert_eq!(answer.status, 200, "this machine’s own name: {}", answer.text());
        assert!(answer.header("strict-transport-security").is_some());
        let asked = format!("GET {path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n");
        assert!(raw(&site, &asked).await.starts_with("HTTP/1.1 421 "));
        let asked = format!("GET {path} HTTP/1.1\r\nhost: pictures.example.com\r\nconnection: close\r\n\r\n");
        let answer = raw(&site, &asked).await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("strict-transport-security"), "{answer}");
    }
}

/// Sends this as it is, and gives all that comes back.
async fn raw(site: &TestSite, request: &str) -> String {
    let mut connection = TcpStream::connect(site.server.address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
