//! Communities, channels, messages and direct conversations: one table of every door to them. It says how each kind of person is answered
//! at each kind of channel; every cell is asserted, and the table itself is held to all the addresses that there are (`covered`).
//!
//! | | at a community | at the direct conversation |
//! |---|---|---|
//! | owner | owns it | began it |
//! | moderator | looks after it | looks after communities of those who are in it, and is not |
//! | member | belongs to it | is in it |
//! | banned | was a member, and is banned | was in it, and has left |
//! | other | is another member of the site | is another member of the site |
//! | visitor | is not signed in | is not signed in |
//! | admin | looks after the site, and belongs to none | looks after the site |
//!
//! Bob is one of them everywhere: he says what is another's, and posts the pictures. Vic is a member to whom something is done. Of those
//! who are timed out, and of channels that are read only, `messages/permissions` tells; of blocks, `live/banned` and `blocks`.

mod bytes;
mod covered;
mod doors;
mod lists;
mod reading;
mod sockets;
mod writing;

pub use bytes::files;

use super::Person;
use crate::{
    api::Program, channels::said, client::Answer, harness::TestSite, links::give_plan, multipart::Form, pictures,
};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

const KINDS: [&str; 3] = ["public", "invited", "direct"];

const WHO: [&str; 7] = ["owner", "moderator", "member", "banned", "other", "visitor", "admin"];

const NAMES: [(&str, &str); 5] =
    [("owner", "ana"), ("moderator", "mia"), ("member", "meg"), ("banned", "ben"), ("other", "oda")];

/// How each of [`WHO`] is answered. 200 stands for every answer of something that was done.
type Row = [u16; 7];

/// There is no such door.
const NONE: Row = [0; 7];

/// Who reads what is said at each of [`KINDS`].
#[rustfmt::skip]
const READERS: [Row; 3] = [
//  owner mod  memb ban  oth  vis  adm
    [200, 200, 200, 404, 200, 200, 200],
    [200, 200, 200, 404, 404, 404, 200],
    [200, 404, 200, 404, 404, 404, 404],
];

/// Who reads and is signed in: a visitor is asked to sign in before anything else.
#[rustfmt::skip]
const SIGNED_IN_READERS: [Row; 3] = [
    [200, 200, 200, 404, 200, 401, 200],
    [200, 200, 200, 404, 404, 401, 200],
    [200, 404, 200, 404, 404, 401, 404],
];

/// Whether what is there is nothing that they may know of.
fn is_hidden(kind: &str, who: &str) -> bool {
    let row = READERS[KINDS.iter().position(|known| *known == kind).unwrap()];
    row[WHO.iter().position(|known| *known == who).unwrap()] == 404
}

/// Whether an answer is what a [`Row`] says.
fn is_as_promised(status: u16, expected: u16) -> bool {
    if expected == 200 { (200..300).contains(&status) } else { status == expected }
}

/// What is promised of some doors.
struct Promise {
    what: &'static str,
    /// What stands in the answers to those who are let in, and in no others; nothing where it is empty.
    shows: &'static str,
    /// One for each of [`KINDS`].
    rows: [Row; 3],
    doors: &'static [&'static str],
}

const fn promise(what: &'static str, shows: &'static str, rows: [Row; 3], doors: &'static [&'static str]) -> Promise {
    Promise { what, shows, rows, doors }
}

/// A channel to talk in, with all that hangs on it.
struct Room {
    /// Of the direct conversation, a community that it has nothing to do with.
    community: String,
    name: String,
    talk: String,
    /// Of the direct conversation, itself.
    gallery: String,
    /// The number of a message of Bob's, with a reaction. After it come one with the picture, and one that is pinned.
    said: i64,
    picture: String,
    /// A picture in the gallery.
    shot: String,
    /// What Bob says of the picture.
    comment: String,
    /// That of an invitation.
    token: String,
}

