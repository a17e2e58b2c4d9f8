//! Reactions, and messages that are pinned.

use super::{Room, numbers, path, put, see, send};
use serde_json::json;

const THUMB: &str = "%F0%9F%91%8D";
const HEART: &str = "%E2%9D%A4%EF%B8%8F";

#[tokio::test]
async fn a_reaction_is_given_once_and_taken_back() {
    let Room { site: _site, mut ana, mut bob, channel, .. } = Room::new().await;
    let seq = send(&mut bob, &channel, "A heron").await;
    let to = |emoji: &str| format!("{}/reactions/{emoji}", path(&channel, seq));
    assert_eq!(put(&mut ana, &to(THUMB)).await.status, 204);
    assert_eq!(put(&mut bob, &to(THUMB)).await.status, 204);
    for emoji in [HEART, THUMB] {
        assert_eq!(put(&mut ana, &to(emoji)).await.status, 204);
    }
    let message = see(&mut bob, &channel, seq).await;
    let expected =
        json!([{"emoji": "👍", "count": 2, "by": ["ana", "bob"]}, {"emoji": "❤️", "count": 1, "by": ["ana"]}]);
    assert_eq!((&message["reactions"], &message["changed_seq"]), (&expected, &json!(seq + 3)), "twice is once");
    for _ in 0..2 {
        assert_eq!(ana.delete(&to(THUMB)).await.status, 204);
    }
    let message = see(&mut bob, &channel, seq).await;
    assert_eq!((&message["reactions"][0]["by"], &message["changed_seq"]), (&json!(["bob"]), &json!(seq + 4)));
    for emoji in ["x", "%20", "ok", "%3Cb%3E"] {
        assert_eq!(put(&mut ana, &to(emoji)).await.status, 422, "{emoji}");
    }
    assert_eq!(put(&mut ana, &format!("{}/reactions/{THUMB}", path(&channel, 999))).await.status, 404);
}

#[tokio::test]
async fn a_message_has_so_many_different_reactions_and_no_more() {
    let Room { site: _site, mut ana, mut bob, channel, .. } = Room::new().await;
    let seq = send(&mut bob, &channel, "A heron").await;
    for n in 0..=20_u8 {
        let emoji: String = "\u{1f600}".bytes().map(|byte| format!("%{byte:02X}")).collect();
        let emoji = format!("{}{:02X}", &emoji[..emoji.len() - 2], 0x80 + n);
        let status = put(&mut ana, &format!("{}/reactions/{emoji}", path(&channel, seq))).await.status;
        assert_eq!(status, if n < 20 { 204 } else { 422 }, "{n}");
    }
    let first = "%F0%9F%98%80";
    assert_eq!(
        put(&mut bob, &format!("{}/reactions/{first}", path(&channel, seq))).await.status,
        204,
        "one that is there"
    );
}

#[tokio::test]
async fn messages_are_pinned_by_those_who_look_after_the_channel() {
    let Room { site, mut ana, mut bob, channel, .. } = Room::new().await;
    let (first, second) = (send(&mut bob, &channel, "One").await, send(&mut ana, &channel, "Two").await);
    let pin = |seq| format!("{}/pin", path(&channel, seq));
    assert_eq!(put(&mut bob, &pin(first)).await.status, 403);
    for seq in [first, second, first] {
        assert_eq!(put(&mut ana, &pin(seq)).await.status, 204);
    }
    let pinned = bob.get(&format!("/channels/{channel}/pinned")).await.json();
    assert_eq!(numbers(&pinned), [second, first], "the latest first, twice is once");
    assert_eq!(see(&mut bob, &channel, first).await["pinned"], true);
    assert_eq!(bob.delete(&pin(first)).await.status, 403);
    assert_eq!(ana.delete(&pin(first)).await.status, 204);
    assert_eq!(ana.delete(&path(&channel, second)).await.status, 204);
    let pinned = bob.get(&format!("/channels/{channel}/pinned")).await.json();
    assert!(numbers(&pinned).is_empty(), "what is deleted is not pinned");

    super::fill(&site, &channel, "bob", 51, "Number").await;
    sqlx::query("update messages set pinned_at = now() where body like 'Number%' and body <> 'Number 51'")
        .execute(&site.rows)
        .await
        .unwrap();
    let last = super::page(&mut ana, &channel, "limit=1").await["items"][0]["seq"].as_i64().unwrap();
    let full = put(&mut ana, &pin(last)).await;
    assert!(full.status == 403 && full.text().contains("up to 50 pinned messages"), "{}", full.text());
}
