//! Saving with one press: to which board a pin goes, what is told of it, how it is taken back, and who may.

use crate::{
    api::{Program, ids},
    client::Client,
    harness::{PASSWORD, TestSite, post, post_plain},
    multipart::Form,
    pictures,
};
use futures::future::join_all;
use serde_json::{Value, json};

/// So many public pins, ready to be seen, the first one first.
async fn pins(site: &TestSite, who: &mut Program, count: u8) -> Vec<String> {
    let mut made = Vec::new();
    for seed in 1..=count {
        made.push(who.pin(&format!("Pin {seed}.png"), &pictures::png(30, 20, seed), "public").await);
    }
    site.work_off().await;
    made
}

async fn make(who: &mut Program, title: &str, visibility: &str) -> String {
    let made = who.post("/boards", json!({"title": title, "visibility": visibility})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn put(who: &mut Program, board: &str, pin: &str) {
    assert_eq!(who.send("PUT", &format!("/boards/{board}/pins/{pin}"), &[], &[]).await.status, 204);
}

/// Saves a pin, and gives the status and the board.
async fn save(who: &mut Program, pin: &str) -> (u16, Value) {
    let answer = who.send("POST", &format!("/pins/{pin}/save"), &[], &[]).await;
    (answer.status, answer.json())
}

async fn on_board(who: &mut Program, board: &str) -> Vec<String> {
    ids(&who.get(&format!("/boards/{board}/pins")).await.json())
}

/// The same member with a browser.
async fn browser_of(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

fn want(pin: &str, wish: &str) -> Form {
    Form::default().text("pin", pin).text("want", wish).text("back", "/?tag=x")
}

/// What a script hears that takes a pin off.
async fn unsave(browser: &mut Client, pin: &str, board: &str) -> Value {
    let answer = post(browser, "/fn/save", want(pin, "unsave").text("board", board)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_first_pin_makes_a_public_board_and_the_next_one_goes_there_as_well() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = pins(&site, &mut bob, 2).await;
    let (status, board) = save(&mut ana, &made[0]).await;
    assert_eq!((status, &board["title"], &board["visibility"]), (201, &json!("Saved"), &json!("public")));
    assert_eq!((&board["owner"]["username"], &board["pin_count"]), (&json!("ana"), &json!(1)));
    let (status, same) = save(&mut ana, &made[1]).await;
    assert_eq!((status, &same["id"], &same["pin_count"]), (200, &board["id"], &json!(2)));
    let (status, same) = save(&mut ana, &made[0]).await;
    assert_eq!((status, &same["pin_count"]), (200, &json!(2)), "twice is the same as once");
    assert_eq!(on_board(&mut ana, board["id"].as_str().unwrap()).await, made);
    assert_eq!(site.count("boards").await, 1);
}

#[tokio::test]
async fn a_pin_goes_to_the_board_that_was_saved_to_last_else_to_the_newest() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = pins(&site, &mut bob, 5).await;
    let first = make(&mut ana, "First", "public").await;
    let second = make(&mut ana, "Second", "private").await;
    let (status, board) = save(&mut ana, &made[0]).await;
    assert_eq!((status, &board["id"]), (200, &json!(second)), "none has pins: the newest");
    put(&mut ana, &first, &made[1]).await;
    make(&mut ana, "Third", "public").await;
    assert_eq!(save(&mut ana, &made[2]).await.1["id"], json!(first));
    // It has been there before.
    put(&mut ana, &second, &made[0]).await;
    assert_eq!(save(&mut ana, &made[3]).await.1["id"], json!(first));
    assert_eq!(on_board(&mut ana, &first).await, made[1..4]);
    assert_eq!(ana.delete(&format!("/boards/{first}")).await.status, 204);
    assert_eq!(save(&mut ana, &made[4]).await.1["id"], json!(second));
    assert_eq!(save(&mut bob, &made[4]).await.1["title"], "Saved", "everybody has boards of their own");
}

#[tokio::test]
async fn a_member_sees_which_pins_they_have_saved_and_nobody_else_does() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = pins(&site, &mut bob, 2).await;
    let board = make(&mut ana, "Secret", "private").await;
    put(&mut ana, &board, &made[0]).await;
    let (mut writes, _) = ana.with_scopes(&["write"]).await;
    let mut visitor = Program::visitor(&site);
    for (who, saved) in [(&mut ana, true), (&mut bob, false), (&mut writes, false), (&mut visitor, false)] {
        assert_eq!(who.see(&made[0]).await["saved"], saved);
        let page = who.get("/pins").await.json();
        let all: Vec<_> = page["items"].as_array().unwrap().iter().map(|pin| pin["saved"].clone()).collect();
        assert_eq!(all, [json!(false), json!(saved)]);
    }
    let mut browser = browser_of(&site, "ana").await;
    let page = browser.get("/@bob").await.text();
    assert_eq!((page.matches("value=\"unsave\"").count(), page.matches("value=\"save\"").count()), (1, 1));
    let page = site.visitor().get("/@bob").await.text();
    assert!(page.contains("Save Pin 1") && !page.contains("data-save"), "a visitor has a link to sign in");
    assert_eq!(ana.delete(&format!("/boards/{board}")).await.status, 204);
    assert_eq!(ana.see(&made[0]).await["saved"], false);
}

#[tokio::test]
async fn what_one_may_not_see_cannot_be_saved() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let private = bob.pin("p.png", &pictures::png(30, 20, 1), "private").await;
    let public = pins(&site, &mut bob, 1).await.remove(0);
    let mut browser = browser_of(&site, "ana").await;
    for pin in [private.as_str(), "1111111111111111111112", "nonsense"] {
        assert_eq!(save(&mut ana, pin).await.0, 404, "{pin}");
        assert_eq!(post(&mut browser, "/fn/save", want(pin, "save")).await.status, 404, "{pin}");
        assert_eq!(post_plain(&mut browser, "/fn/save", want(pin, "save")).await.status, 404, "{pin}");
    }
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert_eq!(save(&mut reads, &public).await.0, 403);
    assert_eq!(save(&mut Program::visitor(&site), &public).await.0, 401);
    assert_eq!(post(&mut site.visitor(), "/fn/save", want(&public, "save")).await.status, 401);
    let visitor = post_plain(&mut site.visitor(), "/fn/save", want(&public, "save")).await;
    assert_eq!((visitor.status, visitor.header("location")), (303, Some("/login?next=/%3Ftag%3Dx")));
    assert_eq!(site.count("boards").await, 0, "no board is made on the way");
}

#[tokio::test]
async fn the_form_tells_a_script_of_the_board_and_leads_a_browser_back() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = pins(&site, &mut bob, 1).await.remove(0);
    let mut browser = browser_of(&site, "ana").await;
    let heard = post(&mut browser, "/fn/save", want(&pin, "save")).await.json();
    let board = ana.get("/boards").await.json()["items"][0]["id"].clone();
    let whole = json!({"location": "/?tag=x", "board": board, "title": "Saved", "saved": true});
    assert_eq!(heard, whole);
    let nothing_wanted = Form::default().text("pin", &pin).text("back", "/?tag=x");
    assert_eq!(post(&mut browser, "/fn/save", nothing_wanted).await.json(), whole);
    // As a message takes it back.
    let take = Form::default().text("pin", &pin).text("want", "take").text("board", board.as_str().unwrap());
    assert_eq!(post(&mut browser, "/fn/pin_boards", take).await.status, 200);
    assert_eq!(ana.see(&pin).await["saved"], false);

    for (wish, saved) in [("save", true), ("unsave", false), ("unsave", false)] {
        let done = post_plain(&mut browser, "/fn/save", want(&pin, wish)).await;
        assert_eq!((done.status, done.header("location")), (303, Some("/?tag=x")), "{wish}");
        assert_eq!(ana.see(&pin).await["saved"], saved, "{wish}");
    }
    let elsewhere = Form::default().text("pin", &pin).text("want", "save").text("back", "//evil.example");
    let page = format!("/pin/{pin}");
    assert_eq!(post_plain(&mut browser, "/fn/save", elsewhere).await.header("location"), Some(page.as_str()));
    let wrong = post_plain(&mut browser, "/fn/save", want(&pin, "keep")).await;
    assert!(wrong.status == 422 && wrong.text().contains("pin__title"), "the pin's page says what was wrong");
}

