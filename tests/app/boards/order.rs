//! The order of a board: its owner's, whatever happens at the same time.

use super::{browser_of, make, on_board, pins, put, take};
use crate::{
    api::{Program, wrong_fields},
    client::Answer,
    client::Client,
    harness::{TestSite, post, post_plain},
    markup::values,
    multipart::Form,
};
use futures::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;

/// What gives a pin another place.
const ARRANGE: &str = "/fn/arrange_board";

/// A site with a member, her browser, so many pins of hers, and a board that they are on.
async fn arranged(count: u8) -> (TestSite, Program, Client, Vec<String>, String) {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = pins(&site, &mut ana, count).await;
    let board = make(&mut ana, "Garden", "public").await;
    for pin in &made {
        assert_eq!(put(&mut ana, &board, pin).await.status, 204);
    }
    let browser = browser_of(&site, "ana").await;
    (site, ana, browser, made, board)
}

async fn arrange(browser: &mut Client, board: &str, pin: &str, to: &str) -> Answer {
    post(browser, ARRANGE, Form::default().text("board", board).text("pin", pin).text("to", to)).await
}

/// The numbers of the pins on a board, in its order.
async fn numbers(who: &mut Program, board: &str, made: &[String]) -> Vec<usize> {
    let on = on_board(who, board).await;
    on.iter().map(|pin| made.iter().position(|known| known == pin).unwrap()).collect()
}

#[tokio::test]
async fn a_pin_goes_to_every_place() {
    let (_site, mut ana, mut browser, made, board) = arranged(4).await;
    let beside = |word: &str, n: usize| format!("{word}-{}", made[n]);
    for (pin, to, order) in [
        (3, "first".to_owned(), [3, 0, 1, 2]),
        (3, "first".to_owned(), [3, 0, 1, 2]),
        (3, "earlier".to_owned(), [3, 0, 1, 2]),
        (3, "later".to_owned(), [0, 3, 1, 2]),
        (2, "earlier".to_owned(), [0, 3, 2, 1]),
        (1, "later".to_owned(), [0, 3, 2, 1]),
        (0, "last".to_owned(), [3, 2, 1, 0]),
        (0, beside("before", 2), [3, 0, 2, 1]),
        (3, beside("after", 1), [0, 2, 1, 3]),
        (3, beside("after", 3), [0, 2, 1, 3]),
        (2, beside("before", 1), [0, 2, 1, 3]),
    ] {
        let done = arrange(&mut browser, &board, &made[pin], &to).await;
        assert_eq!((done.status, done.json()), (200, json!({"location": format!("/board/{board}/arrange")})));
        assert_eq!(numbers(&mut ana, &board, &made).await, order, "{pin} {to}");
    }
    let done = arrange(&mut browser, &board, &made[2], "off").await;
    assert_eq!((done.status, numbers(&mut ana, &board, &made).await), (200, vec![0, 1, 3]));
}

#[tokio::test]
async fn a_place_that_is_none_is_refused() {
    let (_site, mut ana, mut browser, made, board) = arranged(3).await;
    take(&mut ana, &board, &made[2]).await;
    for to in ["", "sideways", "before-x", "before-"] {
        assert_eq!(wrong_fields(&arrange(&mut browser, &board, &made[0], to).await), ["to"], "{to}");
    }
    for word in ["before", "after"] {
        let away = format!("{word}-{}", made[2]);
        assert_eq!(wrong_fields(&arrange(&mut browser, &board, &made[0], &away).await), [word]);
        let path = format!("/boards/{board}/pins/{}", made[0]);
        assert_eq!(wrong_fields(&ana.json("PUT", &path, json!({word: made[2]})).await), [word]);
        assert_eq!(wrong_fields(&ana.json("PUT", &path, json!({word: "x"})).await), [word]);
    }
    assert_eq!(arrange(&mut browser, &board, &made[2], "earlier").await.status, 404, "it is beside nothing");
    assert_eq!(arrange(&mut browser, &board, "nonsense", "first").await.status, 404);
    let path = format!("/boards/{board}/pins/{}", made[1]);
    assert_eq!(ana.json("PUT", &path, json!({"before": made[0], "after": made[0]})).await.status, 422);
    assert_eq!(numbers(&mut ana, &board, &made).await, [0, 1]);
}

