//! What is said of pins: titles that are given once, edits, replaced pictures, and many changed in one go.

use crate::{
    client::Client,
    harness::{PASSWORD, TestSite, pin, post, upload},
    markup::{attribute, listed, tags, texts, values},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::Value;
use sqlx::AssertSqlSafe;

/// Sends one file with these parts before it, and gives its answer.
async fn send(client: &mut Client, parts: &[(&str, &str)], file: &str, seed: u8) -> Value {
    let form = parts.iter().fold(Form::default(), |form, (name, value)| form.text(name, value));
    let answer = post(client, "/upload", form.file("file", file, &pictures::png(30, 20, seed))).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"][0].clone()
}

/// One's own uploads as their page lists them, by the query of its address: their titles, and how many match.
async fn mine(client: &mut Client, query: &str) -> (Vec<String>, String) {
    let html = uploads(client, &format!("/uploads?view=list&{query}")).await;
    (texts(&html, "row__title"), texts(&html, "mine__count").concat())
}

async fn titles(client: &mut Client, query: &str) -> Vec<String> {
    mine(client, query).await.0
}

async fn uploads(client: &mut Client, address: &str) -> String {
    let answer = client.get(address).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

/// How much of a deletion the page of uploads says is still to be done.
fn deleting(page: &str) -> Option<String> {
    let paragraphs = tags(page, "p");
    let told = paragraphs.iter().find(|tag| attribute(tag, "class").as_deref() == Some("deleting")).unwrap();
    (!told.contains(" hidden")).then(|| texts(page, "deleting").remove(0))
}

/// Deletes for good what was deleted so far, as a while later.
async fn a_while_later(site: &TestSite) {
    for sql in [
        "update pins set deleted_at = deleted_at - interval '1 minute' where deleted_at is not null",
        "update graphile_worker._private_jobs set run_at = now() where run_at > now()",
    ] {
        sqlx::query(sql).execute(&site.rows).await.unwrap();
    }
    site.work_off().await;
}

#[tokio::test]
async fn files_of_one_name_are_numbered_and_a_typed_title_that_is_taken_is_refused_with_its_pin() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let first = send(&mut ana, &[], "Sunset.png", 1).await;
    let second = send(&mut ana, &[], "sunset.png", 2).await;
    assert_eq!((first["title"].as_str(), second["title"].as_str()), (Some("Sunset"), Some("sunset 2")));
    let refused = send(&mut ana, &[("title", "SUNSET")], "x.png", 3).await;
    assert_eq!(refused["pin"], first["id"], "{refused}");
    assert!(refused["error"].as_str().unwrap().contains("You already have a picture called “Sunset”"));
    let told = send(&mut ana, &[("title", "sunset"), ("on_duplicate", "number")], "x.png", 4).await;
    assert_eq!(told["title"], "sunset 3");
    let told = send(&mut ana, &[("on_duplicate", "refuse")], "sunset.png", 5).await;
    assert!(told["error"].is_string());
    let mut bob = site.member("bob").await;
    assert_eq!(send(&mut bob, &[("title", "Sunset")], "x.png", 6).await["title"], "Sunset");
    site.work_off().await;
    assert_eq!((site.count("pins").await, site.count("pictures").await), (4, 4), "nothing is kept of what is refused");
}

#[tokio::test]
async fn one_title_sent_twice_at_the_same_time_is_given_once_and_two_owners_both_have_theirs() {
    let site = TestSite::start().await;
    let mut owners = Vec::new();
    for name in ["ana", "bob"] {
        owners.push(site.member(name).await);
    }
    for (round, mut owner) in owners.into_iter().enumerate() {
        let mut twin = owner.clone();
        let parts = [("title", "The one")];
        let (one, other) = tokio::join!(
            send(&mut owner, &parts, "a.png", 10 + round as u8),
            send(&mut twin, &parts, "b.png", 20 + round as u8)
        );
        let (won, lost) = if one["id"].is_string() { (one, other) } else { (other, one) };
        assert_eq!(won["title"], "The one");
        assert_eq!(lost["pin"], won["id"], "{lost}");
    }
    assert_eq!(site.count("pins").await, 2);
}

#[tokio::test]
async fn an_upload_that_is_sent_again_under_its_key_makes_no_second_pin() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let key = uuid::Uuid::new_v4().to_string();
    let first = send(&mut ana, &[("key", &key)], "a.png", 1).await;
    let again = send(&mut ana, &[("key", &key)], "a.png", 1).await;
    assert_eq!((first["id"].as_str(), first["title"].as_str()), (again["id"].as_str(), again["title"].as_str()));
    let mut twin = ana.clone();
    let other = uuid::Uuid::new_v4().to_string();
    let parts = [("key", other.as_str())];
    let (one, two) = tokio::join!(send(&mut ana, &parts, "b.png", 2), send(&mut twin, &parts, "b.png", 2));
    assert_eq!(one["id"], two["id"], "sent twice at the same time");
    assert_eq!((site.count("pins").await, site.count("pictures").await), (2, 2));
}

