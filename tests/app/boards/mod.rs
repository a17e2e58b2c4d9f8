//! Boards: who may make, change and see what, what is on them in which order, and what a private one gives away. Here is what the
//! tests share.

mod forms;
mod many;
mod order;
mod shown;

use crate::{
    api::{Program, ids, wrong_fields},
    client::{Answer, Client},
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};

/// Makes a board, and gives its id.
async fn make(who: &mut Program, title: &str, visibility: &str) -> String {
    let made = who.post("/boards", json!({"title": title, "visibility": visibility})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

/// So many public pins, ready to be seen, the first one first.
async fn pins(site: &TestSite, who: &mut Program, count: u8) -> Vec<String> {
    let mut made = Vec::new();
    for seed in 1..=count {
        made.push(who.pin(&format!("Pin {seed}.png"), &pictures::png(30, 20, seed), "public").await);
    }
    site.work_off().await;
    made
}

async fn put(who: &mut Program, board: &str, pin: &str) -> Answer {
    who.send("PUT", &format!("/boards/{board}/pins/{pin}"), &[], &[]).await
}

async fn take(who: &mut Program, board: &str, pin: &str) -> Answer {
    who.delete(&format!("/boards/{board}/pins/{pin}")).await
}

/// The pins on a board, in its order, as whoever asks sees them.
async fn on_board(who: &mut Program, board: &str) -> Vec<String> {
    let page = who.get(&format!("/boards/{board}/pins?limit=100")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    ids(&page.json())
}

/// A board, as whoever asks sees it.
async fn seen(who: &mut Program, board: &str) -> Value {
    let answer = who.get(&format!("/boards/{board}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The same member with a browser.
async fn browser_of(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

#[tokio::test]
async fn a_board_is_made_changed_and_deleted() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = ana.post("/boards", json!({"title": "  Garden \t ideas ", "description": "one\r\ntwo "})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["title"], &made["description"]), (&json!("Garden ideas"), &json!("one\ntwo")));
    assert_eq!((&made["visibility"], &made["owner"]["username"]), (&json!("public"), &json!("ana")));
    assert_eq!((&made["pin_count"], &made["pictures"], &made["cover"]), (&json!(0), &json!([]), &Value::Null));
    assert_eq!(made["editable"], true);
    let path = format!("/boards/{}", made["id"].as_str().unwrap());
    assert_eq!(ana.get(&path).await.json(), made);
    assert_eq!(Program::visitor(&site).get(&path).await.json()["editable"], false);

    let same = ana.json("PATCH", &path, json!({})).await;
    assert_eq!((same.status, same.json()), (200, made));
    let words = json!({"title": "GARDEN IDEAS", "description": "", "visibility": "private"});
    let changed = ana.json("PATCH", &path, words).await.json();
    assert_eq!((&changed["title"], &changed["description"]), (&json!("GARDEN IDEAS"), &json!("")));
    assert_eq!(changed["visibility"], "private");
    assert_eq!(ana.delete(&path).await.status, 204);
    assert_eq!((ana.delete(&path).await.status, ana.get(&path).await.status), (404, 404));
}

#[tokio::test]
async fn words_that_will_not_do_are_told_with_the_field() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    make(&mut ana, "Garden", "public").await;
    let other = format!("/boards/{}", make(&mut ana, "Other", "public").await);
    let (long, endless) = ("ä".repeat(101), "ä".repeat(1001));
    for (words, field) in [
        (json!({"title": " \t "}), "title"),
        (json!({"title": long}), "title"),
        (json!({"title": "a\0b"}), "title"),
        (json!({"title": "gARDEN"}), "title"),
        (json!({"title": "New", "description": endless}), "description"),
        (json!({"title": "New", "visibility": "secret"}), "visibility"),
        (json!({"title": "New", "owner": "bob"}), "owner"),
    ] {
        assert_eq!(wrong_fields(&ana.post("/boards", words.clone()).await), [field], "{words}");
        assert_eq!(wrong_fields(&ana.json("PATCH", &other, words.clone()).await), [field], "{words}");
    }
    assert_eq!(wrong_fields(&ana.post("/boards", json!({})).await), ["title"]);
    assert_eq!(ana.get(&other).await.json()["title"], "Other");
    make(&mut bob, "Garden", "public").await;
    assert_eq!(site.count("boards").await, 3, "another member may use the title");
}

#[tokio::test]
async fn nobody_has_boards_without_end() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let sql = "insert into boards (id, owner_id, title, visibility)
               select gen_random_uuid(), users.id, 'Board ' || n, 'public' from users, generate_series(1, 499) as n";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    let last = format!("/boards/{}", make(&mut ana, "The last", "public").await);
    assert_eq!(wrong_fields(&ana.post("/boards", json!({"title": "One more"})).await), ["title"]);
    assert_eq!(ana.delete(&last).await.status, 204);
    make(&mut ana, "One more", "private").await;
}

#[tokio::test]
async fn a_title_given_twice_at_once_is_given_once() {
    let site = TestSite::start().await;
    let ana = Program::sign_up(&site, "ana").await;
    let all = (0..8).map(|_| {
        let mut ana = ana.clone();
        async move { ana.post("/boards", json!({"title": "Garden"})).await.status }
    });
    let mut statuses = futures::future::join_all(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422]);
    assert_eq!(site.count("boards").await, 1);
}

#[tokio::test]
async fn put_or_taken_twice_is_the_same_as_once() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = pins(&site, &mut ana, 2).await;
    let board = make(&mut ana, "Garden", "public").await;
    for pin in [&made[0], &made[1], &made[0]] {
        assert_eq!(put(&mut ana, &board, pin).await.status, 204);
    }
    assert_eq!(on_board(&mut ana, &board).await, made);
    for _ in 0..2 {
        assert_eq!(take(&mut ana, &board, &made[0]).await.status, 204);
        assert_eq!(on_board(&mut ana, &board).await, made[1..]);
    }
    assert_eq!((&seen(&mut ana, &board).await["pin_count"], site.count("pins").await), (&json!(1), 2));
}

#[tokio::test]
async fn one_pin_is_on_many_boards_and_of_anybody_who_shows_it() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let public = pins(&site, &mut bob, 1).await.remove(0);
    let unlisted = bob.pin("u.png", &pictures::png(30, 20, 8), "unlisted").await;
    let private = bob.pin("p.png", &pictures::png(30, 20, 9), "private").await;
    site.work_off().await;
    for title in ["One", "Two"] {
        let board = make(&mut ana, title, "public").await;
        assert_eq!(put(&mut ana, &board, &public).await.status, 204);
        assert_eq!(put(&mut ana, &board, &unlisted).await.status, 204, "whoever has the address may");
        for pin in [private.as_str(), "1111111111111111111112", "nonsense"] {
            assert_eq!(put(&mut ana, &board, pin).await.status, 404, "{pin}");
        }
        assert_eq!(
            on_board(&mut ana, &board).await,
            std::slice::from_ref(&public),
            "what no list shows, no board shows"
        );
        assert_eq!(seen(&mut ana, &board).await["pin_count"], 1);
    }
    let listed = bob.json("PATCH", &format!("/pins/{unlisted}"), json!({"visibility": "public"})).await;
    assert_eq!(listed.status, 200);
    let boards = ana.get("/boards").await.json();
    assert_eq!(boards["items"][0]["pin_count"], 2);
}

