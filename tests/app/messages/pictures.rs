//! Pictures of channels: seen where the channel is read, and nowhere else.

use super::{Room, path, send, sent};
use crate::{
    api::{Program, a_minute_later, ids, wrong_fields},
    channels::{community, first_channel},
    client::Answer,
    harness::TestSite,
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};
use tessera::model::ids::CommunityId;

/// Uploads a picture for a channel.
async fn upload(who: &mut Program, channel: &str, seed: u8) -> String {
    let form = Form::default().text("visibility", "channel").text("channel", channel);
    let answer = who.upload(form.file("file", &format!("{seed}.png"), &pictures::png(300, 200, seed))).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.json()["items"][0]["id"].as_str().unwrap_or_else(|| panic!("refused: {}", answer.text())).to_owned()
}

/// Posts pictures in a channel, in one message.
async fn post(who: &mut Program, channel: &str, pins: &[&str]) -> i64 {
    sent(who, channel, json!({"pins": pins})).await["seq"].as_i64().unwrap()
}

/// Where the picture of a pin is.
async fn address(who: &mut Program, pin: &str) -> String {
    let pin = who.see(pin).await;
    let url = pin["qualities"][0]["url"].as_str().unwrap();
    url.strip_prefix("http://127.0.0.1:0").unwrap().to_owned()
}

async fn add_member(site: &TestSite, community: &str, name: &str) {
    let id: CommunityId = community.parse().unwrap();
    let sql = "insert into community_members (community_id, user_id, role) select $1, id, 'member' from users where username = $2";
    sqlx::query(sql).bind(id.uuid()).bind(name).execute(&site.rows).await.unwrap();
}

/// A private community of Ana's with Bob in it, Oda outside, and a picture of Ana's in its first channel.
struct Hidden {
    site: TestSite,
    ana: Program,
    bob: Program,
    oda: Program,
    community: String,
    channel: String,
    pin: String,
    seq: i64,
}

impl Hidden {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let (mut ana, bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
        let oda = Program::sign_up(&site, "oda").await;
        let community = community(&mut ana, "Hidden", "private").await;
        add_member(&site, &community, "bob").await;
        let channel = first_channel(&mut ana, &community).await;
        let pin = upload(&mut ana, &channel, 1).await;
        let seq = post(&mut ana, &channel, &[&pin]).await;
        site.work_off().await;
        Self { site, ana, bob, oda, community, channel, pin, seq }
    }
}

fn kept(answer: &Answer) -> Option<&str> {
    answer.header("cache-control")
}

#[tokio::test]
async fn whoever_reads_the_channel_sees_its_pictures_and_nobody_else() {
    let Hidden { site, mut ana, mut bob, mut oda, channel, pin, seq, .. } = Hidden::new().await;
    let picture = address(&mut ana, &pin).await;
    let seen = bob.see(&pin).await;
    assert_eq!((&seen["visibility"], &seen["channel_id"]), (&json!("channel"), &json!(channel)));
    let page = super::page(&mut bob, &channel, "").await;
    assert_eq!((&page["items"][0]["pins"], &page["pins"][0]["id"]), (&json!([pin]), &json!(pin)));
    let bytes = bob.outside(&picture).await;
    assert_eq!((bytes.status, kept(&bytes)), (200, Some("private, no-store")));
    let mut visitor = Program::visitor(&site);
    for who in [&mut oda, &mut visitor] {
        assert_eq!((who.get(&format!("/pins/{pin}")).await.status, who.outside(&picture).await.status), (404, 404));
        assert_eq!(who.get(&format!("/pins/{pin}/comments")).await.status, 404);
        assert_eq!(who.outside(&format!("/pin/{pin}")).await.status, 404);
    }
    // Nor do lists show it to anybody but its owner.
    for list in ["/pins", "/users/ana/pins", "/pins?q=1", "/pins?sort=popular"] {
        assert!(!ids(&bob.get(list).await.json()).contains(&pin), "{list}");
    }
    assert!(ids(&ana.get("/users/ana/pins").await.json()).contains(&pin));
    assert!(ids(&ana.get("/me/pins?visibility=channel").await.json()).contains(&pin));
    // Those who see it like it and talk about it.
    assert!(put_like(&mut bob, &pin).await < 300);
    assert_eq!(bob.post(&format!("/pins/{pin}/comments"), json!({"body": "Oh!"})).await.status, 201);
    assert_eq!(put_like(&mut oda, &pin).await, 404);
    let attach = oda.post(&format!("/channels/{channel}/messages"), json!({"pins": [pin]})).await;
    assert_eq!(attach.status, 404, "{}", attach.text());
    let own = oda.post("/communities", json!({"name": "Oda’s", "visibility": "private"})).await.json();
    let own = oda.get(&format!("/communities/{}/channels", own["id"].as_str().unwrap())).await.json();
    let own = own["items"][0]["id"].as_str().unwrap();
    let attach = oda.post(&format!("/channels/{own}/messages"), json!({"pins": [pin]})).await;
    assert_eq!(attach.status, 422, "nor can they attach it elsewhere: {}", attach.text());
    assert!(seq > 0);
}