#[tokio::test]
async fn a_thousand_pictures_in_one_request_take_a_few_statements() {
    let site = TestSite::start().await;
    let mut ana = site.visitor();
    let account =
        serde_json::json!({ "email": "ana@example.com", "username": "ana", "password": PASSWORD }).to_string();
    let json = [("content-type", "application/json")];
    let opened = ana.send("POST", "/api/v1/signup", &json, account.as_bytes()).await.json();
    let bearer = format!("Bearer {}", opened["access_token"].as_str().unwrap());
    sqlx::raw_sql(
        "create table statements (name text);
         create function count_statement() returns trigger language plpgsql as
             $$ begin insert into statements values (tg_table_name); return null; end $$;
         create trigger counted after insert on pins for each statement execute function count_statement();
         create trigger counted after insert on pictures for each statement execute function count_statement();
         create trigger counted after insert on blobs for each statement execute function count_statement();
         create trigger counted after insert on blob_holds for each statement execute function count_statement();",
    )
    .execute(&site.rows)
    .await
    .unwrap();
    let mut form = Form::default();
    for n in 0..1000u32 {
        let bytes = if n % 100 == 7 { b"no picture".to_vec() } else { pictures::numbered_png(n) };
        form = form.file("file", "small.png", &bytes);
    }
    let headers = [("content-type", CONTENT_TYPE), ("authorization", bearer.as_str())];
    let answer = ana.send("POST", "/api/v1/pins", &headers, &form.finish()).await;
    assert_eq!(answer.status, 202);
    let items = answer.json()["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 1000);
    for (n, item) in items.iter().enumerate() {
        assert_eq!(item["error"].is_string(), n % 100 == 7, "wrong ones are reported in place: {n}: {item}");
    }
    assert_eq!(items[999]["title"], "small 990");
    let counted: Vec<(String, i64)> =
        sqlx::query_as("select name, count(*) from statements group by name order by name")
            .fetch_all(&site.rows)
            .await
            .unwrap();
    println!("1,000 files in one request: statements that insert, by table: {counted:?}");
    assert!(counted.iter().all(|(_, count)| *count <= 20), "{counted:?}");
    assert_eq!(site.count("pins").await, 990);
}

#[tokio::test]
async fn every_word_is_edited_and_only_by_whoever_may() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut bob = site.member("bob").await;
    let id = upload(&mut ana, "old.png", &pictures::png(40, 30, 1), "public").await;
    let other = upload(&mut ana, "taken.png", &pictures::png(40, 30, 2), "public").await;
    site.work_off().await;
    let edit = |title: &str| {
        Form::default()
            .text("title", title)
            .text("description", "Two\r\nlines")
            .text("alt_text", "A square")
            .text("tags", "Birds, #trees, birds")
            .text("source_url", "https://example.com/x")
            .text("visibility", "unlisted")
    };
    let path = format!("/pin/{id}/edit");
    assert_eq!(post(&mut bob, &path, edit("Mine now")).await.status, 403);
    assert_eq!(post(&mut site.visitor(), &path, edit("Mine now")).await.status, 401);
    let taken = post(&mut ana, &path, edit("TAKEN")).await;
    assert_eq!((taken.status, taken.json()["pin"].as_str()), (409, Some(other.as_str())));
    assert_eq!(post(&mut ana, &path, edit("New")).await.json()["location"], format!("/pin/{id}?saved=1"));
    let seen = pin(&mut bob, &id).await.unwrap();
    assert_eq!((seen.title.as_str(), seen.description.as_str()), ("New", "Two\nlines"));
    assert_eq!(seen.tags, ["birds", "trees"]);
    assert_eq!((seen.source.as_deref(), seen.editable), (Some("https://example.com/x"), false));
    let wrong = post(&mut ana, &path, Form::default().text("title", "").text("source_url", "javascript:x")).await;
    let fields: Vec<_> = wrong.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
    assert_eq!(fields, ["title", "source_url"]);
}

