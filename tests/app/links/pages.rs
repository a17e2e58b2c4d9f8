//! The pages and forms of links.

use super::{BROWSER, get, give_plan, link, path, sharer, sql, views};
use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post, post_plain},
    markup::{attribute, tags},
    multipart::Form,
    pictures,
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
    for words in ["Full size", "400 pixels high", "200 pixels high", "Original file", "5 minutes", "8 hours 20 minutes"]
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
    assert!(html.contains("can last from 300 to 30,000 seconds") && html.contains("value=\"299\""), "{html}");
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
    let words = "The plan “Enterprise” does.";
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
    let private = ana.pin("b.png", &pictures::png(30, 30, 2), "private").await;
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
    for words in ["Two elephants", "Full size", "0 of 3 views", "Password protected", "5 minutes left"] {
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
    assert!(list.contains("The link no longer works.") && list.contains("Revoked"), "{list}");

    sql(&site, "update pins set deleted_at = now(), deletion_id = id").await;
    link_rows(&site, 40).await;
    let list = browser.get("/links").await.text();
    assert!(list.contains("Deleted picture") && list.contains("/links?cursor=x"), "{list}");
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
async fn in_a_browser_a_link_is_a_page_that_says_whose_picture_it_is_and_how_long_it_works() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let made = link(&mut ana, &pin, json!({"height": 200, "max_views": 2})).await;
    let path = path(&made);
    let mut visitor = site.visitor();
    let page = visitor.get_with(&path, &[BROWSER]).await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("private, no-store")));
    assert_eq!((page.header("x-robots-tag"), page.header("referrer-policy")), (Some("noindex"), Some("same-origin")));
    let html = page.text();
    for words in ["Two elephants", "href=\"/@ana\"", "in 5 minutes"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains(&pin), "the private pin itself is not told of");
    let file = format!("{path}?file");
    let img = tags(&html, "img").into_iter().find(|tag| attribute(tag, "src").as_ref() == Some(&file)).unwrap();
    let named = ["width", "height", "alt"].map(|name| attribute(img, name).unwrap());
    assert_eq!(named, ["120", "200", "Two elephants"]);
    assert_eq!(views(&mut ana, &made).await, 0, "to look at the page is not to see the picture");

    // Its address gives the file to whoever asks for it, as it did before there was a page.
    for (address, accept) in [(&path, "image/avif,image/webp,*/*;q=0.8"), (&file, BROWSER.1)] {
        let sent = visitor.get_with(address, &[("accept", accept)]).await;
        assert_eq!((sent.status, sent.header("content-type")), (200, Some("image/webp")), "{address}");
    }
    assert_eq!(views(&mut ana, &made).await, 2);
    assert_eq!(visitor.get_with(&path, &[BROWSER]).await.status, 410);
    assert_eq!(visitor.get_with("/l/x", &[BROWSER]).await.status, 404);
}

#[tokio::test]
async fn the_page_of_a_link_waits_for_its_picture_and_offers_what_browsers_do_not_show() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    give_plan(&site, "ana", "Enterprise").await;
    let pin = ana.pin("a.png", &pictures::png(300, 500, 1), "public").await;
    let made = path(&link(&mut ana, &pin, json!({})).await);
    assert_eq!(site.visitor().get_with(&made, &[BROWSER]).await.status, 503);
    site.work_off().await;
    assert_eq!(site.visitor().get_with(&made, &[BROWSER]).await.status, 200);

    let tiff = path(&link(&mut ana, &pin, json!({"original": true})).await);
    sql(&site, "update pictures set format = 'TIFF'").await;
    let html = site.visitor().get_with(&tiff, &[BROWSER]).await.text();
    let way = tags(&html, "a").into_iter().find(|tag| attribute(tag, "href") == Some(format!("{tiff}?file")));
    assert!(way.is_some_and(|way| way.contains(" download")), "{html}");
    assert!(!html.contains("shared__picture"), "{html}");
}