#[tokio::test]
async fn programs_place_pins_as_well() {
    let (_site, mut ana, _, made, board) = arranged(3).await;
    for (pin, beside, order) in
        [(2, json!({"before": made[0]}), vec![2, 0, 1]), (2, json!({"after": made[0]}), vec![0, 2, 1])]
    {
        let path = format!("/boards/{board}/pins/{}", made[pin]);
        assert_eq!(ana.json("PUT", &path, beside).await.status, 204);
        assert_eq!(numbers(&mut ana, &board, &made).await, order);
    }
    assert_eq!(put(&mut ana, &board, &made[0]).await.status, 204);
    assert_eq!(numbers(&mut ana, &board, &made).await, [0, 2, 1], "without a place it stays");
    take(&mut ana, &board, &made[0]).await;
    let path = format!("/boards/{board}/pins/{}", made[0]);
    assert_eq!(ana.json("PUT", &path, json!({"before": made[1]})).await.status, 204);
    assert_eq!(numbers(&mut ana, &board, &made).await, [2, 0, 1], "one that was not there comes to its place");
    let first = ana.get(&format!("/boards/{board}/pins?limit=2")).await.json();
    let next = format!("/boards/{board}/pins?limit=2&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(ana.get(&next).await.json()["items"][0]["id"], made[1]);
}

#[tokio::test]
async fn there_is_always_room_between_two() {
    let (_site, mut ana, mut browser, made, board) = arranged(4).await;
    // Each halves the room before the last one: twenty times, and there is none left.
    for n in 0..50 {
        let pin = 1 + n % 2;
        let to = format!("before-{}", made[3]);
        assert_eq!(arrange(&mut browser, &board, &made[pin], &to).await.status, 200, "{n}");
        assert_eq!(numbers(&mut ana, &board, &made).await, [0, 3 - pin, pin, 3], "{n}");
    }
}

#[tokio::test]
async fn twenty_put_and_moved_at_once_are_all_there() {
    let (site, mut ana, browser, mut made, board) = arranged(0).await;
    made.extend(pins(&site, &mut ana, 20).await);
    let puts = made.iter().map(|pin| {
        let mut ana = ana.clone();
        let board = &board;
        async move { put(&mut ana, board, pin).await.status }
    });
    assert_eq!(join_all(puts).await, [204; 20]);
    let moves = made.iter().enumerate().map(|(n, pin)| {
        let (mut browser, board) = (browser.clone(), &board);
        let to = match n % 4 {
            0 => "first".to_owned(),
            1 => "last".to_owned(),
            2 => "earlier".to_owned(),
            _ => format!("after-{}", made[(n + 7) % 20]),
        };
        async move { arrange(&mut browser, board, pin, &to).await.status }
    });
    assert_eq!(join_all(moves).await, [200; 20]);
    let on = on_board(&mut ana, &board).await;
    assert_eq!((on.len(), on.iter().collect::<BTreeSet<_>>().len()), (20, 20));
    let sql = "select count(distinct position) from board_pins";
    let places: i64 = sqlx::query_scalar(sql).fetch_one(&site.rows).await.unwrap();
    assert_eq!(places, 20, "no two are at one place");
    assert_eq!(on_board(&mut ana, &board).await, on, "and the order is the order");
}

#[tokio::test]
async fn it_is_arranged_without_script() {
    let (_site, _ana, mut browser, made, board) = arranged(2).await;
    let page = browser.get(&format!("/board/{board}/arrange")).await.text();
    assert!(page.contains(&format!("action=\"{ARRANGE}\"")) && page.contains("value=\"earlier\""));
    assert!(page.find(&format!("item-{}", made[0])) < page.find(&format!("item-{}", made[1])));
    let path = format!("/board/{board}/arrange");
    let form = |back: &str, to: &str| {
        Form::default().text("board", &board).text("pin", &made[1]).text("to", to).text("back", back)
    };
    let back = format!("{path}#item-{}", made[1]);
    let moved = post_plain(&mut browser, ARRANGE, form(&back, "earlier")).await;
    assert_eq!((moved.status, moved.header("location")), (303, Some(back.as_str())));
    let page = browser.get(&path).await.text();
    assert!(page.find(&format!("item-{}", made[1])) < page.find(&format!("item-{}", made[0])));
    let moved = post_plain(&mut browser, ARRANGE, form("//evil.example", "first")).await;
    assert_eq!((moved.status, moved.header("location")), (303, Some(path.as_str())));
    let wrong = post_plain(&mut browser, ARRANGE, form("", "sideways")).await;
    assert!(wrong.status == 422 && wrong.text().contains("Choose “first”"), "the page says what was wrong");
}

#[tokio::test]
async fn more_of_it_and_what_has_become_of_it_are_parts_of_its_page() {
    let (_site, _ana, mut browser, made, board) = arranged(2).await;
    let path = format!("/board/{board}/arrange");
    let more = browser.part(&path, "tiles").await;
    assert_eq!((more.status, values(&more.text(), "li", "data-pin")), (200, made.clone()));
    assert!(more.text().contains("You’ve reached the end"), "{}", more.text());
    let asked = format!("{},1111111111111111111112", made[1]);
    let now = browser.part_with(&path, "states", &[("x-pins", asked.as_str())]).await.text();
    assert_eq!(values(&now, "li", "data-pin"), made[1..2]);
    assert_eq!(values(&now, "li", "data-gone"), ["1111111111111111111112"]);
}
