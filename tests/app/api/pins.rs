//! Pins through the API: uploading, listing, reading, deleting.

use super::{Program, a_minute_later, ids, wrong_fields};
use crate::{
    harness::TestSite,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;

#[tokio::test]
async fn each_file_is_answered_in_its_place_refused_ones_too() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let form = Form::default()
        .text("title", "First")
        .file("file", "a.png", &pictures::png(30, 20, 1))
        .file("file", "notes.txt", b"Dear diary")
        .text("title", &"x".repeat(151))
        .file("file", "b.png", &pictures::png(30, 20, 2))
        .text("visibility", "private")
        .file("file", "harbour.png", &pictures::png(30, 20, 3));
    let answer = ana.upload(form).await;
    assert_eq!(answer.status, 202);
    let items = answer.json()["items"].as_array().unwrap().clone();
    assert_eq!((&items[0]["title"], &items[0]["state"]), (&json!("First"), &json!("waiting")));
    assert_eq!(items[1]["file"], "notes.txt");
    assert!(items[1]["error"].as_str().unwrap().contains("not a picture"));
    assert!(items[2]["error"].as_str().unwrap().contains("150 characters"));
    assert_eq!(items[3]["title"], "harbour");
    let last = ana.get(&format!("/pins/{}", items[3]["id"].as_str().unwrap())).await.json();
    assert_eq!(last["visibility"], "private");
    assert_eq!(site.count("pins").await, 2);
}

#[tokio::test]
async fn an_upload_without_a_file_or_of_another_kind_is_refused() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    assert_eq!(wrong_fields(&ana.upload(Form::default().text("title", "x")).await), ["file"]);
    let secret = Form::default().text("visibility", "secret").file("file", "a.png", &pictures::png(8, 8, 1));
    assert_eq!(wrong_fields(&ana.upload(secret).await), ["visibility"]);
    let misspelt = Form::default().text("visiblity", "private").file("file", "a.png", &pictures::png(8, 8, 1));
    assert_eq!(wrong_fields(&ana.upload(misspelt).await), ["visiblity"]);
    assert_eq!(site.count("pins").await, 0);
    assert_eq!(ana.post("/pins", json!({})).await.status, 415);
    for (kind, body, status) in [
        ("multipart/form-data", &b"x"[..], 400),
        ("multipart/form-data; boundary=x", b"--x\r\n", 400),
        ("text/plain", b"x", 415),
    ] {
        assert_eq!(ana.send("POST", "/pins", &[("content-type", kind)], body).await.status, status, "{kind}");
    }
}

#[tokio::test]
async fn a_pin_has_every_word_that_came_before_its_file() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let form = Form::default()
        .text("title", "Harbour")
        .text("description", "At six\r\nin the morning")
        .text("alt_text", "Boats")
        .text("source_url", "https://example.com/harbour")
        .text("tags", "Sea, #boats,, sea")
        .text("visibility", "unlisted")
        .file("file", "a.png", &pictures::png(30, 20, 1))
        .file("file", "b.png", &pictures::png(30, 20, 2));
    let made = ids(&ana.upload(form).await.json());
    let (first, second) = (ana.see(&made[0]).await, ana.see(&made[1]).await);
    assert_eq!((&first["title"], &first["alt_text"]), (&json!("Harbour"), &json!("Boats")));
    assert_eq!(first["description"], "At six\nin the morning");
    assert_eq!(
        (&first["source_url"], &first["tags"]),
        (&json!("https://example.com/harbour"), &json!(["boats", "sea"]))
    );
    assert_eq!((&first["visibility"], &first["editable"]), (&json!("unlisted"), &json!(true)));
    assert_eq!((&second["title"], &second["visibility"]), (&json!("b"), &json!("unlisted")));
    assert_eq!((&second["description"], &second["alt_text"]), (&json!(""), &json!("")), "words are for one file");
    assert_eq!((&second["source_url"], &second["tags"]), (&json!(null), &json!([])));
}

