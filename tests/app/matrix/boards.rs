//! Boards: whoever sees one finds on it what lists show them, and a private one reveals nothing to anybody else.

use super::{TABLE as PINS, World, gone, ids};
use crate::{
    harness::post,
    markup::{beside, pins, values},
    multipart::Form,
};
use serde_json::json;
use std::collections::BTreeMap;

/// What is promised of one kind of board to one kind of person.
struct Cell {
    board: &'static str,
    who: &'static str,
    found: bool,
    /// How they are answered where they change or delete it, or take a pin off it.
    write: u16,
    /// How they are answered where they put a pin on it, or give it another place.
    put: u16,
}

/// The promise. Everybody finds a public board; a private one is its owner's alone. Its owner puts pins on it and orders them;
/// an admin who sees it changes its words, takes pins off it, and deletes it.
#[rustfmt::skip]
const TABLE: [Cell; 8] = [
    Cell { board: "public",  who: "owner",   found: true,  write: 200, put: 200 },
    Cell { board: "public",  who: "other",   found: true,  write: 403, put: 403 },
    Cell { board: "public",  who: "visitor", found: true,  write: 401, put: 401 },
    Cell { board: "public",  who: "admin",   found: true,  write: 200, put: 403 },
    Cell { board: "private", who: "owner",   found: true,  write: 200, put: 200 },
    Cell { board: "private", who: "other",   found: false, write: 404, put: 404 },
    Cell { board: "private", who: "visitor", found: false, write: 401, put: 401 },
    Cell { board: "private", who: "admin",   found: false, write: 404, put: 404 },
];

impl Cell {
    /// The pins that the board shows to them.
    fn shown(&self, world: &World) -> Vec<String> {
        let listed = PINS.iter().filter(|pin| self.found && pin.who == self.who && pin.listed);
        listed.map(|pin| world.pins[pin.pin].clone()).collect()
    }

    fn at(&self) -> String {
        format!("{} board for {}", self.board, self.who)
    }

    fn status(&self) -> u16 {
        if self.found { 200 } else { 404 }
    }
}

/// Makes a board of the owner's with a pin of each kind on it.
async fn make(world: &mut World, visibility: &str) -> String {
    let pins: Vec<_> = ["public", "unlisted", "private"].map(|kind| world.pins[kind].clone()).into();
    let owner = &mut world.people.get_mut("owner").unwrap().program;
    let words = json!({"title": title(visibility), "description": "Of bricks", "visibility": visibility});
    let board = owner.post("/boards", words).await;
    assert_eq!(board.status, 201, "{}", board.text());
    let board = board.json()["id"].as_str().unwrap().to_owned();
    for pin in pins {
        assert_eq!(owner.send("PUT", &format!("/boards/{board}/pins/{pin}"), &[], &[]).await.status, 204);
    }
    board
}

fn title(visibility: &str) -> String {
    format!("Walls in {visibility}")
}

/// The beginning of a form about a board.
fn of(id: &str) -> Form {
    Form::default().text("board", id)
}

/// A site with a board of each kind.
async fn boards() -> (World, BTreeMap<&'static str, String>) {
    let mut world = World::new().await;
    let mut boards = BTreeMap::new();
    for kind in ["public", "private"] {
        boards.insert(kind, make(&mut world, kind).await);
    }
    (world, boards)
}

#[tokio::test]
async fn a_board_is_found_by_its_address_as_promised() {
    let (mut world, boards) = boards().await;
    for cell in &TABLE {
        let (at, id, shown) = (cell.at(), &boards[cell.board], cell.shown(&world));
        let person = world.people.get_mut(cell.who).unwrap();
        let answers = [
            ("page", person.browser.get(&format!("/board/{id}")).await),
            ("API", person.program.get(&format!("/boards/{id}")).await),
        ];
        for (door, answer) in &answers {
            assert_eq!(answer.status, cell.status(), "{at}: {door}");
            for words in [title(cell.board).as_str(), "Of bricks"] {
                assert_eq!(answer.text().contains(words), cell.found, "{at}: {door} tells {words}");
            }
        }
        if cell.found {
            let (page, api) = (answers[0].1.text(), answers[1].1.json());
            let (editable, count) = (&api["editable"], &api["pin_count"]);
            assert_eq!((editable, count), (&json!(cell.write == 200), &json!(shown.len())), "{at}");
            assert_eq!(api["pictures"].as_array().unwrap().len(), shown.len(), "{at}: pictures that stand for it");
            let edit = format!("href=\"/board/{id}/edit\"");
            assert_eq!(page.contains(&edit), cell.write == 200, "{at}: the way to edit it");
        }
        for page in ["edit", "delete"] {
            let answer = person.browser.get(&format!("/board/{id}/{page}")).await;
            assert_eq!(answer.status, cell.write, "{at}: the page to {page} it");
            assert!(cell.found || !answer.text().contains(&title(cell.board)), "{at}: the page to {page} it");
        }
    }
}

