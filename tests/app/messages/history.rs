//! Pages of a channel's history, both ways.

use super::{Room, block, fill, numbers, page, send, sent};
use crate::api::Program;
use serde_json::json;

#[tokio::test]
async fn a_history_is_read_both_ways_from_anywhere() {
    let Room { site, mut ana, channel, .. } = Room::new().await;
    fill(&site, &channel, "bob", 120, "Number").await;
    let all: Vec<i64> = (1..=120).collect();
    let none: &[i64] = &[];
    for (query, expected, older, newer) in [
        ("", &all[70..], true, false),
        ("limit=200", &all[..], false, false),
        ("before=71", &all[20..70], true, true),
        ("before=21&limit=20", &all[..20], false, true),
        ("before=1", none, false, true),
        ("after=20&limit=50", &all[20..70], true, true),
        ("after=70", &all[70..], true, false),
        ("after=120", none, true, false),
        ("around=60&limit=10", &all[54..64], true, true),
        ("around=1&limit=10", &all[..5], false, true),
        ("around=500&limit=10", &all[115..], true, false),
        ("before=-9223372036854775808", none, false, true),
        ("after=9223372036854775807", none, true, false),
    ] {
        let found = page(&mut ana, &channel, query).await;
        assert_eq!(numbers(&found), expected, "{query}");
        assert_eq!(
            (&found["older"], &found["newer"], &found["seq"]),
            (&json!(older), &json!(newer), &json!(120)),
            "{query}"
        );
    }
    // One a minute: the first that was sent in the last hour and a half minute is the 60th.
    let sql =
        "select to_char(now() at time zone 'UTC' - interval '60 minutes 30 seconds', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
    let at: String = sqlx::query_scalar(sql).fetch_one(&site.rows).await.unwrap();
    assert_eq!(numbers(&page(&mut ana, &channel, &format!("at={at}&limit=4")).await), [58, 59, 60, 61]);
    let late = page(&mut ana, &channel, "at=2999-01-01T00:00:00Z&limit=2").await;
    assert_eq!(numbers(&late), [119, 120], "the newest, where there is none so late");
    assert_eq!(ana.get(&format!("/channels/{channel}/messages?before=1&after=2")).await.status, 422);
    for query in ["limit=0", "limit=201", "at=yesterday", "around=x", "page=1"] {
        let answer = ana.get(&format!("/channels/{channel}/messages?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
    }
    assert_eq!(ana.get("/channels/1111111111111111111112/messages").await.status, 404);
}

#[tokio::test]
async fn messages_of_somebody_with_whom_there_is_a_block_are_left_out_both_ways() {
    let Room { site, mut ana, mut bob, channel, .. } = Room::new().await;
    let (first, second) = (send(&mut ana, &channel, "From Ana").await, send(&mut bob, &channel, "From Bob").await);
    let third = sent(&mut ana, &channel, json!({"body": "To Bob", "reply_to": second})).await["seq"].as_i64().unwrap();
    block(&mut bob, "ana", true).await;
    assert_eq!(numbers(&page(&mut bob, &channel, "").await), [second]);
    let seen = page(&mut ana, &channel, "").await;
    assert_eq!(numbers(&seen), [first, third]);
    assert_eq!(seen["items"][1]["reply_to"]["excerpt"], "", "nor is there what an answer quotes");
    assert_eq!(numbers(&page(&mut Program::visitor(&site), &channel, "").await), [first, second, third]);
    for path in [super::path(&channel, second), format!("{}/reactions/%F0%9F%91%8D", super::path(&channel, second))] {
        let answer = if path.ends_with("8D") { super::put(&mut ana, &path).await } else { ana.get(&path).await };
        assert_eq!(answer.status, 404, "{path}");
    }
    block(&mut bob, "ana", false).await;
    assert_eq!(numbers(&page(&mut bob, &channel, "").await), [first, second, third]);
}

#[tokio::test]
async fn members_are_offered_by_the_beginning_of_their_names_where_they_are() {
    let Room { site, mut ana, mut bob, channel, .. } = Room::new().await;
    Program::sign_up(&site, "bobby").await;
    send(&mut bob, &channel, "Here").await;
    let sent = super::sent(&mut ana, &channel, json!({"body": "@bob, @bobby and @nobody"})).await;
    assert_eq!(sent["mentions"], json!(["bob", "bobby"]), "everybody reads a public community");
    block(&mut bob, "ana", true).await;
    let sent = super::sent(&mut ana, &channel, json!({"body": "@bob?"})).await;
    assert_eq!((&sent["mentions"], &sent["html"]), (&json!([]), &json!("<p>@bob?</p>")));
}
