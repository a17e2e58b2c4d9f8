//! The icon and the banner of a community: sent, replaced, taken away, and seen by whoever sees the community.

use super::{accept, browser_of, invite, join, make, seen};
use crate::{
    api::Program,
    client::Answer,
    harness::{TestSite, post, post_plain},
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::{Value, json};

async fn send(who: &mut Program, community: &str, which: &str, bytes: &[u8]) -> Answer {
    let body = Form::default().file("file", "a.png", bytes).finish();
    who.send("PUT", &format!("/communities/{community}/{which}"), &[("content-type", CONTENT_TYPE)], &body).await
}

/// The path of a picture by its URL.
fn path(url: &Value) -> String {
    let url = url.as_str().expect("there is one");
    url[url.find("/media/").unwrap()..].to_owned()
}

#[tokio::test]
async fn pictures_are_sent_replaced_and_taken_away_with_their_files() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = make(&mut ana, "Birds", "public").await;
    for (which, url) in [("icon", "icon_url"), ("banner", "banner_url")] {
        assert_eq!(send(&mut ana, &birds, which, &pictures::png(300, 200, 1)).await.status, 202);
        assert_eq!(seen(&mut ana, &birds).await[url], Value::Null, "not so far");
        site.work_off().await;
        let first = path(&seen(&mut ana, &birds).await[url]);
        let files = site.files();
        assert_eq!(send(&mut ana, &birds, which, &pictures::png(300, 200, 2)).await.status, 202);
        site.work_off().await;
        let second = path(&seen(&mut ana, &birds).await[url]);
        assert_ne!(first, second);
        let mut visitor = site.visitor();
        assert_eq!((visitor.get(&first).await.status, visitor.get(&second).await.status), (404, 200));
        assert_eq!((site.files(), site.count("pictures").await), (files, 1), "the first one’s files are gone");
        assert_eq!(ana.delete(&format!("/communities/{birds}/{which}")).await.status, 204);
        site.work_off().await;
        assert_eq!((seen(&mut ana, &birds).await[url].clone(), site.files()), (Value::Null, 0));
    }
    let wrong = send(&mut ana, &birds, "icon", b"no picture").await;
    assert_eq!(wrong.status, 422);
    assert_eq!(send(&mut ana, &birds, "cover", &pictures::png(8, 8, 1)).await.status, 404);
    assert_eq!((site.spooled(), site.count("pictures").await), (0, 0));
    let log = super::log(&mut ana, &birds).await;
    assert_eq!(log[0].1, "changed the banner of the community");
}

#[tokio::test]
async fn whoever_may_not_change_them_hears_so_before_a_file_is_read() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "public").await;
    let secrets = make(&mut ana, "Secrets", "private").await;
    assert_eq!(join(&mut bob, &birds).await, 200);
    let none = b"no picture";
    assert_eq!(send(&mut bob, &birds, "icon", none).await.status, 403);
    assert_eq!(send(&mut bob, &secrets, "banner", none).await.status, 404);
    assert_eq!(send(&mut Program::visitor(&site), &birds, "icon", none).await.status, 401);
    assert_eq!(send(&mut ana, &birds, "icon", none).await.status, 422);
    let endless = vec![0; crate::harness::MAX_UPLOAD_BYTES + 1];
    assert_eq!(send(&mut ana, &birds, "icon", &endless).await.status, 413);
    assert_eq!(site.files(), 0);
}