#[tokio::test]
async fn a_board_shows_what_lists_show_to_whoever_looks() {
    let (mut world, boards) = boards().await;
    for cell in &TABLE {
        let (at, id, shown) = (cell.at(), &boards[cell.board], cell.shown(&world));
        let (every, public) = (world.pins.clone(), world.pins["public"].clone());
        let person = world.people.get_mut(cell.who).unwrap();
        let page = person.browser.get(&format!("/board/{id}")).await.text();
        for (kind, pin) in &every {
            assert_eq!(page.contains(&format!("/pin/{pin}")), shown.contains(pin), "{at}: the {kind} pin in its page");
        }
        let part = person.part(&format!("/board/{id}"), "tiles").await;
        assert_eq!((part.status, pins(&part.text())), (cell.status(), shown.clone()), "{at}: its tiles");
        let answer = person.program.get(&format!("/boards/{id}/pins")).await;
        assert_eq!(answer.status, cell.status(), "{at}: API");
        if cell.found {
            assert_eq!(ids(&answer), shown, "{at}: API");
        }
        let mut passed = vec![public];
        loop {
            let [_, next] = beside(&mut person.browser, passed.last().unwrap(), &format!("board-{id}")).await;
            let Some(next) = next else { break };
            passed.push(next);
        }
        assert_eq!(passed.len(), shown.len().max(1), "{at}: from pin to pin");
    }
}

#[tokio::test]
async fn lists_and_searches_show_a_board_as_promised() {
    let (mut world, boards) = boards().await;
    for cell in &TABLE {
        let (at, id) = (cell.at(), &boards[cell.board]);
        let count = TABLE.iter().filter(|other| other.who == cell.who && other.found).count();
        let shown = cell.shown(&world).len();
        let person = world.people.get_mut(cell.who).unwrap();
        let page = person.browser.get("/@ana/boards").await.text();
        let cards: Vec<_> = values(&page, "a", "href").into_iter().filter(|way| way.starts_with("/board/")).collect();
        assert_eq!((cards.contains(&format!("/board/{id}")), cards.len()), (cell.found, count), "{at}: page");
        let card = page.split("href=\"").find(|rest| rest.starts_with(&format!("/board/{id}\"")));
        let counted = format!("{shown} picture{}<", if shown == 1 { "" } else { "s" });
        assert!(card.is_none_or(|card| card.contains(&counted)), "{at}: what the page counts");
        let answer = person.program.get("/users/ana/boards").await;
        let listed = ids(&answer);
        assert_eq!((listed.contains(id), listed.len()), (cell.found, count), "{at}: API");
        let list = answer.json();
        let card = list["items"].as_array().unwrap().iter().find(|item| item["id"] == id.as_str());
        assert!(card.is_none_or(|card| card["pin_count"] == shown), "{at}: what the API counts");
        let mine = person.program.get("/boards").await;
        if cell.who == "visitor" {
            assert_eq!(mine.status, 401, "{at}: one's own");
        } else {
            assert_eq!(ids(&mine).contains(id), cell.who == "owner", "{at}: one's own");
        }
        for answer in [
            person.browser.get("/search?q=walls&kind=boards").await,
            person.browser.get("/search?q=wals").await,
            person.program.get("/search?q=walls").await,
        ] {
            assert_eq!(answer.status, 200, "{at}: {}", answer.text());
            assert_eq!(answer.text().contains(id), cell.found, "{at}: search");
        }
        let offered = person.part("/search?q=wall", "completions").await;
        assert_eq!(offered.text().contains(&title(cell.board)), cell.found, "{at}: what is offered as one types");
    }
}

#[tokio::test]
async fn a_pin_tells_on_which_boards_it_is_as_promised() {
    let (mut world, boards) = boards().await;
    for cell in &TABLE {
        for pin in PINS.iter().filter(|pin| pin.who == cell.who) {
            let at = format!("{}: {} pin", cell.at(), pin.pin);
            let board = &boards[cell.board];
            let (id, person) = world.of(pin);
            let (answer, page) = (
                person.part(&format!("/pin/{id}"), "saved").await,
                person.browser.get(&format!("/pin/{id}")).await.text(),
            );
            assert_eq!(answer.status, if pin.found { 200 } else { 404 }, "{at}");
            let mine = cell.who == "owner";
            let public = cell.board == "public" && pin.listed;
            if pin.found {
                let told = answer.text();
                let choices = values(&told, "input", "value");
                let shown = values(&told, "a", "href");
                let named = (choices.contains(board), shown.contains(&format!("/board/{board}")));
                assert_eq!(named, (mine, public), "{at}");
            }
            let words = [answer.text(), page.clone()].concat();
            assert_eq!(words.contains(board), mine || public, "{at}: its name, anywhere");
            assert_eq!(words.contains(&title(cell.board)), mine || public, "{at}: its title, anywhere");
            assert!(!public || page.contains(&format!("/board/{board}")), "{at}: the way there");
        }
    }
}

