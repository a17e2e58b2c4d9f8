//! One's own pins through the API: filtered, sorted, paged; and tags.

use super::{Program, a_minute_later, ids};
use crate::{harness::TestSite, multipart::Form, pictures};
use serde_json::{Value, json};

fn titles(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|pin| pin["title"].as_str().unwrap().to_owned()).collect()
}

/// Four pins: the last is private and not worked on yet.
async fn menagerie(site: &TestSite) -> Program {
    let mut ana = Program::sign_up(site, "ana").await;
    let form = Form::default()
        .text("visibility", "public")
        .text("tags", "pets, fur")
        .file("file", "cat.png", &pictures::png(30, 20, 1))
        .text("tags", "pets")
        .text("visibility", "unlisted")
        .file("file", "Dog.png", &pictures::png(30, 20, 2))
        .text("visibility", "public")
        .text("description", "Not a cat")
        .file("file", "ant.png", &pictures::png(30, 20, 3));
    assert_eq!(ana.upload(form).await.status, 202);
    site.work_off().await;
    ana.pin("bee.png", &pictures::png(30, 20, 4), "private").await;
    ana
}

#[tokio::test]
async fn ones_own_pins_are_filtered_and_sorted() {
    let site = TestSite::start().await;
    let mut ana = menagerie(&site).await;
    Program::sign_up(&site, "bob").await.pin("cow.png", &pictures::png(30, 20, 5), "public").await;
    for (query, expected) in [
        ("", &["bee", "ant", "Dog", "cat"][..]),
        ("?sort=oldest", &["cat", "Dog", "ant", "bee"]),
        ("?sort=title", &["ant", "bee", "cat", "Dog"]),
        ("?q=CAT", &["ant", "cat"]),
        ("?tag=pets", &["Dog", "cat"]),
        ("?tag=%23Pets&visibility=public", &["cat"]),
        ("?visibility=unlisted", &["Dog"]),
        ("?state=working", &["bee"]),
        ("?state=ready&sort=title", &["ant", "cat", "Dog"]),
        ("?q=nothing", &[]),
    ] {
        let page = ana.get(&format!("/me/pins{query}")).await.json();
        assert_eq!(titles(&page), expected, "{query}");
        assert_eq!((&page["matching"], &page["next"]), (&json!(expected.len()), &json!(null)), "{query}");
    }
    let cat = ana.get("/me/pins?sort=oldest").await.json()["items"][0].clone();
    assert_eq!((&cat["tags"], &cat["visibility"]), (&json!(["fur", "pets"]), &json!("public")));
    assert!(cat["created_at"].as_str().unwrap().ends_with('Z') && cat["qualities"].is_array());
}

#[tokio::test]
async fn pages_of_ones_own_pins_follow_each_other_in_every_order() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let form = (0..125u32).fold(Form::default(), |form, n| {
        form.file("file", &format!("{:03}.png", n * 7 % 125), &pictures::numbered_png(n))
    });
    let made = ids(&ana.upload(form).await.json());
    for sort in ["newest", "oldest", "title"] {
        let (mut seen, mut sizes, mut next) = (Vec::new(), Vec::new(), Some(String::new()));
        while let Some(cursor) = next {
            let page = ana.get(&format!("/me/pins?sort={sort}{cursor}")).await.json();
            assert_eq!(page["matching"], 125);
            sizes.push(titles(&page).len());
            seen.extend(page["items"].as_array().unwrap().clone());
            next = page["next"].as_str().map(|cursor| format!("&cursor={cursor}"));
        }
        assert_eq!(sizes, [60, 60, 5], "{sort}");
        let page = json!({ "items": seen });
        match sort {
            "title" => assert!(titles(&page).is_sorted()),
            "oldest" => assert_eq!(ids(&page), made),
            _ => assert!(ids(&page).iter().eq(made.iter().rev())),
        }
    }
    let cursor = ana.get("/me/pins").await.json()["next"].as_str().unwrap().to_owned();
    assert_eq!(ana.get(&format!("/me/pins?sort=title&cursor={cursor}")).await.status, 422, "of another order");
    assert_eq!(ana.get(&format!("/pins?cursor=o{}", &cursor[1..])).await.status, 422, "of another list");
}

#[tokio::test]
async fn what_is_deleted_is_counted_until_it_is_gone() {
    let site = TestSite::start().await;
    let mut ana = menagerie(&site).await;
    assert_eq!(ana.post("/pins/delete", json!({"all": true, "tag": "pets"})).await.json()["deleted"], 2);
    let page = ana.get("/me/pins").await.json();
    assert_eq!((titles(&page), &page["deleting"]), (vec!["bee".to_owned(), "ant".to_owned()], &json!(2)));
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!(ana.get("/me/pins").await.json()["deleting"], 0);
}

#[tokio::test]
async fn a_wish_that_cannot_be_understood_is_refused() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for query in
        ["q=a%00b", "tag=", "tag=a%00b", "visibility=secret", "state=x", "sort=x", "cursor=x", "limit=1", "q=a&q=b"]
    {
        assert_eq!(ana.get(&format!("/me/pins?{query}")).await.status, 400, "{query}");
    }
    for query in ["begin=a%00b", "begin=a&begin=b", "start=a"] {
        assert_eq!(ana.get(&format!("/tags?{query}")).await.status, 400, "{query}");
    }
    let mut visitor = Program::visitor(&site);
    assert_eq!((visitor.get("/me/pins").await.status, visitor.get("/tags").await.status), (401, 401));
}

#[tokio::test]
async fn tags_are_offered_ones_own_first_and_no_one_elses_hidden_ones() {
    let site = TestSite::start().await;
    let mut ana = menagerie(&site).await;
    let mut bob = Program::sign_up(&site, "bob").await;
    for (visibility, tag) in [("public", "penguins"), ("unlisted", "pen"), ("private", "pearls")] {
        let form = Form::default().text("visibility", visibility).text("tags", tag);
        bob.upload(form.file("file", &format!("{tag}.png"), &pictures::png(30, 20, 9))).await;
    }
    assert_eq!(ana.get("/tags?begin=pe").await.json(), json!({"items": ["pets", "penguins"]}));
    assert_eq!(ana.get("/tags?begin=%23PET").await.json(), json!({"items": ["pets"]}));
    assert_eq!(ana.get("/tags").await.json()["items"].as_array().unwrap()[..2], [json!("pets"), json!("fur")]);
    assert_eq!(ana.get("/tags?begin=x").await.json(), json!({"items": []}));
    assert_eq!(bob.get("/tags?begin=pea").await.json(), json!({"items": ["pearls"]}));
}
