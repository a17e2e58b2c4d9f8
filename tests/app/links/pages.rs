//! The pages and forms of links.

use super::{BROWSER, get, give_plan, link, path, sharer, sql};
use crate::{
    client::Client,
    harness::{JSON, PASSWORD, TestSite, post, post_plain},
    multipart::Form,
};
use serde_json::json;

/// Ana's browser.
async fn signed_in(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

/// The address of a link that a page shows.
fn shown(html: &str) -> Option<&str> {
    let at = html.find("/l/")?;
    html.get(at..at + "/l/".len() + 64)
}

#[tokio::test]
async fn a_link_is_made_by_a_form_and_shown_once() {
    let site = TestSite::start().await;
    let (_, pin) = sharer(&site, "private").await;
    let mut browser = signed_in(&site, "ana").await;
    let share = format!("/pin/{pin}/share");
    assert!(browser.get(&format!("/pin/{pin}")).await.text().contains(&share), "the pin’s page leads there");
    let page = browser.get(&share).await;
    assert_eq!(page.status, 200);
    let html = page.text();
    for words in
        ["Full size", "400 pixels high", "200 pixels high", "The original file", "5 minutes", "8 hours 20 minutes"]
    {
        assert!(html.contains(words), "{words}");
    }
    let form = Form::default().text("size", "200").text("life", "3600").text("alive_duration", "301");
    let form = form.text("password", "").text("max_views", "");
    let made = post_plain(&mut browser, &share, form).await;
    assert_eq!((made.status, made.header("cache-control")), (200, Some("private, no-store")));
    let html = made.text();
    let address = shown(&html).expect("the page shows the address");
    let sent = get(&site, address).await;
    assert_eq!((sent.status, image::load_from_memory(&sent.body).unwrap().height()), (200, 200));
    let life = "select extract(epoch from expires_at - created_at)::int from expiring_links";
    assert_eq!(
        sqlx::query_scalar::<_, i32>(life).fetch_one(&site.rows).await.unwrap(),
        301,
        "what was typed goes first"
    );
    assert!(shown(&browser.get("/links").await.text()).is_none());
}

#[tokio::test]
async fn a_form_that_is_refused_says_where_and_keeps_what_was_typed() {
    let site = TestSite::start().await;
    let (_, pin) = sharer(&site, "public").await;
    let mut browser = signed_in(&site, "ana").await;
    let share = format!("/pin/{pin}/share");
    let form = Form::default().text("size", "400").text("alive_duration", "299").text("max_views", "7");
    let refused = post_plain(&mut browser, &share, form.text("password", "typed in vain")).await;
    assert_eq!(refused.status, 422);
    let html = refused.text();
    assert!(html.contains("live from 300 to 30000 seconds") && html.contains("value=\"299\""), "{html}");
    assert!(html.contains("value=\"7\"") && !html.contains("typed in vain"), "{html}");
    for (field, value) in [("size", "333"), ("size", "huge"), ("max_views", "some"), ("alive_duration", "1.5")] {
        let form = Form::default().text("life", "300").text(field, value);
        let status = post(&mut browser, &share, form).await.status;
        assert_eq!(status, if value == "333" { 403 } else { 422 }, "{field} {value}");
    }
    assert_eq!(site.count("expiring_links").await, 0);
}

#[tokio::test]
async fn where_the_plan_has_no_links_there_is_no_way_to_them_and_words_that_name_one_that_has() {
    let site = TestSite::start().await;
    let (_, pin) = sharer(&site, "public").await;
    give_plan(&site, "ana", "Basic").await;
    let mut browser = signed_in(&site, "ana").await;
    let share = format!("/pin/{pin}/share");
    assert!(!browser.get(&format!("/pin/{pin}")).await.text().contains(&share));
    let words = "The plan “Enterprise” has them.";
    let page = browser.get(&share).await;
    assert_eq!(page.status, 403);
    assert!(page.text().contains(words), "{}", page.text());
    let page = browser.get("/links").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains(words), "{}", page.text());
    let refused = post(&mut browser, &share, Form::default().text("life", "300")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.json()["detail"].as_str().unwrap().ends_with(words));
}