async fn put_like(who: &mut Program, pin: &str) -> u16 {
    super::put(who, &format!("/pins/{pin}/like")).await.status
}

#[tokio::test]
async fn whoever_is_banned_sees_nothing_from_then_on_in_a_public_community_either() {
    let Room { site, mut ana, mut bob, community, channel } = Room::new().await;
    let pin = upload(&mut ana, &channel, 1).await;
    post(&mut ana, &channel, &[&pin]).await;
    site.work_off().await;
    let picture = address(&mut bob, &pin).await;
    let mut visitor = Program::visitor(&site);
    for who in [&mut bob, &mut visitor] {
        let bytes = who.outside(&picture).await;
        assert_eq!((bytes.status, kept(&bytes)), (200, Some("private, no-store")), "no cache keeps it");
    }
    let banned = super::put(&mut ana, &format!("/communities/{community}/bans/bob")).await;
    assert!((200..300).contains(&banned.status), "{}", banned.text());
    assert_eq!((bob.outside(&picture).await.status, bob.get(&format!("/pins/{pin}")).await.status), (404, 404));
    assert_eq!(visitor.outside(&picture).await.status, 200, "everybody else reads a public community");
    let closed = ana.json("PATCH", &format!("/communities/{community}"), json!({"visibility": "private"})).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    assert_eq!(visitor.outside(&picture).await.status, 404);
}

#[tokio::test]
async fn boards_show_pictures_of_channels_to_those_who_read_these() {
    let Hidden { site, mut ana, mut bob, mut oda, community, pin, .. } = Hidden::new().await;
    let board = bob.post("/boards", json!({"title": "Saved"})).await.json()["id"].as_str().unwrap().to_owned();
    let saved = super::put(&mut bob, &format!("/boards/{board}/pins/{pin}")).await;
    assert!((200..300).contains(&saved.status), "{}", saved.text());
    let mut visitor = Program::visitor(&site);
    for (who, there) in [(&mut bob, true), (&mut ana, true), (&mut oda, false), (&mut visitor, false)] {
        let pins = ids(&who.get(&format!("/boards/{board}/pins")).await.json());
        let card = who.get(&format!("/boards/{board}")).await.json();
        assert_eq!((pins.contains(&pin), &card["pin_count"]), (there, &json!(i32::from(there))));
        assert_eq!(card["pictures"].as_array().unwrap().len(), usize::from(there));
    }
    let left = bob.delete(&format!("/communities/{community}/membership")).await;
    assert!((200..300).contains(&left.status), "{}", left.text());
    assert!(ids(&bob.get(&format!("/boards/{board}/pins")).await.json()).is_empty(), "he reads it no longer");
}

