//! What a link sends.

use super::{get, link, path, sharer, views};
use crate::{api::Program, harness::TestSite, pictures};
use serde_json::json;

#[tokio::test]
async fn whoever_has_the_address_gets_the_picture_of_a_private_pin() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let seen = ana.see(&pin).await;
    let image = seen["image_id"].as_str().unwrap();
    assert_eq!(get(&site, &format!("/media/{image}-0")).await.status, 404);
    let made = link(&mut ana, &pin, json!({})).await;
    let sent = get(&site, &path(&made)).await;
    assert_eq!((sent.status, sent.header("content-type")), (200, Some("image/webp")));
    assert_eq!(sent.body, ana.outside(&format!("/media/{image}-0")).await.body);
    for (name, value) in [
        ("content-length", sent.body.len().to_string().as_str()),
        ("content-disposition", "inline; filename=\"picture.webp\"; filename*=UTF-8''Two%20elephants.webp"),
        ("cache-control", "private, no-store"),
        ("x-robots-tag", "noindex"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("accept-ranges", "none"),
    ] {
        assert_eq!(sent.header(name), Some(value), "{name}");
    }
    let policy = sent.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert!(sent.header("etag").is_none() && sent.header("set-cookie").is_none());
    let part = site.visitor().get_with(&path(&made), &[("range", "bytes=0-9")]).await;
    assert_eq!((part.status, part.body.len()), (200, sent.body.len()));
    assert_eq!(views(&mut ana, &made).await, 2);
}

#[tokio::test]
async fn a_link_leads_to_the_size_that_it_was_made_for() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let image = ana.see(&pin).await["image_id"].as_str().unwrap().to_owned();
    let made = link(&mut ana, &pin, json!({"height": 200})).await;
    assert_eq!((&made["height"], &made["original"]), (&json!(200), &json!(false)));
    let sent = get(&site, &path(&made)).await;
    assert_eq!(sent.body, ana.outside(&format!("/media/{image}/h200")).await.body);
    assert_eq!(image::load_from_memory(&sent.body).unwrap().height(), 200);
    let made = link(&mut ana, &pin, json!({"original": true})).await;
    assert_eq!((&made["height"], &made["original"]), (&json!(null), &json!(true)));
    let sent = get(&site, &path(&made)).await;
    assert_eq!(sent.body, pictures::png(300, 500, 1), "untouched");
    assert_eq!(sent.header("content-type"), Some("image/png"));
    assert!(sent.header("content-disposition").unwrap().ends_with("Two%20elephants.png"));
}

#[tokio::test]
async fn only_what_was_sent_is_counted() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({"max_views": 2})).await;
    let path = path(&made);
    let size = get(&site, &path).await.body.len().to_string();
    let head = site.visitor().send("HEAD", &path, &[], &[]).await;
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, Some(size.as_str())));
    assert_eq!(views(&mut ana, &made).await, 1);
    assert_eq!(get(&site, &path).await.status, 200);
    assert_eq!(get(&site, &path).await.status, 410);
    assert_eq!(site.visitor().send("HEAD", &path, &[], &[]).await.status, 410);
    assert_eq!(views(&mut ana, &made).await, 2);
}

#[tokio::test]
async fn a_picture_that_is_not_ready_is_asked_for_again_and_not_counted() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    super::give_plan(&site, "ana", "Enterprise").await;
    let pin = ana.pin("a.png", &pictures::png(300, 500, 1), "public").await;
    let made = link(&mut ana, &pin, json!({"max_views": 1})).await;
    assert_eq!(get(&site, &path(&made)).await.status, 503);
    site.work_off().await;
    assert_eq!(views(&mut ana, &made).await, 0);
    assert_eq!(get(&site, &path(&made)).await.status, 200);
}

#[tokio::test]
async fn the_title_is_the_name_of_the_file_whatever_stands_in_it() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let title = "a\"b/ü; filename=evil.html";
    assert_eq!(ana.json("PATCH", &format!("/pins/{pin}"), json!({"title": title})).await.status, 200);
    let made = link(&mut ana, &pin, json!({})).await;
    let sent = get(&site, &path(&made)).await;
    let name = "inline; filename=\"picture.webp\"; filename*=UTF-8''a-b-%C3%BC%3B%20filename%3Devil.html.webp";
    assert_eq!(sent.header("content-disposition"), Some(name));
}
