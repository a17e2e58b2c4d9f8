//! Likes: seen, listed and counted where their pin is, and given by members who see it.

use super::{TABLE, World, ids};
use crate::{
    client::Answer,
    harness::{post, post_plain},
    markup::{attribute, listed, tags, way},
    multipart::Form,
};
use serde_json::json;

/// A site on which the owner likes each of the pins, and the anchor.
async fn liked() -> World {
    let mut world = World::new().await;
    let pins: Vec<_> = world.pins.values().chain([&world.anchor]).cloned().collect();
    let owner = &mut world.people.get_mut("owner").unwrap().program;
    for pin in pins {
        assert_eq!(owner.send("PUT", &format!("/pins/{pin}/like"), &[], &[]).await.status, 200);
    }
    world
}

#[tokio::test]
async fn who_likes_a_pin_and_how_many_is_told_where_the_pin_is_seen() {
    let mut world = liked().await;
    for cell in &TABLE {
        let (id, person) = world.of(cell);
        let at = format!("{} for {}", cell.pin, cell.who);
        let status = if cell.found { 200 } else { 404 };
        for (door, answer) in [
            ("page", person.browser.get(&format!("/pin/{id}/likes")).await),
            ("API", person.program.get(&format!("/pins/{id}/likes")).await),
        ] {
            assert_eq!(answer.status, status, "{at}: {door}");
            assert_eq!(tells_of_ana(&answer), cell.found, "{at}: {door}");
        }
        if cell.found {
            let (pin, liked) = (person.program.see(&id).await, cell.who == "owner");
            assert_eq!((&pin["like_count"], &pin["liked"]), (&json!(1), &json!(liked)), "{at}");
            let page = person.browser.get(&format!("/pin/{id}")).await.text();
            let hearts = tags(&page, "button").into_iter().filter(|tag| tag.contains("\"like button "));
            let pressed: Vec<_> = hearts.filter_map(|heart| attribute(heart, "aria-pressed")).collect();
            let expected = if cell.who == "visitor" { vec![] } else { vec![liked.to_string()] };
            assert_eq!((page.contains("data-like-count=\"1\""), pressed), (true, expected), "{at}: page");
            assert!(page.contains(&format!("href=\"/pin/{id}/likes\"")), "{at}: the way to who likes it");
        }
    }
}

/// Whether an answer names Ana as somebody who likes it. The head of her own pages names her as well.
fn tells_of_ana(answer: &Answer) -> bool {
    let text = answer.text();
    let main = text.split_once("id=\"main\"").map_or(text.as_str(), |(_, main)| main);
    main.contains("\"ana\"") || main.contains("href=\"/@ana\"")
}

#[tokio::test]
async fn what_a_member_likes_is_listed_and_counted_as_their_pins_are() {
    let mut world = liked().await;
    for cell in &TABLE {
        // The anchor, and what is listed beside it.
        let count = 1 + TABLE.iter().filter(|other| other.who == cell.who && other.listed).count();
        let (id, person) = world.of(cell);
        let at = format!("{} for {}", cell.pin, cell.who);
        for (door, found) in [
            ("page", listed(&mut person.browser, "/@ana/likes").await),
            ("API", ids(&person.program.get("/users/ana/likes").await)),
        ] {
            assert_eq!((found.contains(&id), found.len()), (cell.listed, count), "{at}: {door}");
        }
        assert_eq!(person.program.get("/users/ana").await.json()["like_count"], count, "{at}: count");
        let beside = person.part(&format!("/pin/{id}?from=likes@ana"), "pin").await;
        assert_eq!(beside.status, if cell.found { 200 } else { 404 }, "{at}: what stands beside it");
        let found = ["prev", "next"].iter().any(|rel| way(&beside.text(), rel).is_some());
        assert_eq!(found, cell.listed && count > 1, "{at}: what stands beside it");
    }
}

#[tokio::test]
async fn members_like_what_they_see_and_nothing_else() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let id = world.pins[cell.pin].clone();
        let at = format!("{} for {}", cell.pin, cell.who);
        let status = match (cell.who, cell.found) {
            ("visitor", _) => 401,
            (_, true) => 200,
            (_, false) => 404,
        };
        let (api, form) = (format!("/pins/{id}/like"), "/fn/like");
        let want = |wish: &str| Form::default().text("pin", &id).text("want", wish).text("back", "/");
        for liked in [true, false] {
            let (method, wish) = if liked { ("PUT", "like") } else { ("DELETE", "unlike") };
            let person = world.people.get_mut(cell.who).unwrap();
            assert_eq!(person.program.send(method, &api, &[], &[]).await.status, status, "{at}: {method}");
            assert_eq!(post(&mut person.browser, form, want(wish)).await.status, status, "{at}: {wish} by form");
            let plain = post_plain(&mut person.browser, form, want(wish)).await.status;
            assert_eq!(plain, if status == 404 { 404 } else { 303 }, "{at}: {wish} without script");
            let kept = i64::from(liked && status == 200);
            if cell.found {
                assert_eq!(person.program.see(&id).await["like_count"], kept, "{at}: the count after {wish}");
            }
            assert_eq!(world.site.count("likes").await, kept, "{at}: {wish}");
        }
    }
    assert_eq!(world.site.count("notices").await, 0, "what is taken back is told to nobody");
}