#[tokio::test]
async fn a_replaced_picture_keeps_the_address_and_leaves_no_blob() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    site.work_off().await;
    let (old, files) = (site.picture_of(&id).await, site.files());
    let form = Form::default().file("file", "b.png", &pictures::png(300, 200, 2));
    assert_eq!(post(&mut ana, &format!("/pin/{id}/edit"), form).await.status, 200);
    site.work_off().await;
    assert_ne!(site.picture_of(&id).await, old);
    assert_eq!(ana.get(&format!("/media/{old}-0")).await.status, 404);
    assert_eq!((site.files(), site.count("pictures").await), (files, 1));
}

#[tokio::test]
async fn what_becomes_private_is_found_under_its_old_address_by_nobody() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    // Still waiting for its work: that goes on under the new name.
    let private = || Form::default().text("pin", &id).text("action", "private");
    let old = site.picture_of(&id).await;
    assert_eq!(post(&mut ana, "/uploads", private()).await.json()["location"], "/uploads?changed=1");
    site.work_off().await;
    let new = site.picture_of(&id).await;
    assert_ne!(old, new);
    assert_eq!(ana.get(&format!("/media/{old}-0")).await.status, 404);
    assert_eq!(site.visitor().get(&format!("/media/{new}-0")).await.status, 404);
    let own = ana.get(&format!("/media/{new}-0")).await;
    assert_eq!((own.status, own.header("cache-control")), (200, Some("private, no-store")));
    assert_eq!(post(&mut ana, "/uploads", private()).await.status, 200);
    assert_eq!(site.picture_of(&id).await, new, "nobody else has seen it, so it keeps its name");
}

#[tokio::test]
async fn ones_own_pins_are_filtered_sorted_and_changed_together() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    site.member("bob").await;
    for (n, name) in ["cat.png", "Dog.png", "ant.png"].iter().enumerate() {
        upload(&mut ana, name, &pictures::png(30, 20, n as u8), "public").await;
    }
    site.work_off().await;
    upload(&mut ana, "bee.png", &pictures::png(30, 20, 9), "private").await;
    assert_eq!(titles(&mut ana, "sort=newest").await, ["bee", "ant", "Dog", "cat"]);
    assert_eq!(titles(&mut ana, "sort=oldest").await, ["cat", "Dog", "ant", "bee"]);
    assert_eq!(titles(&mut ana, "sort=title").await, ["ant", "bee", "cat", "Dog"]);
    let (found, matching) = mine(&mut ana, "state=ready&visibility=public&q=t&sort=title").await;
    assert_eq!((found.join(" "), matching.as_str()), ("ant cat".to_owned(), "2 pictures"));

    let tag =
        Form::default().text("all", "1").text("visibility_is", "public").text("action", "add_tags").text("tags", "Zoo");
    assert_eq!(post(&mut ana, "/uploads", tag).await.json()["location"], "/uploads?visibility=public&changed=3");
    assert_eq!(mine(&mut ana, "tag=zoo&sort=title").await.1, "3 pictures");
    assert_eq!(texts(&ana.part("/search?tags=Z", "tags").await.text(), "combobox__option"), ["zoo"]);
    assert_eq!(listed(&mut site.visitor(), "/?tag=zoo").await.len(), 3);
}

#[tokio::test]
async fn more_of_ones_own_pins_and_what_has_become_of_them_are_parts_of_their_page() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut bob = site.member("bob").await;
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    let asked = [("x-pins", id.as_str())];
    let waiting = ana.part_with("/uploads", "states", &asked).await.text();
    assert!(!waiting.contains("<li"), "neither shown nor gone: {waiting}");
    site.work_off().await;
    for path in ["/uploads", "/uploads?view=list"] {
        for part in [ana.part(path, "tiles").await, ana.part_with(path, "states", &asked).await] {
            let html = part.text();
            assert_eq!((part.status, values(&html, "li", "data-pin")), (200, vec![id.clone()]), "{path}");
            assert_eq!(texts(&html, "tick").concat(), "Select a", "{path}");
        }
        let bobs = bob.part_with(path, "states", &asked).await.text();
        assert_eq!(values(&bobs, "li", "data-gone"), [id.as_str()], "{path}: no pin of his");
    }
}

