//! Reports about the messages of a community, as those work through them who look after it.

use super::{audited, browser_of, give_role, join, log, make};
use crate::{
    api::{Program, wrong_fields},
    channels::{first_channel, said},
    client::Client,
    harness::{TestSite, post_plain},
    markup::tags,
    messages::reports::report,
    multipart::Form,
};
use serde_json::{Value, json};

/// A public community of Ana's with Bob in it and Dan, its moderator; Cyd outside; and a message of Bob's that Cyd has reported.
struct World {
    site: TestSite,
    ana: Program,
    bob: Program,
    cyd: Program,
    dan: Program,
    community: String,
    channel: String,
    seq: i64,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let [mut ana, mut bob, mut cyd, mut dan] = [
            Program::sign_up(&site, "ana").await,
            Program::sign_up(&site, "bob").await,
            Program::sign_up(&site, "cyd").await,
            Program::sign_up(&site, "dan").await,
        ];
        let community = make(&mut ana, "Birds", "public").await;
        for who in [&mut bob, &mut dan] {
            assert_eq!(join(who, &community).await, 200);
        }
        assert_eq!(give_role(&mut ana, &community, "dan", "moderator").await, 204);
        let channel = first_channel(&mut ana, &community).await;
        let seq = said(&site, &channel, "bob", "Something rude", &[]).await;
        assert_eq!(report(&mut cyd, &channel, seq, "It insults me").await, 201);
        Self { site, ana, bob, cyd, dan, community, channel, seq }
    }
}

fn path(community: &str) -> String {
    format!("/communities/{community}/reports")
}

