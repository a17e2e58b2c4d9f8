//! Making, changing, ordering and deleting channels.

use super::{community, first_channel, list, made, make, names, place, said};
use crate::{
    api::{Program, wrong_fields},
    harness::TestSite,
};
use futures::future::join_all;
use serde_json::{Value, json};
use tessera::model::channels::{CHANNEL_NAME_LONGEST, CHANNEL_TOPIC_LONGEST, CHANNELS_MOST, SLOW_MODE_LONGEST};

#[tokio::test]
async fn a_channel_is_made_after_the_others_with_all_that_is_said_of_it() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = community(&mut ana, "Birds", "public").await;
    let before = names(&mut ana, &birds).await;
    let wish = json!({"kind": "gallery", "name": " Light ", "topic": "At dawn", "slow_mode": 30, "read_only": true});
    let answer = make(&mut ana, &birds, wish).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let channel = answer.json();
    for (field, expected) in [
        ("community", json!(birds)),
        ("kind", json!("gallery")),
        ("name", json!("Light")),
        ("topic", json!("At dawn")),
        ("slow_mode", json!(30)),
        ("read_only", json!(true)),
        ("writable", json!(true)),
        ("manageable", json!(true)),
        ("members", json!([])),
        ("seq", json!(0)),
        ("read", json!(0)),
    ] {
        assert_eq!(channel[field], expected, "{field}");
    }
    let path = format!("/channels/{}", channel["id"].as_str().unwrap());
    assert_eq!(ana.get(&path).await.json(), channel);
    assert_eq!(names(&mut ana, &birds).await, [before, vec!["Light".to_owned()]].concat());
    let card = list(&mut ana, &birds).await.pop().unwrap();
    assert_eq!(card, json!({"id": channel["id"], "kind": "gallery", "name": "Light", "unread": false, "mentions": 0}));
    let plain = make(&mut ana, &birds, json!({"name": "Nests"})).await.json();
    assert_eq!((&plain["kind"], &plain["topic"], &plain["slow_mode"]), (&json!("talk"), &json!(""), &json!(0)));
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = community(&mut ana, "Birds", "public").await;
    let channel = made(&mut ana, &birds, "Nests").await;
    for (body, field) in [
        (json!({}), "name"),
        (json!({"name": " "}), "name"),
        (json!({"name": "\u{200b}"}), "name"),
        (json!({"name": "x".repeat(CHANNEL_NAME_LONGEST + 1)}), "name"),
        (json!({"name": "NESTS"}), "name"),
        (json!({"name": "a", "topic": "x".repeat(CHANNEL_TOPIC_LONGEST + 1)}), "topic"),
        (json!({"name": "a", "slow_mode": SLOW_MODE_LONGEST + 1}), "slow_mode"),
        (json!({"name": "a", "slow_mode": -1}), "slow_mode"),
        (json!({"name": "a", "kind": "direct"}), "kind"),
        (json!({"name": "a", "more": 1}), "more"),
    ] {
        assert_eq!(wrong_fields(&make(&mut ana, &birds, body.clone()).await), [field], "{body}");
    }
    let other = made(&mut ana, &birds, "Eggs").await;
    let taken = ana.json("PATCH", &format!("/channels/{other}"), json!({"name": "nests"})).await;
    assert_eq!(wrong_fields(&taken), ["name"]);
    // Elsewhere, and with other letters, the name is free.
    let fish = community(&mut ana, "Fish", "public").await;
    made(&mut ana, &fish, "Nests").await;
    let same = ana.json("PATCH", &format!("/channels/{channel}"), json!({"name": "NESTS"})).await;
    assert_eq!((same.status, &same.json()["name"]), (200, &json!("NESTS")));
}

#[tokio::test]
async fn what_is_not_said_of_a_channel_stays_as_it_is() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = community(&mut ana, "Birds", "public").await;
    let wish = json!({"name": "Light", "topic": "At dawn", "slow_mode": 30, "read_only": true});
    let channel = make(&mut ana, &birds, wish).await.json();
    let path = format!("/channels/{}", channel["id"].as_str().unwrap());
    let same = ana.json("PATCH", &path, json!({"name": null})).await;
    assert_eq!((same.status, same.json()), (200, channel));
    for (edit, field) in [
        (json!({"name": "Dark"}), "name"),
        (json!({"topic": ""}), "topic"),
        (json!({"slow_mode": 0}), "slow_mode"),
        (json!({"read_only": false}), "read_only"),
    ] {
        let changed = ana.json("PATCH", &path, edit.clone()).await;
        assert_eq!((changed.status, &changed.json()[field]), (200, &edit[field]));
    }
    let changed = ana.get(&path).await.json();
    assert_eq!((&changed["name"], &changed["slow_mode"]), (&json!("Dark"), &json!(0)));
}

