//! Links made, listed and taken back, and by whom.

use super::{get, give_plan, link, path, sharer, sql, wish};
use crate::{
    api::{Program, ids, wrong_fields},
    harness::TestSite,
    pictures,
};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

#[tokio::test]
async fn a_link_lives_as_long_as_the_plan_allows_and_neither_shorter_nor_longer() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    for seconds in [300, 30_000] {
        let made = link(&mut ana, &pin, json!({"alive_duration": seconds})).await;
        let at = |field: &str| OffsetDateTime::parse(made[field].as_str().unwrap(), &Rfc3339).unwrap();
        assert_eq!((at("expires_at") - at("created_at")).whole_seconds(), seconds);
        assert_eq!((&made["state"], &made["views"], &made["max_views"]), (&json!("active"), &json!(0), &json!(null)));
        assert_eq!(get(&site, &path(&made)).await.status, 200);
    }
    for seconds in [299, 30_001, 0, -1] {
        let refused = ana.post("/links", wish(&pin, json!({"alive_duration": seconds}))).await;
        assert_eq!(wrong_fields(&refused), ["alive_duration"], "{seconds}");
        let words = "With this plan, links can last from 300 to 30,000 seconds.";
        assert_eq!(refused.json()["errors"][0]["message"], words);
    }
    assert_eq!(site.count("expiring_links").await, 2);
}

#[tokio::test]
async fn a_plan_without_links_refuses_and_names_the_one_that_has_them() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    for plan in ["Basic", "Premium"] {
        give_plan(&site, "ana", plan).await;
        let refused = ana.post("/links", wish(&pin, json!({}))).await;
        assert_eq!(refused.status, 403);
        let words = format!("The plan “{plan}” does not include expiring links. The plan “Enterprise” does.");
        assert_eq!(refused.json()["detail"], words);
    }
    give_plan(&site, "ana", "Enterprise").await;
    link(&mut ana, &pin, json!({})).await;
}

#[tokio::test]
async fn a_link_leads_to_what_the_plan_gives_and_to_nothing_else() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    for more in [json!({"height": 200}), json!({"height": 400}), json!({"original": true}), json!({"height": null})] {
        link(&mut ana, &pin, more).await;
    }
    let refused = ana.post("/links", wish(&pin, json!({"height": 333}))).await;
    assert_eq!(refused.status, 403);
    let words = "The plan “Enterprise” does not include thumbnails of 333 pixels. No plan does.";
    assert_eq!(refused.json()["detail"], words);
    sql(&site, "update plans set original = false where name = 'Enterprise'").await;
    let refused = ana.post("/links", wish(&pin, json!({"original": true}))).await;
    assert_eq!(refused.status, 403);
    assert!(refused.json()["detail"].as_str().unwrap().ends_with("The plan “Premium” does."), "{}", refused.text());
}

#[tokio::test]
async fn a_wish_that_makes_no_sense_is_refused_at_its_fields() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    for (more, field) in [
        (json!({"height": 200, "original": true}), "original"),
        (json!({"password": ""}), "password"),
        (json!({"password": "x".repeat(257)}), "password"),
        // 257 bytes, and fewer characters.
        (json!({"password": format!("x{}", "é".repeat(128))}), "password"),
        (json!({"max_views": 0}), "max_views"),
        (json!({"max_views": 1_000_001}), "max_views"),
        (json!({"image_id": "no id"}), "image_id"),
        (json!({"alive_duration": "300"}), "alive_duration"),
        (json!({"alive_duration": 300.5}), "alive_duration"),
        (json!({"forever": true}), "forever"),
    ] {
        assert_eq!(wrong_fields(&ana.post("/links", wish(&pin, more.clone())).await), [field], "{more}");
    }
    for more in [json!({"password": "é".repeat(128)}), json!({"max_views": 1_000_000})] {
        link(&mut ana, &pin, more).await;
    }
}

