//! Communities: made, found, joined and left, and what becomes of all that is in one. Here is what the tests share.

mod deleted;
mod forms;
mod invitations;
mod leaving;
mod listed;
mod members;
mod notices;
mod permissions;
mod pictures;
mod reports;

use crate::{
    api::{Program, ids, wrong_fields},
    client::{Answer, Client},
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Makes a community, and gives its id.
async fn make(owner: &mut Program, name: &str, visibility: &str) -> String {
    let made = owner.post("/communities", json!({"name": name, "visibility": visibility})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn join(who: &mut Program, community: &str) -> u16 {
    who.send("PUT", &format!("/communities/{community}/membership"), &[], &[]).await.status
}

async fn leave(who: &mut Program, community: &str) -> u16 {
    who.delete(&format!("/communities/{community}/membership")).await.status
}

/// A community, as whoever asks sees it.
async fn seen(who: &mut Program, community: &str) -> Value {
    let answer = who.get(&format!("/communities/{community}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn status(who: &mut Program, community: &str) -> u16 {
    who.get(&format!("/communities/{community}")).await.status
}

async fn change_member(who: &mut Program, community: &str, name: &str, change: Value) -> Answer {
    who.json("PATCH", &format!("/communities/{community}/members/{name}"), change).await
}

async fn give_role(who: &mut Program, community: &str, name: &str, role: &str) -> u16 {
    change_member(who, community, name, json!({"role": role})).await.status
}

async fn remove(who: &mut Program, community: &str, name: &str) -> u16 {
    who.delete(&format!("/communities/{community}/members/{name}")).await.status
}

async fn ban(who: &mut Program, community: &str, name: &str, reason: &str) -> u16 {
    who.json("PUT", &format!("/communities/{community}/bans/{name}"), json!({"reason": reason})).await.status
}

fn in_an_hour() -> String {
    (OffsetDateTime::now_utc() + Duration::hours(1)).format(&Rfc3339).unwrap()
}

/// Makes an invitation, and gives its token.
async fn invite(who: &mut Program, community: &str, bounds: Value) -> String {
    let made = who.post(&format!("/communities/{community}/invitations"), bounds).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

async fn accept(who: &mut Program, token: &str) -> Answer {
    who.send("POST", &format!("/invitations/{token}"), &[], &[]).await
}

/// What the log of a community says, the latest first: by whom, what, and why.
async fn log(who: &mut Program, community: &str) -> Vec<(String, String, String)> {
    let answer = who.get(&format!("/communities/{community}/log")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = answer.json()["items"].as_array().unwrap().clone();
    entries.iter().map(|e| (text(&e["actor"]["username"]), text(&e["act"]), text(&e["reason"]))).collect()
}

/// What the audit log says, the latest first: what, about whom, and why.
async fn audited(site: &TestSite) -> Vec<(String, String, String)> {
    sqlx::query_as("select act, about, detail from audit_log order by id desc").fetch_all(&site.rows).await.unwrap()
}

/// The same member with a browser.
async fn browser_of(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

#[tokio::test]
async fn a_community_is_made_and_changed() {
    let site = TestSite::start().await;
    let (mut ana, mut visitor) = (Program::sign_up(&site, "ana").await, Program::visitor(&site));
    let made = ana.post("/communities", json!({"name": "  Birds \t of  prey ", "description": "one\r\ntwo "})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["name"], &made["description"]), (&json!("Birds of prey"), &json!("one\ntwo")));
    assert_eq!((&made["visibility"], &made["owner"]["username"]), (&json!("public"), &json!("ana")));
    assert_eq!((&made["member_count"], &made["role"], &made["category"]), (&json!(1), &json!("owner"), &Value::Null));
    assert_eq!((&made["icon_url"], &made["banner_url"]), (&Value::Null, &Value::Null));
    assert_eq!((&made["owned"], &made["manageable"]), (&json!(true), &json!(true)));
    let channels: Vec<_> =
        made["channels"].as_array().unwrap().iter().map(|one| (&one["kind"], &one["name"])).collect();
    assert_eq!(channels, [(&json!("talk"), &json!("general")), (&json!("gallery"), &json!("pictures"))]);
    let id = &made["id"].as_str().unwrap().to_owned();
    assert_eq!(seen(&mut ana, id).await, made);
    let theirs = seen(&mut visitor, id).await;
    assert_eq!(
        (&theirs["role"], &theirs["owned"], &theirs["manageable"]),
        (&Value::Null, &json!(false), &json!(false))
    );

    let path = format!("/communities/{id}");
    let same = ana.json("PATCH", &path, json!({"name": "Birds of prey"})).await;
    assert_eq!((same.status, same.json()), (200, made));
    let changed = ana.json("PATCH", &path, json!({"name": "BIRDS OF PREY", "visibility": "private"})).await.json();
    assert_eq!((&changed["name"], &changed["visibility"]), (&json!("BIRDS OF PREY"), &json!("private")));
    assert_eq!(changed["description"], "one\ntwo", "what is not said stays");
    assert_eq!((status(&mut visitor, id).await, status(&mut ana, id).await), (404, 200));
    let expected = [("ana", "changed the name, visibility of the community"), ("ana", "created the community")];
    let log = log(&mut ana, id).await;
    assert_eq!(log.iter().map(|(who, act, _)| (who.as_str(), act.as_str())).collect::<Vec<_>>(), expected);
    assert!(audited(&site).await.is_empty(), "of their own, everybody does what they like");
}

#[tokio::test]
async fn words_that_will_not_do_are_told_with_the_field() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    make(&mut bob, "Birds", "private").await;
    let other = format!("/communities/{}", make(&mut ana, "Other", "public").await);
    let (long, endless) = ("ä".repeat(61), "ä".repeat(2001));
    for (words, field) in [
        (json!({"name": " \t "}), "name"),
        (json!({"name": "\u{202e}\u{200b}"}), "name"),
        (json!({"name": long}), "name"),
        (json!({"name": "a\0b"}), "name"),
        (json!({"name": "bIRDS"}), "name"),
        (json!({"name": "New", "description": endless}), "description"),
        (json!({"name": "New", "visibility": "secret"}), "visibility"),
        (json!({"name": "New", "category": "1C3XR6Gzv21Kf3E2ZpLk9B"}), "category"),
        (json!({"name": "New", "owner": "bob"}), "owner"),
    ] {
        assert_eq!(wrong_fields(&ana.post("/communities", words.clone()).await), [field], "{words}");
        assert_eq!(wrong_fields(&ana.json("PATCH", &other, words.clone()).await), [field], "{words}");
    }
    assert_eq!(wrong_fields(&ana.post("/communities", json!({})).await), ["name"]);
    assert_eq!(ana.get(&other).await.json()["name"], "Other");
    assert_eq!(site.count("communities").await, 2);
}

#[tokio::test]
async fn a_name_given_twice_at_once_is_given_once() {
    let site = TestSite::start().await;
    let ana = Program::sign_up(&site, "ana").await;
    let all = (0..8).map(|_| {
        let mut ana = ana.clone();
        async move { ana.post("/communities", json!({"name": "Birds"})).await.status }
    });
    let mut statuses = futures::future::join_all(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422]);
    assert_eq!((site.count("communities").await, site.count("channels").await), (1, 2));
}

#[tokio::test]
async fn nobody_owns_communities_without_end() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let sql = "with made as (
                   insert into communities (id, name, visibility)
                   select gen_random_uuid(), 'Community ' || n, 'public' from generate_series(1, 99) as n returning id
               )
               insert into community_members (community_id, user_id, role)
               select made.id, users.id, 'owner' from made, users where username = 'ana'";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    let last = make(&mut ana, "The last", "public").await;
    assert_eq!(wrong_fields(&ana.post("/communities", json!({"name": "One more"})).await), ["name"]);
    let bobs = make(&mut bob, "Bob’s", "public").await;
    assert_eq!(join(&mut ana, &bobs).await, 200);
    assert_eq!(give_role(&mut bob, &bobs, "ana", "owner").await, 403, "nor by being handed one");
    assert_eq!(seen(&mut bob, &bobs).await["role"], "owner");
    assert_eq!(ana.delete(&format!("/communities/{last}")).await.status, 204);
    assert_eq!(give_role(&mut bob, &bobs, "ana", "owner").await, 204);
}

#[tokio::test]
async fn joined_or_left_twice_is_the_same_as_once() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "public").await;
    for _ in 0..2 {
        assert_eq!(join(&mut bob, &birds).await, 200);
        let community = seen(&mut bob, &birds).await;
        assert_eq!((&community["role"], &community["member_count"]), (&json!("member"), &json!(2)));
    }
    for _ in 0..2 {
        assert_eq!(leave(&mut bob, &birds).await, 204);
        assert_eq!(
            (seen(&mut bob, &birds).await["member_count"].clone(), status(&mut bob, &birds).await),
            (json!(1), 200)
        );
    }
    assert_eq!(leave(&mut ana, &birds).await, 403, "it would have no owner");
    let (mut visitor, private) = (Program::visitor(&site), make(&mut ana, "Secrets", "private").await);
    assert_eq!((join(&mut visitor, &birds).await, leave(&mut visitor, &birds).await), (401, 401));
    assert_eq!((join(&mut bob, &private).await, leave(&mut bob, &private).await), (404, 404));
    let nothing = "1C3XR6Gzv21Kf3E2ZpLk9B";
    assert_eq!(
        (join(&mut bob, nothing).await, status(&mut bob, nothing).await, join(&mut bob, "x").await),
        (404, 404, 404)
    );
}

#[tokio::test]
async fn many_who_join_and_leave_at_once_are_counted_right() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = make(&mut ana, "Birds", "public").await;
    let crowd = crate::crowd::crowd(&site, 24).await;
    let all = crowd.into_iter().enumerate().map(|(n, mut member)| {
        let birds = birds.clone();
        async move {
            assert_eq!(join(&mut member, &birds).await, 200);
            if n % 3 == 0 {
                assert_eq!(leave(&mut member, &birds).await, 204);
            }
        }
    });
    futures::future::join_all(all).await;
    assert_eq!(seen(&mut ana, &birds).await["member_count"], 17);
    let members = ana.get(&format!("/communities/{birds}/members?limit=100")).await.json();
    assert_eq!(members["items"].as_array().unwrap().len(), 17);
}

#[tokio::test]
async fn who_joins_begins_with_nothing_unread() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "public").await;
    let channel = crate::channels::first_channel(&mut ana, &birds).await;
    crate::channels::said(&site, &channel, "ana", "Hello", &[]).await;
    assert_eq!(join(&mut bob, &birds).await, 200);
    assert_eq!(seen(&mut bob, &birds).await["channels"][0]["unread"], false);
    crate::channels::said(&site, &channel, "ana", "Hello again", &[]).await;
    assert_eq!(seen(&mut bob, &birds).await["channels"][0]["unread"], true);
}

/// The ids of a list of communities, as whoever asks gets it.
async fn listed(who: &mut Program, query: &str) -> Vec<String> {
    let page = who.get(&format!("/communities{query}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    ids(&page.json())
}