#[tokio::test]
async fn pictures_go_with_the_message_that_alone_has_them() {
    let Hidden { site, mut ana, channel, pin, seq, .. } = Hidden::new().await;
    let (public, files) = (ana.pin("p.png", &pictures::png(40, 30, 9), "public").await, site.files());
    let shared = upload(&mut ana, &channel, 2).await;
    let both = post(&mut ana, &channel, &[&shared, &public]).await;
    post(&mut ana, &channel, &[&shared]).await;
    assert_eq!(ana.delete(&path(&channel, both)).await.status, 204);
    ana.see(&shared).await;
    ana.see(&public).await;
    assert_eq!(ana.delete(&path(&channel, seq)).await.status, 204);
    assert_eq!(ana.get(&format!("/pins/{pin}")).await.status, 404);
    site.work_off().await;
    a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!(site.count("pins").await, 2);
    assert_eq!(ana.get("/me").await.status, 200);
    assert!(files > 0 && site.count("message_pins").await == 1);
}

#[tokio::test]
async fn pictures_are_uploaded_for_channels_where_one_may_write() {
    let Hidden { site, mut ana, mut oda, channel, .. } = Hidden::new().await;
    let file = |form: Form| form.file("file", "x.png", &pictures::png(20, 20, 3));
    let form = || Form::default().text("visibility", "channel");
    let refused = |answer: Answer, words: &str| {
        assert!(answer.status == 202 && answer.text().contains(words), "{}", answer.text());
    };
    refused(oda.upload(file(form().text("channel", &channel))).await, "can’t post pictures in this channel");
    refused(ana.upload(file(form())).await, "which channel this picture is for");
    let unknown = file(form().text("channel", "1111111111111111111112"));
    refused(ana.upload(unknown).await, "can’t post pictures in this channel");
    let nonsense = ana.upload(file(form().text("channel", "nonsense"))).await;
    assert_eq!(wrong_fields(&nonsense), ["channel"]);
    // Whoever names a channel, also after the file, does not mean everybody.
    let only = ana.upload(file(Form::default()).text("channel", &channel)).await.json();
    let only = ana.see(only["items"][0]["id"].as_str().unwrap()).await;
    assert_eq!((&only["visibility"], &only["channel_id"]), (&json!("channel"), &json!(channel)));
    let said = Form::default().text("channel", &channel).text("visibility", "public");
    let public = ana.upload(file(said)).await.json();
    let public = ana.see(public["items"][0]["id"].as_str().unwrap()).await;
    assert_eq!((&public["visibility"], &public["channel_id"]), (&json!("public"), &Value::Null));
    assert!(site.count("pins").await == 3);
}

#[tokio::test]
async fn a_picture_is_for_a_channel_from_the_beginning_and_may_become_something_else() {
    let Hidden { site: _site, mut ana, mut bob, mut oda, pin, .. } = Hidden::new().await;
    let other = ana.pin("p.png", &pictures::png(40, 30, 9), "private").await;
    let wish = json!({"visibility": "channel"});
    assert_eq!(wrong_fields(&ana.json("PATCH", &format!("/pins/{other}"), wish.clone()).await), ["visibility"]);
    let many = ana.post("/pins/change", json!({"ids": [other], "visibility": "channel"})).await;
    assert_eq!(wrong_fields(&many), ["visibility"]);
    let titled = ana.json("PATCH", &format!("/pins/{pin}"), json!({"title": "A heron"})).await;
    assert_eq!(
        (titled.status, &titled.json()["visibility"]),
        (200, &json!("channel")),
        "the rest of it changes as ever"
    );
    for (visibility, outside) in [("public", 200), ("private", 404)] {
        let changed = ana.json("PATCH", &format!("/pins/{pin}"), json!({"visibility": visibility})).await;
        assert_eq!((changed.status, &changed.json()["channel_id"]), (200, &Value::Null), "{}", changed.text());
        assert_eq!(oda.get(&format!("/pins/{pin}")).await.status, outside);
        assert_eq!(bob.get(&format!("/pins/{pin}")).await.status, outside);
    }
}

