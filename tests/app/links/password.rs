//! Links with a password.

use super::{BROWSER, get, give_plan, link, path, sharer, views};
use crate::{
    api::Program,
    client::{Answer, Client},
    harness::TestSite,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;

const WORD: &str = "open sesame é";

const JSON: (&str, &str) = ("content-type", "application/json");

/// Types a password as a program does.
async fn try_word(client: &mut Client, path: &str, word: &str, more: &[(&str, &str)]) -> Answer {
    let headers = [&[JSON], more].concat();
    client.send("POST", path, &headers, json!({"password": word}).to_string().as_bytes()).await
}

/// Types a password as a browser does.
async fn type_word(client: &mut Client, path: &str, word: &str) -> Answer {
    let form = Form::default().text("password", word).finish();
    client.send("POST", path, &[("content-type", CONTENT_TYPE), BROWSER], &form).await
}

#[tokio::test]
async fn a_program_sends_the_password_in_any_way_and_only_that_counts() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let made = link(&mut ana, &pin, json!({"password": WORD, "max_views": 3})).await;
    assert_eq!(made["has_password"], true);
    let path = path(&made);
    let mut visitor = site.visitor();
    let asked = visitor.get(&path).await;
    assert_eq!((asked.status, asked.header("content-type")), (403, Some("application/problem+json")));
    assert!(asked.json()["detail"].as_str().unwrap().contains("password"));
    assert_eq!(visitor.send("HEAD", &path, &[], &[]).await.status, 403);
    for wrong in ["", "open sesame", "Open sesame é", &"x".repeat(1000)] {
        let refused = try_word(&mut visitor, &path, wrong, &[]).await;
        assert_eq!((refused.status, refused.header("cache-control")), (403, Some("private, no-store")));
        assert_eq!(refused.json()["detail"], "This password is wrong.");
    }
    assert_eq!(visitor.send("POST", &path, &[JSON], b"{}").await.status, 400);
    assert_eq!(visitor.send("POST", &path, &[], b"").await.status, 400);
    assert_eq!(views(&mut ana, &made).await, 0);

    let form = Form::default().text("password", WORD).finish();
    for (kind, body) in [
        (JSON.1, json!({"password": WORD}).to_string().into_bytes()),
        (CONTENT_TYPE, form),
        ("application/x-www-form-urlencoded", b"password=open+sesame+%C3%A9".to_vec()),
    ] {
        let sent = visitor.send("POST", &path, &[("content-type", kind)], &body).await;
        assert_eq!((sent.status, sent.header("content-type")), (200, Some("image/webp")), "{kind}");
    }
    assert_eq!(views(&mut ana, &made).await, 3);
    assert_eq!(try_word(&mut visitor, &path, WORD, &[]).await.status, 410);
}

#[tokio::test]
async fn people_are_asked_for_the_password_on_a_page_that_works_without_script() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let made = link(&mut ana, &pin, json!({"password": WORD})).await;
    let path = path(&made);
    let mut visitor = site.visitor();
    let page = visitor.get_with(&path, &[BROWSER]).await;
    assert_eq!((page.status, page.header("referrer-policy")), (200, Some("same-origin")));
    let html = page.text();
    assert!(html.contains(&format!("action=\"{path}\"")) && html.contains("type=\"password\""), "{html}");
    assert!(!html.contains("Two elephants"), "nothing is told before");
    let refused = type_word(&mut visitor, &path, "wrong").await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("id=\"password-error\""), "{}", refused.text());
    assert_eq!(views(&mut ana, &made).await, 0);
    let sent = type_word(&mut visitor, &path, WORD).await;
    assert_eq!((sent.status, sent.header("content-type")), (200, Some("image/webp")));
    assert_eq!(sent.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(views(&mut ana, &made).await, 1);
}

#[tokio::test]
async fn a_form_of_another_site_is_not_taken() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let path = path(&link(&mut ana, &pin, json!({"password": WORD})).await);
    let refused = try_word(&mut site.visitor(), &path, WORD, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(refused.status, 403);
    assert_eq!(ana.get("/links").await.json()["items"][0]["views"], 0);
}

#[tokio::test]
async fn guessing_is_limited_for_each_link_and_place() {
    let limited = [("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")];
    let site = TestSite::start_with(&limited).await;
    let mut ana = Program::sign_up(&site, "ana").await;
    give_plan(&site, "ana", "Enterprise").await;
    let pin = ana.pin("a.png", &pictures::png(30, 50, 1), "private").await;
    site.work_off().await;
    let locked = path(&link(&mut ana, &pin, json!({"password": WORD})).await);
    let another = path(&link(&mut ana, &pin, json!({"password": WORD})).await);
    let here = [("x-forwarded-for", "192.0.2.1")];
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(try_word(&mut site.visitor(), &locked, "guess", &here).await.status);
    }
    let compared = statuses.iter().filter(|status| **status == 403).count();
    println!("20 wrong passwords at one link: {compared} compared");
    assert!((10..=12).contains(&compared) && statuses.ends_with(&[429]), "{statuses:?}");
    let refused = try_word(&mut site.visitor(), &locked, WORD, &here).await;
    assert_eq!(refused.status, 429, "not even the right one is tried");
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
    let form = Form::default().text("password", WORD).finish();
    let headers = [("content-type", CONTENT_TYPE), BROWSER, here[0]];
    let page = site.visitor().send("POST", &locked, &headers, &form).await;
    assert_eq!(page.status, 429);
    assert!(page.text().contains("Too many attempts."), "{}", page.text());
    let elsewhere = [("x-forwarded-for", "198.51.100.7")];
    assert_eq!(try_word(&mut site.visitor(), &locked, WORD, &elsewhere).await.status, 200);
    assert_eq!(try_word(&mut site.visitor(), &another, WORD, &here).await.status, 200);
    assert_eq!(get(&site, &locked).await.status, 403);
}
