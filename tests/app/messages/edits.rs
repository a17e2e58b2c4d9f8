//! Messages that are deleted by those who look after a community, and what is written down of it.

use super::{Room, path, see, send};
use crate::api::Program;
use serde_json::{Value, json};

#[tokio::test]
async fn those_who_look_after_a_community_remove_messages_and_its_log_says_why() {
    let Room { site, mut ana, mut bob, community, channel } = Room::new().await;
    let seq = send(&mut bob, &channel, "Buy this!").await;
    let why = json!({"reason": "Advertising"});
    let removed = ana.json("DELETE", &path(&channel, seq), why.clone()).await;
    assert_eq!(removed.status, 204, "{}", removed.text());
    let log = ana.get(&format!("/communities/{community}/log")).await.json();
    let entry = &log["items"][0];
    assert_eq!(
        (&entry["act"], &entry["reason"]),
        (&json!("removed a message by @bob in “general”"), &json!("Advertising"))
    );
    assert_eq!(audited(&site).await, 0, "she is no admin of the site");
    let own = send(&mut bob, &channel, "Sorry").await;
    assert_eq!(bob.delete(&path(&channel, own)).await.status, 204);
    let log = ana.get(&format!("/communities/{community}/log")).await.json();
    assert_eq!(log["items"][0]["reason"], "Advertising", "of one's own, nothing is written down");
}

#[tokio::test]
async fn what_an_admin_of_the_site_removes_is_in_the_audit_log_as_well() {
    let site = crate::harness::TestSite::start().await;
    let mut root = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let community = crate::channels::community(&mut ana, "Birds", "private").await;
    let channel = crate::channels::first_channel(&mut ana, &community).await;
    let seq = send(&mut ana, &channel, "Mine").await;
    let (mut plain, _) = root.with_scopes(&["read", "write"]).await;
    assert_eq!(plain.delete(&path(&channel, seq)).await.status, 403, "without the scope for it");
    assert_eq!(root.json("DELETE", &path(&channel, seq), json!({"reason": "The law"})).await.status, 204);
    assert_eq!(audited(&site).await, 1);
    let log = ana.get(&format!("/communities/{community}/log")).await.json();
    assert_eq!(log["items"][0]["reason"], "The law");
    let long = json!({"reason": "x".repeat(2000)});
    let seq = send(&mut ana, &channel, "Another").await;
    assert_eq!(root.json("DELETE", &path(&channel, seq), long).await.status, 422);
    see(&mut ana, &channel, seq).await;
}

async fn audited(site: &crate::harness::TestSite) -> i64 {
    let sql = "select count(*) from audit_log where act = 'remove_message'";
    sqlx::query_scalar(sql).fetch_one(&site.rows).await.unwrap()
}

#[tokio::test]
async fn forty_changes_at_once_have_forty_numbers() {
    let Room { site, mut bob, channel, .. } = Room::new().await;
    let seq = send(&mut bob, &channel, "Begin").await;
    let changing = (0..8).map(|n| {
        let (mut bob, channel) = (bob.clone(), channel.clone());
        tokio::spawn(async move {
            for m in 0..5 {
                let answer = bob.json("PATCH", &path(&channel, seq), json!({"body": format!("{n} {m}")})).await;
                assert_eq!(answer.status, 200, "{}", answer.text());
            }
        })
    });
    for change in changing.collect::<Vec<_>>() {
        change.await.unwrap();
    }
    let message = see(&mut bob, &channel, seq).await;
    assert_eq!((&message["changed_seq"], &message["deleted"]), (&json!(seq + 40), &Value::Bool(false)));
    let sql = "select seq from channels where seq > 0";
    assert_eq!(sqlx::query_scalar::<_, i64>(sql).fetch_one(&site.rows).await.unwrap(), seq + 40);
}