#[tokio::test]
async fn channels_go_where_they_are_put() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = community(&mut ana, "Birds", "public").await;
    for opened in list(&mut ana, &birds).await {
        let path = format!("/channels/{}", opened["id"].as_str().unwrap());
        assert_eq!(ana.delete(&path).await.status, 204);
    }
    let mut channels = Vec::new();
    for name in ["a", "b", "c", "d"] {
        channels.push(made(&mut ana, &birds, name).await);
    }
    for (which, index, expected) in [
        (3, 0, ["d", "a", "b", "c"]),
        (3, 2, ["a", "b", "d", "c"]),
        (0, 9, ["b", "d", "c", "a"]),
        (0, 3, ["b", "d", "c", "a"]),
        (2, 0, ["c", "b", "d", "a"]),
    ] {
        assert_eq!(place(&mut ana, &channels[which], index).await, 204);
        assert_eq!(names(&mut ana, &birds).await, expected);
    }
    // Whatever gaps a deletion leaves, a new one comes last.
    assert_eq!(ana.delete(&format!("/channels/{}", channels[1])).await.status, 204);
    made(&mut ana, &birds, "e").await;
    assert_eq!(names(&mut ana, &birds).await, ["c", "d", "a", "e"]);
    let all = (0..4).flat_map(|index| channels.iter().map(move |channel| (index, channel)));
    let moved = join_all(all.filter(|(_, channel)| **channel != channels[1]).map(|(index, channel)| {
        let mut ana = ana.clone();
        async move { place(&mut ana, channel, index).await }
    }));
    assert!(moved.await.iter().all(|status| *status == 204));
    let mut left = names(&mut ana, &birds).await;
    left.sort();
    assert_eq!(left, ["a", "c", "d", "e"]);
}

#[tokio::test]
async fn a_deleted_channel_is_gone_at_once_and_its_messages_with_a_job() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = community(&mut ana, "Birds", "public").await;
    let channel = made(&mut ana, &birds, "Nests").await;
    let kept = first_channel(&mut ana, &birds).await;
    for n in 0..30 {
        said(&site, &channel, "ana", &format!("Message {n}"), &["ana"]).await;
    }
    said(&site, &kept, "ana", "Kept", &[]).await;
    assert_eq!(ana.delete(&format!("/channels/{channel}")).await.status, 204);
    assert_eq!(ana.get(&format!("/channels/{channel}")).await.status, 404);
    assert_eq!(ana.delete(&format!("/channels/{channel}")).await.status, 404);
    assert_eq!(place(&mut ana, &channel, 0).await, 404);
    assert!(!names(&mut ana, &birds).await.contains(&"Nests".to_owned()));
    made(&mut ana, &birds, "nests").await;
    site.work_off().await;
    assert_eq!((site.count("messages").await, site.count("message_mentions").await), (1, 0));
    let log = ana.get(&format!("/communities/{birds}/log")).await.json();
    let acts: Vec<_> = log["items"].as_array().unwrap().iter().map(|entry| entry["act"].clone()).collect();
    assert!(acts.contains(&json!("deleted the channel “Nests”")), "{}", Value::from(acts));
}

#[tokio::test]
async fn a_community_has_a_bounded_number_of_channels() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = community(&mut ana, "Birds", "public").await;
    let sql = "insert into channels (id, community_id, kind, name, position)
               select gen_random_uuid(), community.id, 'talk', 'c' || n, n
               from communities as community, generate_series(1, $1) as n";
    let more = CHANNELS_MOST - list(&mut ana, &birds).await.len() as i64;
    sqlx::query(sql).bind(more as i32).execute(&site.rows).await.unwrap();
    assert_eq!(wrong_fields(&make(&mut ana, &birds, json!({"name": "one more"})).await), ["name"]);
    let first = first_channel(&mut ana, &birds).await;
    assert_eq!(ana.delete(&format!("/channels/{first}")).await.status, 204);
    made(&mut ana, &birds, "one more").await;
}
