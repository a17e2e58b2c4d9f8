//! What a member has not read, and what of it mentions them.

use super::{community, first_channel, join, list, read, said};
use crate::{api::Program, harness::TestSite};

/// Whether somebody has something unread in the first channel, and how often that mentions them.
async fn unread(who: &mut Program, community: &str) -> (bool, u64) {
    let first = list(who, community).await[0].clone();
    (first["unread"] == true, first["mentions"].as_u64().unwrap())
}

#[tokio::test]
async fn what_was_not_read_is_counted_until_it_is() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let id = community(&mut ana, "Birds", "public").await;
    join(&mut bob, &id).await;
    let channel = first_channel(&mut ana, &id).await;
    assert_eq!(unread(&mut bob, &id).await, (false, 0));
    let first = said(&site, &channel, "ana", "@bob, look", &["bob"]).await;
    let second = said(&site, &channel, "ana", "And @bob, there", &["bob"]).await;
    assert_eq!((unread(&mut bob, &id).await, unread(&mut ana, &id).await), ((true, 2), (true, 0)));
    assert_eq!(read(&mut bob, &channel, first).await, 204);
    assert_eq!(unread(&mut bob, &id).await, (true, 1));
    assert_eq!(read(&mut bob, &channel, second).await, 204);
    assert_eq!(unread(&mut bob, &id).await, (false, 0));
    assert_eq!(read(&mut bob, &channel, first).await, 204);
    assert_eq!(unread(&mut bob, &id).await, (false, 0), "it never goes back");
    assert_eq!(bob.get(&format!("/channels/{channel}")).await.json()["read"], second);
    assert_eq!(read(&mut bob, &channel, i64::MAX).await, 204);
    said(&site, &channel, "ana", "What is to come cannot be read, @bob", &["bob"]).await;
    assert_eq!(unread(&mut bob, &id).await, (true, 1));
    assert_eq!(read(&mut bob, &channel, -1).await, 422);
}

#[tokio::test]
async fn only_members_have_something_unread_and_who_joins_begins_with_nothing() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let id = community(&mut ana, "Birds", "public").await;
    let channel = first_channel(&mut ana, &id).await;
    let seq = said(&site, &channel, "ana", "Hello", &[]).await;
    assert_eq!(unread(&mut bob, &id).await, (false, 0));
    assert_eq!(unread(&mut Program::visitor(&site), &id).await, (false, 0));
    let reads =
        "select count(*) from channel_reads join users on users.id = user_id where username = 'bob' and seq > 0";
    assert_eq!(read(&mut bob, &channel, seq).await, 204);
    assert_eq!(sqlx::query_scalar::<_, i64>(reads).fetch_one(&site.rows).await.unwrap(), 0);
    join(&mut bob, &id).await;
    assert_eq!(unread(&mut bob, &id).await, (false, 0));
    said(&site, &channel, "ana", "Welcome", &[]).await;
    assert_eq!(unread(&mut bob, &id).await, (true, 0));
}

#[tokio::test]
async fn many_mentions_are_counted_up_to_a_hundred() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let id = community(&mut ana, "Birds", "public").await;
    join(&mut bob, &id).await;
    let channel = first_channel(&mut ana, &id).await;
    for n in 0..101 {
        said(&site, &channel, "ana", &format!("@bob {n}"), &["bob"]).await;
    }
    assert_eq!(unread(&mut bob, &id).await, (true, 100));
}
