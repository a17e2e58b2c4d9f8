//! Boards by their forms, as browsers without script send them.

use super::{browser_of, make, on_board, pins, put, seen};
use crate::{
    api::Program,
    harness::{TestSite, post, post_plain},
    multipart::Form,
};
use serde_json::json;

/// What changes a board.
const EDIT: &str = "/fn/edit_board";

fn words(title: &str, visibility: &str) -> Form {
    Form::default().text("title", title).text("description", "For the spring.").text("visibility", visibility)
}

#[tokio::test]
async fn a_board_is_made_and_changed_by_its_forms() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let made = pins(&site, &mut ana, 2).await;
    let mut browser = browser_of(&site, "ana").await;
    assert_eq!(browser.get("/boards/new").await.status, 200);
    let wrong = post_plain(&mut browser, "/fn/add_board", words(" ", "private")).await;
    assert!(wrong.status == 422 && wrong.text().contains("Please enter a title."));
    assert!(wrong.text().contains("For the spring."), "what was typed is kept");
    let done = post_plain(&mut browser, "/fn/add_board", words("Garden", "private")).await;
    let address = done.header("location").unwrap().to_owned();
    let board = address.strip_prefix("/board/").unwrap().to_owned();
    assert_eq!((done.status, &seen(&mut ana, &board).await["visibility"]), (303, &json!("private")));
    let page = browser.get(&address).await.text();
    assert!(
        page.contains("For the spring.") && page.contains("only you can see it") && page.contains("No pictures yet")
    );
    let taken = post_plain(&mut browser, "/fn/add_board", words("gardeN", "public")).await;
    assert!(taken.status == 422 && taken.text().contains("You already have a board with this title."));

    for pin in &made {
        put(&mut ana, &board, pin).await;
    }
    let page = browser.get(&address).await.text();
    assert!(page.contains(&format!("/pin/{}?from=board-{board}", made[0])), "the grid stands in the page");
    assert!(page.contains("2 pictures") && page.contains(&format!("href=\"{address}/arrange\"")));
    let form = browser.get(&format!("{address}/edit")).await.text();
    assert!(form.contains("value=\"Garden\"") && form.contains(&format!("value=\"{}\"", made[1])));
    let covers = browser.part(&format!("{address}/edit"), "tiles").await;
    let html = covers.text();
    assert!(covers.status == 200 && html.contains(&format!("value=\"{}\"", made[1])), "more of them, as a part");
    assert!(!html.contains("checked") && !html.contains("value=\"Garden\""), "{html}");
    let edited = |title: &str, visibility: &str| words(title, visibility).text("board", &board);
    let done = post_plain(&mut browser, EDIT, edited("Meadow", "public").text("cover", &made[1])).await;
    assert_eq!((done.status, done.header("location")), (303, Some(format!("{address}?saved=1").as_str())));
    let changed = seen(&mut ana, &board).await;
    assert_eq!((&changed["title"], &changed["cover"]), (&json!("Meadow"), &json!(made[1])));
    let done = post(&mut browser, EDIT, edited("Meadow", "public").text("cover", "")).await;
    assert_eq!((done.status, &seen(&mut ana, &board).await["cover"]), (200, &json!(null)));
    let wrong = post_plain(&mut browser, EDIT, edited("", "public")).await;
    assert!(wrong.status == 422 && wrong.text().contains("Please enter a title."));
    let wrong = post(&mut browser, EDIT, edited("x", "secret")).await;
    assert_eq!(wrong.json()["errors"][0]["field"], "visibility");
}

#[tokio::test]
async fn an_empty_field_of_a_board_is_emptied_and_one_that_was_not_sent_stays() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = pins(&site, &mut ana, 1).await.remove(0);
    let board = make(&mut ana, "Garden", "private").await;
    put(&mut ana, &board, &pin).await;
    let mut browser = browser_of(&site, "ana").await;
    let form = || Form::default().text("board", &board);
    let all = form().text("description", "For the spring.").text("cover", &pin);
    assert_eq!(post(&mut browser, EDIT, all).await.status, 200);
    let whole = seen(&mut ana, &board).await;
    assert_eq!((&whole["description"], &whole["cover"]), (&json!("For the spring."), &json!(pin)));
    assert_eq!(post(&mut browser, EDIT, form()).await.status, 200);
    assert_eq!(seen(&mut ana, &board).await, whole, "nothing was sent");
    let empty = form().text("description", "").text("cover", "").text("visibility", "");
    assert_eq!(post(&mut browser, EDIT, empty).await.status, 200);
    let now = seen(&mut ana, &board).await;
    assert_eq!((&now["description"], &now["cover"]), (&json!(""), &json!(null)));
    assert_eq!((&now["title"], &now["visibility"]), (&json!("Garden"), &json!("private")));
    let untitled = post(&mut browser, EDIT, form().text("title", "")).await;
    assert_eq!(untitled.json()["errors"][0]["field"], "title");
}

