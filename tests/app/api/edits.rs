//! A pin changed through the API: its words, its picture, who may see it.

use super::{Program, ids, wrong_fields};
use crate::{
    harness::{MAX_UPLOAD_BYTES, TestSite},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::{Value, json};

/// A site with a member and a pin of theirs.
async fn with_pin(visibility: &str) -> (TestSite, Program, String) {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = ana.pin("a.png", &pictures::png(300, 200, 1), visibility).await;
    site.work_off().await;
    (site, ana, id)
}

async fn patch(program: &mut Program, id: &str, body: Value) -> Value {
    let answer = program.json("PATCH", &format!("/pins/{id}"), body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn replace(program: &mut Program, id: &str, form: Form) -> crate::client::Answer {
    let path = format!("/pins/{id}/picture");
    program.send("PUT", &path, &[("content-type", CONTENT_TYPE)], &form.finish()).await
}

#[tokio::test]
async fn every_word_is_changed_and_what_is_left_out_stays() {
    let (_site, mut ana, id) = with_pin("public").await;
    let words = json!({
        "title": "  New\tname ", "description": " Two\r\nlines ", "alt_text": "A square",
        "source_url": "https://example.com/x", "tags": ["#Trees", "birds", "trees"], "visibility": "unlisted",
    });
    let changed = patch(&mut ana, &id, words).await;
    assert_eq!((&changed["title"], &changed["description"]), (&json!("New name"), &json!("Two\nlines")));
    assert_eq!((&changed["alt_text"], &changed["tags"]), (&json!("A square"), &json!(["birds", "trees"])));
    assert_eq!((&changed["source_url"], &changed["visibility"]), (&json!("https://example.com/x"), &json!("unlisted")));
    assert_eq!(ana.see(&id).await, changed);
    for nothing in [json!({}), json!({"title": null, "description": null, "tags": null, "visibility": null})] {
        assert_eq!(patch(&mut ana, &id, nothing).await, changed);
    }
    let emptied = patch(&mut ana, &id, json!({"description": "", "alt_text": "", "tags": []})).await;
    assert_eq!((&emptied["description"], &emptied["alt_text"], &emptied["tags"]), (&json!(""), &json!(""), &json!([])));
    assert_eq!((&emptied["title"], &emptied["source_url"]), (&changed["title"], &changed["source_url"]));
}

#[tokio::test]
async fn a_source_is_taken_away_by_null_and_by_nothing_at_all() {
    let (_site, mut ana, id) = with_pin("public").await;
    for nothing in [json!(null), json!("")] {
        let set = patch(&mut ana, &id, json!({"source_url": "http://example.com"})).await;
        assert_eq!(set["source_url"], "http://example.com");
        assert_eq!(patch(&mut ana, &id, json!({"source_url": nothing})).await["source_url"], json!(null));
    }
}

#[tokio::test]
async fn a_title_that_is_taken_is_answered_with_the_pin_that_has_it() {
    let (_site, mut ana, id) = with_pin("public").await;
    let other = ana.pin("Taken.png", &pictures::png(30, 20, 2), "private").await;
    let refused = ana.json("PATCH", &format!("/pins/{id}"), json!({"title": "tAKEN", "alt_text": "x"})).await;
    assert_eq!(refused.status, 409);
    let problem = refused.json();
    assert_eq!((&problem["title_taken"], &problem["pin"]), (&json!("Taken"), &json!(other)));
    let pin = ana.see(&id).await;
    assert_eq!((&pin["title"], &pin["alt_text"]), (&json!("a"), &json!("")), "nothing of it is done");
    assert_eq!(patch(&mut ana, &id, json!({"title": "A"})).await["title"], "A", "its own title is not in its way");
}

#[tokio::test]
async fn what_is_too_long_too_much_or_no_text_is_named_by_its_field() {
    let (_site, mut ana, id) = with_pin("public").await;
    let path = format!("/pins/{id}");
    let many = |count: usize| (0..count).map(|n| format!("tag {n}")).collect::<Vec<_>>();
    for (body, field) in [
        (json!({"title": ""}), "title"),
        (json!({"title": " \u{85}"}), "title"),
        (json!({"title": "x".repeat(151)}), "title"),
        (json!({"title": "a\0b"}), "title"),
        (json!({"description": "a\0b"}), "description"),
        (json!({"description": "x".repeat(5001)}), "description"),
        (json!({"alt_text": "\0"}), "alt_text"),
        (json!({"alt_text": "x".repeat(1001)}), "alt_text"),
        (json!({"source_url": "javascript:alert(1)"}), "source_url"),
        (json!({"source_url": "https://a\0b"}), "source_url"),
        (json!({"source_url": format!("https://{}", "x".repeat(2000))}), "source_url"),
        (json!({"tags": many(21)}), "tags"),
        (json!({"tags": ["fine", "x".repeat(41)]}), "tags[1]"),
        (json!({"tags": ["a\0b"]}), "tags[0]"),
        (json!({"tags": ["a,b"]}), "tags[0]"),
        (json!({"tags": ["#"]}), "tags[0]"),
        (json!({"tags": "birds"}), "tags"),
        (json!({"visibility": "secret"}), "visibility"),
        (json!({"colour": "red"}), "colour"),
    ] {
        assert_eq!(wrong_fields(&ana.json("PATCH", &path, body.clone()).await), [field], "{body}");
    }
    assert_eq!(patch(&mut ana, &id, json!({"tags": many(20)})).await["tags"].as_array().unwrap().len(), 20);
    assert_eq!(patch(&mut ana, &id, json!({"tags": ["ä".repeat(40)]})).await["tags"], json!(["ä".repeat(40)]));
}

#[tokio::test]
async fn a_replaced_picture_keeps_the_pin_and_has_another_id() {
    let (site, mut ana, id) = with_pin("public").await;
    patch(&mut ana, &id, json!({"description": "Kept", "tags": ["kept"]})).await;
    let (old, files) = (ana.see(&id).await, site.files());
    let form = Form::default().file("file", "other.png", &pictures::png(400, 100, 2));
    let answer = replace(&mut ana, &id, form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let new = answer.json();
    assert_ne!(new["image_id"], old["image_id"]);
    assert_eq!((&new["state"], &new["qualities"]), (&json!("waiting"), &json!([])));
    assert_eq!((&new["width"], &new["height"]), (&json!(400), &json!(100)));
    site.work_off().await;
    let new = ana.see(&id).await;
    for kept in ["id", "title", "description", "tags", "visibility", "created_at"] {
        assert_eq!(new[kept], old[kept], "{kept}");
    }
    assert_eq!(new["state"], "ready");
    let bytes = |pin: &Value| format!("/media/{}-0", pin["image_id"].as_str().unwrap());
    assert_eq!(ana.outside(&bytes(&old)).await.status, 404);
    assert_eq!(Program::visitor(&site).outside(&bytes(&new)).await.status, 200);
    assert!(site.files() <= files + 1, "the old files are gone");
}

#[tokio::test]
async fn what_is_no_picture_takes_no_ones_place() {
    let (site, mut ana, id) = with_pin("public").await;
    let before = ana.see(&id).await;
    let picture = pictures::png(30, 20, 2);
    let wrong = Form::default().file("file", "a.txt", b"Dear diary");
    assert_eq!(replace(&mut ana, &id, wrong).await.status, 422);
    let large = Form::default().file("file", "a.png", &vec![0; MAX_UPLOAD_BYTES + 1]);
    assert_eq!(replace(&mut ana, &id, large).await.status, 413);
    let two = Form::default().file("file", "a.png", &picture).file("file", "b.png", &picture);
    assert_eq!(wrong_fields(&replace(&mut ana, &id, two).await), ["file"]);
    assert_eq!(wrong_fields(&replace(&mut ana, &id, Form::default()).await), ["file"]);
    assert_eq!(wrong_fields(&replace(&mut ana, &id, Form::default().text("title", "x")).await), ["title"]);
    assert_eq!(ana.json("PUT", &format!("/pins/{id}/picture"), json!({})).await.status, 415);
    assert_eq!((ana.see(&id).await, site.spooled()), (before, 0));
}

#[tokio::test]
async fn an_admin_needs_a_token_with_the_scope_for_what_is_anothers() {
    let site = TestSite::start().await;
    let mut root = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    let (mut writes, _) = root.with_scopes(&["read", "write"]).await;
    let (path, words) = (format!("/pins/{id}"), json!({"alt_text": "x"}));
    assert_eq!(writes.see(&id).await["editable"], false);
    assert_eq!(root.see(&id).await["editable"], true);
    assert_eq!(writes.json("PATCH", &path, words.clone()).await.status, 403);
    assert_eq!(writes.delete(&path).await.status, 403);
    assert_eq!(writes.post("/pins/delete", json!({"ids": [id]})).await.status, 403);
    let gone = ana.post("/pins/delete", json!({"ids": [id]})).await.json();
    assert_eq!(writes.post("/pins/restore", json!({"deletion": gone["deletion"]})).await.status, 410);
    assert_eq!(root.post("/pins/restore", json!({"deletion": gone["deletion"]})).await.status, 200);
    assert_eq!(root.json("PATCH", &path, words).await.status, 200);
    assert_eq!(root.delete(&path).await.status, 204);
}

#[tokio::test]
async fn words_are_changed_through_a_token_that_may_write_alone() {
    let (_site, mut ana, id) = with_pin("private").await;
    let (mut writes, _) = ana.with_scopes(&["write"]).await;
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert_eq!(patch(&mut writes, &id, json!({"title": "Mine"})).await["title"], "Mine");
    for (method, path) in
        [("PATCH", format!("/pins/{id}")), ("POST", "/pins/delete".into()), ("POST", "/pins/change".into())]
    {
        assert_eq!(reads.json(method, &path, json!({})).await.status, 403, "{path}");
    }
    assert_eq!(writes.get("/me/pins").await.status, 403);
    assert_eq!(writes.get("/tags").await.status, 403);
    assert_eq!(ids(&reads.get("/me/pins").await.json()), [id]);
}
