//! Who may do what in a community: each kind of person at each door.

use super::{audited, ban, give_role, in_an_hour, join, log, make, seen, status};
use crate::{api::Program, harness::TestSite};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How one kind of person is answered: where they look at it, where they look after it, and where they do what is the owner's.
struct Cell {
    visibility: &'static str,
    who: &'static str,
    see: u16,
    manage: u16,
    own: u16,
}

const fn cell(visibility: &'static str, who: &'static str, see: u16, manage: u16, own: u16) -> Cell {
    Cell { visibility, who, see, manage, own }
}

#[rustfmt::skip]
const TABLE: [Cell; 14] = [
    cell("public",  "owner",     200, 200, 200),
    cell("public",  "moderator", 200, 200, 403),
    cell("public",  "member",    200, 403, 403),
    cell("public",  "other",     200, 403, 403),
    cell("public",  "banned",    404, 404, 404),
    cell("public",  "visitor",   200, 401, 401),
    cell("public",  "admin",     200, 200, 200),
    cell("private", "owner",     200, 200, 200),
    cell("private", "moderator", 200, 200, 403),
    cell("private", "member",    200, 403, 403),
    cell("private", "other",     404, 404, 404),
    cell("private", "banned",    404, 404, 404),
    cell("private", "visitor",   404, 401, 401),
    cell("private", "admin",     200, 200, 200),
];

/// Communities of each visibility, and people of each kind.
async fn world(site: &TestSite) -> (BTreeMap<&'static str, String>, BTreeMap<&'static str, Program>) {
    let mut people =
        BTreeMap::from([("admin", Program::admin(site, "root").await), ("visitor", Program::visitor(site))]);
    for name in ["owner", "moderator", "member", "other", "banned"] {
        people.insert(name, Program::sign_up(site, &format!("the_{name}")).await);
    }
    Program::sign_up(site, "victim").await;
    let mut communities = BTreeMap::new();
    for visibility in ["public", "private"] {
        let mut owner = people["owner"].clone();
        let community = make(&mut owner, &format!("A {visibility} one"), visibility).await;
        let token = super::invite(&mut owner, &community, json!({})).await;
        for name in ["moderator", "member", "banned"] {
            assert_eq!(super::accept(people.get_mut(name).unwrap(), &token).await.status, 200);
        }
        assert_eq!(super::accept(&mut Program::sign_in(site, "victim").await, &token).await.status, 200);
        assert_eq!(give_role(&mut owner, &community, "the_moderator", "moderator").await, 204);
        assert_eq!(ban(&mut owner, &community, "the_banned", "").await, 204);
        communities.insert(visibility, community);
    }
    (communities, people)
}

/// The same as the API answers it where nothing is left to be said, or something is made.
fn like(expected: u16, well: u16) -> u16 {
    if expected == 200 { well } else { expected }
}

#[tokio::test]
async fn each_kind_of_person_is_answered_as_promised() {
    let site = TestSite::start().await;
    let (communities, mut people) = world(&site).await;
    for Cell { visibility, who, see, manage, own } in TABLE {
        let (community, at) = (&communities[visibility], format!("{who} at a {visibility} community"));
        let who = people.get_mut(who).unwrap();
        let path = format!("/communities/{community}");
        for list in ["", "/members", "/channels"] {
            assert_eq!(who.get(&format!("{path}{list}")).await.status, see, "{at}: {list}");
        }
        let found = super::listed(who, "?limit=100").await.contains(community);
        assert_eq!(found, see == 200, "{at}: in the list");
        for list in ["/bans", "/invitations", "/reports", "/log"] {
            assert_eq!(who.get(&format!("{path}{list}")).await.status, manage, "{at}: {list}");
        }
        let made = who.post(&format!("{path}/invitations"), json!({"max_uses": 1})).await;
        assert_eq!(made.status, like(manage, 201), "{at}: invites");
        if manage == 200 {
            let revoked = format!("{path}/invitations/{}", made.json()["id"].as_str().unwrap());
            assert_eq!(who.delete(&revoked).await.status, 204, "{at}: revokes");
        }
        let victim = format!("{path}/members/victim");
        for timed_out in [json!(in_an_hour()), Value::Null] {
            let answer = who.json("PATCH", &victim, json!({"timed_out_until": timed_out})).await;
            assert_eq!(answer.status, like(manage, 204), "{at}: times out");
        }
        let banned = who.send("PUT", &format!("{path}/bans/victim"), &[], &[]).await;
        assert_eq!(banned.status, like(manage, 204), "{at}: bans");
        let unbanned = who.delete(&format!("{path}/bans/victim")).await;
        assert_eq!(unbanned.status, like(manage, 204), "{at}: unbans");
        if manage == 200 {
            let mut owner = people["owner"].clone();
            let token = super::invite(&mut owner, community, json!({"max_uses": 1})).await;
            assert_eq!(super::accept(&mut Program::sign_in(&site, "victim").await, &token).await.status, 200);
        }
        let who = people.get_mut(at.split(' ').next().unwrap()).unwrap();
        for role in ["moderator", "member"] {
            assert_eq!(give_role(who, community, "victim", role).await, like(own, 204), "{at}: {role}");
        }
        let changed = who.json("PATCH", &path, json!({"description": at})).await;
        assert_eq!(changed.status, own, "{at}: changes it");
        assert_eq!(who.delete(&format!("{path}/icon")).await.status, like(own, 204), "{at}: its icon");
    }
    for Cell { visibility, who, own, .. } in TABLE {
        if own != 200 {
            let path = format!("/communities/{}", communities[visibility]);
            assert_eq!(people.get_mut(who).unwrap().delete(&path).await.status, own, "{who}: deletes it");
        }
    }
    assert_eq!(
        people.get_mut("owner").unwrap().delete(&format!("/communities/{}", communities["public"])).await.status,
        204
    );
    assert_eq!(
        people.get_mut("admin").unwrap().delete(&format!("/communities/{}", communities["private"])).await.status,
        204
    );
}

