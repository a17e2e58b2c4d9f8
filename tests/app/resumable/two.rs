//! Two requests for one file, and servers that have died.

use super::{begin, begin_to_send, head, nothing_is_left, offset, pin, pin_of, send};
use crate::{api::Program, harness::TestSite, pictures};
use serde_json::json;
use tokio::io::AsyncReadExt;

#[tokio::test]
async fn the_second_of_two_requests_goes_on_where_the_first_was() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::noise(200);
    let path = begin(&mut ana, picture.len(), &[]).await;
    // It hangs in the middle, as one whose network has gone.
    let whole = picture.len();
    let mut first = begin_to_send(&site, (site.server.address, &ana), &path, whole, &picture[..50_000]).await;
    let id = pin(&send(&mut ana, &path, 50_000, &picture[50_000..]).await);
    assert_eq!(pin_of(&mut ana, &picture).await, json!(id), "byte for byte");
    let mut answer = String::new();
    first.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 423 ") && answer.contains("\r\nretry-after: "), "{answer}");
    assert_eq!(site.count("pins").await, 1);
    nothing_is_left(&site).await;
}

#[tokio::test]
async fn whoever_asks_how_far_a_file_is_is_told_all_that_has_come() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let path = begin(&mut ana, 100_000, &[]).await;
    let first = begin_to_send(&site, (site.server.address, &ana), &path, 100_000, &[7; 30_000]).await;
    assert_eq!(offset(&head(&mut ana, &path).await), 30_000);
    assert_eq!(ana.get(&path).await.json()["offset"], 30_000);
    drop(first);
}

#[tokio::test]
async fn a_server_that_died_keeps_nobody_out() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::png(40, 30, 1);
    let path = begin(&mut ana, picture.len(), &[]).await;
    let died = "update resumable_uploads set lease = gen_random_uuid(), leased_until = now() + interval '1 second'";
    sqlx::query(died).execute(&site.rows).await.unwrap();
    pin(&send(&mut ana, &path, 0, &picture).await);
    assert_eq!(site.count("pins").await, 1);
}
