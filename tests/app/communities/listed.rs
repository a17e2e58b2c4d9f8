//! Communities in lists: by category, by words, one's own, page by page, and never those that are not there for whoever looks.

use super::{join, listed, make};
use crate::{api::Program, harness::TestSite};
use serde_json::{Value, json};

#[tokio::test]
async fn the_largest_come_first_page_by_page() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut crowd = crate::crowd::crowd(&site, 4).await;
    let mut made = Vec::new();
    for n in 0..5 {
        let community = make(&mut ana, &format!("Community {n}"), "public").await;
        for member in &mut crowd[..n] {
            assert_eq!(join(member, &community).await, 200);
        }
        made.insert(0, community);
    }
    let private = make(&mut ana, "Secret", "private").await;
    let mut visitor = Program::visitor(&site);
    assert_eq!(listed(&mut visitor, "").await, made);
    let first = visitor.get("/communities?limit=2").await.json();
    let next = first["next"].as_str().unwrap();
    assert_eq!(listed(&mut visitor, &format!("?limit=2&cursor={next}")).await, made[2..4]);
    assert_eq!(listed(&mut visitor, &format!("?limit=100&cursor={next}")).await, made[2..]);
    let last = visitor.get(&format!("/communities?limit=3&cursor={next}")).await.json();
    assert_eq!(last["next"], Value::Null);
    assert_eq!(visitor.get("/communities?cursor=n1C3XR6Gzv21Kf3E2ZpLk9B").await.status, 422);
    assert!(listed(&mut ana, "").await.contains(&private) && !listed(&mut crowd[0], "").await.contains(&private));

    let mut own = listed(&mut crowd[0], "?joined=true").await;
    own.sort_unstable();
    let mut expected = made[..4].to_vec();
    expected.sort_unstable();
    assert_eq!(own, expected);
    assert!(listed(&mut visitor, "?joined=true").await.is_empty());
    assert_eq!(listed(&mut ana, "?joined=true").await.len(), 6);
}

#[tokio::test]
async fn they_are_found_by_category_and_by_words() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut categories = Vec::new();
    for name in ["Nature", "Cities"] {
        let added = admin.post("/admin/categories", json!({"name": name})).await.json();
        categories.push(added["id"].as_str().unwrap().to_owned());
    }
    let mut made = Vec::new();
    for (name, description, category, visibility) in [
        ("Grey herons", "They stand at the water.", Some(&categories[0]), "public"),
        ("Café life", "Cups/saucers and_spoons.", Some(&categories[1]), "public"),
        ("東京の写真", "", None, "public"),
        ("Herons in secret", "", Some(&categories[0]), "private"),
    ] {
        let fields = json!({"name": name, "description": description, "category": category, "visibility": visibility});
        let community = ana.post("/communities", fields).await;
        assert_eq!(community.status, 201, "{}", community.text());
        made.push(community.json()["id"].as_str().unwrap().to_owned());
    }
    let mut visitor = Program::visitor(&site);
    let only = |n: usize| vec![made[n].clone()];
    for (query, expected) in [
        (format!("category={}", categories[0]), only(0)),
        (format!("category={}&q=water", categories[0]), only(0)),
        (format!("category={}&q=water", categories[1]), vec![]),
        ("category=1C3XR6Gzv21Kf3E2ZpLk9B".to_owned(), vec![]),
        ("q=heron".to_owned(), only(0)),
        ("q=WATER%20gr".to_owned(), only(0)),
        ("q=water%20cafe".to_owned(), vec![]),
        ("q=cafe".to_owned(), only(1)),
        ("q=saucers".to_owned(), only(1)),
        ("q=spoons".to_owned(), only(1)),
        ("q=afe%CC%81".to_owned(), only(1)),
        ("q=%E4%BA%AC%E3%81%AE".to_owned(), only(2)),
        ("q=%25".to_owned(), vec![]),
        ("q=_".to_owned(), vec![]),
        ("q=%5C".to_owned(), vec![]),
    ] {
        assert_eq!(listed(&mut visitor, &format!("?{query}")).await, expected, "{query}");
    }
    assert_eq!(listed(&mut ana, "?q=heron").await.len(), 2, "she belongs to the private one");
    assert_eq!(listed(&mut ana, &format!("?joined=true&q=heron&category={}", categories[0])).await.len(), 2);
    assert_eq!(visitor.get(&format!("/communities?q={}", "x".repeat(101))).await.status, 400);

    let card = visitor.get("/communities?q=heron").await.json()["items"][0].clone();
    assert_eq!(
        (&card["category"]["name"], &card["member_count"], &card["role"]),
        (&json!("Nature"), &json!(1), &Value::Null)
    );
    assert_eq!(admin.delete(&format!("/admin/categories/{}", categories[0])).await.status, 204);
    assert_eq!(visitor.get("/communities?q=heron").await.json()["items"][0]["category"], Value::Null);
    let path = format!("/communities/{}", made[0]);
    let moved = ana.json("PATCH", &path, json!({"category": categories[1]})).await.json();
    assert_eq!(moved["category"]["name"], "Cities");
    let none = ana.json("PATCH", &path, json!({"category": null})).await.json();
    assert_eq!(none["category"], Value::Null);
}
