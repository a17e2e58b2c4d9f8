//! Pins: their pages, bytes, lists and counts, and who changes and deletes them.

use super::{TABLE, World, gone, ids};
use crate::{
    harness::post,
    markup::{beside, listed, pins},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;

#[tokio::test]
async fn a_pin_is_found_by_its_address_as_promised() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let (id, person) = world.of(cell);
        let at = format!("{} for {}", cell.pin, cell.who);
        let found = if cell.found { 200 } else { 404 };
        let page = person.browser.get(&format!("/pin/{id}")).await;
        assert_eq!(
            (page.status, page.text().contains(&format!("pin__title\">{}<", cell.pin))),
            (found, cell.found),
            "{at}: page"
        );
        let edit = person.browser.get(&format!("/pin/{id}/edit")).await;
        assert_eq!(edit.status, cell.write, "{at}: the page to edit it");
        let part = person.part(&format!("/pin/{id}"), "pin").await;
        let api = person.program.get(&format!("/pins/{id}")).await;
        for (door, answer) in [("part", &part), ("API", &api)] {
            assert_eq!(answer.status, found, "{at}: {door}");
            let told = answer.text().contains(&id) || answer.text().contains("only private");
            assert!(cell.found || !told, "{at}: {door} tells nothing");
        }
        if cell.found {
            assert_eq!(api.json()["editable"], cell.write == 200, "{at}: whether it can be edited");
            let edit = format!("href=\"/pin/{id}/edit\"");
            assert_eq!(part.text().contains(&edit), cell.write == 200, "{at}: the way to edit it");
        }
        let states = person.browser.part_with("/upload", "states", &[("x-pins", id.as_str())]).await;
        assert_eq!(states.text().contains(&id), cell.who == "owner", "{at}: how far its picture is");
    }
}

#[tokio::test]
async fn bytes_in_every_size_are_had_as_promised_by_cookie_and_by_token() {
    let mut world = World::new().await;
    for cell in &TABLE {
        for path in world.addresses(cell.pin).await {
            let (_, person) = world.of(cell);
            let cache = if cell.pin == "private" { "private, no-store" } else { "public, max-age=31536000, immutable" };
            for (way, answer) in ["cookie", "token"].into_iter().zip(person.bytes(&path).await) {
                let at = format!("{} for {}: {path} by {way}", cell.pin, cell.who);
                assert_eq!(answer.status, if cell.found { 200 } else { 404 }, "{at}");
                assert_eq!(answer.header("cache-control") == Some(cache), cell.found, "{at}");
                assert_eq!(answer.body.get(8..12) == Some(b"WEBP"), cell.found, "{at}");
                assert_eq!(answer.header("etag").is_some(), cell.found, "{at}");
            }
        }
    }
}

#[tokio::test]
async fn lists_show_a_pin_as_promised() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let (id, person) = world.of(cell);
        let at = |list: &str| format!("{} for {} in {list}", cell.pin, cell.who);
        // Explore is the same for everybody.
        for (page, listed) in [
            ("/", cell.pin == "public"),
            ("/?tag=matrix", cell.pin == "public"),
            ("/?sort=popular", cell.pin == "public"),
            ("/@ana", cell.listed),
            ("/@ana?tag=matrix", cell.listed),
        ] {
            let html = person.browser.get(page).await.text();
            assert_eq!(html.contains(&format!("/pin/{id}")), listed, "{}", at(page));
            let tiles = person.part(page, "tiles").await;
            assert_eq!((tiles.status, pins(&tiles.text()).contains(&id)), (200, listed), "{}: its tiles", at(page));
            let states = person.browser.part_with(page, "states", &[("x-pins", id.as_str())]).await;
            let told = (states.status, pins(&states.text()).contains(&id));
            assert_eq!(told, (200, cell.found), "{}: what has become of it", at(page));
        }
        for list in ["/pins", "/pins?tag=matrix", "/pins?owner=ana", "/users/ana/pins", "/users/ana/pins?tag=matrix"] {
            assert_eq!(ids(&person.program.get(list).await).contains(&id), cell.listed, "{}", at(list));
        }
    }
}

