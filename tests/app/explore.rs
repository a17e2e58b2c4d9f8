//! Explore: what everybody finds, the same for whoever looks. What is one's own alone stands elsewhere.

use crate::{
    api::{Program, ids},
    client::Client,
    harness::{PASSWORD, TestSite, post, upload},
    markup::{beside, listed, pins},
    multipart::Form,
    pictures,
};
use serde_json::json;

/// Uploads a picture of Ana's with the tag "shore", and gives its pin's id.
async fn shore(client: &mut Client, title: &str, visibility: &str, seed: u8) -> String {
    let form = Form::default().text("title", title).text("tags", "shore").text("visibility", visibility).file(
        "file",
        "a.png",
        &pictures::png(30, 20, seed),
    );
    let answer = post(client, "/upload", form).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn explore_is_the_same_for_everybody() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let (mut ana, mut root) = (site.member("ana").await, site.visitor());
    let form = Form::default().text("login", "root").text("password", PASSWORD);
    assert_eq!(post(&mut root, "/login", form).await.status, 200);
    let old = shore(&mut ana, "Old", "public", 1).await;
    let mut own = Vec::new();
    for (seed, visibility) in (2..).zip(["private", "unlisted", "public"]) {
        own.push(shore(&mut ana, &format!("Own {visibility}"), visibility, seed).await);
    }
    let new = shore(&mut ana, "New", "public", 5).await;
    site.work_off().await;
    let hidden = admin.json("PUT", &format!("/admin/pins/{}/hidden", own[2]), json!({"reason": "Spam"})).await;
    assert_eq!(hidden.status, 204, "{}", hidden.text());
    own.push(upload(&mut ana, "waits.png", &pictures::png(30, 20, 6), "public").await);
    let everybodys = [new.clone(), old.clone()];
    let mut visitor = site.visitor();
    for (who, client) in [("the owner", &mut ana), ("an admin", &mut root), ("a visitor", &mut visitor)] {
        for page in ["/", "/?tag=shore", "/?sort=popular&window=today", "/?sort=popular&window=year", "/?sort=popular"]
        {
            assert_eq!(listed(client, page).await, everybodys, "{page} for {who}");
            assert_eq!(pins(&client.part(page, "tiles").await.text()), everybodys, "{page} for {who}, its tiles");
        }
        for list in ["explore", "explore&tag=shore", "popular-today", "popular-year", "popular-all"] {
            assert_eq!(beside(client, &new, list).await, [None, Some(old.clone())], "{list} for {who}");
            assert_eq!(beside(client, &old, list).await, [Some(new.clone()), None], "{list} for {who}");
        }
    }
    // All of it is there for its owner where it is looked for, and through the API.
    let mut program = Program::sign_in(&site, "ana").await;
    for list in ["/pins", "/pins?sort=popular", "/me/pins", "/users/ana/pins"] {
        let found = ids(&program.get(list).await.json());
        assert_eq!(found.len(), 6, "{list}");
        assert!(own.iter().all(|pin| found.contains(pin)), "{list}");
    }
    assert_eq!(listed(&mut ana, "/@ana").await.len(), 6);
    assert_eq!(listed(&mut ana, "/search?q=own").await.len(), 3);
    assert_eq!(ids(&Program::visitor(&site).get("/pins").await.json()), everybodys);
}

#[tokio::test]
async fn who_has_nothing_public_finds_explore_empty() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    shore(&mut ana, "Secret", "private", 1).await;
    site.work_off().await;
    assert!(ana.get("/").await.text().contains("No pictures yet"));
    assert!(ana.get("/?tag=shore").await.text().contains("No public pictures have this tag."));
}
