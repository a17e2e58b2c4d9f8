//! Blocking by the pages: from a member's page, and undone in the settings.

use super::{page, sent, status};
use crate::{harness::TestSite, markup::values, multipart::Form};

#[tokio::test]
async fn a_member_is_blocked_from_their_page_and_unblocked_in_the_settings() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let html = page(&mut ana, "/@bob").await;
    assert!(values(&html, "a", "href").contains(&"/@bob/block".to_owned()) && html.contains("/fn/begin_conversation"));
    let question = page(&mut ana, "/@bob/block").await;
    assert!(question.contains("Block bob?") && question.contains("action=\"/fn/block\""));
    assert_eq!(status(&mut bob, "/@ana").await, 200, "to look is not to block");
    assert!(page(&mut ana, "/settings/blocks").await.contains("You haven’t blocked anyone"));

    let block = |want: &str| Form::default().text("name", "bob").text("want", want);
    let done = block("block").text("back", "/settings/blocks?blocked=1");
    assert_eq!(sent(&mut ana, "/fn/block", done).await, "/settings/blocks?blocked=1");
    let html = page(&mut ana, "/settings/blocks?blocked=1").await;
    assert!(html.contains("@bob") && html.contains("value=\"unblock\"") && html.contains("alert--success"));
    assert_eq!((status(&mut ana, "/@bob").await, status(&mut bob, "/@ana").await), (404, 404));
    let undone = block("unblock").text("back", "/settings/blocks?unblocked=1");
    assert_eq!(sent(&mut ana, "/fn/block", undone).await, "/settings/blocks?unblocked=1");
    assert!(!page(&mut ana, "/settings/blocks").await.contains("@bob"));
    assert_eq!(status(&mut bob, "/@ana").await, 200);
}

#[tokio::test]
async fn nobody_blocks_themselves_or_without_an_account() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let own = page(&mut ana, "/@ana").await;
    assert!(!own.contains("/block") && !own.contains("/fn/begin_conversation"));
    assert_eq!((status(&mut ana, "/@ana/block").await, status(&mut ana, "/@nobody/block").await), (403, 404));
    let mut visitor = site.visitor();
    let html = page(&mut visitor, "/@ana").await;
    assert!(!html.contains("/block") && !html.contains("/fn/begin_conversation"));
    for address in ["/@ana/block", "/settings/blocks"] {
        let asked = visitor.get(address).await;
        assert!(asked.status == 401 && asked.text().contains(&format!("/login?next={address}")), "{address}");
    }
}