#[tokio::test]
async fn a_title_that_is_taken_is_refused_with_its_pin_or_numbered_as_one_says() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let first = ana.pin("Sunset.png", &pictures::png(30, 20, 1), "public").await;
    let file = |form: Form, seed| form.file("file", "sunset.png", &pictures::png(30, 20, seed));
    let form = file(Form::default().text("on_duplicate", "refuse"), 2);
    let form = file(form.text("title", "SUNSET"), 3);
    let form = file(form.text("on_duplicate", "number").text("title", "sunset"), 4);
    let items = ana.upload(file(form, 5)).await.json()["items"].as_array().unwrap().clone();
    for refused in &items[..2] {
        assert_eq!((&refused["file"], &refused["pin"]), (&json!("sunset.png"), &json!(first)));
        assert!(refused["error"].as_str().unwrap().contains("“Sunset”"), "{refused}");
    }
    let numbered: Vec<_> = items[2..].iter().map(|item| item["title"].clone()).collect();
    assert_eq!(numbered, ["sunset 2", "sunset 3"]);
    // Where nothing is said, what was typed is refused, and what is a file's name numbered.
    let form = file(file(Form::default().text("title", "Sunset"), 6), 7);
    let items = ana.upload(form).await.json()["items"].clone();
    assert_eq!((&items[0]["pin"], &items[1]["title"]), (&json!(first), &json!("sunset 4")));
    let plain = ana.upload(Form::default().file("file", "x.txt", b"x")).await.json();
    assert!(plain["items"][0].get("pin").is_none());
}

#[tokio::test]
async fn an_upload_that_is_sent_again_under_its_key_is_answered_with_the_pin_there_is() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut bob = Program::sign_up(&site, "bob").await;
    let key = uuid::Uuid::new_v4().to_string();
    let form = || Form::default().text("key", &key).file("file", "a.png", &pictures::png(30, 20, 1));
    let first = ana.upload(form()).await.json();
    let again = ana.upload(form()).await.json();
    for said in ["id", "title", "state"] {
        assert_eq!(again["items"][0][said], first["items"][0][said]);
    }
    assert_ne!(bob.upload(form()).await.json()["items"][0]["id"], first["items"][0]["id"], "a key is its owner's");
    let wrong = Form::default().text("key", "mine").file("file", "a.png", &pictures::png(30, 20, 1));
    assert_eq!(wrong_fields(&ana.upload(wrong).await), ["key"]);
    assert_eq!(site.count("pins").await, 2);
}

