//! What is offered while something is typed: in which order, and with which picture.

use super::{complete, say, set_likes, titled};
use crate::{
    api::Program,
    harness::TestSite,
    markup::{attribute, tags},
};
use serde_json::json;

#[tokio::test]
async fn what_has_the_text_in_its_name_is_offered_first() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let tagged = say(&mut ana, &[("title", "Still water"), ("tags", "mountains")]).await;
    let named = titled(&mut ana, "A mountain").await;
    site.work_off().await;
    set_likes(&site, &tagged, 100_000).await;
    let offered = complete(&mut Program::visitor(&site), "mount").await;
    let expected = [
        json!({"kind": "tag", "tag": "mountains"}),
        json!({"kind": "pin", "id": named, "title": "A mountain"}),
        json!({"kind": "pin", "id": tagged, "title": "Still water"}),
    ];
    assert_eq!(offered, expected);
}

#[tokio::test]
async fn the_page_offers_pins_with_their_pictures_once_they_are_there() {
    let site = TestSite::start().await;
    let mut browser = site.member("ana").await;
    let mut ana = Program::sign_in(&site, "ana").await;
    let shown = titled(&mut ana, "Mountain").await;
    site.work_off().await;
    let waits = titled(&mut ana, "Mountain lake").await;
    let picture = ana.see(&shown).await["image_id"].as_str().unwrap().to_owned();
    let options = browser.part("/search?q=mountain", "completions").await;
    let html = options.text();
    assert!(options.status == 200 && html.contains(&shown) && html.contains(&waits), "{html}");
    let is_thumb = |tag: &&str| attribute(tag, "class").as_deref() == Some("search__thumb");
    let thumbs: Vec<_> =
        tags(&html, "img").into_iter().filter(is_thumb).filter_map(|tag| attribute(tag, "src")).collect();
    assert_eq!(thumbs, [format!("/media/{picture}-0")], "as large as it is, for it is small");
}
