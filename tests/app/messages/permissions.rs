//! Those who read a channel and may not write there now: whoever is timed out, and members where only those write who look after it. What
//! each kind of person may do otherwise is in `matrix/channels`.

use super::{Room, path, put, reports::report, send};
use crate::{
    api::Program,
    channels::{join, said},
    client::Client,
    harness::post,
    multipart::Form,
};
use serde_json::json;

/// Somebody new in a room, with a browser as well.
async fn joined(room: &Room, name: &str) -> (Program, Client) {
    let browser = room.site.member(name).await;
    let mut program = Program::sign_in(&room.site, name).await;
    join(&mut program, &room.community).await;
    (program, browser)
}

#[tokio::test]
async fn who_is_timed_out_reads_reports_and_takes_back_and_writes_nothing() {
    let mut room = Room::new().await;
    let (mut tim, mut browser) = joined(&room, "tim").await;
    let later = (time::OffsetDateTime::now_utc() + time::Duration::hours(20)).replace_nanosecond(0).unwrap();
    let later = later.format(&time::format_description::well_known::Rfc3339).unwrap();
    let community = format!("/communities/{}", room.community);
    let timed_out =
        room.ana.json("PATCH", &format!("{community}/members/tim"), json!({"timed_out_until": later})).await;
    assert_eq!(timed_out.status, 204, "{}", timed_out.text());
    let channel = &room.channel;
    for visibility in ["public", "private"] {
        let closed = room.ana.json("PATCH", &community, json!({"visibility": visibility})).await;
        assert_eq!(closed.status, 200, "{}", closed.text());
        let theirs = send(&mut room.bob, channel, "A word").await;
        let mine = said(&room.site, channel, "tim", "My word", &[]).await;
        let (of, own) = (path(channel, theirs), path(channel, mine));
        for door in [
            community.clone(),
            of.clone(),
            format!("/channels/{channel}"),
            format!("/channels/{channel}/messages"),
            format!("/channels/{channel}/pinned"),
            format!("/channels/{channel}/pins"),
            format!("/messages/search?q=word&channel={channel}"),
        ] {
            assert_eq!(tim.get(&door).await.status, 200, "{visibility}: {door}");
        }
        for (method, door, status) in [
            ("POST", format!("/channels/{channel}/messages"), 403),
            ("PATCH", own.clone(), 403),
            ("PATCH", of.clone(), 403),
            ("PUT", format!("{of}/reactions/%F0%9F%91%8D"), 403),
            ("PUT", format!("{own}/reactions/%F0%9F%91%8D"), 403),
            ("PUT", format!("{of}/pin"), 403),
            ("DELETE", format!("{of}/pin"), 403),
        ] {
            let answer = tim.json(method, &door, json!({"body": "Another"})).await;
            assert_eq!(answer.status, status, "{visibility}: {method} {door}");
        }
        let form = Form::default().text("channel", channel).text("body", "Another");
        assert_eq!(post(&mut browser, "/fn/send_message", form).await.status, 403, "{visibility}");
        assert_eq!(tim.delete(&of).await.status, 403, "{visibility}: another's");
        assert_eq!(report(&mut tim, channel, theirs, "Rude").await, 201, "{visibility}");
        let read = tim.json("PUT", &format!("/channels/{channel}/read"), json!({"seq": mine})).await;
        assert_eq!(read.status, 204, "{visibility}");
        for taken_back in [format!("{own}/reactions/%F0%9F%91%8D"), own] {
            assert_eq!(tim.delete(&taken_back).await.status, 204, "{visibility}: {taken_back}");
        }
        assert_eq!(room.bob.get(&of).await.json()["body"], "A word");
    }
}

#[tokio::test]
async fn in_a_read_only_channel_members_react_and_do_not_write() {
    let mut room = Room::new().await;
    let (mut mia, _) = joined(&room, "mia").await;
    let role = format!("/communities/{}/members/mia", room.community);
    assert_eq!(room.ana.json("PATCH", &role, json!({"role": "moderator"})).await.status, 204);
    let channel = &room.channel;
    let mine = send(&mut room.bob, channel, "Before").await;
    let closed = room.ana.json("PATCH", &format!("/channels/{channel}"), json!({"read_only": true})).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    let messages = format!("/channels/{channel}/messages");
    for (who, name, status) in
        [(&mut room.ana, "owner", 201), (&mut mia, "moderator", 201), (&mut room.bob, "member", 403)]
    {
        assert_eq!(who.post(&messages, json!({"body": "News"})).await.status, status, "{name}");
    }
    let news = send(&mut mia, channel, "More news").await;
    let bob = &mut room.bob;
    assert_eq!(bob.json("PATCH", &path(channel, mine), json!({"body": "After"})).await.status, 403);
    assert_eq!(put(bob, &format!("{}/reactions/%F0%9F%91%8D", path(channel, news))).await.status, 204);
    assert_eq!(bob.delete(&path(channel, mine)).await.status, 204, "what is one's own can always go");
}
