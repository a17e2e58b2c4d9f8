//! Pins: their pages, bytes, lists and counts, and who changes and deletes them.

use super::{TABLE, World, gone, ids};
use crate::{
    harness::post,
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
        for answer in
            [person.call(&format!("pin?id={id}"), None).await, person.program.get(&format!("/pins/{id}")).await]
        {
            assert_eq!(answer.status, found, "{at}: call and API");
            if cell.found {
                assert_eq!(answer.json()["editable"], cell.write == 200, "{at}: whether it can be edited");
            } else {
                assert!(
                    !answer.text().contains(&id) && !answer.text().contains("only private"),
                    "{at}: nothing is told"
                );
            }
        }
        let ask = format!("pins%5B0%5D={id}");
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let states = person.browser.send("POST", "/fn/upload_states", &form, ask.as_bytes()).await;
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
        for page in ["/", "/?tag=matrix", "/@ana", "/@ana?tag=matrix"] {
            let html = person.browser.get(page).await.text();
            assert_eq!(html.contains(&format!("/pin/{id}")), cell.listed, "{}", at(page));
        }
        for call in ["explore", "explore?tag=matrix", "member_pins?username=ana", "member_pins?username=ana&tag=matrix"]
        {
            assert_eq!(ids(&person.call(call, None).await).contains(&id), cell.listed, "{}", at(call));
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
        let ask = json!({"filter": {}, "sort": "newest", "cursor": null});
        for (door, answer) in
            [("call", person.call("my_pins", Some(ask)).await), ("API", person.program.get("/me/pins").await)]
        {
            let at = format!("{} for {}: {door}", cell.pin, cell.who);
            if cell.who == "visitor" {
                assert_eq!(answer.status, 401, "{at}");
                continue;
            }
            let mine = cell.who == "owner";
            assert_eq!(ids(&answer).contains(&id), mine, "{at}");
            assert_eq!(answer.json()["matching"], if mine { 4 } else { 0 }, "{at}");
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
        assert_eq!(person.call("member?username=ana", None).await.json()["pins"], count, "{at}: count");
        assert_eq!(person.program.get("/users/ana").await.json()["pin_count"], count, "{at}: count of the API");
        for list in [
            "&from=explore",
            "&from=@ana",
            "&from=explore&tag=matrix",
            "&from=@ana&tag=matrix",
            "&from=popular-week",
            "&from=popular-year",
            "&from=popular-all",
        ] {
            let mut passed = vec![anchor.clone()];
            loop {
                let ask = format!("neighbours?pin={}{list}", passed.last().unwrap());
                let found = person.call(&ask, None).await.json();
                let before = passed.len().checked_sub(2).map(|before| json!(passed[before]));
                assert_eq!(found[0], before.unwrap_or_default(), "{at}: the one before, by {ask}");
                let Some(next) = found[1].as_str() else { break };
                passed.push(next.to_owned());
            }
            assert_eq!((passed.contains(&id), passed.len()), (cell.listed, count), "{at}: neighbours{list}");
        }
        let tag = format!("only {}", cell.pin);
        let ask = tag.replace(' ', "%20");
        for answer in [
            person.call(&format!("tags?begin={ask}"), None).await,
            person.program.get(&format!("/tags?begin={ask}")).await,
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
        assert_eq!(person.call(&format!("pin?id={id}"), None).await.status, 404, "{at}");
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
