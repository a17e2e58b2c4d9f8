//! Files that come in pieces, by tus: what has arrived is kept, whatever ends the connection, and whichever server goes on. Here is what its
//! tests share.

mod forgotten;
mod judged;
mod refused;
mod two;

use crate::{
    api::Program,
    client::Answer,
    harness::{MAX_UPLOAD_BYTES, TestSite},
    pictures,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use tokio::{io::AsyncWriteExt, net::TcpStream};

const TUS: (&str, &str) = ("tus-resumable", "1.0.0");

const BYTES: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// Where files are created, under `/api/v1`.
const FILES: &str = "/uploads/files";

/// What is said of a file, as a header has it.
fn metadata(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, text)| format!("{name} {}", BASE64_STANDARD.encode(text)));
    pairs.collect::<Vec<_>>().join(",")
}

async fn create(program: &mut Program, length: usize, fields: &[(&str, &str)]) -> Answer {
    let (length, metadata) = (length.to_string(), metadata(fields));
    program.send("POST", FILES, &[TUS, ("upload-length", &length), ("upload-metadata", &metadata)], &[]).await
}

/// Where a file is that was created, under `/api/v1`.
fn place(created: &Answer) -> String {
    assert_eq!(created.status, 201, "{}", created.text());
    created.header("location").unwrap().strip_prefix("/api/v1").unwrap().to_owned()
}

async fn begin(program: &mut Program, length: usize, fields: &[(&str, &str)]) -> String {
    place(&create(program, length, fields).await)
}

async fn send(program: &mut Program, path: &str, offset: usize, bytes: &[u8]) -> Answer {
    program.send("PATCH", path, &[TUS, BYTES, ("upload-offset", &offset.to_string())], bytes).await
}

async fn head(program: &mut Program, path: &str) -> Answer {
    program.send("HEAD", path, &[TUS], &[]).await
}

async fn delete(program: &mut Program, path: &str) -> Answer {
    program.send("DELETE", path, &[TUS], &[]).await
}

/// How far a file is, as an answer says.
fn offset(answer: &Answer) -> usize {
    assert!((200..300).contains(&answer.status), "{}: {}", answer.status, answer.text());
    answer.header("upload-offset").unwrap().parse().unwrap()
}

/// The pin that a file has become, as an answer says.
fn pin(answer: &Answer) -> String {
    assert_eq!(answer.status, 204, "{}", answer.text());
    answer.header("tessera-pin").expect("it should be a pin").to_owned()
}

/// Sends the beginning of a piece over a connection that stays open, once the server has begun to receive it.
async fn begin_to_send(
    site: &TestSite,
    (address, program): (SocketAddr, &Program),
    path: &str,
    announced: usize,
    bytes: &[u8],
) -> TcpStream {
    let token = program.token.as_ref().unwrap();
    let head = format!(
        "PATCH /api/v1{path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ntus-resumable: 1.0.0\r\n\
         content-type: application/offset+octet-stream\r\nupload-offset: 0\r\ncontent-length: {announced}\r\n\r\n"
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(bytes).await.unwrap();
    while count(site, "select count(*) from resumable_uploads where lease is not null").await == 0 {}
    connection
}

async fn count(site: &TestSite, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&site.rows).await.unwrap()
}

/// The pin of the account that has this file, by the hash of its bytes.
async fn pin_of(program: &mut Program, file: &[u8]) -> Value {
    let sha256 = hex::encode(Sha256::digest(file));
    program.post("/uploads/known", json!({ "sha256": [sha256] })).await.json()["items"][0]["pin"].take()
}

/// Nothing waits to become a pin, on the disk or in the tables.
async fn nothing_is_left(site: &TestSite) {
    assert_eq!((site.spooled(), site.count("upload_pieces").await, site.count("blob_holds").await), (0, 0, 0));
    assert_eq!(site.files() as i64, site.count("blobs").await);
}