#[tokio::test]
async fn ones_own_list_is_ones_own() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let (id, person) = world.of(cell);
        let at = format!("{} for {}", cell.pin, cell.who);
        let (page, api) = (person.browser.get("/uploads").await, person.program.get("/me/pins").await);
        let (status, mine) = (if cell.who == "visitor" { 401 } else { 200 }, cell.who == "owner");
        assert_eq!([page.status, api.status], [status; 2], "{at}");
        assert_eq!(page.text().contains(&id), mine, "{at}: page");
        if status == 200 {
            assert_eq!(ids(&api).contains(&id), mine, "{at}: API");
            assert_eq!(api.json()["matching"], if mine { 4 } else { 0 }, "{at}: API");
        }
    }
}

#[tokio::test]
async fn counts_neighbours_and_offered_tags_tell_of_a_pin_as_promised() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let anchor = world.anchor.clone();
        let (id, person) = world.of(cell);
        let at = format!("{} for {}", cell.pin, cell.who);
        // The anchor, and what is listed beside it.
        let count = 1 + TABLE.iter().filter(|other| other.who == cell.who && other.listed).count();
        assert_eq!(listed(&mut person.browser, "/@ana").await.len(), count, "{at}: on her page");
        assert_eq!(person.program.get("/users/ana").await.json()["pin_count"], count, "{at}: count of the API");
        // Explore has the public ones for everybody: the anchor, and another.
        let (public, own) = ((cell.pin == "public", 2), (cell.listed, count));
        for (list, expected) in [
            ("explore", public),
            ("@ana", own),
            ("explore&tag=matrix", public),
            ("@ana&tag=matrix", own),
            ("popular-week", public),
            ("popular-year", public),
            ("popular-all", public),
        ] {
            let mut passed = vec![anchor.clone()];
            loop {
                let [before, next] = beside(&mut person.browser, passed.last().unwrap(), list).await;
                let expected = passed.len().checked_sub(2).map(|before| passed[before].clone());
                assert_eq!(before, expected, "{at}: the one before, in {list}");
                let Some(next) = next else { break };
                passed.push(next);
            }
            assert_eq!((passed.contains(&id), passed.len()), expected, "{at}: from pin to pin in {list}");
        }
        let tag = format!("only {}", cell.pin);
        let begun = tag[..tag.len() - 1].replace(' ', "%20");
        for answer in [
            person.part(&format!("/search?tags={begun}"), "tags").await,
            person.program.get(&format!("/tags?begin={begun}")).await,
        ] {
            assert_eq!(answer.status, if cell.who == "visitor" { 401 } else { 200 }, "{at}: tags");
            assert_eq!(answer.text().contains(&tag), cell.listed && cell.who != "visitor", "{at}: tags");
        }
    }
}

#[tokio::test]
async fn changes_are_taken_or_refused_as_promised() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let (id, person) = world.of(cell);
        let at = format!("{} for {}", cell.pin, cell.who);
        let path = format!("/pins/{id}");
        let words = json!({"description": at});
        assert_eq!(person.program.json("PATCH", &path, words).await.status, cell.write, "{at}: PATCH");
        let wish = json!({"ids": [id], "add_tags": [at]});
        assert_eq!(person.program.post("/pins/change", wish).await.status, cell.write, "{at}: many");
        let form = Form::default().text("alt_text", &at);
        assert_eq!(post(&mut person.browser, &format!("/pin/{id}/edit"), form).await.status, cell.write, "{at}: form");
        let form = Form::default().text("pin", &id).text("action", "add_tags").text("tags", "and more");
        assert_eq!(post(&mut person.browser, "/uploads", form).await.status, cell.write, "{at}: form of many");
        let pin = world.people.get_mut("owner").unwrap().program.see(&id).await;
        for (words, changed) in [
            ("description", pin["description"] == at.as_str()),
            ("alt_text", pin["alt_text"] == at.as_str()),
            ("tags", pin["tags"].to_string().contains(&at)),
        ] {
            assert_eq!(changed, cell.write == 200, "{at}: {words} of it");
        }
    }
    for cell in &TABLE {
        let (id, person) = world.of(cell);
        let body = Form::default().file("file", "b.png", &pictures::png(300, 200, 7)).finish();
        let headers = [("content-type", CONTENT_TYPE)];
        let answer = person.program.send("PUT", &format!("/pins/{id}/picture"), &headers, &body).await;
        assert_eq!(answer.status, cell.write, "{} for {}: another picture", cell.pin, cell.who);
    }
}