#[tokio::test]
async fn they_are_seen_by_whoever_sees_the_community_and_by_nobody_else() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let (mut eve, mut visitor) = (Program::sign_up(&site, "eve").await, Program::visitor(&site));
    let secrets = make(&mut ana, "Secrets", "private").await;
    for (seed, which) in (1..).zip(["icon", "banner"]) {
        assert_eq!(send(&mut ana, &secrets, which, &pictures::png(300, 200, seed)).await.status, 202);
    }
    site.work_off().await;
    let community = seen(&mut ana, &secrets).await;
    let token = invite(&mut ana, &secrets, json!({})).await;
    let card = bob.get(&format!("/invitations/{token}")).await.json();
    assert_eq!(card["icon_url"], Value::Null, "whoever is only invited may not see it");
    assert_eq!(accept(&mut bob, &token).await.status, 200);
    let card = bob.get(&format!("/invitations/{token}")).await.json();
    assert_eq!(card["icon_url"], community["icon_url"]);
    for url in ["icon_url", "banner_url"] {
        let path = path(&community[url]);
        for (who, expected) in [(&mut ana, 200), (&mut bob, 200), (&mut eve, 404), (&mut visitor, 404)] {
            let answer = who.outside(&path).await;
            assert_eq!(answer.status, expected, "{url}");
            assert!(!answer.header("cache-control").unwrap_or_default().contains("public"), "{url}");
        }
        let open = ana.json("PATCH", &format!("/communities/{secrets}"), json!({"visibility": "public"})).await;
        assert_eq!(open.status, 200);
        let answer = visitor.outside(&path).await;
        assert_eq!((answer.status, eve.outside(&path).await.status), (200, 200));
        assert!(!answer.header("cache-control").unwrap().contains("public"), "it may become private again");
        assert_eq!(super::ban(&mut ana, &secrets, "eve", "").await, 204);
        assert_eq!(eve.outside(&path).await.status, 404, "who is banned sees nothing of it");
        assert_eq!(ana.delete(&format!("/communities/{secrets}/bans/eve")).await.status, 204);
        let shut = ana.json("PATCH", &format!("/communities/{secrets}"), json!({"visibility": "private"})).await;
        assert_eq!((shut.status, eve.outside(&path).await.status), (200, 404));
    }
    let icon = path(&community["icon_url"]);
    assert_eq!(ana.delete(&format!("/communities/{secrets}")).await.status, 204);
    assert_eq!(ana.outside(&icon).await.status, 404, "at once");
    site.work_off().await;
    assert_eq!((site.files(), site.count("pictures").await), (0, 0));
}

#[tokio::test]
async fn they_are_sent_by_forms() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "public").await;
    assert_eq!(join(&mut bob, &birds).await, 200);
    let (mut browser, mut theirs) = (browser_of(&site, "ana").await, browser_of(&site, "bob").await);
    let (icon, edit) = (format!("/c/{birds}/icon"), format!("/c/{birds}/edit"));
    let form = || Form::default().file("picture", "a.png", &pictures::png(30, 20, 1));
    let saved = format!("{edit}?saved=1");
    let done = post_plain(&mut browser, &icon, form()).await;
    assert_eq!((done.status, done.header("location")), (303, Some(saved.as_str())));
    site.work_off().await;
    assert!(seen(&mut ana, &birds).await["icon_url"].is_string());
    let none = post(&mut browser, &icon, Form::default()).await;
    assert_eq!((none.status, none.json()["errors"][0]["field"].as_str()), (422, Some("picture")));
    let wrong = post_plain(&mut browser, &icon, Form::default().file("picture", "a.png", b"no picture")).await;
    assert!(wrong.status == 422 && wrong.text().contains("</form>"), "the page has it again");
    assert_eq!((post(&mut theirs, &icon, form()).await.status, theirs.get(&icon).await.status), (403, 303));
    let visitor = post_plain(&mut site.visitor(), &icon, form()).await;
    assert_eq!((visitor.status, visitor.header("location")), (303, Some(format!("/login?next={edit}").as_str())));
    let banner = format!("/c/{birds}/banner");
    assert_eq!(post_plain(&mut browser, &banner, form()).await.status, 303);
    site.work_off().await;
    for address in ["/communities", "/communities?q=birds", "/communities?mine=1"] {
        let html = browser.get(address).await.text();
        let shown = path(&seen(&mut ana, &birds).await["banner_url"]);
        assert!(html.contains(&format!("<img src=\"{shown}\" alt=\"\" width=\"640\"")), "{address}: {html}");
    }
    for address in [&icon, &banner] {
        let removed = post_plain(&mut browser, address, Form::default().text("remove", "1")).await;
        assert_eq!((removed.status, removed.header("location")), (303, Some(saved.as_str())));
    }
    let community = seen(&mut ana, &birds).await;
    assert_eq!((&community["icon_url"], &community["banner_url"]), (&Value::Null, &Value::Null));
}
