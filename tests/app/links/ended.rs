//! What ends a link, and that it says which.

use super::{BROWSER, get, get_on, give_plan, link, path, sharer, sql, views, why};
use crate::{
    api::{Program, a_minute_later},
    harness::{PASSWORD, TestSite},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::{Value, json};

/// Has the time of all links end so many seconds from now.
async fn end_in(site: &TestSite, seconds: i32) {
    sql(
        site,
        &format!(
            "update expiring_links set expires_at = clock_timestamp() + interval '{seconds} seconds',
                                       created_at = clock_timestamp() - interval '1 hour'"
        ),
    )
    .await;
}

async fn is_over(site: &TestSite) -> bool {
    let over = "select bool_and(expires_at <= clock_timestamp()) from expiring_links";
    sqlx::query_scalar(over).fetch_one(&site.rows).await.unwrap()
}

#[tokio::test]
async fn a_link_works_a_second_before_its_end_and_not_a_second_after_on_any_server() {
    let site = TestSite::start().await;
    let other = site.another_server().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let path = path(&made);
    for server in [&site.server, &other] {
        // A machine that is busy for a whole second comes too late; it tries again.
        loop {
            end_in(&site, 1).await;
            let answer = get_on(server, &path).await;
            if answer.status == 410 && is_over(&site).await {
                continue;
            }
            assert_eq!(answer.status, 200, "{}", answer.text());
            break;
        }
    }
    end_in(&site, -1).await;
    let counted = views(&mut ana, &made).await;
    for server in [&site.server, &other] {
        assert_eq!(why(&get_on(server, &path).await), "This link has expired.");
    }
    assert_eq!(views(&mut ana, &made).await, counted);
    let entry = ana.get("/links").await.json()["items"][0].clone();
    assert_eq!((&entry["state"], &entry["seconds_left"]), (&json!("expired"), &json!(0)));
}

/// What is said of a link, to programs and to its owner.
async fn said(site: &TestSite, ana: &mut Program, made: &Value) -> (String, Value) {
    let said = why(&get(site, &path(made)).await);
    let entry = ana.get(&format!("/links/{}", made["id"].as_str().unwrap())).await.json();
    (said, entry["state"].clone())
}

#[tokio::test]
async fn a_link_ends_with_its_picture() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let form = Form::default().file("file", "b.png", &pictures::png(30, 20, 9)).finish();
    let replaced = ana.send("PUT", &format!("/pins/{pin}/picture"), &[("content-type", CONTENT_TYPE)], &form).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    site.work_off().await;
    let words = "The picture behind this link was replaced.";
    assert_eq!(said(&site, &mut ana, &made).await, (words.to_owned(), json!("picture_replaced")));

    let made = link(&mut ana, &pin, json!({})).await;
    ana.delete(&format!("/pins/{pin}")).await;
    let words = "The picture behind this link was deleted.";
    assert_eq!(said(&site, &mut ana, &made).await, (words.to_owned(), json!("picture_deleted")));
    // As long as that can be undone, so can this.
    let undone = "update pins set deleted_at = null, deletion_id = null";
    sql(&site, undone).await;
    assert_eq!(get(&site, &path(&made)).await.status, 200);
    ana.delete(&format!("/pins/{pin}")).await;
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!(site.count("pins").await, 0);
    assert_eq!(said(&site, &mut ana, &made).await, (words.to_owned(), json!("picture_deleted")));
    let entry = ana.get("/links").await.json()["items"][0].clone();
    assert_eq!((&entry["pin_id"], &entry["title"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn a_pin_that_is_made_private_keeps_its_links() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let before = ana.see(&pin).await["image_id"].clone();
    assert_eq!(ana.json("PATCH", &format!("/pins/{pin}"), json!({"visibility": "private"})).await.status, 200);
    assert_ne!(ana.see(&pin).await["image_id"], before, "its picture has another name now");
    assert_eq!(get(&site, &path(&made)).await.status, 200);
}

#[tokio::test]
async fn a_link_ends_with_the_account_and_nothing_typed_is_left_of_it() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({"password": "open sesame"})).await;
    assert_eq!(ana.json("DELETE", "/me", json!({"password": PASSWORD})).await.status, 204);
    assert_eq!(why(&get(&site, &path(&made)).await), "The account that created this link was deleted.");
    site.work_off().await;
    assert_eq!(why(&get(&site, &path(&made)).await), "The account that created this link was deleted.");
    let left = "select count(*) from expiring_links
                where owner_id is null and pin_id is null and picture_id is null and password_hash is null";
    assert_eq!(sqlx::query_scalar::<_, i64>(left).fetch_one(&site.rows).await.unwrap(), 1);
}

#[tokio::test]
async fn a_link_ends_where_moderators_say_so_and_comes_back_with_their_word() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let path = path(&made);
    sql(&site, "update pins set hidden_at = now(), hidden_reason = 'Not here'").await;
    let words = "The picture behind this link was hidden by a moderator.";
    assert_eq!(said(&site, &mut ana, &made).await, (words.to_owned(), json!("picture_hidden")));
    sql(&site, "update pins set hidden_at = null, hidden_reason = null").await;
    assert_eq!(get(&site, &path).await.status, 200);
    sql(&site, "update users set suspended_at = now(), suspended_reason = 'Not here'").await;
    assert_eq!(why(&get(&site, &path).await), "The account that created this link is suspended.");
    sql(&site, "update users set suspended_at = null, suspended_reason = null").await;
    assert_eq!(get(&site, &path).await.status, 200);
}