struct World {
    site: TestSite,
    people: BTreeMap<&'static str, Person>,
    bob: Program,
    vic: Program,
    rooms: BTreeMap<&'static str, Room>,
    uploads: u32,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let admin = Person::admin(&site).await;
        let visitor = Person { browser: site.visitor(), program: Program::visitor(&site) };
        let mut people = BTreeMap::from([("admin", admin), ("visitor", visitor)]);
        for (who, name) in NAMES {
            people.insert(who, Person::member(&site, name).await);
        }
        let (bob, vic) = (Program::sign_up(&site, "bob").await, Program::sign_up(&site, "vic").await);
        give_plan(&site, "bob", "Enterprise").await;
        let mut world = Self { site, people, bob, vic, rooms: BTreeMap::new(), uploads: 0 };
        for (kind, visibility) in [("public", "public"), ("invited", "private")] {
            let room = world.community(kind, visibility).await;
            world.rooms.insert(kind, room);
        }
        let room = world.conversation().await;
        world.rooms.insert("direct", room);
        world.site.work_off().await;
        world
    }

    fn program(&self, who: &str) -> Program {
        self.people[who].program.clone()
    }

    /// A community with everybody in their places.
    async fn community(&self, kind: &'static str, visibility: &str) -> Room {
        let (mut owner, name) = (self.program("owner"), format!("Herons {kind}"));
        let id = id(&owner.post("/communities", json!({"name": name, "visibility": visibility})).await);
        let path = format!("/communities/{id}");
        let invited = done(&owner.post(&format!("{path}/invitations"), json!({})).await);
        let token = invited["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let others = ["moderator", "member", "banned"].map(|who| self.program(who));
        for mut who in others.into_iter().chain([self.bob.clone(), self.vic.clone()]) {
            done(&who.send("POST", &format!("/invitations/{token}"), &[], &[]).await);
        }
        done(&owner.json("PATCH", &format!("{path}/members/mia"), json!({"role": "moderator"})).await);
        done(&owner.send("PUT", &format!("{path}/bans/ben"), &[], &[]).await);
        let channels = done(&owner.get(&format!("{path}/channels")).await);
        let of = |kind: &str| {
            let channel = channels["items"].as_array().unwrap().iter().find(|channel| channel["kind"] == kind);
            channel.unwrap()["id"].as_str().unwrap().to_owned()
        };
        self.filled(kind, [id, name, of("talk"), of("gallery"), token]).await
    }

    /// A direct conversation that one of four has left.
    async fn conversation(&self) -> Room {
        let begun = self.program("owner").post("/conversations", json!({"members": ["meg", "bob", "ben"]})).await;
        let talk = id(&begun);
        done(&self.program("banned").delete(&format!("/conversations/{talk}")).await);
        let Room { community, name, token, .. } = &self.rooms["public"];
        let of = [community.clone(), name.clone(), talk.clone(), talk, token.clone()];
        self.filled("direct", of).await
    }

    /// Bob says something, and posts pictures.
    async fn filled(&self, kind: &'static str, [community, name, talk, gallery, token]: [String; 5]) -> Room {
        let mut bob = self.bob.clone();
        let words = format!("Bittern {kind}");
        let seed = u8::try_from(KINDS.iter().position(|known| *known == kind).unwrap()).unwrap();
        let picture = picture_for(&mut bob, &talk, &format!("Spoonbill {kind}"), seed + 1).await;
        let said = say(&mut bob, &talk, json!({"body": words})).await;
        say(&mut bob, &talk, json!({"body": words, "pins": [picture]})).await;
        let pinned = say(&mut bob, &talk, json!({"body": words})).await;
        let messages = format!("/channels/{talk}/messages");
        done(&bob.send("PUT", &format!("{messages}/{said}/reactions/{THUMB}"), &[], &[]).await);
        done(&self.program("owner").send("PUT", &format!("{messages}/{pinned}/pin"), &[], &[]).await);
        let comment = bob.post(&format!("/pins/{picture}/comments"), json!({"body": format!("Lovely {kind}")})).await;
        let comment = id(&comment);
        done(&bob.send("PUT", &format!("/pins/{picture}/like"), &[], &[]).await);
        let mut shot = picture.clone();
        if gallery != talk {
            shot = picture_for(&mut bob, &gallery, &format!("Shot {kind}"), seed + 11).await;
            say(&mut bob, &gallery, json!({"pins": [shot]})).await;
        }
        Room { community, name, talk, gallery, said, picture, shot, comment, token }
    }

    /// What all that is named in doors stands for at a kind of channel.
    fn things(&self, kind: &str) -> Vec<(&'static str, String)> {
        let room = &self.rooms[kind];
        let mut things = vec![
            ("{community}", room.community.clone()),
            ("{name}", room.name.clone()),
            ("{talk}", room.talk.clone()),
            ("{gallery}", room.gallery.clone()),
            ("{said}", room.said.to_string()),
            ("{picture}", room.picture.clone()),
            ("{shot}", room.shot.clone()),
            ("{comment}", room.comment.clone()),
            ("{token}", room.token.clone()),
            ("{kind}", kind.to_owned()),
        ];
        things.extend(same_everywhere());
        things
    }

    /// What a door needs that is used up by it.
    async fn fresh_things(&mut self, kind: &str, who: &str, door: &str) -> Vec<(&'static str, String)> {
        let (community, talk) = (self.rooms[kind].community.clone(), self.rooms[kind].talk.clone());
        let mut things = Vec::new();
        if door.contains("{theirs}") {
            things.push(("{theirs}", said(&self.site, &talk, "bob", "A word", &[]).await.to_string()));
        }
        if door.contains("{mine}") {
            things.push(("{mine}", said(&self.site, &talk, name_of(who), "My word", &[]).await.to_string()));
        }
        if door.contains("{invitation}") {
            let made = self.program("owner").post(&format!("/communities/{community}/invitations"), json!({})).await;
            things.push(("{invitation}", id(&made)));
        }
        if door.contains("{report}") {
            let seq = said(&self.site, &talk, "bob", "A rude word", &[]).await;
            let message = json!({"channel": talk, "seq": seq});
            let report = self.vic.post("/reports", json!({"message": message, "reason": "Rude"})).await;
            things.push(("{report}", id(&report)));
        }
        things
    }

    /// Brings back whatever was deleted, and everybody to their places.
    async fn restore(&self) {
        for sql in RESTORED {
            sqlx::query(sql).execute(&self.site.rows).await.unwrap();
        }
    }

    /// Another one wherever anything has changed.
    async fn fingerprint(&self) -> String {
        let rows = TABLES.map(|table| {
            format!("(select coalesce(string_agg(one::text, '' order by one::text), '') from {table} as one)")
        });
        let sql = AssertSqlSafe(format!("select md5({})", rows.join(" || ")));
        sqlx::query_scalar(sql).fetch_one(&self.site.rows).await.unwrap()
    }
}

