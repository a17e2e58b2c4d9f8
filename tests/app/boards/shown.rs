//! What boards show to whom: a private one nothing to anybody else, and a public one only what lists show.

use super::{browser_of, make, on_board, pins, put, seen, take};
use crate::{
    api::{Program, a_minute_later, ids},
    harness::{PASSWORD, TestSite, post, post_plain},
    markup::{attribute, tags, values},
    multipart::Form,
    pictures,
};
use futures::future::join_all;
use serde_json::{Value, json};

/// How many of its places stand in the tables: boards, and pins on them.
async fn rows(site: &TestSite) -> (i64, i64) {
    (site.count("boards").await, site.count("board_pins").await)
}

#[tokio::test]
async fn a_private_board_gives_nothing_away() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = pins(&site, &mut bob, 1).await.remove(0);
    let board = make(&mut ana, "Zanzibar", "private").await;
    put(&mut ana, &board, &pin).await;
    site.work_off().await;
    let mut visitor = Program::visitor(&site);
    let (mut bobs, mut nobodys) = (browser_of(&site, "bob").await, site.visitor());
    let nothing = [
        "/users/ana/boards".to_owned(),
        "/users/ana".to_owned(),
        format!("/pins/{pin}"),
        "/search?q=zanzibar".to_owned(),
        "/search/completions?q=zanz".to_owned(),
    ];
    for who in [&mut bob, &mut visitor] {
        for path in [format!("/boards/{board}"), format!("/boards/{board}/pins")] {
            assert_eq!(who.get(&path).await.status, 404, "{path}");
        }
        for path in &nothing {
            let answer = who.get(path).await;
            assert!(
                !answer.text().contains(&board) && !answer.text().contains("Zanzibar"),
                "{path}: {}",
                answer.text()
            );
        }
    }
    for who in [&mut bobs, &mut nobodys] {
        let page = who.get(&format!("/board/{board}")).await;
        assert!(page.status == 404 && !page.text().contains("Zanzibar"));
        for path in [format!("/pin/{pin}"), "/@ana/boards".to_owned(), "/@ana".to_owned()] {
            let answer = who.get(&path).await;
            assert!(answer.status == 200 && !answer.text().contains(&board), "{path}");
        }
        let saved = who.part(&format!("/pin/{pin}"), "saved").await;
        assert!(saved.status == 200 && !saved.text().contains(&board) && !saved.text().contains("Zanzibar"));
        let tiles = who.part(&format!("/board/{board}"), "tiles").await;
        assert!(tiles.status == 404 && !tiles.text().contains(&pin), "its tiles");
        let covers = who.part(&format!("/board/{board}/edit"), "tiles").await;
        assert!([401, 404].contains(&covers.status) && !covers.text().contains(&pin), "what may be its cover");
        for part in ["edit", "delete", "arrange"] {
            let form = Form::default().text("board", &board).text("title", "Mine").text("pin", &pin).text("to", "off");
            let status = post(who, &format!("/fn/{part}_board"), form).await.status;
            assert!([401, 404].contains(&status), "{part}: {status}");
        }
    }
    for part in ["edit", "delete", "arrange"] {
        assert_eq!(bobs.get(&format!("/board/{board}/{part}")).await.status, 404, "{part}");
        assert_eq!(nobodys.get(&format!("/board/{board}/{part}")).await.status, 401, "{part}");
    }
    let path = format!("/boards/{board}");
    assert_eq!(bob.json("PATCH", &path, json!({"title": "Mine"})).await.status, 404);
    assert_eq!((put(&mut bob, &board, &pin).await.status, take(&mut bob, &board, &pin).await.status), (404, 404));
    assert_eq!(bob.delete(&path).await.status, 404);

    let found = ana.get("/search?q=zanzibar").await.text();
    assert!(found.contains(&board), "its owner finds it: {found}");
    assert_eq!(on_board(&mut ana, &board).await, std::slice::from_ref(&pin));
    assert_eq!(ana.json("PATCH", &path, json!({"visibility": "public"})).await.status, 200);
    assert!(bobs.part(&format!("/pin/{pin}"), "saved").await.text().contains("Zanzibar"));
    assert!(bobs.get(&format!("/pin/{pin}")).await.text().contains(&format!("href=\"/board/{board}\"")));
    assert_eq!(on_board(&mut visitor, &board).await, [pin]);
}