#[tokio::test]
async fn only_pictures_of_ones_own_are_shared_by_either_name() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "private").await;
    let image = ana.see(&pin).await["image_id"].as_str().unwrap().to_owned();
    for name in [&pin, &image] {
        let made = link(&mut ana, name, json!({})).await;
        assert_eq!((made["pin_id"].as_str(), made["image_id"].as_str()), (Some(pin.as_str()), Some(image.as_str())));
        assert_eq!(made["title"], "Two elephants");
    }
    let mut bob = Program::sign_up(&site, "bob").await;
    give_plan(&site, "bob", "Enterprise").await;
    let public = ana.pin("b.png", &pictures::png(30, 30, 2), "public").await;
    assert_eq!(bob.post("/links", wish(&public, json!({}))).await.status, 403);
    for hidden in [&pin, &image, "1111111111111111111112"] {
        assert_eq!(bob.post("/links", wish(hidden, json!({}))).await.status, 404);
    }
    assert_eq!(Program::visitor(&site).post("/links", wish(&public, json!({}))).await.status, 401);
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert_eq!(reads.post("/links", wish(&pin, json!({}))).await.status, 403);
}

#[tokio::test]
async fn the_address_is_shown_once_and_is_not_in_the_database() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({"password": "open sesame"})).await;
    let address = path(&made);
    let token = address.strip_prefix("/l/").unwrap();
    assert_eq!(token.len(), 64);
    let rows: Vec<String> =
        sqlx::query_scalar("select to_jsonb(l)::text from expiring_links as l").fetch_all(&site.rows).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains(token) && !rows[0].contains("sesame"), "{rows:?}");
    let (list, one) = (ana.get("/links").await, ana.get(&format!("/links/{}", made["id"].as_str().unwrap())).await);
    assert_eq!(list.json()["items"][0], one.json());
    assert_eq!(one.json()["has_password"], true);
    assert!(!list.text().contains(token) && one.json().get("url").is_none(), "{}", list.text());
}

#[tokio::test]
async fn nobody_else_sees_or_revokes_a_link() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let entry = format!("/links/{}", made["id"].as_str().unwrap());
    let mut bob = Program::sign_up(&site, "bob").await;
    assert_eq!((bob.get(&entry).await.status, bob.delete(&entry).await.status), (404, 404));
    assert_eq!(bob.get("/links").await.json(), json!({"items": [], "next": null}));
    assert_eq!(get(&site, &path(&made)).await.status, 200);
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert_eq!((reads.get(&entry).await.status, reads.delete(&entry).await.status), (200, 403));
    assert_eq!((ana.delete(&entry).await.status, ana.delete(&entry).await.status), (204, 204), "twice is as once");
    let revoked = ana.get(&entry).await.json();
    assert_eq!(revoked["state"], "revoked");
    assert!(revoked["revoked_at"].is_string());
}

#[tokio::test]
async fn links_are_listed_page_by_page_the_newest_first() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(link(&mut ana, &pin, json!({})).await["id"].as_str().unwrap().to_owned());
    }
    made.reverse();
    let first = ana.get("/links?limit=2").await.json();
    let second = ana.get(&format!("/links?limit=2&cursor={}", first["next"].as_str().unwrap())).await.json();
    let third = ana.get(&format!("/links?limit=2&cursor={}", second["next"].as_str().unwrap())).await.json();
    assert_eq!([ids(&first), ids(&second), ids(&third)].concat(), made);
    assert_eq!(third["next"], json!(null));
    let other = ana.get("/pins?limit=1").await;
    assert_eq!(other.status, 200);
    assert_eq!(wrong_fields(&ana.get("/links?cursor=n1C3XR6Gzv21Kf3E2ZpLk9B").await), ["cursor"]);
    for wrong in ["limit=0", "limit=101", "cursor=x", "page=2"] {
        assert_eq!(ana.get(&format!("/links?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn an_account_has_a_thousand_links_that_work_and_no_more() {
    let site = TestSite::start().await;
    let (mut ana, pin) = sharer(&site, "public").await;
    let made = link(&mut ana, &pin, json!({})).await;
    let more =
        "insert into expiring_links (id, token_hash, owner_id, pin_id, picture_id, original, created_at, expires_at)
                select gen_random_uuid(), sha256(convert_to(n::text, 'UTF8')), owner_id, pin_id, picture_id, original,
                       created_at, expires_at
                from expiring_links, generate_series(1, 999) as n";
    sql(&site, more).await;
    let refused = ana.post("/links", wish(&pin, json!({}))).await;
    assert_eq!(refused.status, 409);
    assert!(refused.json()["detail"].as_str().unwrap().contains("1,000 active links"), "{}", refused.text());
    ana.delete(&format!("/links/{}", made["id"].as_str().unwrap())).await;
    link(&mut ana, &pin, json!({})).await;
}