#[tokio::test]
async fn a_gallery_shows_what_was_posted_last_or_is_liked_most() {
    let Hidden { site, mut ana, mut bob, mut oda, channel, pin, .. } = Hidden::new().await;
    let (two, three) = (upload(&mut ana, &channel, 2).await, upload(&mut bob, &channel, 3).await);
    post(&mut ana, &channel, &[&two, &three]).await;
    send(&mut bob, &channel, "No picture").await;
    post(&mut bob, &channel, &[&pin]).await;
    site.work_off().await;
    let list = |query: &str| format!("/channels/{channel}/pins?{query}");
    assert_eq!(
        ids(&bob.get(&list("")).await.json()),
        [pin.clone(), two.clone(), three.clone()],
        "where it was posted last"
    );
    assert!(put_like(&mut bob, &three).await < 300);
    for (sort, expected) in [("newest", [&pin, &two, &three]), ("popular", [&three, &two, &pin])] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = bob.get(&list(&format!("sort={sort}&limit=1{cursor}"))).await.json();
            found.extend(ids(&page));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{sort}");
    }
    assert_eq!(oda.get(&list("")).await.status, 404);
    let other = bob.get(&list(&format!("sort=popular&cursor=D10{pin}"))).await;
    assert_eq!(wrong_fields(&other), ["cursor"]);
}

#[tokio::test]
async fn of_a_direct_conversation_moderators_see_the_pictures_of_a_reported_message_and_no_others() {
    let Room { site, mut ana, mut bob, .. } = Room::new().await;
    let (mut mia, mut oda) = (Program::sign_up(&site, "mia").await, Program::sign_up(&site, "oda").await);
    sqlx::query("update users set role = 'moderator' where username = 'mia'").execute(&site.rows).await.unwrap();
    let begun = ana.post("/conversations", json!({"members": ["bob"]})).await.json();
    let channel = begun["id"].as_str().unwrap();
    let (rude, other) = (upload(&mut bob, channel, 1).await, upload(&mut bob, channel, 2).await);
    let seq = post(&mut bob, channel, &[&rude]).await;
    post(&mut bob, channel, &[&other]).await;
    site.work_off().await;
    let (picture, other_picture) = (address(&mut bob, &rude).await, address(&mut bob, &other).await);
    assert_eq!(mia.outside(&picture).await.status, 404, "nobody has reported it");

    // It is reported by the message that has it.
    assert_eq!(ana.post("/reports", json!({"pin_id": rude, "reason": "Rude"})).await.status, 201);
    assert_eq!(super::reports::report(&mut ana, channel, seq, "Rude").await, 409);
    for (who, statuses) in
        [(&mut mia, (200, 404)), (&mut ana, (200, 200)), (&mut bob, (200, 200)), (&mut oda, (404, 404))]
    {
        let seen = (who.outside(&picture).await.status, who.outside(&other_picture).await.status);
        assert_eq!(seen, statuses);
    }
    assert_eq!(kept(&mia.outside(&picture).await), Some("private, no-store"));
    for pin in [&rude, &other] {
        assert_eq!(mia.get(&format!("/pins/{pin}")).await.status, 404, "its page is for those who talk there");
    }
    let mut desk = super::reports::browser(&site, "mia").await;
    let html = desk.get("/admin/reports").await.text();
    let shows = |address: &str| html.contains(&format!("src=\"{}-", address.rsplit_once('-').unwrap().0));
    assert_eq!((shows(&picture), shows(&other_picture)), (true, false), "{html}");

    assert_eq!(bob.delete(&path(channel, seq)).await.status, 204);
    assert_eq!(mia.outside(&picture).await.status, 404, "the message is gone");
}
