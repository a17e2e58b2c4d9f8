//! One's direct conversations: begun, listed, and counted in the header.

use super::{keeps, page, sent};
use crate::{
    channels::said,
    client::Client,
    harness::{TestSite, post_plain},
    markup::{attribute, tags, texts},
    multipart::Form,
};

fn with(members: &str) -> Form {
    Form::default().text("members", members)
}

/// What the header says of conversations.
async fn inbox(who: &mut Client) -> String {
    let html = page(who, "/settings").await;
    let link = tags(&html, "a").into_iter().find(|tag| attribute(tag, "class").as_deref() == Some("inbox"));
    attribute(link.expect("the header has the link"), "aria-label").unwrap()
}

#[tokio::test]
async fn a_conversation_is_begun_by_its_form_and_listed() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    site.member("cyd").await;
    assert!(page(&mut ana, "/messages").await.contains("No messages yet"));
    let wrong = post_plain(&mut ana, "/fn/begin_conversation", with("bob nobody")).await;
    keeps(&wrong, 422, &["id=\"members-error\"", "value=\"bob nobody\"", "<details open"]);
    let with_bob = sent(&mut ana, "/fn/begin_conversation", with("@bob")).await;
    let with_both = sent(&mut ana, "/fn/begin_conversation", with("bob, cyd")).await;
    assert!(with_bob.starts_with("/messages/") && with_both.starts_with("/messages/") && with_bob != with_both);
    assert_eq!(sent(&mut bob, "/fn/begin_conversation", with("ana")).await, with_bob, "they share one");
    let mut names = texts(&page(&mut ana, "/messages").await, "conversation__link");
    names.sort_unstable();
    assert_eq!(names.len(), 2);
    assert!(names[0] == "bob" && names[1].contains("cyd"), "{names:?}");
    let visitor = site.visitor().get("/messages").await;
    assert!(visitor.status == 401 && visitor.text().contains("/login?next=/messages"));
}

#[tokio::test]
async fn unread_conversations_are_counted_in_the_header() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    assert_eq!(inbox(&mut bob).await, "Messages");
    let address = sent(&mut ana, "/fn/begin_conversation", with("bob")).await;
    let channel = address.strip_prefix("/messages/").unwrap();
    said(&site, channel, "ana", "See the heron?", &[]).await;
    assert_eq!(inbox(&mut bob).await, "Messages, 1 unread conversation");
    let html = page(&mut bob, "/messages").await;
    assert_eq!(texts(&html, "inbox__count"), ["1"]);
    assert!(html.contains("data-unread") && html.contains("See the heron?"));
    let read = Form::default().text("channel", channel).text("seq", "1").text("back", "/messages");
    assert_eq!(sent(&mut bob, "/fn/mark_read", read).await, "/messages");
    assert_eq!(inbox(&mut bob).await, "Messages");
    assert!(!page(&mut site.visitor(), "/").await.contains("class=\"inbox\""));
}
