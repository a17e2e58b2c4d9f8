//! What comes of a file once all of it is there: a pin, once, or a refusal that can be asked for again.

use super::{begin, create, head, nothing_is_left, offset, pin, place, send};
use crate::{api::Program, harness::TestSite, pictures};
use serde_json::{Value, json};

const KEY: (&str, &str) = ("key", "f0000000-0000-4000-8000-000000000001");

#[tokio::test]
async fn a_file_that_is_no_picture_is_refused_with_its_last_byte_and_nothing_of_it_stays() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let path = begin(&mut ana, 5, &[]).await;
    assert_eq!(send(&mut ana, &path, 0, b"not").await.status, 204);
    let refused = send(&mut ana, &path, 3, b"es").await;
    assert_eq!((refused.status, refused.header("tus-resumable")), (422, Some("1.0.0")));
    let words = refused.json()["detail"].take();
    assert!(words.as_str().unwrap().contains("not a picture"), "{words}");
    let state = ana.get(&path).await.json();
    assert_eq!((&state["outcome"]["problem"]["detail"], &state["outcome"]["problem"]["status"]), (&words, &json!(422)));
    assert_eq!(head(&mut ana, &path).await.status, 422, "no client takes it for a success");
    assert_eq!(send(&mut ana, &path, 5, &[]).await.status, 422);
    let empty = create(&mut ana, 0, &[]).await;
    assert_eq!(empty.status, 422, "{}", empty.text());
    assert_eq!(site.count("pins").await, 0);
    nothing_is_left(&site).await;
}

#[tokio::test]
async fn a_key_makes_one_pin_however_often_its_file_comes() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::png(40, 30, 1);
    let (first, second) = (begin(&mut ana, picture.len(), &[KEY]).await, begin(&mut ana, picture.len(), &[KEY]).await);
    let id = pin(&send(&mut ana, &first, 0, &picture).await);
    assert_eq!(pin(&send(&mut ana, &second, 0, &picture).await), id);
    // Now it is known before a byte comes.
    let known = create(&mut ana, picture.len(), &[KEY]).await;
    assert_eq!((offset(&known), &known.json()["outcome"]["pin"]["id"]), (picture.len(), &json!(id)));
    assert_eq!(known.header("tessera-pin"), Some(id.as_str()));
    assert_eq!(send(&mut ana, &place(&known), 0, &picture).await.status, 409);
    let bob = Program::sign_up(&site, "bob").await.send("POST", super::FILES, &[], &[]).await;
    assert_eq!((bob.status, site.count("pins").await), (412, 1));
}

#[tokio::test]
async fn a_title_that_is_taken_costs_no_upload_and_one_taken_meanwhile_is_no_conflict_of_bytes() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::png(40, 30, 1);
    let late = begin(&mut ana, picture.len(), &[("title", "Heron")]).await;
    let other = ana.pin("Heron.png", &pictures::png(40, 30, 2), "public").await;
    let early = create(&mut ana, picture.len(), &[("title", "HERON")]).await;
    assert_eq!((early.status, &early.json()["pin"]), (409, &json!(other)));
    let refused = send(&mut ana, &late, 0, &picture).await;
    assert_eq!(
        (refused.status, &refused.json()["title_taken"], &refused.json()["pin"]),
        (422, &json!("Heron"), &json!(other))
    );
    let numbered = begin(&mut ana, picture.len(), &[("filename", "Heron.png")]).await;
    let id = pin(&send(&mut ana, &numbered, 0, &picture).await);
    assert_eq!(ana.see(&id).await["title"], "Heron 2");
    nothing_is_left(&site).await;
}

#[tokio::test]
async fn a_file_that_could_not_be_judged_is_judged_when_somebody_asks_and_is_one_pin() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::png(40, 30, 1);
    let path = begin(&mut ana, picture.len(), &[]).await;
    // The pin is there, but it could not be written down that it is.
    sqlx::raw_sql(
        "create function no_room() returns trigger language plpgsql as
             $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
         create trigger no_room before update of outcome on resumable_uploads for each row execute function no_room();",
    )
    .execute(&site.rows)
    .await
    .unwrap();
    assert_eq!(send(&mut ana, &path, 0, &picture).await.status, 507);
    assert_eq!(ana.get(&path).await.status, 507);
    sqlx::query("drop trigger no_room on resumable_uploads").execute(&site.rows).await.unwrap();
    let told = head(&mut ana, &path).await;
    assert_eq!((told.status, offset(&told)), (200, picture.len()));
    let id = told.header("tessera-pin").unwrap().to_owned();
    assert_eq!((site.count("pins").await, ana.see(&id).await["id"].take()), (1, Value::from(id)));
    nothing_is_left(&site).await;
}
