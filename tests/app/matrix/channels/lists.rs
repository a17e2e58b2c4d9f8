//! What lists, searches and counts name, and the doors that are everybody's.

use super::{KINDS, READERS, Row, WHO, World, done, is_as_promised, with};
use serde_json::json;

/// The doors of no community and no conversation: members find what is theirs there, and begin something.
#[rustfmt::skip]
pub(super) const SITE: [(&str, Row); 13] = [
//                                                            owner mod  memb ban  oth  vis  adm
    ("GET /communities",                                       [200, 200, 200, 200, 200, 200, 200]),
    ("page /communities",                                      [200, 200, 200, 200, 200, 200, 200]),
    ("page /communities?mine=1",                               [200, 200, 200, 200, 200, 401, 200]),
    ("page /communities/new",                                  [200, 200, 200, 200, 200, 401, 200]),
    (r#"POST /communities {"name": "New"}"#,                   [200, 200, 200, 200, 200, 401, 200]),
    ("form /fn/create_community name=New&visibility=private",  [200, 200, 200, 200, 200, 401, 200]),
    ("GET /conversations",                                     [200, 200, 200, 200, 200, 401, 200]),
    (r#"POST /conversations {"members": ["vic"]}"#,            [200, 200, 200, 200, 200, 401, 200]),
    ("form /fn/begin_conversation members=vic",                [200, 200, 200, 200, 200, 401, 200]),
    ("page /messages",                                         [200, 200, 200, 200, 200, 401, 200]),
    ("GET /messages/search?q=bittern",                         [200, 200, 200, 200, 200, 401, 200]),
    ("page /messages/search",                                  [200, 200, 200, 200, 200, 401, 200]),
    ("page /messages/search?q=bittern",                        [200, 200, 200, 200, 200, 401, 200]),
];

/// To whom of [`WHO`] something is named.
type Named = [bool; 7];

const YES: bool = true;
const NO: bool = false;

/// It is in no such list at all.
const NOBODY: Named = [NO; 7];

/// To whom some lists name something.
struct Listed {
    names: &'static str,
    /// One for each of [`KINDS`].
    rows: [Named; 3],
    doors: &'static [&'static str],
}

/// The promise. A community is listed for those who see it; searches of messages go through what one belongs to; a picture of a channel
/// is on no list of the site, whoever looks.
#[rustfmt::skip]
const LISTS: [Listed; 6] = [
    Listed { names: "Herons {kind}", rows: [
//       owner mod  memb ban oth vis adm
        [YES,  YES, YES, NO, YES, YES, YES],
        [YES,  YES, YES, NO, NO,  NO,  YES],
        NOBODY,
    ], doors: &[
        "GET /communities",
        "GET /communities?q=herons",
        "page /communities",
        "page /communities?q=herons",
    ] },
    Listed { names: "Herons {kind}", rows: [
        [YES,  YES, YES, NO, NO,  NO,  NO],
        [YES,  YES, YES, NO, NO,  NO,  NO],
        NOBODY,
    ], doors: &[
        "GET /communities?joined=true",
        "page /communities?mine=1",
    ] },
    Listed { names: "Bittern {kind}", rows: [
        [YES,  YES, YES, NO, NO,  NO,  NO],
        [YES,  YES, YES, NO, NO,  NO,  NO],
        [YES,  NO,  YES, NO, NO,  NO,  NO],
    ], doors: &[
        "GET /messages/search?q=bittern",
        "GET /messages/search?author=bob",
        "page /messages/search?q=bittern",
    ] },
    Listed { names: "Bittern {kind}", rows: [
        NOBODY,
        NOBODY,
        [YES,  NO,  YES, NO, NO,  NO,  NO],
    ], doors: &[
        "GET /conversations",
        "page /messages",
    ] },
    Listed { names: "Spoonbill {kind}", rows: [NOBODY; 3], doors: &[
        "GET /pins",
        "GET /pins?sort=popular",
        "GET /pins?tag=waders",
        "GET /pins?q=spoonbill",
        "GET /pins?owner=bob",
        "GET /users/bob/pins",
        "GET /users/bob/likes",
        "GET /feed",
        "GET /search?q=spoonbill",
        "GET /search/completions?q=spoonb",
        "page /",
        "page /?sort=popular",
        "page /?tag=waders",
        "page /following",
        "page /@bob",
        "page /@bob/likes",
        "page /search?q=spoonbill",
        "part completions /search?q=spoonb",
        "part tiles /@bob",
    ] },
    Listed { names: "\"waders\"", rows: [NOBODY; 3], doors: &[
        "GET /search/completions?q=wader",
        "GET /tags?begin=wader",
    ] },
];

#[tokio::test]
async fn lists_and_searches_name_what_is_each_ones_to_see_and_nothing_else() {
    let mut world = World::new().await;
    for (who, person) in &mut world.people {
        if *who != "visitor" {
            done(&person.program.send("PUT", "/users/bob/follow", &[], &[]).await);
        }
    }
    let mut broken = Vec::new();
    for Listed { names, rows, doors } in &LISTS {
        for (kind, row) in KINDS.into_iter().zip(rows) {
            let name = with(names, &world.things(kind));
            for (who, is_named) in WHO.into_iter().zip(row) {
                for door in *doors {
                    let answer = world.knock(who, door).await;
                    if answer.text().contains(&name) != *is_named {
                        broken.push(format!("{door} for {who}: “{name}” is named: {}", !is_named));
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn nothing_of_a_channel_is_counted_on_the_page_of_a_member() {
    let mut world = World::new().await;
    for who in WHO {
        let bob = world.knock(who, "GET /users/bob").await.json();
        assert_eq!((&bob["pin_count"], &bob["like_count"]), (&json!(0), &json!(0)), "{who}");
    }
}

#[tokio::test]
async fn a_page_that_asks_for_tiles_by_their_names_gets_those_it_may_show() {
    let mut world = World::new().await;
    for (kind, row) in KINDS.into_iter().zip(READERS) {
        let (picture, shot) = (world.rooms[kind].picture.clone(), world.rooms[kind].shot.clone());
        let gallery = with("/c/{community}/{gallery}", &world.things("public"));
        for (who, expected) in WHO.into_iter().zip(row) {
            let browser = &mut world.people.get_mut(who).unwrap().browser;
            let tiles = browser.part_with("/", "states", &[("x-pins", picture.as_str())]).await;
            // Those that they may not see are named as gone.
            let is_shown = tiles.text().contains(&format!("data-pin=\"{picture}\""));
            assert_eq!((tiles.status, is_shown), (200, expected == 200), "{kind} for {who}");
            // A gallery shows what was posted in it.
            let asked = format!("{picture},{shot}");
            let tiles = browser.part_with(&gallery, "fresh", &[("x-pins", asked.as_str())]).await;
            let may_open = who != "banned";
            assert_eq!(tiles.status, if may_open { 200 } else { 404 }, "{kind} for {who}");
            assert!(!tiles.text().contains(&picture), "{kind} for {who}");
            assert_eq!(tiles.text().contains(&shot), may_open && kind == "public", "{kind} for {who}");
        }
    }
}

#[tokio::test]
async fn everybody_finds_their_own_and_begins_something() {
    let mut world = World::new().await;
    let mut broken = Vec::new();
    for (door, row) in SITE {
        for (who, expected) in WHO.into_iter().zip(row) {
            let status = world.knock(who, door).await.status;
            if !is_as_promised(status, expected) {
                broken.push(format!("{door} for {who}: {status} instead of {expected}"));
            }
            sqlx::query("delete from communities where name = 'New'").execute(&world.site.rows).await.unwrap();
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