#[tokio::test]
async fn anothers_board_is_looked_at_and_not_changed() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = pins(&site, &mut bob, 1).await.remove(0);
    let board = make(&mut ana, "Garden", "public").await;
    put(&mut ana, &board, &pin).await;
    let path = format!("/boards/{board}");
    let mut visitor = Program::visitor(&site);
    let (mut reader, _) = ana.with_scopes(&["read"]).await;
    for (who, status) in [(&mut bob, 403), (&mut visitor, 401), (&mut reader, 403)] {
        assert_eq!(who.json("PATCH", &path, json!({"title": "Mine"})).await.status, status);
        assert_eq!(who.delete(&path).await.status, status);
        assert_eq!(put(who, &board, &pin).await.status, status);
        assert_eq!(take(who, &board, &pin).await.status, status, "not even one's own pin");
    }
    let mut bobs = browser_of(&site, "bob").await;
    for part in ["edit", "delete", "arrange"] {
        assert_eq!(bobs.get(&format!("/board/{board}/{part}")).await.status, 403, "{part}");
        let function = format!("/fn/{part}_board");
        let form = || Form::default().text("board", &board).text("title", "Mine").text("pin", &pin).text("to", "off");
        assert_eq!(post(&mut bobs, &function, form()).await.status, 403, "{part}");
        assert_eq!(post_plain(&mut bobs, &function, form()).await.status, 403, "{part}");
        assert_eq!(post(&mut site.visitor(), &function, form()).await.status, 401, "{part}");
    }
    let save = |want: &str| Form::default().text("pin", &pin).text("want", want).text("board", &board);
    for want in ["put", "take"] {
        assert_eq!(post(&mut bobs, "/fn/pin_boards", save(want)).await.status, 403);
    }
    let page = bobs.get(&format!("/board/{board}")).await.text();
    assert!(page.contains("Garden") && !page.contains("/arrange\"") && !page.contains("/edit\""));
    let kept = seen(&mut ana, &board).await;
    assert_eq!((&kept["title"], &kept["pin_count"]), (&json!("Garden"), &json!(1)));
}

#[tokio::test]
async fn what_lists_do_not_show_is_neither_shown_nor_counted() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = pins(&site, &mut bob, 1).await.remove(0);
    let own = ana.pin("own.png", &pictures::png(30, 20, 9), "private").await;
    site.work_off().await;
    let board = make(&mut ana, "Garden", "public").await;
    for pin in [&pin, &own] {
        assert_eq!(put(&mut ana, &board, pin).await.status, 204);
    }
    assert_eq!(ana.json("PATCH", &format!("/boards/{board}"), json!({"cover": pin})).await.status, 200);
    let mut visitor = Program::visitor(&site);
    for visibility in ["private", "unlisted"] {
        let path = format!("/pins/{pin}");
        assert_eq!(bob.json("PATCH", &path, json!({"visibility": visibility})).await.status, 200);
        for (who, expected) in [(&mut visitor, vec![]), (&mut ana, vec![own.clone()]), (&mut bob, vec![pin.clone()])] {
            assert_eq!(on_board(who, &board).await, expected, "{visibility}");
            let shown = seen(who, &board).await;
            assert_eq!(shown["pin_count"], expected.len(), "{visibility}");
            assert_eq!(shown["pictures"].as_array().unwrap().len(), expected.len(), "{visibility}");
            assert_eq!(shown["cover"] == json!(pin), expected == [pin.clone()], "{visibility}");
        }
        let page = site.visitor().get(&format!("/board/{board}")).await.text();
        assert!(page.contains("No pictures yet") && page.contains("0 pictures") && !page.contains(&pin));
        let listed = visitor.get("/users/ana/boards").await.json();
        assert_eq!((&listed["items"][0]["pin_count"], &listed["items"][0]["pictures"]), (&json!(0), &json!([])));
        assert_eq!(bob.json("PATCH", &path, json!({"visibility": "public"})).await.status, 200);
        assert_eq!(seen(&mut visitor, &board).await["pin_count"], 1);
    }
    let gone = bob.post("/pins/delete", json!({"ids": [pin]})).await.json();
    let shown = seen(&mut ana, &board).await;
    assert_eq!((&shown["pin_count"], &shown["cover"]), (&json!(1), &Value::Null), "deleted, and not yet for good");
    assert_eq!(bob.post("/pins/restore", json!({"deletion": gone["deletion"]})).await.status, 200);
    let shown = seen(&mut ana, &board).await;
    assert_eq!((&shown["pin_count"], &shown["cover"]), (&json!(2), &json!(pin)));
}