#[tokio::test]
async fn changes_of_a_board_are_taken_or_refused_as_promised() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let at = cell.at();
        let id = make(&mut world, cell.board).await;
        let board = format!("/boards/{id}");
        let (pin, anchor) = (world.pins["public"].clone(), world.anchor.clone());
        let person = world.people.get_mut(cell.who).unwrap();

        let words = json!({"description": at});
        assert_eq!(person.program.json("PATCH", &board, words).await.status, cell.write, "{at}: PATCH");
        let words = of(&id).text("title", &format!("{} still", title(cell.board)));
        assert_eq!(post(&mut person.browser, "/fn/edit_board", words).await.status, cell.write, "{at}: form");

        let path = format!("{board}/pins/{anchor}");
        let put = person.program.send("PUT", &path, &[], &[]).await.status;
        assert_eq!(put, gone(cell.put), "{at}: a pin put on it");
        for wish in ["first", "last"] {
            let place = of(&id).text("pin", &pin).text("to", wish);
            let placed = post(&mut person.browser, "/fn/arrange_board", place).await.status;
            assert_eq!(placed, cell.put, "{at}: a pin's place on it");
        }
        let save = of(&id).text("pin", &anchor).text("want", "put");
        let saved = post(&mut person.browser, "/fn/pin_boards", save).await.status;
        assert_eq!(saved, cell.put, "{at}: a pin saved to it");

        let owner = &mut world.people.get_mut("owner").unwrap().program;
        let shown = ids(&owner.get(&format!("{board}/pins")).await);
        assert_eq!(shown.contains(&anchor), cell.put == 200, "{at}: what is on it");
        let now = owner.get(&board).await.json();
        assert_eq!(now["description"] == at.as_str(), cell.write == 200, "{at}: its words");
        assert_eq!(now["title"] != title(cell.board).as_str(), cell.write == 200, "{at}: its title");
        taken_off_and_deleted(&mut world, cell, &id).await;
    }
}

/// The rest of the changes: whatever is gone then, the pins are still there.
async fn taken_off_and_deleted(world: &mut World, cell: &Cell, id: &str) {
    let at = cell.at();
    let board = format!("/boards/{id}");
    let (public, unlisted) = (world.pins["public"].clone(), world.pins["unlisted"].clone());
    let person = world.people.get_mut(cell.who).unwrap();
    let taken = person.program.delete(&format!("{board}/pins/{public}")).await.status;
    assert_eq!(taken, gone(cell.write), "{at}: a pin taken off it");
    let off = of(id).text("pin", &unlisted).text("to", "off");
    let taken = post(&mut person.browser, "/fn/arrange_board", off).await.status;
    assert_eq!(taken, cell.write, "{at}: a pin taken off it by form");
    let save = of(id).text("pin", &public).text("want", "take");
    let taken = post(&mut person.browser, "/fn/pin_boards", save).await.status;
    assert_eq!(taken, cell.write, "{at}: a pin taken off it on its page");

    let owner = &mut world.people.get_mut("owner").unwrap().program;
    let left = ids(&owner.get(&format!("{board}/pins")).await);
    for pin in [&public, &unlisted] {
        assert_eq!(left.contains(pin), cell.write != 200, "{at}: what is left on it");
        assert_eq!(owner.get(&format!("/pins/{pin}")).await.status, 200, "{at}: the pin itself");
    }
    let person = world.people.get_mut(cell.who).unwrap();
    let deleted = post(&mut person.browser, "/fn/delete_board", of(id)).await.status;
    assert_eq!(deleted, cell.write, "{at}: deleted by form");
    if cell.write == 200 {
        let again = make(world, cell.board).await;
        let person = world.people.get_mut(cell.who).unwrap();
        assert_eq!(person.program.delete(&format!("/boards/{again}")).await.status, 204, "{at}: deleted by program");
    } else {
        assert_eq!(person.program.delete(&board).await.status, cell.write, "{at}: deleted by program");
        let owner = &mut world.people.get_mut("owner").unwrap().program;
        assert_eq!(owner.delete(&board).await.status, 204, "{at}: it is still there");
    }
    assert_eq!(world.site.count("pins").await, 4, "{at}: all pins are there");
}