#[tokio::test]
async fn what_stands_for_a_board_is_on_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = pins(&site, &mut ana, 3).await;
    let board = make(&mut ana, "Garden", "public").await;
    for pin in &made[..2] {
        put(&mut ana, &board, pin).await;
    }
    let image = |pin: Value| pin["image_id"].clone();
    let (first, second) = (image(ana.see(&made[0]).await), image(ana.see(&made[1]).await));
    let path = format!("/boards/{board}");
    assert_eq!(seen(&mut ana, &board).await["pictures"][0]["image_id"], first);
    let chosen = ana.json("PATCH", &path, json!({"cover": made[1]})).await.json();
    assert_eq!((&chosen["cover"], &chosen["pictures"][0]["image_id"]), (&json!(made[1]), &second));
    assert_eq!((&chosen["pictures"][1]["image_id"], &chosen["pictures"][2]), (&first, &Value::Null));
    for wrong in [made[2].as_str(), "1111111111111111111112"] {
        assert_eq!(wrong_fields(&ana.json("PATCH", &path, json!({"cover": wrong})).await), ["cover"]);
    }
    let kept = ana.json("PATCH", &path, json!({"title": "Renamed"})).await.json();
    assert_eq!(kept["cover"], json!(made[1]), "what is not said stays");
    take(&mut ana, &board, &made[1]).await;
    assert_eq!(seen(&mut ana, &board).await["cover"], Value::Null);
    put(&mut ana, &board, &made[1]).await;
    assert_eq!(seen(&mut ana, &board).await["cover"], Value::Null, "it was let go of");
    ana.json("PATCH", &path, json!({"cover": made[1]})).await;
    let none = ana.json("PATCH", &path, json!({"cover": null})).await.json();
    assert_eq!((&none["cover"], &none["pictures"][0]["image_id"]), (&Value::Null, &first));
}

#[tokio::test]
async fn a_members_boards_are_listed_page_by_page_the_newest_first() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut made = Vec::new();
    for n in 0..26 {
        made.insert(0, make(&mut ana, &format!("Board {n}"), if n == 20 { "private" } else { "public" }).await);
    }
    let mut public = made.clone();
    let private = public.remove(5);
    let mut visitor = Program::visitor(&site);
    let first = visitor.get("/users/ANA/boards?limit=10").await.json();
    let next = first["next"].as_str().unwrap();
    let second = visitor.get(&format!("/users/ana/boards?limit=100&cursor={next}")).await.json();
    assert_eq!([ids(&first), ids(&second)].concat(), public);
    assert_eq!(second["next"], Value::Null);
    assert_eq!(ids(&ana.get("/boards?limit=100").await.json()), made);
    assert_eq!(ids(&ana.get("/users/ana/boards?limit=100").await.json()), made);
    for path in ["/users/ana/boards", &format!("/boards/{}/pins", made[0])] {
        assert_eq!(visitor.get(&format!("{path}?cursor=n1C3XR6Gzv21Kf3E2ZpLk9B")).await.status, 422, "{path}");
    }
    assert_eq!((visitor.get("/users/nobody/boards").await.status, visitor.get("/boards").await.status), (404, 401));

    let mut browser = site.visitor();
    let page = browser.get("/@ana/boards").await.text();
    assert!(page.contains(&format!("/board/{}", public[0])) && !page.contains(&private));
    assert!(!page.contains("/boards/new"), "that is for oneself");
    let next = page.split("href=\"").find(|link| link.starts_with("/@ana/boards?cursor=")).unwrap();
    let page = browser.get(next.split('"').next().unwrap()).await.text();
    assert!(page.contains(&format!("/board/{}", public[24])) && !page.contains("More boards"));
    assert_eq!((browser.get("/@nobody/boards").await.status, browser.get("/ana/boards").await.status), (404, 404));
    assert_eq!(browser.get("/@ana/boards?cursor=nonsense").await.status, 400);
    let own = browser_of(&site, "ana").await.get("/@ana/boards").await.text();
    assert!(own.contains("href=\"/boards/new\"") && own.contains(&private));
}
