//! Files that are uploaded again: who has them already is told so, and nobody else.

use crate::{
    api::{Program, wrong_fields},
    client::{Answer, Client},
    harness::{TestSite, post, post_plain, upload},
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

async fn ask(browser: &mut Client, sha256: &str) -> Answer {
    post(browser, "/fn/known_files", Form::default().text("sha256", sha256)).await
}

async fn known(browser: &mut Client, sha256: &str) -> Value {
    let answer = ask(browser, sha256).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].clone()
}

#[tokio::test]
async fn a_file_that_one_has_is_told_of_before_it_is_sent_and_to_nobody_else() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let file = pictures::png(8, 8, 9);
    let (sha256, other) = (hash(&file), hash(b"another file"));
    assert_eq!(known(&mut ana, &sha256).await, json!([]));
    let first = upload(&mut ana, "a.png", &file, "private").await;
    upload(&mut ana, "b.png", &file, "public").await;
    let both = format!("{other},{}", sha256.to_uppercase());
    let of_oldest = json!([{"sha256": sha256, "pin": first}]);
    assert_eq!(known(&mut ana, &both).await, of_oldest);
    assert_eq!(known(&mut bob, &both).await, json!([]), "a public pin of another is no reason to ask");

    let account = Form::default().text("sha256", &sha256).text("account", "1111111111111111111111");
    assert_eq!(post(&mut ana, "/fn/known_files", account).await.status, 401, "asked by a page of another account");
    assert_eq!(ask(&mut site.visitor(), &sha256).await.status, 401);
    let many = vec![sha256.as_str(); 101].join(",");
    for wrong in ["", "abc", &sha256[1..], many.as_str()] {
        assert_eq!(wrong_fields(&ask(&mut ana, wrong).await), ["sha256"], "{wrong}");
    }
}

#[tokio::test]
async fn what_was_deleted_is_not_had_any_more() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let file = pictures::png(8, 8, 9);
    let pin = upload(&mut ana, "a.png", &file, "public").await;
    assert_eq!(post(&mut ana, &format!("/pin/{pin}/delete"), Form::default()).await.status, 200);
    assert_eq!(known(&mut ana, &hash(&file)).await, json!([]));
}

#[tokio::test]
async fn a_program_finds_out_which_files_it_need_not_send() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let file = pictures::png(8, 8, 9);
    let pin = ana.pin("a.png", &file, "public").await;
    let hashes = json!({"sha256": [hash(b"another file"), hash(&file)]});
    let found = ana.post("/uploads/known", hashes.clone()).await;
    assert_eq!((found.status, found.json()), (200, json!({"items": [{"sha256": hash(&file), "pin": pin}]})));
    assert_eq!(bob.post("/uploads/known", hashes).await.json(), json!({"items": []}));
    assert_eq!(wrong_fields(&ana.post("/uploads/known", json!({"sha256": []})).await), ["sha256"]);
    assert_eq!(wrong_fields(&ana.post("/uploads/known", json!({"sha256": ["abc"]})).await), ["sha256[0]"]);
}

#[tokio::test]
async fn an_upload_names_the_older_pin_of_the_same_file() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let (file, new) = (pictures::png(8, 8, 9), pictures::png(8, 8, 10));
    let first = upload(&mut ana, "a.png", &file, "private").await;
    let form = Form::default().file("file", "b.png", &file).file("file", "c.png", &new).file("file", "d.png", &new);
    let items = post(&mut ana, "/upload", form).await.json()["items"].clone();
    assert_eq!(items[0]["duplicate_of"], first.as_str());
    assert_eq!(items[1].get("duplicate_of"), None);
    assert_eq!(items[2]["duplicate_of"], items[1]["id"], "twice in one upload");
    let of_bob = post(&mut bob, "/upload", Form::default().file("file", "e.png", &file)).await.json();
    assert_eq!(of_bob["items"][0].get("duplicate_of"), None);

    // Without script, the page that answers says so.
    let form = Form::default().file("file", "f.png", &file).file("file", "g.png", &pictures::png(8, 8, 11));
    let page = post_plain(&mut ana, "/upload", form).await.text();
    assert_eq!(page.matches("You already had this picture.").count(), 1, "{page}");
    assert!(page.contains(&format!("href=\"/pin/{first}\"")), "{page}");
}

#[tokio::test]
async fn a_file_that_cannot_be_taken_says_whether_another_try_can_help() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let form = Form::default()
        .file("file", "notes.txt", b"Dear diary, this is a text file.")
        .text("title", &"x".repeat(151))
        .file("file", "a.png", &pictures::png(8, 8, 1));
    let items = post(&mut ana, "/upload", form).await.json()["items"].clone();
    assert_eq!((&items[0]["retryable"], &items[1]["retryable"]), (&json!(false), &json!(true)));
}