#[tokio::test]
async fn lists_are_narrowed_to_a_tag_however_it_is_written() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut bob = Program::sign_up(&site, "bob").await;
    let form = || Form::default().text("tags", "birds").file("file", "a.png", &pictures::png(30, 20, 1));
    let (anas, bobs) = (ids(&ana.upload(form()).await.json()), ids(&bob.upload(form()).await.json()));
    ana.pin("b.png", &pictures::png(30, 20, 2), "public").await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    for tag in ["birds", "Birds", "%23birds"] {
        let all = ids(&visitor.get(&format!("/pins?tag={tag}")).await.json());
        assert_eq!(all, [bobs[0].clone(), anas[0].clone()], "{tag}");
        for list in ["/pins?owner=ana&", "/users/ana/pins?"] {
            assert_eq!(ids(&visitor.get(&format!("{list}tag={tag}")).await.json()), anas, "{list}{tag}");
        }
    }
    assert_eq!(visitor.get("/pins?tag=fish").await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_pin_says_where_its_picture_is_in_every_size() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = ana.pin("a.png", &pictures::png(600, 300, 1), "public").await;
    let waiting = ana.get(&format!("/pins/{id}")).await.json();
    assert_eq!((&waiting["state"], &waiting["qualities"]), (&json!("waiting"), &json!([])));
    site.work_off().await;

    let mut visitor = Program::visitor(&site);
    let pin = visitor.get(&format!("/pins/{id}")).await.json();
    assert_eq!((&pin["title"], &pin["state"], &pin["visibility"]), (&json!("a"), &json!("ready"), &json!("public")));
    assert_eq!((&pin["width"], &pin["height"], &pin["owner"]["username"]), (&json!(600), &json!(300), &json!("ana")));
    assert!(pin["created_at"].as_str().unwrap().ends_with('Z'));
    let qualities = pin["qualities"].as_array().unwrap();
    let sizes: Vec<_> =
        qualities.iter().map(|one| (one["n"].as_u64().unwrap(), one["width"].as_u64().unwrap())).collect();
    assert_eq!(sizes, [(0, 600), (1, 10), (2, 236), (3, 474)]);
    for quality in qualities {
        let url = quality["url"].as_str().unwrap();
        assert!(url.contains(&format!("/media/{}-{}", pin["image_id"].as_str().unwrap(), quality["n"])));
        let path = url.strip_prefix("http://127.0.0.1:0").unwrap();
        let file = site.visitor().get(path).await;
        assert_eq!((file.status, file.body.len() as u64), (200, quality["bytes"].as_u64().unwrap()));
    }
    let listed = visitor.get("/pins").await.json()["items"][0].clone();
    assert_eq!((&listed["id"], &listed["image_id"]), (&pin["id"], &pin["image_id"]));
    assert_eq!(listed["qualities"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn pages_follow_each_other_and_show_every_pin_once() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut bob = Program::sign_up(&site, "bob").await;
    bob.pin("b.png", &pictures::png(12, 9, 99), "public").await;
    let form =
        (0..23).fold(Form::default(), |form, n| form.file("file", &format!("{n}.png"), &pictures::png(12, 9, n)));
    let mut made = ids(&ana.upload(form).await.json());
    made.reverse();
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    for list in ["/pins?owner=ana&sort=newest&limit=10", "/users/ana/pins?limit=10"] {
        let (mut seen, mut sizes, mut next) = (Vec::new(), Vec::new(), Some(String::new()));
        while let Some(cursor) = next {
            let page = visitor.get(&format!("{list}{cursor}")).await.json();
            let found = ids(&page);
            sizes.push(found.len());
            seen.extend(found);
            next = page["next"].as_str().map(|cursor| format!("&cursor={cursor}"));
        }
        assert_eq!((sizes, &seen), (vec![10, 10, 3], &made), "{list}");
    }
    let all = visitor.get("/pins").await.json();
    assert_eq!((ids(&all).len(), &all["next"]), (24, &json!(null)));
}

#[tokio::test]
async fn the_newest_pins_are_everybodys_and_all_of_ones_own_each_once() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let (mut all, mut everybodys) = (Vec::new(), Vec::new());
    for (seed, visibility) in (0..).zip(["public", "private", "unlisted", "public"]) {
        all.push(ana.pin(&format!("a{seed}.png"), &pictures::png(30, 20, seed), visibility).await);
        everybodys.extend((visibility == "public").then(|| all[all.len() - 1].clone()));
        all.push(bob.pin(&format!("b{seed}.png"), &pictures::png(30, 20, 10 + seed), "public").await);
        everybodys.push(all[all.len() - 1].clone());
    }
    site.work_off().await;
    all.push(ana.pin("waits.png", &pictures::png(30, 20, 20), "public").await);
    all.reverse();
    everybodys.reverse();
    let mut visitor = Program::visitor(&site);
    for (who, made) in [(&mut ana, &all), (&mut bob, &everybodys), (&mut visitor, &everybodys)] {
        let (mut seen, mut next) = (Vec::new(), Some(String::new()));
        while let Some(cursor) = next {
            let page = who.get(&format!("/pins?limit=2{cursor}")).await.json();
            seen.extend(ids(&page));
            next = page["next"].as_str().map(|cursor| format!("&cursor={cursor}"));
        }
        assert_eq!(&seen, made);
    }
}

#[tokio::test]
async fn a_list_says_of_a_pin_what_the_pin_and_its_owner_say_themselves() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    // The one has a size beside its lowest and its full one, the other has none.
    for (who, side) in [(&mut ana, 300), (&mut bob, 100)] {
        let avatar = Form::default().file("file", "a.png", &pictures::png(side, side, 1)).finish();
        assert_eq!(who.send("PUT", "/me/avatar", &[("content-type", CONTENT_TYPE)], &avatar).await.status, 202);
    }
    let pins = [
        ana.pin("a.png", &pictures::png(600, 300, 2), "public").await,
        bob.pin("b.png", &pictures::png(30, 20, 3), "public").await,
    ];
    site.work_off().await;
    assert_eq!(bob.send("PUT", &format!("/pins/{}/like", pins[0]), &[], &[]).await.status, 200);
    let mut visitor = Program::visitor(&site);
    for (who, liked) in [(&mut ana, false), (&mut bob, true), (&mut visitor, false)] {
        for list in ["/pins", "/pins?sort=popular"] {
            let page = who.get(list).await.json();
            let items = page["items"].as_array().unwrap();
            assert_eq!(items.len(), 2, "{list}");
            for item in items {
                let pin = who.see(item["id"].as_str().unwrap()).await;
                for (name, value) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "qualities") {
                    assert_eq!(value, &pin[name], "{name} of {list}");
                }
                let owner = who.get(&format!("/users/{}", item["owner"]["username"].as_str().unwrap())).await.json();
                assert!(item["owner"]["avatar_url"].is_string());
                assert_eq!(item["owner"]["avatar_url"], owner["avatar_url"], "{list}");
                let is_liked = item["id"].as_str() == Some(&pins[0]);
                assert_eq!(item["like_count"], u8::from(is_liked));
                assert_eq!(item["liked"], liked && is_liked);
            }
        }
    }
}