#[tokio::test]
async fn a_link_ends_with_the_plan_that_gave_it_on_every_server_at_once() {
    let site = TestSite::start().await;
    let other = site.another_server().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let mut made = Vec::new();
    for more in [json!({}), json!({"height": 400}), json!({"original": true})] {
        made.push(link(&mut ana, &pin, more).await);
    }
    give_plan(&site, "ana", "Premium").await;
    let words = "The owner’s plan no longer includes expiring links.";
    for made in &made {
        assert_eq!(said(&site, &mut ana, made).await, (words.to_owned(), json!("plan_without_links")));
        assert_eq!(why(&get_on(&other, &path(made)).await), words);
    }
    give_plan(&site, "ana", "Enterprise").await;
    sql(&site, "update plans set heights = '{200}', original = false where name = 'Enterprise'").await;
    assert_eq!(get_on(&other, &path(&made[0])).await.status, 200);
    let words = "The owner’s plan no longer includes pictures of this height.";
    assert_eq!(said(&site, &mut ana, &made[1]).await, (words.to_owned(), json!("plan_without_height")));
    let words = "The owner’s plan no longer includes the original file.";
    assert_eq!(said(&site, &mut ana, &made[2]).await, (words.to_owned(), json!("plan_without_original")));
    assert_eq!(why(&get_on(&other, &path(&made[2])).await), words);
}

#[tokio::test]
async fn people_get_a_page_that_says_why_and_programs_a_problem() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let path = path(&made);
    ana.delete(&format!("/links/{}", made["id"].as_str().unwrap())).await;
    let page = site.visitor().get_with(&path, &[BROWSER]).await;
    assert_eq!(page.status, 410);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(page.text().contains("The person who created this link has revoked it."), "{}", page.text());
    let unknown = format!("/l/{}", "0".repeat(64));
    let nothing = get(&site, &unknown).await;
    assert_eq!((nothing.status, nothing.header("content-type")), (404, Some("application/problem+json")));
    let page = site.visitor().get_with(&unknown, &[BROWSER]).await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("Page not found"), "{}", page.text());
    for answer in [nothing, page] {
        let header = |name| answer.header(name);
        assert_eq!((header("cache-control"), header("x-robots-tag")), (Some("private, no-store"), Some("noindex")));
        assert_eq!(header("referrer-policy"), Some("same-origin"));
    }
}

#[tokio::test]
async fn a_link_is_forgotten_thirty_days_after_its_end() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(link(&mut ana, &pin, json!({})).await["id"].as_str().unwrap().to_owned());
    }
    let ago =
        |days: i32| format!("expires_at = now() - interval '{days} days', created_at = now() - interval '90 days'");
    let place = |n: usize| format!("id = (select id from expiring_links order by id offset {n} limit 1)");
    sql(&site, &format!("update expiring_links set {} where {}", ago(29), place(0))).await;
    sql(&site, &format!("update expiring_links set {} where {}", ago(31), place(1))).await;
    let revoked = format!("update expiring_links set revoked_at = now() - interval '31 days' where {}", place(2));
    sql(&site, &revoked).await;
    sqlx::query("select graphile_worker.add_job('sweep_blobs', '{}'::json)").execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!(crate::api::ids(&ana.get("/links").await.json()), [made[0].as_str()]);
}
