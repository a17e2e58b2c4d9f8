//! How comments stand in a page, before any script runs and without any.

use super::{bodies, pin_of, put, say};
use crate::{
    api::Program,
    client::Client,
    harness::{TestSite, post_plain},
    multipart::Form,
};

/// Comments "1" to so many, and their names.
async fn talk(site: &TestSite, pin: &str, count: usize) -> Vec<String> {
    let mut comments = Vec::new();
    for n in 1..=count {
        comments.push(put(site, pin, "ana", &n.to_string()).await);
    }
    comments
}

fn numbers(range: impl Iterator<Item = usize>) -> Vec<String> {
    range.map(|n| n.to_string()).collect()
}

/// The comments in a page, in its order.
fn ids_in(html: &str) -> Vec<String> {
    html.split("id=\"comment-").skip(1).map(|rest| rest[..22].to_owned()).collect()
}

/// The address of a link of these words.
fn link(html: &str, words: &str) -> Option<String> {
    let before = &html[..html.find(words)?];
    let tag = &before[before.rfind("<a ")?..];
    let address = tag.split_once("href=\"")?.1.split('"').next()?;
    Some(address.replace("&amp;", "&"))
}

async fn page(client: &mut Client, address: &str) -> String {
    let answer = client.get(address.split('#').next().unwrap()).await;
    assert_eq!(answer.status, 200, "{address}");
    answer.text()
}

#[tokio::test]
async fn pages_of_comments_lead_back_to_the_first_without_gap_or_repetition() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let pin = pin_of(&site, &mut ana, "public").await;
    let comments = talk(&site, &pin, 45).await;
    let mut visitor = site.visitor();
    let mut address = format!("/pin/{pin}?from=explore");
    let mut seen = Vec::new();
    loop {
        let html = page(&mut visitor, &address).await;
        assert!(html.contains("45 comments"));
        assert_eq!(link(&html, "Newest comments").is_some(), !seen.is_empty(), "the way back");
        seen.splice(0..0, ids_in(&html));
        let Some(earlier) = link(&html, "Earlier comments") else { break };
        assert!(earlier.contains("from=explore"), "{earlier}");
        address = earlier;
    }
    assert_eq!(seen, comments, "the oldest first, on each page and of all");

    let mut program = Program::visitor(&site);
    let mut path = format!("/pins/{pin}/comments?limit=20");
    let mut listed = Vec::new();
    loop {
        let answer = program.get(&path).await.json();
        listed.extend(bodies(&answer));
        let Some(next) = answer["next"].as_str() else { break };
        path = format!("/pins/{pin}/comments?limit=20&cursor={next}");
    }
    assert_eq!(listed, numbers((1..=45).rev()), "the newest first");
}

#[tokio::test]
async fn a_link_to_a_comment_leads_to_those_around_it() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let pin = pin_of(&site, &mut ana, "public").await;
    let comments = talk(&site, &pin, 45).await;
    let mut visitor = site.visitor();
    for (which, newest) in [(0, false), (10, false), (24, false), (25, true), (44, true)] {
        let comment = &comments[which];
        let html = page(&mut visitor, &format!("/pin/{pin}?comment={comment}#comment-{comment}")).await;
        assert!(ids_in(&html).contains(comment), "{which}");
        assert_eq!(link(&html, "Newest comments").is_none(), newest, "{which}");
    }
    // Number 11, and ten newer ones after it.
    for whole in [true, false] {
        let address = format!("/pin/{pin}?comment={}", comments[10]);
        let html =
            if whole { page(&mut visitor, &address).await } else { visitor.part(&address, "comments").await.text() };
        assert_eq!(ids_in(&html), comments[1..21], "whole: {whole}");
    }
    let html = page(&mut visitor, &format!("/pin/{pin}?comment=nonsense")).await;
    assert_eq!(ids_in(&html).last(), comments.last());
}

