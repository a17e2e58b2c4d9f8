//! What tokens of channels are good for, and to whom it is said that they may write. Who may do what is in `matrix/channels`.

use super::{community, first_channel, give_role, join, make};
use crate::{api::Program, harness::TestSite};
use serde_json::json;

#[tokio::test]
async fn a_token_opens_what_it_is_for_and_nothing_else() {
    let site = TestSite::start().await;
    let mut root = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    for (visibility, looked) in [("public", 200), ("private", 404)] {
        let id = community(&mut ana, visibility, visibility).await;
        let channel = first_channel(&mut ana, &id).await;
        let new = || json!({"name": "mine"});
        // A token of an admin without the scope is that of a member.
        let (mut plain, _) = root.with_scopes(&["read", "write"]).await;
        assert_eq!(make(&mut plain, &id, new()).await.status, 403, "{visibility}");
        let (mut reads, _) = ana.with_scopes(&["read"]).await;
        assert_eq!(make(&mut reads, &id, new()).await.status, 403, "{visibility}");
        let (mut writes, _) = ana.with_scopes(&["write"]).await;
        let looks = writes.get(&format!("/channels/{channel}")).await.status;
        assert_eq!(looks, looked, "without the scope to read, one looks as a visitor does");
        assert_eq!(make(&mut root, &id, new()).await.status, 201, "{visibility}");
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