#[tokio::test]
async fn the_form_of_a_link_is_its_pins_owners_alone() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let private = ana.pin("b.png", &crate::pictures::png(30, 30, 2), "private").await;
    let mut bob = site.member("bob").await;
    give_plan(&site, "bob", "Enterprise").await;
    assert!(!bob.get(&format!("/pin/{pin}")).await.text().contains("/share"));
    for (pin, status) in [(&pin, 403), (&private, 404)] {
        let share = format!("/pin/{pin}/share");
        assert_eq!(bob.get(&share).await.status, status);
        let form = Form::default().text("life", "300");
        assert_eq!(post(&mut bob, &share, form).await.status, status);
    }
    let share = format!("/pin/{pin}/share");
    assert_eq!(site.visitor().get(&share).await.status, 401);
    assert_eq!(post(&mut site.visitor(), &share, Form::default().text("life", "300")).await.status, 401);
    assert_eq!(site.visitor().get("/links").await.status, 401);
}

#[tokio::test]
async fn ones_links_are_listed_with_what_became_of_them_and_taken_back_by_a_form() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let mut browser = signed_in(&site, "ana").await;
    assert!(browser.get("/links").await.text().contains("No links yet"));
    let made = link(&mut ana, &pin, json!({"max_views": 3, "password": "x"})).await;
    let list = browser.get("/links").await.text();
    for words in ["Two elephants", "Full size", "0 of 3 views", "With a password", "5 minutes left"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let id = made["id"].as_str().unwrap();
    let revoke = || Form::default().text("link", id);
    let mut bob = site.member("bob").await;
    assert_eq!(post(&mut bob, "/links", revoke()).await.status, 404);
    assert_eq!(post(&mut site.visitor(), "/links", revoke()).await.status, 401);
    let done = post_plain(&mut browser, "/links", revoke()).await;
    assert_eq!((done.status, done.header("location")), (303, Some("/links?revoked=1")));
    assert_eq!(get(&site, &path(&made)).await.status, 410);
    let list = browser.get("/links?revoked=1").await.text();
    assert!(list.contains("That link works no more.") && list.contains("Revoked"), "{list}");

    sql(&site, "update pins set deleted_at = now(), deletion_id = id").await;
    link_rows(&site, 40).await;
    let list = browser.get("/links").await.text();
    assert!(list.contains("A deleted picture") && list.contains("/links?cursor=x"), "{list}");
}

/// More rows like the one there is.
async fn link_rows(site: &TestSite, count: i32) {
    let more = format!(
        "insert into expiring_links (id, token_hash, owner_id, pin_id, picture_id, original, created_at, expires_at)
         select gen_random_uuid(), sha256(convert_to(n::text, 'UTF8')), owner_id, pin_id, picture_id, original, created_at,
                expires_at
         from expiring_links, generate_series(1, {count}) as n"
    );
    sql(site, &more).await;
}

#[tokio::test]
async fn a_script_asks_what_becomes_of_a_link_and_hears_no_more_than_its_page_says() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let made = link(&mut ana, &pin, json!({"password": "x"})).await;
    let path = path(&made);
    let token = path.strip_prefix("/l/").unwrap();
    let told = site.visitor().get_with(&format!("/fn/shared_link?token={token}"), &[JSON]).await;
    assert_eq!((told.status, told.json()), (200, json!("Locked")));
    assert_eq!(site.visitor().get("/fn/shared_link?token=x").await.status, 404);
    assert_eq!(site.visitor().get_with("/l/x", &[BROWSER]).await.status, 404);
    for closed in ["/fn/my_links".to_owned(), format!("/fn/sharing?pin={pin}")] {
        assert_eq!(site.visitor().get(&closed).await.status, 401, "{closed}");
    }
}
