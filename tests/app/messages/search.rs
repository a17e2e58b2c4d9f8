//! Search of messages.

use super::{Room, fill, numbers, send, sent};
use crate::{
    api::{Program, wrong_fields},
    channels::{community, first_channel},
    pictures,
};
use serde_json::{Value, json};

async fn found(who: &mut Program, query: &str) -> Value {
    let answer = who.get(&format!("/messages/search?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn messages_are_found_by_words_author_channel_picture_and_time() {
    let Room { site, mut ana, mut bob, community, channel } = Room::new().await;
    let pin = bob.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    let one = send(&mut ana, &channel, "Two grey herons at the lake").await;
    let two = send(&mut bob, &channel, "A *Grey* cat").await;
    let three = sent(&mut bob, &channel, json!({"body": "herons!", "pins": [pin]})).await["seq"].as_i64().unwrap();
    let gone = send(&mut bob, &channel, "grey, and soon gone").await;
    bob.delete(&super::path(&channel, gone)).await;
    for (query, expected) in [
        ("q=grey", vec![two, one]),
        ("q=GREY+herons", vec![one]),
        ("q=her", vec![]),
        ("q=herons&author=bob", vec![three]),
        ("q=herons&author=nobody", vec![]),
        ("author=Bob", vec![three, two]),
        ("has_picture=true", vec![three]),
        ("has_picture=true&author=ana", vec![]),
        ("has_picture=true&author=bob&q=herons", vec![three]),
        ("until=2001-01-01T00:00:00Z", vec![]),
        ("since=2001-01-01T00:00:00Z&q=cat", vec![two]),
        ("q=!!!", vec![]),
    ] {
        let here = [query.to_owned(), format!("{query}&channel={channel}"), format!("{query}&community={community}")];
        for query in here {
            let page = found(&mut ana, &query).await;
            assert_eq!((numbers(&page), &page["next"]), (expected.clone(), &Value::Null), "{query}");
        }
    }
    let page = found(&mut bob, "q=herons&has_picture=true").await;
    assert_eq!((&page["pins"][0]["id"], &page["items"][0]["channel_name"]), (&json!(pin), &json!("general")));
    assert_eq!(
        (&page["items"][0]["community"], &page["items"][0]["community_name"]),
        (&json!(community), &json!("Birds"))
    );
    drop(site);
}

#[tokio::test]
async fn nobody_finds_what_they_may_not_read() {
    let Room { site, mut ana, mut bob, channel, .. } = Room::new().await;
    let hidden = community(&mut ana, "Hidden", "private").await;
    let inside = first_channel(&mut ana, &hidden).await;
    send(&mut ana, &inside, "heron in private").await;
    send(&mut ana, &channel, "heron in public").await;
    let (mut oda, mut visitor) = (Program::sign_up(&site, "oda").await, Program::visitor(&site));
    assert_eq!(numbers(&found(&mut ana, "q=heron").await).len(), 2);
    assert_eq!(numbers(&found(&mut bob, "q=heron").await).len(), 1);
    assert_eq!(numbers(&found(&mut oda, "q=heron").await).len(), 0, "she belongs to none");
    for who in [&mut bob, &mut oda, &mut visitor] {
        assert_eq!(numbers(&found(who, &format!("q=heron&channel={channel}")).await).len(), 1);
        for place in [format!("channel={inside}"), format!("community={hidden}")] {
            assert_eq!(who.get(&format!("/messages/search?q=heron&{place}")).await.status, 404);
        }
    }
    assert_eq!(visitor.get("/messages/search?q=heron").await.status, 401);
    let (mut writer, _) = ana.with_scopes(&["write"]).await;
    assert_eq!(writer.get(&format!("/messages/search?q=heron&channel={inside}")).await.status, 404);
    super::block(&mut bob, "ana", true).await;
    assert_eq!(numbers(&found(&mut bob, "q=heron").await).len(), 0);
}

#[tokio::test]
async fn what_is_found_goes_on_from_page_to_page() {
    let Room { site, mut ana, channel, .. } = Room::new().await;
    fill(&site, &channel, "bob", 60, "heron").await;
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = found(&mut ana, &format!("q=heron&limit=25{cursor}")).await;
        all.extend(numbers(&page));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(all, (1..=60).rev().collect::<Vec<_>>());
    let refused = ana.get(&format!("/messages/search?q=heron&cursor=n{channel}")).await;
    assert_eq!(wrong_fields(&refused), ["cursor"]);
    assert_eq!(wrong_fields(&ana.get("/messages/search").await), ["q"]);
}

#[tokio::test]
async fn a_rare_word_is_found_beyond_thousands_of_messages() {
    let Room { site, mut ana, channel, .. } = Room::new().await;
    let needle = send(&mut ana, &channel, "A bittern in the reeds").await;
    sqlx::query("update messages set sent_at = sent_at - interval '100 days'").execute(&site.rows).await.unwrap();
    fill(&site, &channel, "bob", 5200, "sparrow").await;
    let page = found(&mut ana, &format!("q=bittern&channel={channel}")).await;
    assert_eq!((numbers(&page), &page["next"]), (vec![needle], &Value::Null));
    let page = found(&mut ana, "q=sparrow&limit=2").await;
    assert_eq!(numbers(&page), [needle + 5200, needle + 5199]);
}

#[tokio::test]
async fn a_common_word_that_nobody_has_written_for_long_is_come_to_in_pages() {
    let Room { site, mut ana, channel, .. } = Room::new().await;
    fill(&site, &channel, "bob", 5100, "heron").await;
    sqlx::query("update messages set sent_at = sent_at - interval '100 days'").execute(&site.rows).await.unwrap();
    fill(&site, &channel, "bob", 15_500, "sparrow").await;
    sqlx::query("analyze messages").execute(&site.rows).await.unwrap();
    let first = found(&mut ana, &format!("q=heron&channel={channel}")).await;
    assert!(numbers(&first).is_empty() && first["next"].is_string(), "{first}");
    let second =
        found(&mut ana, &format!("q=heron&channel={channel}&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!(numbers(&second), (5076..=5100).rev().collect::<Vec<_>>());
}
