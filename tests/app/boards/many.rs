//! Many of one's own pins put on a board in one go: all of them, or none.

use super::{browser_of, make, on_board, pins, put};
use crate::{
    api::{Program, wrong_fields},
    harness::{TestSite, post, post_plain},
    multipart::Form,
};
use serde_json::{Value, json};

fn selected(pins: &[String]) -> Form {
    pins.iter().fold(Form::default().text("action", "put_on"), |form, pin| form.text("pin", pin))
}

#[tokio::test]
async fn programs_put_many_on_a_board() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = pins(&site, &mut ana, 5).await;
    let theirs = pins(&site, &mut bob, 1).await;
    let board = make(&mut ana, "Garden", "public").await;
    assert_eq!(put(&mut ana, &board, &made[3]).await.status, 204);
    let wish = json!({"ids": [made[4], made[3], made[0]], "board": board});
    for _ in 0..2 {
        assert_eq!(ana.post("/pins/change", wish.clone()).await.json(), json!({"changed": 3}));
        let expected = [&made[3], &made[0], &made[4]].map(String::clone);
        assert_eq!(on_board(&mut ana, &board).await, expected, "at the end, those uploaded first first");
    }
    let all = ana.post("/pins/change", json!({"all": true, "q": "Pin", "board": board})).await;
    assert_eq!((all.json(), on_board(&mut ana, &board).await.len()), (json!({"changed": 5}), 5));
    let mixed = json!({"ids": [made[0], theirs[0]], "board": board});
    assert_eq!(ana.post("/pins/change", mixed).await.status, 403, "what is selected is one's own");

    let (public, private) = (make(&mut bob, "Open", "public").await, make(&mut bob, "Closed", "private").await);
    for (board, status) in [(public.as_str(), 403), (&private, 404), ("1111111111111111111112", 404)] {
        let wish = json!({"all": true, "board": board});
        assert_eq!(ana.post("/pins/change", wish).await.status, status, "{board}");
    }
    assert_eq!(on_board(&mut bob, &public).await, Vec::<String>::new());
    for (wish, field) in [
        (json!({"all": true, "board": "x"}), "board"),
        (json!({"all": true, "board": null}), "board"),
        (json!({"all": true, "board": board, "add_tags": ["x"]}), "visibility"),
    ] {
        assert_eq!(wrong_fields(&ana.post("/pins/change", wish.clone()).await), [field], "{wish}");
    }
}

#[tokio::test]
async fn the_form_puts_many_on_a_board_or_on_a_new_one() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = pins(&site, &mut ana, 3).await;
    let board = make(&mut ana, "Garden", "private").await;
    let mut browser = browser_of(&site, "ana").await;
    let page = browser.get("/uploads").await.text();
    assert!(page.contains("name=\"board_title\"") && page.contains("Garden (private)"), "one's boards stand there");
    let done = post_plain(&mut browser, "/uploads", selected(&made[..2]).text("board", &board).text("q", "Pin")).await;
    let next = format!("/uploads?q=Pin&changed=2&board={board}");
    assert_eq!((done.status, done.header("location")), (303, Some(next.as_str())));
    assert_eq!(on_board(&mut ana, &board).await, made[..2]);
    let page = browser.get(&next).await.text();
    assert!(page.contains("2 pictures added to the board.") && page.contains(&format!("href=\"/board/{board}\"")));

    let new = |title: &str| selected(&made).text("board", "").text("board_title", title);
    for title in ["", "gARDEN"] {
        let wrong = post(&mut browser, "/uploads", new(title)).await;
        assert_eq!(wrong_fields(&wrong), ["board_title"], "{title}");
        assert_eq!(post_plain(&mut browser, "/uploads", new(title)).await.status, 422);
    }
    assert_eq!(site.count("boards").await, 1, "nothing is left of what was refused");
    let done = post(&mut browser, "/uploads", new("Meadow").text("board_private", "1")).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let newest = ana.get("/boards").await.json()["items"][0].clone();
    assert_eq!((&newest["title"], &newest["visibility"]), (&json!("Meadow"), &json!("private")));
    let id = newest["id"].as_str().unwrap();
    assert_eq!(on_board(&mut ana, id).await, made);
    assert!(done.json()["location"].as_str().unwrap().ends_with(&format!("changed=3&board={id}")));
    let nobody = post(&mut site.visitor(), "/uploads", new("Mine")).await;
    assert_eq!((nobody.status, nobody.json()["errors"].clone()), (401, Value::Null));
    assert_eq!(post(&mut browser, "/uploads", selected(&made).text("board", "x")).await.status, 404);
}