#[tokio::test]
async fn a_pin_is_taken_off_the_board_it_was_put_on_last_or_the_one_whose_page_it_is() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = pins(&site, &mut bob, 1).await.remove(0);
    let (first, second) = (make(&mut ana, "First", "public").await, make(&mut ana, "Second", "public").await);
    let bobs = make(&mut bob, "Bob’s", "public").await;
    put(&mut bob, &bobs, &pin).await;
    put(&mut ana, &second, &pin).await;
    put(&mut ana, &first, &pin).await;
    let mut browser = browser_of(&site, "ana").await;
    let page = browser.get(&format!("/board/{first}")).await.text();
    assert!(page.contains(&format!("value=\"{first}\"")), "the page of a board names it");

    let heard = unsave(&mut browser, &pin, &bobs).await;
    assert_eq!((&heard["board"], &heard["title"], &heard["saved"]), (&json!(first), &json!("First"), &json!(true)));
    put(&mut ana, &first, &pin).await;
    let heard = unsave(&mut browser, &pin, &second).await;
    assert_eq!((&heard["board"], &heard["saved"]), (&json!(second), &json!(true)));
    let heard = unsave(&mut browser, &pin, "nonsense").await;
    assert_eq!((&heard["board"], &heard["saved"]), (&json!(first), &json!(false)));
    let heard = unsave(&mut browser, &pin, "").await;
    assert_eq!((&heard["board"], &heard["title"], &heard["saved"]), (&Value::Null, &Value::Null, &json!(false)));
    assert_eq!(on_board(&mut bob, &bobs).await, [pin], "another’s board is not touched");
}

#[tokio::test]
async fn many_presses_at_once_make_one_board() {
    let site = TestSite::start().await;
    let (ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = pins(&site, &mut bob, 8).await;
    let all = made.iter().map(|pin| {
        let mut ana = ana.clone();
        async move { save(&mut ana, pin).await.0 }
    });
    let mut statuses = join_all(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);
    assert_eq!((site.count("boards").await, site.count("board_pins").await), (1, 8));
}

#[tokio::test]
async fn the_board_that_was_saved_to_last_stands_first_on_a_pins_page() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = pins(&site, &mut bob, 2).await;
    make(&mut ana, "Apples", "public").await;
    let zebras = make(&mut ana, "Zebras", "public").await;
    make(&mut ana, "Monkeys", "public").await;
    put(&mut ana, &zebras, &made[0]).await;
    let page = browser_of(&site, "ana").await.get(&format!("/pin/{}", made[1])).await.text();
    let list = page.split_once("save__list").unwrap().1.split_once("</ul>").unwrap().0.to_owned();
    let mut titles = ["Apples", "Monkeys", "Zebras"];
    titles.sort_by_key(|title| list.find(title).unwrap());
    assert_eq!(titles, ["Zebras", "Apples", "Monkeys"]);
}