#[tokio::test]
async fn a_query_that_cannot_be_understood_is_refused_and_an_unknown_owner_is_not_there() {
    let site = TestSite::start().await;
    let mut visitor = Program::visitor(&site);
    for query in [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=",
        "cursor=x",
        "cursor=",
        "sort=oldest",
        "window=decade",
        "owner=a%00b",
        "tag=",
        "tag=a%00b",
        "tag=a,b",
        "flavour=x",
        "limit=1&limit=2",
    ] {
        assert_eq!(visitor.get(&format!("/pins?{query}")).await.status, 400, "{query}");
    }
    for path in ["/pins?owner=nobody", "/users/nobody", "/users/nobody/pins", "/users/a%00b", "/users/%ff", "/pins/x"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_stranger_gets_404_for_a_private_pin_and_403_for_deleting_a_public_one() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let secret = ana.pin("secret.png", &pictures::png(30, 30, 1), "private").await;
    let open = ana.pin("open.png", &pictures::png(30, 30, 2), "public").await;
    site.work_off().await;
    for stranger in [&mut bob, &mut Program::visitor(&site)] {
        assert_eq!(stranger.get(&format!("/pins/{secret}")).await.status, 404);
        assert_eq!(ids(&stranger.get("/pins").await.json()), std::slice::from_ref(&open));
        assert_eq!(ids(&stranger.get("/users/ana/pins").await.json()), std::slice::from_ref(&open));
    }
    assert_eq!(bob.delete(&format!("/pins/{secret}")).await.status, 404);
    assert_eq!(bob.delete(&format!("/pins/{open}")).await.status, 403);
    assert_eq!(Program::visitor(&site).delete(&format!("/pins/{open}")).await.status, 401);
    assert_eq!(site.count("pins").await, 2);
}

#[tokio::test]
async fn a_pin_deleted_is_gone_with_its_files() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(300, 300, 1), "public").await;
    site.work_off().await;
    assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 204);
    assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 404);
    assert_eq!(ana.get(&format!("/pins/{pin}")).await.status, 404);
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!((site.count("pictures").await, site.count("blobs").await, site.files()), (0, 0, 0));
}

#[tokio::test]
async fn bytes_of_a_private_pin_are_had_through_a_token_of_its_owner_that_may_read() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let id = ana.pin("a.png", &pictures::png(300, 200, 1), "private").await;
    site.work_off().await;
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    let (mut writes, _) = ana.with_scopes(&["write"]).await;
    let mut invalid = ana.with_token("nonsense");
    for quality in ana.see(&id).await["qualities"].as_array().unwrap() {
        let path = quality["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:0").unwrap();
        let file = reads.outside(path).await;
        assert_eq!((file.status, file.header("cache-control")), (200, Some("private, no-store")));
        assert_eq!(file.body.len() as u64, quality["bytes"].as_u64().unwrap());
        assert_eq!((writes.outside(path).await.status, bob.outside(path).await.status), (404, 404));
        assert_eq!(invalid.outside(path).await.status, 401);
    }
}