#[tokio::test]
async fn whatever_is_said_stays_text() {
    let site = TestSite::start().await;
    let (mut ana, _cyd) = (site.member("ana").await, site.member("Cyd").await);
    let pin = pin_of(&site, &mut ana, "public").await;
    let address = "https://example.org/a?b=c&d";
    say(&mut ana, &pin, &format!("</p><script>alert(1)</script> {address} javascript:alert(1) @cyd @nobody a@cyd.org"))
        .await;
    let html = page(&mut ana, &format!("/pin/{pin}")).await;
    let words = html.split("comment__words").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(words.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{words}");
    assert_eq!(words.matches("<a ").count(), 2, "{words}");
    assert!(words.contains("href=\"https://example.org/a?b=c&amp;d\""), "{words}");
    assert!(words.contains("rel=\"nofollow ugc noopener noreferrer\""), "{words}");
    assert!(words.contains("href=\"/@cyd\""), "{words}");
}

#[tokio::test]
async fn comments_are_written_changed_and_deleted_without_script() {
    let site = TestSite::start().await;
    let (mut ana, mut visitor) = (site.member("ana").await, site.visitor());
    let pin = pin_of(&site, &mut ana, "public").await;
    let path = format!("/pin/{pin}");
    let html = page(&mut visitor, &path).await;
    assert!(html.contains("No comments yet"));
    assert_eq!(link(&html, "Sign in to comment").unwrap(), format!("/login?next=%2Fpin%2F{pin}"));
    let body = |text: &str| Form::default().text("body", text);
    let new = |text: &str| body(text).text("pin", &pin);
    let turned_away = post_plain(&mut visitor, "/fn/comment", new("Hello")).await;
    assert_eq!(
        (turned_away.status, turned_away.header("location")),
        (303, Some(format!("/login?next={path}").as_str()))
    );

    let written = post_plain(&mut ana, "/fn/comment", new("Hello")).await;
    assert_eq!(written.status, 303);
    let location = written.header("location").unwrap().to_owned();
    let html = page(&mut ana, &location).await;
    let comment = ids_in(&html).pop().unwrap();
    assert!(html.contains("1 comment") && location.ends_with(&format!("#comment-{comment}")), "{location}");

    let long = format!("<b>{}", "z".repeat(2000));
    let refused = post_plain(&mut ana, "/fn/comment", new(&long)).await;
    let kept = refused.text();
    assert_eq!((refused.status, ids_in(&kept).len()), (422, 1));
    assert!(kept.contains("&lt;b>zzz") && kept.contains("This one has 2,003."));
    assert!(!page(&mut ana, &path).await.contains("zzz"), "the same page, fresh");

    let [edit, delete] = ["Edit", "Delete"].map(|words| link(&html, &format!(">{words}<span")).unwrap());
    assert!(page(&mut ana, &edit).await.contains(">Hello</textarea>"));
    let again = |text: &str| body(text).text("comment", &comment);
    let refused = post_plain(&mut ana, "/fn/edit_comment", again(&long)).await;
    assert!(refused.status == 422 && refused.text().contains("&lt;b>zzz"));
    let turned_away = post_plain(&mut visitor, "/fn/edit_comment", again("Goodbye")).await;
    assert_eq!(turned_away.header("location"), Some(format!("/login?next={edit}").as_str()));
    let changed = post_plain(&mut ana, "/fn/edit_comment", again("Goodbye")).await;
    assert_eq!((changed.status, changed.header("location")), (303, Some(location.as_str())));
    let html = page(&mut ana, &location).await;
    assert!(html.contains("Goodbye") && html.contains("Edited"));
    assert!(page(&mut ana, &delete).await.contains("Delete this comment?"));
    let gone = post_plain(&mut ana, "/fn/delete_comment", Form::default().text("comment", &comment)).await;
    assert_eq!(gone.status, 303);
    let html = page(&mut ana, gone.header("location").unwrap()).await;
    assert!(html.contains("Comment deleted.") && html.contains("No comments yet"));
}
