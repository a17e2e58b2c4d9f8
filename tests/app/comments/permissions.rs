//! Comments whose rights hang on more than who looks. The table of who may do what stands in the matrix.

use super::{add, delete, edit, pin_of, put};
use crate::{
    api::Program,
    client::Client,
    harness::{TestSite, post},
    multipart::Form,
};

/// The owner of a pin, the author of a comment on it, their browsers.
async fn two(site: &TestSite) -> (Client, Client, String, String) {
    let (mut owner, author) = (site.member("orla").await, site.member("author").await);
    let pin = pin_of(site, &mut owner, "public").await;
    let comment = put(site, &pin, "author", "Hm").await;
    (owner, author, pin, comment)
}

#[tokio::test]
async fn an_admins_token_takes_others_comments_away_with_the_scope_for_it_alone() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let (.., comment) = two(&site).await;
    let (mut writer, _) = admin.with_scopes(&["read", "write"]).await;
    assert_eq!(writer.get(&format!("/comments/{comment}")).await.json()["removable"], false);
    assert_eq!(writer.delete(&format!("/comments/{comment}")).await.status, 403);
    assert_eq!(admin.delete(&format!("/comments/{comment}")).await.status, 204);
}

#[tokio::test]
async fn where_a_pin_is_deleted_nothing_is_said_and_what_was_comes_back_with_it() {
    let site = TestSite::start().await;
    let (mut owner, mut author, pin, comment) = two(&site).await;
    let gone = post(&mut owner, &format!("/pin/{pin}/delete"), Form::default().text("x", "")).await.json();
    assert_eq!(add(&mut author, &pin, "More").await.status, 404);
    assert_eq!(edit(&mut author, &comment, "More").await.status, 404);
    assert_eq!(delete(&mut author, &comment).await.status, 404);
    let location = gone["location"].as_str().unwrap();
    let deletion = location.split_once("deleted=").unwrap().1.split('&').next().unwrap();
    assert_eq!(post(&mut owner, "/uploads/restore", Form::default().text("deletion", deletion)).await.status, 200);
    assert!(site.visitor().get(&format!("/pin/{pin}")).await.text().contains("Hm"));
}
