//! Communities that are deleted: gone for everybody at once, and after a job without a trace.

use super::{ban, invite, join, listed, make, status};
use crate::{
    api::Program,
    channels::{first_channel, said},
    harness::TestSite,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;
use tessera::model::ids::ChannelId;

/// Puts a picture into a channel, straight into the tables, and gives its pin's id.
async fn posted(site: &TestSite, who: &mut Program, channel: &str, seed: u8) -> String {
    let pin = who.pin("a.png", &pictures::png(60, 40, seed), "private").await;
    let channel: ChannelId = channel.parse().unwrap();
    let sql = "update pins set visibility = 'channel', channel_id = $1 where id = $2";
    let id: tessera::model::ids::PinId = pin.parse().unwrap();
    sqlx::query(sql).bind(channel.uuid()).bind(id.uuid()).execute(&site.rows).await.unwrap();
    pin
}

#[tokio::test]
async fn a_deleted_community_is_gone_at_once_and_leaves_nothing() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "public").await;
    assert_eq!(join(&mut bob, &birds).await, 200);
    Program::sign_up(&site, "eve").await;
    assert_eq!(ban(&mut ana, &birds, "eve", "").await, 204);
    let token = invite(&mut ana, &birds, json!({})).await;
    let channel = first_channel(&mut ana, &birds).await;
    let kept = bob.pin("kept.png", &pictures::png(60, 40, 9), "public").await;
    site.work_off().await;
    let files = site.files();
    let pin = posted(&site, &mut bob, &channel, 1).await;
    let body = Form::default().file("file", "a.png", &pictures::png(300, 200, 2)).finish();
    let icon = format!("/communities/{birds}/icon");
    assert_eq!(ana.send("PUT", &icon, &[("content-type", CONTENT_TYPE)], &body).await.status, 202);
    site.work_off().await;
    said(&site, &channel, "bob", "Hello @ana", &["ana"]).await;
    // More than fits into one batch.
    let many = "insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html)
                select channel_id, seq + n, seq + n, author_id, gen_random_uuid(), body, html from messages, generate_series(1, 2500) as n";
    sqlx::query(many).execute(&site.rows).await.unwrap();
    assert_eq!(ana.get(&format!("/pins/{pin}")).await.status, 200, "she reads the channel");

    assert_eq!(ana.delete(&format!("/communities/{birds}")).await.status, 204);
    assert_eq!(site.count("messages").await, 2501, "nothing of it has been taken away so far");
    for who in [&mut ana, &mut bob, &mut Program::visitor(&site)] {
        assert_eq!(status(who, &birds).await, 404);
        for path in
            [format!("/communities/{birds}/members"), format!("/channels/{channel}"), format!("/invitations/{token}")]
        {
            assert_eq!(who.get(&path).await.status, 404, "{path}");
        }
        assert!(listed(who, "").await.is_empty() && listed(who, "?q=birds").await.is_empty());
    }
    assert_eq!((join(&mut bob, &birds).await, super::accept(&mut bob, &token).await.status), (404, 404));
    assert_eq!(ana.get(&format!("/pins/{pin}")).await.status, 404);
    assert_eq!(ana.delete(&format!("/communities/{birds}")).await.status, 404);
    make(&mut bob, "birds", "public").await;

    // The server stops in the middle; another one goes on, and again.
    sqlx::query("delete from messages where seq % 3 = 0").execute(&site.rows).await.unwrap();
    let other = site.another_server().await;
    other.work_off().await.unwrap();
    sqlx::query("select graphile_worker.add_job('purge_communities', '{}'::json)").execute(&site.rows).await.unwrap();
    site.work_off().await;
    for (table, left) in [
        ("communities", 1),
        ("channels", 2),
        ("community_members", 1),
        ("community_bans", 0),
        ("community_invitations", 0),
        ("community_log", 1),
        ("messages", 0),
        ("message_mentions", 0),
        ("channel_reads", 0),
        ("notices", 0),
        ("pins", 1),
        ("pictures", 1),
    ] {
        assert_eq!(site.count(table).await, left, "{table}");
    }
    assert_eq!((site.files(), bob.get(&format!("/pins/{kept}")).await.status), (files, 200));
}

#[tokio::test]
async fn a_deleted_channel_takes_its_messages_and_pictures_along() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = make(&mut ana, "Birds", "public").await;
    let channel = first_channel(&mut ana, &birds).await;
    said(&site, &channel, "ana", "Hello", &[]).await;
    let pin = posted(&site, &mut ana, &channel, 1).await;
    site.work_off().await;
    assert_eq!(ana.delete(&format!("/channels/{channel}")).await.status, 204);
    assert_eq!(ana.get(&format!("/channels/{channel}")).await.status, 404);
    site.work_off().await;
    assert_eq!((site.count("channels").await, site.count("messages").await, site.count("pins").await), (1, 0, 0));
    assert_eq!((site.files(), ana.get(&format!("/pins/{pin}")).await.status), (0, 404));
    assert_eq!(status(&mut ana, &birds).await, 200);
}