/// Where a refusal leaves everything as it is.
const TABLES: [&str; 18] = [
    "communities",
    "community_members",
    "community_bans",
    "community_time_outs",
    "community_invitations",
    "channels",
    "conversation_members",
    "channel_reads",
    "messages",
    "message_pins",
    "message_reactions",
    "message_mentions",
    "pins",
    "likes",
    "comments",
    "boards",
    "board_pins",
    "reports",
];

const RESTORED: [&str; 12] = [
    "delete from communities where name = 'New'",
    "delete from channels where name = 'New'",
    "update communities set deleted_at = null where deleted_at is not null",
    "update channels set deleted_at = null where deleted_at is not null",
    "update pins set deleted_at = null, deletion_id = null where deleted_at is not null",
    "delete from community_time_outs",
    "delete from community_bans using users where users.id = community_bans.user_id and users.username <> 'ben'",
    "delete from community_members using users
     where users.id = community_members.user_id and users.username not in ('ana', 'mia', 'meg', 'bob', 'vic')",
    "insert into community_members (community_id, user_id, role)
     select communities.id, users.id, 'member' from communities, users where users.username in ('mia', 'meg', 'bob', 'vic')
     on conflict do nothing",
    // Never two owners, not for a moment.
    "update community_members set role = 'member', timed_out_until = null
     where role <> 'member' or timed_out_until is not null",
    "update community_members set role = case users.username when 'ana' then 'owner' else 'moderator' end from users
     where users.id = community_members.user_id and users.username in ('ana', 'mia')",
    "insert into conversation_members (channel_id, user_id)
     select channels.id, users.id from channels, users
     where channels.kind = 'direct' and users.username in ('ana', 'meg', 'bob')
     on conflict do nothing",
];

const THUMB: &str = "%F0%9F%91%8D";

/// An id that is nothing's.
const NOWHERE: &str = "1111111111111111111112";

fn same_everywhere() -> Vec<(&'static str, String)> {
    let later = (time::OffsetDateTime::now_utc() + time::Duration::hours(20)).replace_nanosecond(0).unwrap();
    let later = later.format(&time::format_description::well_known::Rfc3339).unwrap();
    vec![("{victim}", "vic".to_owned()), ("{emoji}", THUMB.to_owned()), ("{later}", later)]
}

/// What stands for them where nothing is.
fn no_things() -> Vec<(&'static str, String)> {
    let ids = ["{community}", "{talk}", "{gallery}", "{picture}", "{shot}", "{comment}", "{invitation}", "{report}"];
    let numbers = ["{said}", "{theirs}", "{mine}"];
    let mut things: Vec<_> = ids.map(|name| (name, NOWHERE.to_owned())).into();
    things.extend(numbers.map(|name| (name, "1".to_owned())));
    things.extend([("{token}", "x".repeat(64)), ("{name}", "Nowhere".to_owned()), ("{kind}", "nowhere".to_owned())]);
    things.extend(same_everywhere());
    things
}

fn with(text: &str, things: &[(&'static str, String)]) -> String {
    things.iter().fold(text.to_owned(), |text, (name, thing)| text.replace(name, thing))
}

/// Whose messages somebody's own are. A visitor has none.
fn name_of(who: &str) -> &'static str {
    match who {
        "admin" => "root",
        "visitor" => "bob",
        who => NAMES.iter().find(|(known, _)| *known == who).unwrap().1,
    }
}

/// What was answered, where it was no refusal.
fn done(answer: &Answer) -> Value {
    assert!((200..300).contains(&answer.status), "{}: {}", answer.status, answer.text());
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

fn id(answer: &Answer) -> String {
    done(answer)["id"].as_str().unwrap().to_owned()
}

/// Sends a message, and gives its number.
async fn say(who: &mut Program, channel: &str, message: Value) -> i64 {
    done(&who.post(&format!("/channels/{channel}/messages"), message).await)["seq"].as_i64().unwrap()
}

/// Uploads a picture for those alone who read a channel, and gives its pin's id.
pub async fn picture_for(who: &mut Program, channel: &str, title: &str, seed: u8) -> String {
    let form = Form::default().text("visibility", "channel").text("channel", channel).text("title", title);
    let form = form.text("tags", "waders").file("file", "a.png", &pictures::png(300, 200, seed));
    let uploaded = done(&who.upload(form).await);
    uploaded["items"][0]["id"].as_str().unwrap_or_else(|| panic!("refused: {uploaded}")).to_owned()
}
