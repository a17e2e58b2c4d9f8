//! What is like a pin, below it on its page: what comes first, and what never stands there. Most pictures here are of one colour, which look
//! like nothing.

use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
    pictures,
};
use image::{ImageFormat, RgbImage, imageops};
use serde_json::json;
use tessera::model::ids::PinId;

/// Uploads a picture that is unlike those of other numbers, and gives its pin's id.
async fn pin(who: &mut Program, number: u32, tags: &str, visibility: &str) -> String {
    let form = Form::default().text("visibility", visibility);
    let form = if tags.is_empty() { form } else { form.text("tags", tags) };
    let answer = who.upload(form.file("file", &format!("{number}.png"), &pictures::numbered_png(number))).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"][0]["id"].as_str().unwrap_or_else(|| panic!("refused: {}", answer.text())).to_owned()
}

/// A board with these pins on it.
async fn board(who: &mut Program, visibility: &str, pins: &[&String]) -> String {
    let made = who.post("/boards", json!({"title": visibility, "visibility": visibility})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let board = made.json()["id"].as_str().unwrap().to_owned();
    for pin in pins {
        assert_eq!(who.send("PUT", &format!("/boards/{board}/pins/{pin}"), &[], &[]).await.status, 204);
    }
    board
}

async fn browser_of(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

/// What a pin's page says after the words "More like this", up to the end of that section.
async fn section(client: &mut Client, pin: &str) -> Option<String> {
    let answer = client.get(&format!("/pin/{pin}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let html = answer.text();
    let (_, after) = html.split_once("More like this")?;
    Some(after.split("</section>").next().unwrap().to_owned())
}

/// The pins that a pin's page shows as like it, in order.
async fn like_this(client: &mut Client, pin: &str) -> Vec<String> {
    let Some(section) = section(client, pin).await else { return Vec::new() };
    let addresses = section.split("href=\"/pin/").skip(1).map(|rest| rest.split('"').next().unwrap());
    let mut pins: Vec<_> = addresses.filter(|address| address.parse::<PinId>().is_ok()).map(str::to_owned).collect();
    pins.dedup();
    assert!(!pins.is_empty(), "nothing stands below the heading: {section}");
    pins
}

#[tokio::test]
async fn shared_tags_come_first_then_shared_boards_then_the_owners_others() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let mut cat = Program::sign_up(&site, "cat").await;
    let both_tags = pin(&mut bob, 1, "heron, reeds, water", "public").await;
    let seen = pin(&mut ana, 2, "heron, reeds", "public").await;
    let one_tag = pin(&mut bob, 3, "heron", "public").await;
    let own_one_tag = pin(&mut ana, 4, "reeds", "public").await;
    let on_board = pin(&mut cat, 5, "", "public").await;
    let own = pin(&mut ana, 6, "stork", "public").await;
    let own_newer = pin(&mut ana, 7, "", "public").await;
    let own_on_board = pin(&mut ana, 8, "", "public").await;
    pin(&mut cat, 9, "stork", "public").await;
    site.work_off().await;
    board(&mut cat, "public", &[&on_board, &seen, &both_tags, &own_on_board]).await;
    let expected = [both_tags, own_one_tag, one_tag, own_on_board, on_board, own_newer, own];
    for mut client in [site.visitor(), browser_of(&site, "ana").await, browser_of(&site, "cat").await] {
        assert_eq!(like_this(&mut client, &seen).await, expected);
    }
}

/// The same picture in other hues, without its edges, as a JPEG.
fn copied(picture: &RgbImage) -> Vec<u8> {
    let mut copy = imageops::crop_imm(picture, 15, 11, 270, 198).to_image();
    copy.pixels_mut().for_each(|pixel| pixel.0.rotate_right(1));
    pictures::encoded(copy, ImageFormat::Jpeg)
}

#[tokio::test]
async fn what_looks_like_it_comes_before_what_is_tagged_like_it() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let heron = pictures::scene(0);
    let file = pictures::encoded(heron.clone(), ImageFormat::Png);
    let form = Form::default().text("visibility", "public").text("tags", "heron").file("file", "heron.png", &file);
    let seen = ana.upload(form).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let copy = bob.pin("copy.jpg", &copied(&heron), "public").await;
    let tagged = pin(&mut bob, 1, "heron", "public").await;
    let other = bob.pin("other.png", &pictures::encoded(pictures::scene(1), ImageFormat::Png), "public").await;
    for visibility in ["private", "unlisted"] {
        bob.pin(&format!("{visibility}.jpg"), &copied(&heron), visibility).await;
    }
    site.work_off().await;
    for mut client in [site.visitor(), browser_of(&site, "ana").await, browser_of(&site, "bob").await] {
        assert_eq!(like_this(&mut client, &seen).await, [copy.clone(), tagged.clone()]);
        // From the other side: what bob has added comes after what looks like it.
        assert_eq!(like_this(&mut client, &copy).await, [seen.clone(), other.clone(), tagged.clone()]);
    }
    let block = ana.send("PUT", "/users/bob/block", &[], &[]).await;
    assert!(block.status < 300, "{}", block.text());
    assert_eq!(like_this(&mut browser_of(&site, "ana").await, &seen).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_public_or_cannot_be_shown_is_like_nothing() {
    let site = TestSite::start().await;
    let mut root = Program::admin(&site, "root").await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let seen = pin(&mut ana, 1, "reeds", "public").await;
    let private = pin(&mut bob, 2, "reeds", "private").await;
    let unlisted = pin(&mut bob, 3, "reeds", "unlisted").await;
    let public = pin(&mut bob, 4, "reeds", "public").await;
    let hidden = pin(&mut bob, 5, "reeds", "public").await;
    let deleted = pin(&mut bob, 6, "reeds", "public").await;
    site.work_off().await;
    let waiting = pin(&mut bob, 7, "reeds", "public").await;
    board(&mut bob, "public", &[&seen, &private, &unlisted, &public, &hidden, &deleted, &waiting]).await;
    let hide = root.json("PUT", &format!("/admin/pins/{hidden}/hidden"), json!({"reason": "Spam"})).await;
    assert_eq!(hide.status, 204, "{}", hide.text());
    assert_eq!(bob.post("/pins/delete", json!({"ids": [deleted]})).await.status, 200);

    for name in ["", "ana", "bob", "root"] {
        let mut client = if name.is_empty() { site.visitor() } else { browser_of(&site, name).await };
        assert_eq!(like_this(&mut client, &seen).await, std::slice::from_ref(&public), "{name}");
        assert_eq!(like_this(&mut client, &unlisted).await, [public.clone(), seen.clone()], "{name}");
    }
    let mut owner = browser_of(&site, "bob").await;
    for own in [&private, &hidden, &waiting] {
        assert_eq!(like_this(&mut owner, own).await, [public.clone(), seen.clone()]);
    }
    assert_eq!(site.visitor().get(&format!("/pin/{private}")).await.status, 404);
}

#[tokio::test]
async fn boards_that_do_not_show_a_pin_make_nothing_like_it() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let (mut cat, mut dan) = (Program::sign_up(&site, "cat").await, Program::sign_up(&site, "dan").await);
    let seen = pin(&mut ana, 1, "", "public").await;
    let unlisted = pin(&mut ana, 2, "", "unlisted").await;
    let other = pin(&mut bob, 3, "", "public").await;
    site.work_off().await;
    let private = board(&mut cat, "private", &[&seen, &other]).await;
    board(&mut dan, "public", &[&unlisted, &other]).await;
    let (mut visitor, mut owner) = (site.visitor(), browser_of(&site, "ana").await);
    for client in [&mut visitor, &mut browser_of(&site, "cat").await] {
        assert_eq!(like_this(client, &seen).await, Vec::<String>::new(), "the board is private");
    }
    let shown = json!({"visibility": "public"});
    assert_eq!(cat.json("PATCH", &format!("/boards/{private}"), shown).await.status, 200);
    assert_eq!(like_this(&mut visitor, &seen).await, std::slice::from_ref(&other));

    // The board shows an unlisted pin to its owner alone.
    assert_eq!(like_this(&mut visitor, &unlisted).await, std::slice::from_ref(&seen));
    assert_eq!(like_this(&mut owner, &unlisted).await, [other, seen]);
}

#[tokio::test]
async fn a_dozen_stand_there_and_lead_to_no_list() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let seen = pin(&mut ana, 0, "", "public").await;
    site.work_off().await;
    let mut visitor = site.visitor();
    assert_eq!(section(&mut visitor, &seen).await, None, "nothing is like it so far");
    let mut others = Vec::new();
    for number in 1..=14 {
        others.insert(0, pin(&mut ana, number, "", "public").await);
    }
    site.work_off().await;
    assert_eq!(like_this(&mut visitor, &seen).await, others[..12]);
    let section = section(&mut visitor, &seen).await.unwrap();
    for of_a_list in ["from=", "data-sheet", "class=\"pager\"", "More pictures"] {
        assert!(!section.contains(of_a_list), "{of_a_list}: {section}");
    }
    let part = visitor.get_with(&format!("/pin/{seen}"), &[("x-part", "pin")]).await;
    assert!(part.status == 200 && !part.text().contains("More like this"), "{}", part.text());
}
