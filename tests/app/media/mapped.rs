//! Large files, which the kernel sends by itself: all of their bytes arrive, whoever takes them and whatever becomes of the file.

use super::shown_as;
use crate::{client::Client, harness::TestSite, pictures};
use std::{fs, net::SocketAddr, path::PathBuf};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
};

/// The smallest file that is mapped (`store/blobs/mapped`).
const MAPPED: usize = 16 << 10;

/// A picture of noise that is shown: the path of its largest file, and what is in it.
async fn large(site: &TestSite) -> (String, Vec<u8>) {
    let mut ana = site.member("ana").await;
    let picture = shown_as(site, &mut ana, &pictures::noise(700), "public").await;
    let mut largest = (String::new(), Vec::new());
    for n in 0..3 {
        let path = format!("/media/{picture}-{n}");
        let body = site.visitor().get(&path).await.body;
        if body.len() > largest.1.len() {
            largest = (path, body);
        }
    }
    assert!(largest.1.len() > 4 * MAPPED, "{}", largest.1.len());
    largest
}

/// Where a file lies.
async fn file_of(site: &TestSite, path: &str) -> PathBuf {
    let tag = site.visitor().get(path).await.header("etag").unwrap().to_owned();
    let hash = tag.trim_matches('"');
    site.folder.path().join("blobs").join(&hash[..2]).join(&hash[2..4]).join(hash)
}

/// Asks for something, on a connection that takes little at once.
async fn ask(server: SocketAddr, path: &str, headers: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut connection = socket.connect(server).await.unwrap();
    let asked = format!("GET {path} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\n{headers}\r\n");
    connection.write_all(asked.as_bytes()).await.unwrap();
    connection
}

/// The body of an answer, taken in small pieces.
async fn body(mut connection: TcpStream) -> Vec<u8> {
    let (mut all, mut piece) = (Vec::new(), [0; 3001]);
    loop {
        match connection.read(&mut piece).await.unwrap() {
            0 => break,
            read => all.extend_from_slice(&piece[..read]),
        }
    }
    let head = all.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
    all.split_off(head + 4)
}

#[tokio::test]
async fn whoever_takes_it_slowly_gets_all_of_it_and_any_part() {
    let site = TestSite::start().await;
    let (path, bytes) = large(&site).await;
    let without_memory = site.another_server_with(&[("MEDIA_CACHE_BYTES", "0")]).await;
    let mut asked = JoinSet::new();
    let ends = [(0, bytes.len()), (1, bytes.len()), (5001, 5001 + 3 * MAPPED), (5001, 5003)];
    for server in [site.server.address, without_memory.address] {
        for (from, to) in ends.into_iter().cycle().take(3 * ends.len()) {
            let (path, expected) = (path.clone(), bytes[from..to].to_vec());
            asked.spawn(async move {
                let range = format!("range: bytes={from}-{}\r\n", to - 1);
                assert!(body(ask(server, &path, &range).await).await == expected, "{from}..{to}");
            });
        }
    }
    while let Some(done) = asked.join_next().await {
        done.unwrap();
    }
    without_memory.stop().await;
}

#[tokio::test]
async fn a_file_that_is_deleted_meanwhile_is_sent_to_its_end() {
    let site = TestSite::start_with(&[("MEDIA_CACHE_BYTES", "0")]).await;
    let (path, bytes) = large(&site).await;
    let file = file_of(&site, &path).await;
    let connection = ask(site.server.address, &path, "").await;
    // Its answer has begun once there is something to read.
    connection.readable().await.unwrap();
    fs::remove_file(file).unwrap();
    assert!(body(connection).await == bytes);
}

#[tokio::test]
async fn a_file_that_has_become_shorter_is_missing() {
    let site = TestSite::start_with(&[("MEDIA_CACHE_BYTES", "0")]).await;
    let (path, bytes) = large(&site).await;
    let file = file_of(&site, &path).await;
    let shorter = file.with_extension("shorter");
    fs::write(&shorter, &bytes[..bytes.len() - 1]).unwrap();
    fs::rename(&shorter, &file).unwrap();
    assert_eq!(Client::new(site.server.address).get(&path).await.status, 404);
}