#[tokio::test]
async fn what_admins_do_is_in_both_logs_and_of_their_own_in_one() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "private").await;
    let token = super::invite(&mut ana, &birds, json!({})).await;
    assert_eq!(super::accept(&mut bob, &token).await.status, 200);
    let path = format!("/communities/{birds}");
    assert_eq!(admin.json("PATCH", &path, json!({"description": "Be kind."})).await.status, 200);
    assert_eq!(give_role(&mut admin, &birds, "bob", "moderator").await, 204);
    assert_eq!(ban(&mut admin, &birds, "bob", "Spam.").await, 204, "moderators as well");
    assert_eq!(ban(&mut admin, &birds, "ana", "Spam.").await, 403, "it would have no owner");
    assert_eq!(join(&mut admin, &birds).await, 403, "to take part they need an invitation");
    assert_eq!(ban(&mut ana, &birds, "root", "").await, 403, "admins look after all of them");
    let acts: Vec<_> = log(&mut ana, &birds).await.into_iter().map(|(who, act, _)| format!("{who} {act}")).collect();
    let expected = [
        "root banned @bob",
        "root made @bob a moderator",
        "root changed the description of the community",
        "ana created an invitation",
        "ana created the community",
    ];
    assert_eq!(acts, expected);
    let own = make(&mut admin, "Rules", "public").await;
    assert_eq!(join(&mut bob, &own).await, 200);
    assert_eq!(super::remove(&mut admin, &own, "bob").await, 204);
    assert_eq!(admin.delete(&format!("/communities/{own}")).await.status, 204);
    assert_eq!(admin.delete(&path).await.status, 204);
    let entry = |act: &str, about: &str, detail: &str| (act.to_owned(), about.to_owned(), detail.to_owned());
    let expected = [
        entry("delete_community", "The community “Birds”", ""),
        entry("change_community_member", "@bob in “Birds”", "Banned. Spam."),
        entry("change_community_member", "@bob in “Birds”", "Made a moderator."),
        entry("change_community", "The community “Birds”", "Changed how it is described or who sees it."),
    ];
    assert_eq!(audited(&site).await, expected);
}

#[tokio::test]
async fn an_admin_whose_token_is_not_for_that_is_a_member_like_others() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = make(&mut ana, "Birds", "public").await;
    let (mut plain, _) = admin.with_scopes(&["read", "write"]).await;
    assert_eq!(plain.json("PATCH", &format!("/communities/{birds}"), json!({"name": "Mine"})).await.status, 403);
    assert_eq!(
        (seen(&mut plain, &birds).await["owned"].clone(), seen(&mut admin, &birds).await["owned"].clone()),
        (json!(false), json!(true))
    );
    assert_eq!(plain.get(&format!("/communities/{birds}/log")).await.status, 403);
    let (mut blind, _) = ana.with_scopes(&["write"]).await;
    let private = make(&mut ana, "Secret", "private").await;
    assert_eq!(status(&mut blind, &private).await, 404, "a token that may not read sees what visitors see");
}

#[tokio::test]
async fn the_names_of_communities_are_taken_out_of_the_audit_log_after_ninety_days() {
    let site = TestSite::start().await;
    let sql = "insert into audit_log (id, actor, act, about, detail, created_at)
               values (gen_random_uuid(), 'root', 'change_community_member', '@bob in “What he did”', 'Banned.', now() - interval '91 days'),
                      (gen_random_uuid(), 'root', 'delete_community', 'The community “What he did”', '', now() - interval '89 days')";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    sqlx::query("select graphile_worker.add_job('redact_audit', '{}'::json)").execute(&site.rows).await.unwrap();
    site.work_off().await;
    let mut about: Vec<_> = audited(&site).await.into_iter().map(|(_, about, _)| about).collect();
    about.sort_unstable();
    assert_eq!(about, ["@bob in “…”", "The community “What he did”"]);
}