#[tokio::test]
async fn a_pin_is_deleted_as_promised_and_is_then_gone_for_all() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let bytes = world.addresses(cell.pin).await;
        for way in ["DELETE", "many", "form", "form of many"] {
            let (id, person) = world.of(cell);
            let at = format!("{} for {}: {way}", cell.pin, cell.who);
            let status = match way {
                "DELETE" => person.program.delete(&format!("/pins/{id}")).await.status,
                "many" => person.program.post("/pins/delete", json!({"ids": [id]})).await.status,
                "form" => {
                    post(&mut person.browser, &format!("/pin/{id}/delete"), Form::default().text("x", "")).await.status
                }
                _ => {
                    let form = Form::default().text("pin", &id).text("action", "delete");
                    post(&mut person.browser, "/uploads", form).await.status
                }
            };
            assert_eq!(status, if way == "DELETE" { gone(cell.write) } else { cell.write }, "{at}");
            if cell.write == 200 {
                expect_gone(&mut world, &id, &bytes, &at).await;
                world.undo().await;
            }
            let owner = &mut world.people.get_mut("owner").unwrap().program;
            assert_eq!(owner.get(&format!("/pins/{id}")).await.status, 200, "{at}: it is still there, or there again");
        }
    }
}

/// Whoever asks, and however, there is no such pin.
async fn expect_gone(world: &mut World, id: &str, bytes: &[String], at: &str) {
    for (who, person) in &mut world.people {
        let at = format!("{at}, then for {who}");
        assert_eq!(person.browser.get(&format!("/pin/{id}")).await.status, 404, "{at}");
        assert_eq!(person.part(&format!("/pin/{id}"), "pin").await.status, 404, "{at}");
        assert_eq!(person.program.get(&format!("/pins/{id}")).await.status, 404, "{at}");
        for path in bytes {
            assert_eq!(person.bytes(path).await.map(|answer| answer.status), [404, 404], "{at}: {path}");
        }
        for list in ["/pins", "/users/ana/pins?tag=matrix"] {
            assert!(!ids(&person.program.get(list).await).iter().any(|listed| listed == id), "{at}: {list}");
        }
        let gone = if *who == "visitor" { 401 } else { 404 };
        assert_eq!(person.program.delete(&format!("/pins/{id}")).await.status, gone, "{at}: once more");
        assert_eq!(person.program.json("PATCH", &format!("/pins/{id}"), json!({})).await.status, gone, "{at}: PATCH");
    }
}

#[tokio::test]
async fn what_becomes_private_is_had_under_no_address_that_anybody_has_seen() {
    let mut world = World::new().await;
    for pin in ["public", "unlisted"] {
        let seen = world.addresses(pin).await;
        let id = world.pins[pin].clone();
        let private = json!({"visibility": "private"});
        let owner = &mut world.people.get_mut("owner").unwrap().program;
        assert_eq!(owner.json("PATCH", &format!("/pins/{id}"), private).await.status, 200);
        let now = world.addresses(pin).await;
        for (who, person) in &mut world.people {
            for old in &seen {
                assert_eq!(person.bytes(old).await.map(|answer| answer.status), [404, 404], "{pin} for {who}: {old}");
            }
            for new in &now {
                let answers = person.bytes(new).await;
                let found = if *who == "owner" { 200 } else { 404 };
                assert_eq!(answers.each_ref().map(|answer| answer.status), [found; 2], "{pin} for {who}: {new}");
                let keeps =
                    answers.iter().any(|answer| answer.header("cache-control").is_some_and(|c| c.contains("public")));
                assert!(!keeps, "{pin} for {who}: {new}");
            }
        }
    }
}
