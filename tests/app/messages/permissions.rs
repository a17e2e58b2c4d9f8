//! Who may do what about messages: every kind of person in every kind of channel, at every door.

use super::{path, put, send};
use crate::{
    api::Program,
    channels::{community, first_channel, join},
    harness::TestSite,
};
use serde_json::json;

/// How one kind of person is answered about somebody else's message in one kind of channel.
struct Cell {
    channel: &'static str,
    who: &'static str,
    see: u16,
    send: u16,
    edit: u16,
    react: u16,
    pin: u16,
    delete: u16,
}

const fn cell(channel: &'static str, who: &'static str, see: u16, [send, edit, react, pin, delete]: [u16; 5]) -> Cell {
    Cell { channel, who, see, send, edit, react, pin, delete }
}

/// The promise. Whoever reads a channel reads its messages. Members write and react, their own messages they change, and those who look
/// after the community pin and delete any. Others do nothing; where they may not read, there is nothing.
#[rustfmt::skip]
const TABLE: [Cell; 24] = [
    cell("public",  "author",    200, [201, 200, 204, 403, 204]),
    cell("public",  "owner",     200, [201, 403, 204, 204, 204]),
    cell("public",  "moderator", 200, [201, 403, 204, 204, 204]),
    cell("public",  "member",    200, [201, 403, 204, 403, 403]),
    cell("public",  "timed_out", 200, [403, 403, 403, 403, 403]),
    cell("public",  "banned",    404, [404, 404, 404, 404, 404]),
    cell("public",  "other",     200, [403, 403, 403, 403, 403]),
    cell("public",  "admin",     200, [403, 403, 403, 204, 204]),
    cell("public",  "visitor",   200, [401, 401, 401, 401, 401]),
    cell("private", "author",    200, [201, 200, 204, 403, 204]),
    cell("private", "owner",     200, [201, 403, 204, 204, 204]),
    cell("private", "moderator", 200, [201, 403, 204, 204, 204]),
    cell("private", "member",    200, [201, 403, 204, 403, 403]),
    cell("private", "timed_out", 200, [403, 403, 403, 403, 403]),
    cell("private", "banned",    404, [404, 404, 404, 404, 404]),
    cell("private", "other",     404, [404, 404, 404, 404, 404]),
    cell("private", "admin",     200, [403, 403, 403, 204, 204]),
    cell("private", "visitor",   404, [401, 401, 401, 401, 401]),
    cell("direct",  "author",    200, [201, 200, 204, 204, 204]),
    cell("direct",  "member",    200, [201, 403, 204, 204, 403]),
    cell("direct",  "other",     404, [404, 404, 404, 404, 404]),
    cell("direct",  "moderator", 404, [404, 404, 404, 404, 404]),
    cell("direct",  "admin",     404, [404, 404, 404, 404, 404]),
    cell("direct",  "visitor",   404, [401, 401, 401, 401, 401]),
];

const PEOPLE: [(&str, &str); 7] = [
    ("author", "bob"),
    ("owner", "ana"),
    ("moderator", "mia"),
    ("member", "meg"),
    ("timed_out", "tim"),
    ("banned", "ben"),
    ("other", "oda"),
];

