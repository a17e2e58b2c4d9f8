//! Who still finds a pin that is hidden: at every door, and that all is back once it is shown again.

use super::{Person, World, reason};
use crate::{api::ids, client::Answer, markup::pins};
use serde_json::{Value, json};

/// Who sees a hidden pin where they have its address, and who comes across it in lists.
const TABLE: [(&str, bool, bool); 5] = [
    ("ana", true, true),
    ("mia", true, false),
    ("root", true, false),
    ("bob", false, false),
    ("visitor", false, false),
];

/// A world whose pin stands wherever a pin can stand: liked, commented on, on a board, and found by words.
async fn everywhere() -> (World, String, String) {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let ana = world.program("ana");
    let board = ana.post("/boards", json!({"title": "Birds", "visibility": "public"})).await.json();
    let board = board["id"].as_str().unwrap().to_owned();
    assert_eq!(ana.send("PUT", &format!("/boards/{board}/pins/{pin}"), &[], &[]).await.status, 204);
    assert_eq!(ana.send("PUT", &format!("/pins/{pin}/like"), &[], &[]).await.status, 200);
    super::say(world.program("bob"), &pin, "What a bird").await;
    let bytes = address(&mut world).await;
    (world, board, bytes)
}

/// Where the picture of the pin is.
async fn address(world: &mut World) -> String {
    let pin = world.pin.clone();
    let url = world.program("ana").see(&pin).await["qualities"][0]["url"].as_str().unwrap().to_owned();
    url.strip_prefix("http://127.0.0.1:0").unwrap().to_owned()
}

#[tokio::test]
async fn a_hidden_pin_is_there_for_its_owner_and_the_moderators_alone() {
    let (mut world, board, bytes) = everywhere().await;
    let pin = world.pin.clone();
    let all = TABLE.map(|(who, ..)| (who, true, true));
    expect(&mut world, &board, &bytes, &all, "before").await;
    let path = format!("/admin/pins/{pin}/hidden");
    assert_eq!(world.program("mia").json("PUT", &path, reason("Spam")).await.status, 204);
    // Caches may keep what they have under the old name: nothing is there any more.
    for (who, ..) in TABLE {
        assert_eq!(world.program(who).outside(&bytes).await.status, 404, "{who}");
    }
    let bytes = address(&mut world).await;
    expect(&mut world, &board, &bytes, &TABLE, "hidden").await;
    assert_eq!(world.program("mia").json("DELETE", &path, reason("A mistake")).await.status, 204);
    expect(&mut world, &board, &bytes, &all, "shown again").await;
}

#[tokio::test]
async fn an_unlisted_pin_that_is_hidden_is_not_there_for_who_has_its_address() {
    let mut world = World::new().await;
    let pin = world.upload("ana", "by address", "unlisted", 2).await;
    let path = format!("/admin/pins/{pin}/hidden");
    assert_eq!(world.program("mia").json("PUT", &path, reason("Spam")).await.status, 204);
    for (who, seen, _) in TABLE {
        let status = world.program(who).get(&format!("/pins/{pin}")).await.status;
        assert_eq!(status, if seen { 200 } else { 404 }, "{who}");
    }
}

async fn expect(world: &mut World, board: &str, bytes: &str, table: &[(&str, bool, bool)], when: &str) {
    let pin = world.pin.clone();
    for &(who, seen, listed) in table {
        let at = format!("{when}: {who}");
        let person = world.people.get_mut(who).unwrap();
        let found = if seen { 200 } else { 404 };
        for answer in doors(person, &pin).await {
            assert_eq!(answer.status, found, "{at}");
            assert!(seen || !answer.text().contains("heron"), "{at}: nothing is told");
        }
        for answer in [person.browser.get(bytes).await, person.program.outside(bytes).await] {
            assert_eq!(answer.status, found, "{at}: bytes");
            let open = answer.header("cache-control").is_some_and(|cache| cache.contains("public"));
            assert_eq!(open, when != "hidden" && seen, "{at}: who may keep the bytes");
        }
        lists(person, &pin, board, listed, &at).await;
        // Explore is the same for everybody.
        let explored = person.browser.get("/").await.text().contains(&format!("/pin/{pin}"));
        assert_eq!(explored, when != "hidden", "{at}: Explore");
        counts(person, listed, &at).await;
    }
}

/// What is there of the pin itself.
async fn doors(Person { browser, program }: &mut Person, pin: &str) -> Vec<Answer> {
    vec![
        browser.get(&format!("/pin/{pin}")).await,
        browser.get(&format!("/pin/{pin}/likes")).await,
        browser.part(&format!("/pin/{pin}"), "pin").await,
        browser.part(&format!("/pin/{pin}"), "saved").await,
        browser.part(&format!("/pin/{pin}"), "comments").await,
        program.get(&format!("/pins/{pin}")).await,
        program.get(&format!("/pins/{pin}/likes")).await,
        program.get(&format!("/pins/{pin}/comments")).await,
    ]
}

async fn lists(Person { browser, program }: &mut Person, pin: &str, board: &str, listed: bool, at: &str) {
    for page in ["/@ana", "/@ana/likes", "/search?q=heron", &format!("/board/{board}")] {
        let html = browser.get(page).await.text();
        assert_eq!(html.contains(&format!("/pin/{pin}")), listed, "{at}: {page}");
        let tiles = browser.part(page, "tiles").await;
        let found = pins(&tiles.text()).iter().any(|found| found == pin);
        assert_eq!((tiles.status, found), (200, listed), "{at}: tiles of {page}");
    }
    for list in [
        "/pins",
        "/pins?sort=popular",
        "/pins?tag=shared",
        "/pins?q=heron",
        "/users/ana/pins",
        "/users/ana/likes",
        &format!("/boards/{board}/pins"),
    ] {
        let page: Value = program.get(list).await.json();
        assert_eq!(ids(&page).iter().any(|found| found == pin), listed, "{at}: {list}");
    }
}

async fn counts(Person { program, .. }: &mut Person, listed: bool, at: &str) {
    let count = u32::from(listed);
    let ana = program.get("/users/ana").await.json();
    assert_eq!((&ana["pin_count"], &ana["like_count"]), (&json!(count), &json!(count)), "{at}: counts");
    let boards = program.get("/users/ana/boards").await.json();
    assert_eq!(boards["items"][0]["pin_count"], count, "{at}: count of the board");
}