#[tokio::test]
async fn what_is_hidden_while_it_is_put_somewhere_is_counted_nowhere() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let made = pins(&site, &mut bob, 12).await;
    let board = make(&mut ana, "Garden", "public").await;
    let both = made.iter().map(|pin| {
        let (mut ana, mut bob, board) = (ana.clone(), bob.clone(), &board);
        async move {
            let (path, hidden) = (format!("/pins/{pin}"), json!({"visibility": "private"}));
            tokio::join!(put(&mut ana, board, pin), bob.json("PATCH", &path, hidden))
        }
    });
    for (put, hidden) in join_all(both).await {
        assert!([204, 404].contains(&put.status) && hidden.status == 200, "{} {}", put.text(), hidden.text());
    }
    for who in [&mut ana, &mut Program::visitor(&site)] {
        assert_eq!((on_board(who, &board).await, &seen(who, &board).await["pin_count"]), (vec![], &json!(0)));
    }
    let on = on_board(&mut bob, &board).await;
    assert_eq!(seen(&mut bob, &board).await["pin_count"], on.len());
    let shown = json!({"all": true, "visibility": "public"});
    assert_eq!(bob.post("/pins/change", shown).await.json()["changed"], 12);
    assert_eq!(seen(&mut ana, &board).await["pin_count"], on.len());
}

#[tokio::test]
async fn on_its_page_a_pin_says_which_boards_it_is_on() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = pins(&site, &mut bob, 1).await.remove(0);
    let mut boards = Vec::new();
    for n in 0..7 {
        boards.insert(0, make(&mut bob, &format!("Bob {n}"), "public").await);
        put(&mut bob, &boards[0], &pin).await;
    }
    let secret = make(&mut ana, "Secret", "private").await;
    make(&mut ana, "bare", "public").await;
    put(&mut ana, &secret, &pin).await;
    let part = browser_of(&site, "ana").await.part(&format!("/pin/{pin}"), "saved").await.text();
    let (mine, public) = part.split_once("data-on-boards").unwrap();
    let choices =
        tags(mine, "button").into_iter().filter(|tag| attribute(tag, "class").as_deref() == Some("save__board"));
    let holds: Vec<_> = choices.filter_map(|tag| attribute(tag, "aria-pressed")).collect();
    // The one that was saved to last comes first.
    assert_eq!(holds, ["true", "false"]);
    assert!(["Secret", "bare"].map(|title| mine.find(&format!(">{title}<")).unwrap()).is_sorted(), "{mine}");
    let six: Vec<_> = boards[..6].iter().map(|board| format!("/board/{board}")).collect();
    assert_eq!(values(public, "a", "href"), six, "six at most, the newest first");
    let private = bob.pin("p.png", &pictures::png(30, 20, 9), "private").await;
    assert_eq!(site.visitor().part(&format!("/pin/{private}"), "saved").await.status, 404);
}

#[tokio::test]
async fn nothing_is_left_of_a_board_a_pin_or_a_member_that_is_gone() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let (anas, bobs) = (pins(&site, &mut ana, 2).await, pins(&site, &mut bob, 2).await);
    let (first, second) = (make(&mut ana, "First", "public").await, make(&mut ana, "Second", "private").await);
    let third = make(&mut bob, "Third", "public").await;
    for board in [&first, &second] {
        for pin in anas.iter().chain(&bobs) {
            assert_eq!(put(&mut ana, board, pin).await.status, 204);
        }
    }
    assert_eq!(put(&mut bob, &third, &anas[0]).await.status, 204);
    assert_eq!(rows(&site).await, (3, 9));
    assert_eq!(ana.delete(&format!("/boards/{second}")).await.status, 204);
    assert_eq!(rows(&site).await, (2, 5));
    ana.json("PATCH", &format!("/boards/{first}"), json!({"cover": bobs[0]})).await;
    bob.post("/pins/delete", json!({"ids": [bobs[0]]})).await;
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!((rows(&site).await, &seen(&mut ana, &first).await["cover"]), ((2, 4), &Value::Null));
    let mut leaving = browser_of(&site, "ana").await;
    let gone = post(&mut leaving, "/settings/delete", Form::default().text("password", PASSWORD)).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    site.work_off().await;
    assert_eq!(rows(&site).await, (1, 0), "her boards, and her pins on others'");
    assert_eq!(ids(&bob.get("/boards").await.json()), [third]);
}