struct World {
    site: TestSite,
    people: Vec<(&'static str, Program)>,
    channels: Vec<(&'static str, String)>,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let mut people = vec![("admin", Program::admin(&site, "root").await), ("visitor", Program::visitor(&site))];
        for (who, name) in PEOPLE {
            people.push((who, Program::sign_up(&site, name).await));
        }
        let mut world = Self { site, people, channels: Vec::new() };
        for visibility in ["public", "private"] {
            let channel = world.community(visibility).await;
            world.channels.push((visibility, channel));
        }
        let begun = world.who("author").post("/conversations", json!({"members": ["meg"]})).await;
        assert!(matches!(begun.status, 200 | 201), "{}", begun.text());
        world.channels.push(("direct", begun.json()["id"].as_str().unwrap().to_owned()));
        world
    }

    fn who(&mut self, who: &str) -> &mut Program {
        &mut self.people.iter_mut().find(|(known, _)| *known == who).unwrap().1
    }

    fn channel(&self, kind: &str) -> String {
        self.channels.iter().find(|(known, _)| *known == kind).unwrap().1.clone()
    }

    /// A community with everybody in their places, and its first channel.
    async fn community(&mut self, visibility: &str) -> String {
        let id = community(self.who("owner"), visibility, "public").await;
        for who in ["author", "moderator", "member", "timed_out", "banned"] {
            join(self.who(who), &id).await;
        }
        let owner = self.who("owner");
        let later = (time::OffsetDateTime::now_utc() + time::Duration::hours(20)).replace_nanosecond(0).unwrap();
        let later = later.format(&time::format_description::well_known::Rfc3339).unwrap();
        for (path, body) in [
            (format!("/communities/{id}/members/mia"), json!({"role": "moderator"})),
            (format!("/communities/{id}/members/tim"), json!({"timed_out_until": later})),
            (format!("/communities/{id}"), json!({"visibility": visibility})),
        ] {
            let answer = owner.json("PATCH", &path, body).await;
            assert!((200..300).contains(&answer.status), "{path}: {}", answer.text());
        }
        assert!((200..300).contains(&put(owner, &format!("/communities/{id}/bans/ben")).await.status));
        first_channel(owner, &id).await
    }
}

#[tokio::test]
async fn messages_are_read_and_changed_as_promised() {
    let mut world = World::new().await;
    for cell in &TABLE {
        let (at, channel) = (format!("{} in a {} channel", cell.who, cell.channel), world.channel(cell.channel));
        let seq = send(world.who("author"), &channel, "A word").await;
        let who = world.who(cell.who);
        let of = path(&channel, seq);
        for door in [
            of.clone(),
            format!("/channels/{channel}/messages"),
            format!("/channels/{channel}/pinned"),
            format!("/channels/{channel}/pins"),
            format!("/messages/search?q=word&channel={channel}"),
        ] {
            assert_eq!(who.get(&door).await.status, cell.see, "{at}: {door}");
        }
        let body = json!({"body": "Another"});
        assert_eq!(
            who.post(&format!("/channels/{channel}/messages"), body.clone()).await.status,
            cell.send,
            "{at}: sends"
        );
        assert_eq!(who.json("PATCH", &of, body).await.status, cell.edit, "{at}: edits");
        let thumb = format!("{of}/reactions/%F0%9F%91%8D");
        assert_eq!(put(who, &thumb).await.status, cell.react, "{at}: reacts");
        assert_eq!(put(who, &format!("{of}/pin")).await.status, cell.pin, "{at}: pins");
        assert_eq!(who.delete(&of).await.status, cell.delete, "{at}: deletes");
        let there = world.who("author").get(&of).await.status;
        assert_eq!(there, if cell.delete == 204 { 404 } else { 200 }, "{at}: the message is as it should be");
    }
    drop(world.site);
}

#[tokio::test]
async fn in_a_read_only_channel_members_react_and_do_not_write() {
    let mut world = World::new().await;
    let channel = world.channel("public");
    let mine = send(world.who("author"), &channel, "Before").await;
    let closed = world.who("owner").json("PATCH", &format!("/channels/{channel}"), json!({"read_only": true})).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    let said = send(world.who("moderator"), &channel, "News").await;
    let author = world.who("author");
    assert_eq!(author.post(&format!("/channels/{channel}/messages"), json!({"body": "Me too"})).await.status, 403);
    assert_eq!(author.json("PATCH", &path(&channel, mine), json!({"body": "After"})).await.status, 403);
    assert_eq!(put(author, &format!("{}/reactions/%F0%9F%91%8D", path(&channel, said))).await.status, 204);
    assert_eq!(author.delete(&path(&channel, mine)).await.status, 204, "what is one's own can always go");
}
