//! Looking at pins: the main page, a member's page, one pin; and the one rule of who sees what.

use crate::{
    harness::{TestSite, pin, post, upload},
    markup::{listed, pins, way},
    multipart::Form,
    pictures,
};
use std::collections::BTreeSet;

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let form =
        (0..95).fold(Form::default(), |form, n| form.file("file", &format!("{n}.png"), &pictures::png(12, 9, n)));
    let answer = post(&mut ana, "/upload", form).await.json();
    let mut made: Vec<_> =
        answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(made.len(), 95);
    site.work_off().await;
    made.reverse();
    let mut visitor = site.visitor();
    let (mut sizes, mut seen, mut next) = (Vec::new(), Vec::new(), Some("/".to_owned()));
    while let Some(address) = next {
        let html = visitor.get(&address).await.text();
        let shown = pins(&html);
        assert_eq!(pins(&visitor.part(&address, "tiles").await.text()), shown, "{address}: with script as without");
        sizes.push(shown.len());
        seen.extend(shown);
        next = way(&html, "next");
    }
    assert_eq!((sizes, seen), (vec![40, 40, 15], made), "newest first");
}

#[tokio::test]
async fn the_grid_is_in_the_page_before_any_script_runs() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "Harbour.png", &pictures::png(300, 200, 1), "public").await;
    site.work_off().await;
    let html = site.visitor().get("/").await.text();
    let picture = site.picture_of(&id).await;
    for part in [
        format!("href=\"/pin/{id}?from=explore\""),
        format!("/media/{picture}-2 236w"),
        "--r:0.6667;--x2:0;--y2:0".to_owned(),
        "--placeholder:url('data:image/webp;base64,".to_owned(),
        "width=\"300\" height=\"200\"".to_owned(),
        "alt=\"Harbour\"".to_owned(),
    ] {
        assert!(html.contains(&part), "the page should hold {part:?}");
    }
}

#[tokio::test]
async fn a_stranger_gets_404_for_a_private_pin_and_finds_it_nowhere() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let secret = upload(&mut ana, "secret.png", &pictures::png(30, 30, 1), "private").await;
    let open = upload(&mut ana, "open.png", &pictures::png(30, 30, 2), "public").await;
    site.work_off().await;
    for stranger in [&mut bob, &mut site.visitor()] {
        assert_eq!(stranger.get(&format!("/pin/{secret}")).await.status, 404);
        assert!(pin(stranger, &secret).await.is_none());
        assert_eq!(listed(stranger, "/").await, std::slice::from_ref(&open));
        for page in ["/", "/@ana"] {
            let html = stranger.get(page).await.text();
            assert!(html.contains(&open) && !html.contains(&secret), "{page}");
        }
        let states = stranger.part_with("/upload", "states", &[("x-pins", secret.as_str())]).await;
        assert!(!states.text().contains(&secret));
    }
    assert_eq!(ana.get(&format!("/pin/{secret}")).await.status, 200);
    assert_eq!(listed(&mut ana, "/").await, std::slice::from_ref(&open), "Explore is the same for everybody");
    assert_eq!(listed(&mut ana, "/@ana").await, [open, secret]);
}

#[tokio::test]
async fn what_cannot_be_shown_yet_is_seen_by_its_owner_alone_in_a_grid() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "a.png", &pictures::png(300, 300, 1), "public").await;
    assert_eq!(listed(&mut ana, "/@ana").await, std::slice::from_ref(&id));
    assert!(ana.get("/@ana").await.text().contains("Processing"));
    for page in ["/", "/@ana"] {
        assert_eq!(listed(&mut site.visitor(), page).await, Vec::<String>::new(), "{page}");
    }
    assert_eq!(listed(&mut ana, "/").await, Vec::<String>::new());
    site.work_off().await;
    for page in ["/", "/@ana"] {
        assert_eq!(listed(&mut site.visitor(), page).await, std::slice::from_ref(&id), "{page}");
    }
}

#[tokio::test]
async fn broken_addresses_are_answered_clearly() {
    let site = TestSite::start().await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get("/?cursor=nonsense").await.status, 400);
    assert_eq!(visitor.part("/?cursor=nonsense", "tiles").await.status, 400);
    for path in ["/pin/nonsense", "/pin/1111111111111111111112", "/@nobody", "/nobody", "/a/b/c"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("Page not found"), "{path}");
    }
}

#[tokio::test]
async fn ids_are_22_characters_without_a_dash() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let mut seen = BTreeSet::new();
    for n in 0..3 {
        let id = upload(&mut ana, "a.png", &pictures::png(8, 8, n), "public").await;
        for name in [site.picture_of(&id).await, id] {
            assert!(name.len() == 22 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
            assert!(seen.insert(name));
        }
    }
}
