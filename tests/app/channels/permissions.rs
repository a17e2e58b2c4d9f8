//! Who may look at channels, and who may change them.

use super::{community, first_channel, give_role, join, make, place, read};
use crate::{api::Program, harness::TestSite};
use serde_json::json;

/// What each is answered: who lists and gets a channel, and who changes one.
async fn answers(who: &mut Program, community: &str, channel: &str) -> (u16, [u16; 4]) {
    let seen = who.get(&format!("/channels/{channel}")).await.status;
    assert_eq!(who.get(&format!("/communities/{community}/channels")).await.status, seen);
    let made = make(who, community, json!({"name": "mine"})).await;
    if made.status == 201 {
        let path = format!("/channels/{}", made.json()["id"].as_str().unwrap());
        assert_eq!(who.delete(&path).await.status, 204);
    }
    let changed = who.json("PATCH", &format!("/channels/{channel}"), json!({"topic": "Ours"})).await.status;
    let moved = place(who, channel, 0).await;
    // What may not be done, changes nothing: the channel is there for the next one.
    let deleted = if made.status == 201 { 204 } else { who.delete(&format!("/channels/{channel}")).await.status };
    (seen, [made.status, changed, moved, deleted])
}

#[tokio::test]
async fn owner_moderators_and_admins_change_channels_and_nobody_else() {
    let site = TestSite::start().await;
    let mut root = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut people = Vec::new();
    for (role, name) in [("moderator", "mia"), ("member", "bob"), ("banned", "cyd"), ("other", "dan")] {
        people.push((role, Program::sign_up(&site, name).await));
    }
    for visibility in ["public", "private"] {
        let id = community(&mut ana, visibility, "public").await;
        for (role, who) in &mut people {
            if *role != "other" {
                join(who, &id).await;
            }
        }
        give_role(&mut ana, &id, "mia", "moderator").await;
        let banned = ana.send("PUT", &format!("/communities/{id}/bans/cyd"), &[], &[]).await;
        assert!((200..300).contains(&banned.status), "{}", banned.text());
        let closed = ana.json("PATCH", &format!("/communities/{id}"), json!({"visibility": visibility})).await;
        assert_eq!(closed.status, 200, "{}", closed.text());
        let channel = first_channel(&mut ana, &id).await;
        let outside = if visibility == "public" { (200, [403; 4]) } else { (404, [404; 4]) };
        let all = [201, 200, 204, 204];
        assert_eq!(answers(&mut ana, &id, &channel).await, (200, all), "{visibility}, owner");
        assert_eq!(answers(&mut root, &id, &channel).await, (200, all), "{visibility}, admin");
        for (role, who) in &mut people {
            let expected = match *role {
                "moderator" => (200, all),
                "member" => (200, [403; 4]),
                "banned" => (404, [404; 4]),
                _ => outside,
            };
            assert_eq!(answers(who, &id, &channel).await, expected, "{visibility}, {role}");
        }
        let mut visitor = Program::visitor(&site);
        assert_eq!(answers(&mut visitor, &id, &channel).await, (outside.0, [401; 4]), "{visibility}, visitor");
        assert_eq!(read(&mut visitor, &channel, 1).await, 401);
        // A token of an admin without the scope is that of a member.
        let (mut plain, _) = root.with_scopes(&["read", "write"]).await;
        assert_eq!(make(&mut plain, &id, json!({"name": "mine"})).await.status, 403);
        let (mut reads, _) = ana.with_scopes(&["read"]).await;
        assert_eq!(make(&mut reads, &id, json!({"name": "mine"})).await.status, 403);
        let (mut writes, _) = ana.with_scopes(&["write"]).await;
        let looks = writes.get(&format!("/channels/{channel}")).await.status;
        assert_eq!(looks, outside.0, "without the scope to read, one looks as a visitor does");
    }
}

#[tokio::test]
async fn who_may_write_is_said() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let mut cyd = Program::sign_up(&site, "cyd").await;
    let id = community(&mut ana, "Birds", "public").await;
    join(&mut bob, &id).await;
    let channel = first_channel(&mut ana, &id).await;
    let path = format!("/channels/{channel}");
    let mut visitor = Program::visitor(&site);
    for (read_only, expected) in [(false, [true, true, false, false]), (true, [true, false, false, false])] {
        let changed = ana.json("PATCH", &path, json!({"read_only": read_only})).await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        let mut said = Vec::new();
        for who in [&mut ana, &mut bob, &mut cyd, &mut visitor] {
            said.push(who.get(&path).await.json()["writable"] == true);
        }
        assert_eq!(said, expected, "{read_only}");
    }
    assert_eq!(ana.json("PATCH", &path, json!({"read_only": false})).await.status, 200);
    let until = "update community_members set timed_out_until = now() + interval '1 hour'
                 where user_id = (select id from users where username = 'bob')";
    sqlx::query(until).execute(&site.rows).await.unwrap();
    assert_eq!(bob.get(&path).await.json()["writable"], false);
    give_role(&mut ana, &id, "bob", "moderator").await;
    assert_eq!(bob.get(&path).await.json()["manageable"], true);
    assert_eq!(cyd.get(&path).await.json()["manageable"], false);
}