#[tokio::test]
async fn all_or_nothing_where_one_of_many_is_anothers() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut bob = site.member("bob").await;
    let anas = upload(&mut ana, "a.png", &pictures::png(30, 20, 1), "public").await;
    let hidden = upload(&mut ana, "h.png", &pictures::png(30, 20, 2), "private").await;
    let bobs = upload(&mut bob, "b.png", &pictures::png(30, 20, 3), "public").await;
    for (theirs, status) in [(&anas, 403), (&hidden, 404)] {
        for action in ["delete", "private"] {
            let form = Form::default().text("pin", &bobs).text("pin", theirs).text("action", action);
            assert_eq!(post(&mut bob, "/uploads", form).await.status, status, "{action}");
        }
    }
    assert_eq!(pin(&mut site.visitor(), &bobs).await.unwrap().visibility, "public");
}

#[tokio::test]
async fn what_was_deleted_is_gone_at_once_had_back_for_a_while_and_then_gone_for_good() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut bob = site.member("bob").await;
    let id = upload(&mut ana, "a.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    let picture = site.picture_of(&id).await;
    assert_eq!(post(&mut bob, &format!("/pin/{id}/delete"), Form::default().text("x", "")).await.status, 403);
    let delete = post(&mut ana, &format!("/pin/{id}/delete"), Form::default().text("x", "")).await.json();
    let location = delete["location"].as_str().unwrap().to_owned();
    let deletion = location.split_once("deleted=").unwrap().1.split('&').next().unwrap();
    assert!(pin(&mut ana, &id).await.is_none());
    assert_eq!(site.visitor().get(&format!("/media/{picture}-0")).await.status, 404);
    // Its title is free for another meanwhile.
    let undo = || Form::default().text("deletion", deletion);
    assert_eq!(post(&mut bob, "/uploads/restore", undo()).await.status, 410);
    assert_eq!(post(&mut ana, "/uploads/restore", undo()).await.json()["location"], "/uploads?restored=1");
    assert!(pin(&mut bob, &id).await.is_some());
    post(&mut ana, &format!("/pin/{id}/delete"), Form::default().text("x", "")).await;
    a_while_later(&site).await;
    assert_eq!(post(&mut ana, "/uploads/restore", undo()).await.status, 410);
    assert_eq!((site.count("pins").await, site.count("pictures").await, site.files()), (0, 0, 0));
}

#[tokio::test]
async fn two_thousand_pins_are_deleted_at_once_and_completely() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut bob = site.member("bob").await;
    let kept = upload(&mut bob, "kept.png", &pictures::numbered_png(5), "public").await;
    for thousand in 0..2u32 {
        let mut form = Form::default();
        for n in 0..1000 {
            form = form.file("file", "small.png", &pictures::numbered_png(thousand * 1000 + n));
        }
        assert_eq!(post(&mut ana, "/upload", form).await.status, 202);
    }
    let files = site.files();
    assert!(files >= 2000, "{files}");
    let started = std::time::Instant::now();
    let gone = post(&mut ana, "/uploads", Form::default().text("all", "1").text("action", "delete")).await;
    println!("2,000 pins deleted: answered after {:.0} ms", started.elapsed().as_secs_f64() * 1000.0);
    let location = gone.json()["location"].as_str().unwrap().to_owned();
    assert!(location.ends_with("&count=2000"), "{location}");
    let page = uploads(&mut ana, &location).await;
    assert!(page.contains("No uploads yet"), "{page}");
    for html in [page, ana.part(&location, "states").await.text()] {
        assert_eq!(deleting(&html).as_deref(), Some("Deleting 2,000 pictures…"), "progress is told");
    }
    // What waits to be worked on is not needed any more.
    let waiting = "delete from graphile_worker._private_jobs where task_id in
                   (select id from graphile_worker._private_tasks where identifier = 'process_picture')";
    sqlx::query(AssertSqlSafe(waiting)).execute(&site.rows).await.unwrap();
    a_while_later(&site).await;
    assert_eq!(deleting(&uploads(&mut ana, &location).await), None);
    assert!(pin(&mut bob, &kept).await.is_some());
    assert_eq!((site.count("pins").await, site.count("pictures").await, site.files()), (1, 1, 1));
}