#[tokio::test]
async fn it_is_asked_before_a_board_is_deleted_and_its_pins_stay() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = pins(&site, &mut ana, 1).await.remove(0);
    let board = make(&mut ana, "Garden", "public").await;
    put(&mut ana, &board, &pin).await;
    let mut browser = browser_of(&site, "ana").await;
    let page = browser.get(&format!("/board/{board}/delete")).await.text();
    assert!(page.contains("Delete the board “Garden”?") && page.contains("action=\"/fn/delete_board\""));
    assert!(page.contains(&format!("value=\"{board}\"")));
    assert_eq!(site.count("boards").await, 1, "to look is not to delete");
    let form = || Form::default().text("board", &board);
    let done = post_plain(&mut browser, "/fn/delete_board", form()).await;
    assert_eq!((done.status, done.header("location")), (303, Some("/@ana/boards?deleted=1")));
    assert!(browser.get("/@ana/boards?deleted=1").await.text().contains("The board was deleted"));
    assert_eq!((site.count("boards").await, browser.get(&format!("/pin/{pin}")).await.status), (0, 200));
    assert_eq!(post_plain(&mut browser, "/fn/delete_board", form()).await.status, 404);
}

#[tokio::test]
async fn a_pin_is_saved_from_its_page() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let pin = pins(&site, &mut bob, 1).await.remove(0);
    let mut browser = browser_of(&site, "ana").await;
    let path = "/fn/pin_boards";
    let form = |want: &str| Form::default().text("pin", &pin).text("want", want);
    let new = |title: &str| form("new").text("title", title).text("back", "/?tag=x");
    let wrong = post_plain(&mut browser, path, new(" ")).await;
    assert!(wrong.status == 422 && wrong.text().contains("pin__title"), "the pin's page says what was wrong");
    let saved = post_plain(&mut browser, path, new("Secret").text("private", "1")).await;
    assert_eq!((saved.status, saved.header("location")), (303, Some("/?tag=x")));
    assert_eq!(post_plain(&mut browser, path, new("secret")).await.status, 422);
    let board = ana.get("/boards").await.json()["items"][0].clone();
    assert_eq!((&board["visibility"], &board["pin_count"]), (&json!("private"), &json!(1)));
    let id = board["id"].as_str().unwrap();
    let page = browser.get(&format!("/pin/{pin}")).await.text();
    assert!(page.contains("value=\"take\"") && page.contains("aria-pressed=\"true\"") && page.contains("Secret"));
    let want = |wish: &str| form(wish).text("board", id);
    for (wish, expected) in [("take", vec![]), ("take", vec![]), ("put", vec![pin.clone()]), ("put", vec![pin.clone()])]
    {
        let done = post_plain(&mut browser, path, want(wish).text("back", "//evil.example")).await;
        assert_eq!((done.status, done.header("location")), (303, Some(format!("/pin/{pin}").as_str())));
        assert_eq!(on_board(&mut ana, id).await, expected, "{wish}");
    }
    assert_eq!(post(&mut browser, path, want("keep")).await.status, 422);
    assert_eq!(post(&mut browser, path, form("put").text("board", "x")).await.status, 404);
    let visitor = post_plain(&mut site.visitor(), path, new("x")).await;
    assert_eq!((visitor.status, visitor.header("location")), (303, Some("/login?next=/%3Ftag%3Dx")));
    assert!(site.visitor().get(&format!("/pin/{pin}")).await.text().contains("/login?next=%2Fpin%2F"));
}

#[tokio::test]
async fn a_visitor_is_led_to_sign_in() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let board = make(&mut ana, "Garden", "public").await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get(&format!("/board/{board}")).await.status, 200);
    for (path, function) in [
        ("/boards/new".to_owned(), "/fn/add_board"),
        (format!("/board/{board}/edit"), EDIT),
        (format!("/board/{board}/delete"), "/fn/delete_board"),
    ] {
        let page = visitor.get(&path).await;
        assert!(page.status == 401 && page.text().contains(&format!("/login?next={path}")), "{path}");
        let sent = post_plain(&mut visitor, function, words("x", "public").text("board", &board)).await;
        assert_eq!((sent.status, sent.header("location")), (303, Some(format!("/login?next={path}").as_str())));
    }
    assert_eq!(site.count("boards").await, 1);
    for path in ["/board/nonsense", "/board/1111111111111111111112"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
}