/// The messages that are reported.
async fn reported(who: &mut Program, community: &str) -> Vec<Value> {
    let answer = who.get(&path(community)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

async fn dismiss(who: &mut Program, community: &str, report: &Value) -> u16 {
    who.delete(&format!("{}/{}", path(community), report["id"].as_str().unwrap())).await.status
}

#[tokio::test]
async fn the_owner_and_moderators_read_why_and_nobody_there_by_whom() {
    let mut world = World::new().await;
    assert_eq!(report(&mut world.ana, &world.channel, world.seq, "Off topic").await, 201);
    for who in [&mut world.ana, &mut world.dan] {
        let list = who.get(&path(&world.community)).await;
        assert!(!list.text().contains("cyd"), "{}", list.text());
        let list = list.json();
        let item = &list["items"][0];
        assert_eq!((&item["text"], &item["author"]["username"]), (&json!("Something rude"), &json!("bob")));
        assert_eq!((&item["message"]["channel"], &item["message"]["seq"]), (&json!(world.channel), &json!(world.seq)));
        assert_eq!(item["message"]["place"]["channel_name"], "general");
        let reasons: Vec<_> = item["reasons"].as_array().unwrap().iter().map(|reason| &reason["reason"]).collect();
        assert_eq!((&item["open_count"], reasons), (&json!(2), vec![&json!("Off topic"), &json!("It insults me")]));
        assert_eq!((list["items"].as_array().unwrap().len(), &list["next"]), (1, &Value::Null));
    }
    let item = reported(&mut world.ana, &world.community).await.remove(0);
    for (who, status) in [(&mut world.bob, 403), (&mut world.cyd, 403), (&mut Program::visitor(&world.site), 401)] {
        assert_eq!(who.get(&path(&world.community)).await.status, status);
        assert_eq!(dismiss(who, &world.community, &item).await, status);
    }
    let (mut plain, _) = world.ana.with_scopes(&["read"]).await;
    assert_eq!(dismiss(&mut plain, &world.community, &item).await, 403, "its token may not write");
}

#[tokio::test]
async fn reports_are_dismissed_once_and_for_the_site_as_well() {
    let mut world = World::new().await;
    let mut root = Program::admin(&world.site, "root").await;
    let item = reported(&mut world.dan, &world.community).await.remove(0);
    let other = make(&mut world.ana, "Other", "public").await;
    assert_eq!(dismiss(&mut world.ana, &other, &item).await, 404, "it is of another community");
    assert_eq!(dismiss(&mut world.dan, &world.community, &item).await, 204);
    assert_eq!(dismiss(&mut world.ana, &world.community, &item).await, 409);
    assert!(reported(&mut world.ana, &world.community).await.is_empty());
    let handled = root.get("/admin/reports?sort=handled").await.json()["items"][0]["settled"].clone();
    assert_eq!((&handled["outcome"], &handled["handled_by"]), (&json!("dismiss_reports"), &json!("dan")));
    let entry = log(&mut world.ana, &world.community).await.remove(0);
    let act = "dismissed reports about a message by @bob in “general”".to_owned();
    assert_eq!(entry, ("dan".to_owned(), act, String::new()));
    assert!(audited(&world.site).await.is_empty(), "they look after it");

    assert_eq!(report(&mut world.cyd, &world.channel, world.seq, "Again").await, 201);
    let item = reported(&mut root, &world.community).await.remove(0);
    assert_eq!(dismiss(&mut root, &world.community, &item).await, 204);
    let entry = ("dismiss_reports".to_owned(), "Reports about a message by @bob".to_owned(), String::new());
    assert_eq!(audited(&world.site).await, [entry], "an admin of the site does not belong to it");
}

#[tokio::test]
async fn nobody_dismisses_reports_about_their_own_message() {
    let mut world = World::new().await;
    let seq = said(&world.site, &world.channel, "ana", "Mine", &[]).await;
    assert_eq!(report(&mut world.bob, &world.channel, seq, "Rude").await, 201);
    let list = reported(&mut world.ana, &world.community).await;
    let texts: Vec<_> = list.iter().map(|item| &item["text"]).collect();
    assert_eq!(texts, ["Something rude", "Mine"], "what waits longest comes first");
    assert_eq!(dismiss(&mut world.ana, &world.community, &list[1]).await, 403);
    let html = browser_of(&world.site, "ana").await.get(&format!("/c/{}/reports", world.community)).await.text();
    assert!(html.contains("This is your own message. Another moderator has to decide."), "{html}");
    assert_eq!(dismiss(&mut world.dan, &world.community, &list[1]).await, 204);
}

#[tokio::test]
async fn the_list_goes_on_page_by_page_and_loses_what_is_deleted() {
    let mut world = World::new().await;
    let mut expected = vec![json!(world.seq)];
    for n in 0..3 {
        let seq = said(&world.site, &world.channel, "bob", &format!("Rude {n}"), &[]).await;
        assert_eq!(report(&mut world.cyd, &world.channel, seq, "Rude").await, 201);
        expected.push(json!(seq));
    }
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let list = world.dan.get(&format!("{}?limit=2{cursor}", path(&world.community))).await.json();
        walked.extend(list["items"].as_array().unwrap().iter().map(|item| item["message"]["seq"].clone()));
        let Some(next) = list["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(walked, expected);
    let other = world.dan.get(&format!("{}?cursor=l1C3XR6Gzv21Kf3E2ZpLk9B", path(&world.community))).await;
    assert_eq!(wrong_fields(&other), ["cursor"]);
    let message = format!("/channels/{}/messages/{}", world.channel, world.seq);
    assert_eq!(world.dan.json("DELETE", &message, json!({"reason": "Be kind."})).await.status, 204);
    assert_eq!(reported(&mut world.dan, &world.community).await.len(), 3);
    assert_eq!(world.ana.delete(&format!("/channels/{}", world.channel)).await.status, 204);
    assert!(reported(&mut world.dan, &world.community).await.is_empty(), "its channel is gone");
}

/// Sends a form about a report as a browser without script does.
async fn decide(who: &mut Client, function: &str, (community, report): (&str, &Value), reason: &str) -> (u16, String) {
    let report = report["id"].as_str().unwrap();
    let form = Form::default().text("community", community).text("report", report).text("reason", reason);
    let answer = post_plain(who, &format!("/fn/{function}"), form.text("act", &format!("remove-{report}"))).await;
    (answer.status, answer.header("location").map_or_else(|| answer.text(), str::to_owned))
}

#[tokio::test]
async fn without_script_the_page_has_a_form_for_each_decision() {
    let mut world = World::new().await;
    let item = reported(&mut world.dan, &world.community).await.remove(0);
    let (mut dan, mut bob) = (browser_of(&world.site, "dan").await, browser_of(&world.site, "bob").await);
    let page = format!("/c/{}/reports", world.community);
    let html = dan.get(&page).await.text();
    let place = format!("/c/{}/{}?at={}#m-{}", world.community, world.channel, world.seq, world.seq);
    for words in ["Something rude", "It insults me", "1 report", "Dismiss", "Remove the message", &place] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("cyd"), "{html}");
    let about = (world.community.as_str(), &item);
    for function in ["dismiss_community_reports", "remove_reported_message"] {
        assert_eq!(decide(&mut bob, function, about, "x").await.0, 403, "{function}");
    }
    let (status, refused) = decide(&mut dan, "remove_reported_message", about, &"y".repeat(501)).await;
    assert!(status == 422 && refused.contains(&"y".repeat(501)), "{refused}");
    assert!(tags(&refused, "details").iter().any(|tag| tag.contains(" open")), "{refused}");
    assert_eq!(
        decide(&mut dan, "remove_reported_message", about, "Be kind.").await,
        (303, format!("{page}?removed=1"))
    );
    assert!(dan.get(&format!("{page}?removed=1")).await.text().contains("The message was removed."));
    let gone = world.cyd.get(&format!("/channels/{}/messages/{}", world.channel, world.seq)).await;
    assert_eq!((gone.status, world.site.count("reports").await), (404, 0));
    let entry = log(&mut world.ana, &world.community).await.remove(0);
    assert_eq!(entry.1, "removed a message by @bob in “general”");
    assert_eq!(decide(&mut dan, "dismiss_community_reports", about, "").await.0, 404, "there is nothing any more");

    let seq = said(&world.site, &world.channel, "bob", "Something else", &[]).await;
    assert_eq!(report(&mut world.cyd, &world.channel, seq, "Rude").await, 201);
    let item = reported(&mut world.dan, &world.community).await.remove(0);
    let about = (world.community.as_str(), &item);
    let dismissed = (303, format!("{page}?dismissed=1"));
    assert_eq!(decide(&mut dan, "dismiss_community_reports", about, "").await, dismissed);
    assert!(dan.get(&page).await.text().contains("No reports"));
}