#[tokio::test]
async fn a_file_in_two_pieces_is_one_pin_with_what_was_said_of_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::noise(200);
    let said = [("filename", "a.png"), ("title", "Heron"), ("tags", "birds, grey"), ("visibility", "private")];
    let created = create(&mut ana, picture.len(), &said).await;
    let path = place(&created);
    assert_eq!((offset(&created), created.header("tus-resumable")), (0, Some("1.0.0")));
    let state = created.json();
    assert_eq!(
        (&state["offset"], &state["length"], &state["outcome"]),
        (&json!(0), &json!(picture.len()), &Value::Null)
    );

    let half = picture.len() / 2;
    let first = send(&mut ana, &path, 0, &picture[..half]).await;
    assert_eq!((first.status, offset(&first), first.header("tessera-pin")), (204, half, None));
    assert!(first.header("upload-expires").unwrap().ends_with(" GMT"));
    let so_far = head(&mut ana, &path).await;
    assert_eq!((so_far.status, offset(&so_far)), (200, half));
    assert_eq!(so_far.header("upload-length"), Some(picture.len().to_string().as_str()));
    assert_eq!(so_far.header("upload-metadata"), Some(metadata(&said).as_str()));
    assert!(so_far.header("cache-control").unwrap().contains("no-store"));
    assert_eq!((site.count("pins").await, site.files(), site.spooled()), (0, 1, 0));

    let id = pin(&send(&mut ana, &path, half, &picture[half..]).await);
    let seen = ana.see(&id).await;
    assert_eq!(
        (&seen["title"], &seen["visibility"], &seen["tags"]),
        (&json!("Heron"), &json!("private"), &json!(["birds", "grey"]))
    );
    assert_eq!(pin_of(&mut ana, &picture).await, json!(id), "byte for byte");
    nothing_is_left(&site).await;

    // Whoever has lost the answer asks again, or sends again; there is one pin.
    let state = ana.get(&path).await.json();
    assert_eq!((&state["outcome"]["pin"]["id"], &state["outcome"]["pin"]["title"]), (&json!(id), &json!("Heron")));
    assert_eq!(state["offset"], state["length"]);
    assert_eq!(head(&mut ana, &path).await.header("tessera-pin"), Some(id.as_str()));
    let again = send(&mut ana, &path, half, &picture[half..half + 10]).await;
    assert_eq!((again.status, again.header("upload-offset")), (409, Some(picture.len().to_string().as_str())));
    assert_eq!(pin(&send(&mut ana, &path, picture.len(), &[]).await), id);
    assert_eq!(site.count("pins").await, 1);
}

#[tokio::test]
async fn what_came_before_a_connection_broke_is_kept_and_another_server_goes_on() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::noise(200);
    let path = begin(&mut ana, picture.len(), &[]).await;
    let address = site.server.address;
    let connection = begin_to_send(&site, (address, &ana), &path, picture.len(), &picture[..70_001]).await;
    drop(connection);
    let other = site.another_server().await;
    let mut elsewhere = ana.at(other.address);
    assert_eq!(offset(&head(&mut elsewhere, &path).await), 70_001, "every byte that came");
    assert_eq!(offset(&send(&mut elsewhere, &path, 70_001, &picture[70_001..90_000]).await), 90_000);
    // That server ends, and with it all that it had on its disk.
    other.stop().await;
    assert_eq!(site.spooled(), 0);
    assert_eq!(offset(&head(&mut ana, &path).await), 90_000);
    let id = pin(&send(&mut ana, &path, 90_000, &picture[90_000..]).await);
    assert_eq!(pin_of(&mut ana, &picture).await, json!(id), "byte for byte");
    nothing_is_left(&site).await;
}

#[tokio::test]
async fn all_of_a_file_can_come_with_its_creation() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::png(40, 30, 1);
    let length = picture.len().to_string();
    let made = ana.send("POST", FILES, &[TUS, BYTES, ("upload-length", &length)], &picture).await;
    assert_eq!((made.status, offset(&made)), (201, picture.len()));
    let state = made.json();
    assert_eq!(state["outcome"]["pin"]["title"], "Untitled");
    let again = ana.get(&place(&made)).await.json();
    for what in ["id", "length", "offset", "outcome"] {
        assert_eq!(again[what], state[what], "{what}");
    }
    let begun = ana.send("POST", FILES, &[TUS, BYTES, ("upload-length", &length)], &picture[..20]).await;
    assert_eq!((offset(&begun), &begun.json()["outcome"]), (20, &Value::Null));
    assert_ne!(pin(&send(&mut ana, &place(&begun), 20, &picture[20..]).await), state["outcome"]["pin"]["id"]);
}

#[tokio::test]
async fn whoever_asks_is_told_what_the_site_speaks_and_how_large_a_file_may_be() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    sqlx::query("update plans set largest_upload = 1000").execute(&site.rows).await.unwrap();
    let most = MAX_UPLOAD_BYTES.to_string();
    for (mut who, most) in [(Program::visitor(&site), most.as_str()), (ana.clone(), "1000")] {
        let told = who.send("OPTIONS", FILES, &[], &[]).await;
        assert_eq!(
            (told.status, told.header("tus-version"), told.header("tus-max-size")),
            (204, Some("1.0.0"), Some(most))
        );
        let extensions = "creation,creation-with-upload,expiration,termination";
        assert_eq!(told.header("tus-extension"), Some(extensions));
    }
    let refused = create(&mut ana, 1001, &[]).await;
    assert_eq!(refused.status, 413);
    assert!(refused.text().contains("allows up to 1 kB per file"), "{}", refused.text());
    assert_eq!(create(&mut ana, 1000, &[]).await.status, 201);
    sqlx::query("update plans set largest_upload = 1000000000").execute(&site.rows).await.unwrap();
    assert_eq!(create(&mut ana, MAX_UPLOAD_BYTES + 1, &[]).await.status, 413);
}
