//! Members of communities: listed, given roles, timed out, removed, banned, and all of it written down.

use super::{ban, change_member, give_role, in_an_hour, join, leave, listed, log, make, remove, seen, status};
use crate::{
    api::{Program, wrong_fields},
    harness::TestSite,
};
use serde_json::{Value, json};

/// Ana's community, with Mia as a moderator, and Bob.
async fn birds(site: &TestSite) -> ([Program; 3], String) {
    let mut people =
        [Program::sign_up(site, "ana").await, Program::sign_up(site, "mia").await, Program::sign_up(site, "bob").await];
    let birds = make(&mut people[0], "Birds", "public").await;
    for person in &mut people[1..] {
        assert_eq!(join(person, &birds).await, 200);
    }
    assert_eq!(give_role(&mut people[0], &birds, "MIA", "moderator").await, 204);
    (people, birds)
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|one| one["username"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn members_are_listed_and_found_page_by_page() {
    let site = TestSite::start().await;
    let ([mut ana, ..], birds) = birds(&site).await;
    for mut member in crate::crowd::crowd(&site, 7).await {
        assert_eq!(join(&mut member, &birds).await, 200);
    }
    let path = format!("/communities/{birds}/members");
    let mut visitor = Program::visitor(&site);
    let all = visitor.get(&path).await.json();
    assert_eq!(names(&all), ["mem7", "mem6", "mem5", "mem4", "mem3", "mem2", "mem1", "bob", "mia", "ana"]);
    assert_eq!((&all["items"][9]["role"], &all["items"][8]["role"]), (&json!("owner"), &json!("moderator")));
    let first = visitor.get(&format!("{path}?limit=4")).await.json();
    let next = first["next"].as_str().unwrap();
    let second = visitor.get(&format!("{path}?limit=100&cursor={next}")).await.json();
    assert_eq!([names(&first), names(&second)].concat(), names(&all));
    assert_eq!(second["next"], Value::Null);
    // Whoever came in the same instant is told apart.
    sqlx::query("update community_members set joined_at = now()").execute(&site.rows).await.unwrap();
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = visitor.get(&format!("{path}?limit=3{cursor}")).await.json();
        found.extend(names(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    found.sort_unstable();
    let mut expected = names(&all);
    expected.sort_unstable();
    assert_eq!(found, expected);

    for (words, expected) in [("mem3", 1), ("%40ME", 7), ("member", 7), ("em", 0), ("bob", 1), ("%25", 0)] {
        let page = ana.get(&format!("{path}?q={words}")).await.json();
        assert_eq!(names(&page).len(), expected, "{words}");
    }
    let paged = ana.get(&format!("{path}?q=mem&limit=5")).await.json();
    let next = paged["next"].as_str().unwrap();
    assert_eq!(names(&ana.get(&format!("{path}?q=mem&limit=5&cursor={next}")).await.json()).len(), 2);
    assert_eq!(ana.get(&format!("{path}?cursor=n1C3XR6Gzv21Kf3E2ZpLk9B")).await.status, 422);
}

#[tokio::test]
async fn who_is_blocked_is_not_come_upon_but_for_those_who_look_after_it() {
    let site = TestSite::start().await;
    let ([mut ana, mut mia, mut bob], birds) = birds(&site).await;
    let mut eve = Program::sign_up(&site, "eve").await;
    assert_eq!(join(&mut eve, &birds).await, 200);
    for name in ["mia", "bob"] {
        assert!((200..300).contains(&eve.send("PUT", &format!("/users/{name}/block"), &[], &[]).await.status));
    }
    let path = format!("/communities/{birds}/members");
    assert_eq!(names(&bob.get(&path).await.json()), ["bob", "mia", "ana"]);
    assert_eq!(names(&eve.get(&path).await.json()), ["eve", "ana"]);
    assert_eq!(names(&bob.get(&format!("{path}?q=eve")).await.json()), [""; 0]);
    for judge in [&mut ana, &mut mia] {
        assert_eq!(names(&judge.get(&path).await.json()).len(), 4);
    }
    assert_eq!(ban(&mut mia, &birds, "eve", "").await, 204, "a block keeps nobody from being judged");
}

#[tokio::test]
async fn a_community_is_handed_over_and_has_one_owner() {
    let site = TestSite::start().await;
    let ([mut ana, mut mia, mut bob], birds) = birds(&site).await;
    assert_eq!(give_role(&mut mia, &birds, "mia", "owner").await, 403);
    assert_eq!(give_role(&mut mia, &birds, "bob", "moderator").await, 403, "that is for the owner");
    assert_eq!(give_role(&mut ana, &birds, "ana", "member").await, 403, "it would have no owner");
    assert_eq!(give_role(&mut ana, &birds, "nobody", "moderator").await, 404);
    Program::sign_up(&site, "eve").await;
    assert_eq!(give_role(&mut ana, &birds, "eve", "moderator").await, 404, "she does not belong to it");
    assert_eq!(change_member(&mut ana, &birds, "bob", json!({"role": "king"})).await.status, 422);

    let until = json!({"timed_out_until": "2126-01-01T00:00:00Z"});
    assert_eq!(change_member(&mut ana, &birds, "bob", until).await.status, 422, "that is too long");
    assert_eq!(give_role(&mut ana, &birds, "bob", "owner").await, 204);
    let roles = [
        seen(&mut ana, &birds).await["role"].clone(),
        seen(&mut mia, &birds).await["role"].clone(),
        seen(&mut bob, &birds).await["role"].clone(),
    ];
    assert_eq!(roles, [json!("moderator"), json!("moderator"), json!("owner")]);
    assert_eq!(seen(&mut ana, &birds).await["owner"]["username"], "bob");
    assert_eq!(ana.json("PATCH", &format!("/communities/{birds}"), json!({"name": "Mine"})).await.status, 403);
    assert_eq!(give_role(&mut ana, &birds, "ana", "member").await, 204, "one steps down by oneself");
    assert_eq!(give_role(&mut ana, &birds, "ana", "moderator").await, 403);
    assert_eq!((leave(&mut bob, &birds).await, leave(&mut ana, &birds).await), (403, 204));
    let acts: Vec<_> = log(&mut bob, &birds).await.into_iter().map(|(who, act, _)| format!("{who} {act}")).collect();
    let expected = [
        "ana made @ana an ordinary member",
        "ana made @bob the owner",
        "ana made @mia a moderator",
        "ana created the community",
    ];
    assert_eq!(acts, expected);
}

#[tokio::test]
async fn two_who_are_made_owners_at_once_are_one_owner() {
    let site = TestSite::start().await;
    let ([mut ana, ..], birds) = birds(&site).await;
    for round in 0..5 {
        let owners = ["mia", "bob"].map(|name| {
            let (mut ana, birds) = (ana.clone(), birds.clone());
            async move { give_role(&mut ana, &birds, name, "owner").await }
        });
        let mut statuses = futures::future::join_all(owners).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 403], "{round}");
        let owner = seen(&mut ana, &birds).await["owner"]["username"].as_str().unwrap().to_owned();
        let mut owner = Program::sign_in(&site, &owner).await;
        assert_eq!(give_role(&mut owner, &birds, "ana", "owner").await, 204);
    }
    let sql = "select count(*) from community_members where role = 'owner'";
    assert_eq!(sqlx::query_scalar::<_, i64>(sql).fetch_one(&site.rows).await.unwrap(), 1);
}

#[tokio::test]
async fn whoever_is_timed_out_reads_and_does_not_write_until_that_ends() {
    let site = TestSite::start().await;
    let ([mut ana, mut mia, mut bob], birds) = birds(&site).await;
    let until = in_an_hour();
    let time_out = json!({"timed_out_until": until, "reason": "Shouting."});
    assert_eq!(change_member(&mut mia, &birds, "bob", time_out.clone()).await.status, 204);
    assert!(seen(&mut bob, &birds).await["timed_out_until"].is_string());
    let channel = crate::channels::first_channel(&mut bob, &birds).await;
    let path = format!("/channels/{channel}");
    assert_eq!(bob.get(&path).await.json()["writable"], false);
    let members = format!("/communities/{birds}/members?q=bob");
    assert!(mia.get(&members).await.json()["items"][0]["timed_out_until"].is_string());
    assert!(bob.get(&members).await.json()["items"][0]["timed_out_until"].is_string());
    let mut visitor = Program::visitor(&site);
    assert_eq!(
        visitor.get(&members).await.json()["items"][0]["timed_out_until"],
        Value::Null,
        "nobody else’s business"
    );
    assert_eq!((leave(&mut bob, &birds).await, join(&mut bob, &birds).await), (204, 200));
    assert_eq!(bob.get(&path).await.json()["writable"], false, "who comes back is timed out still");
    assert_eq!(change_member(&mut mia, &birds, "bob", json!({"timed_out_until": null})).await.status, 204);
    assert_eq!(bob.get(&path).await.json()["writable"], true);
    let first = &log(&mut mia, &birds).await[1];
    assert!(
        first.1.starts_with("timed out @bob until ") && first.1.ends_with(" UTC") && first.2 == "Shouting.",
        "{first:?}"
    );

    for name in ["ana", "mia"] {
        assert_eq!(change_member(&mut mia, &birds, name, time_out.clone()).await.status, 403, "{name}");
    }
    assert_eq!(change_member(&mut bob, &birds, "mia", time_out.clone()).await.status, 403);
    assert_eq!(change_member(&mut ana, &birds, "mia", time_out.clone()).await.status, 204);
    let past = json!({"timed_out_until": "2020-01-01T00:00:00Z"});
    assert_eq!(wrong_fields(&change_member(&mut ana, &birds, "bob", past).await), ["timed_out_until"]);
    let long = json!({"timed_out_until": until, "reason": "x".repeat(501)});
    assert_eq!(wrong_fields(&change_member(&mut ana, &birds, "bob", long).await), ["reason"]);
    assert_eq!(give_role(&mut ana, &birds, "mia", "owner").await, 204);
    assert_eq!(seen(&mut mia, &birds).await["timed_out_until"], Value::Null, "owners write");
}

#[tokio::test]
async fn whoever_is_removed_may_come_back_where_everyone_may() {
    let site = TestSite::start().await;
    let ([mut ana, mut mia, mut bob], birds) = birds(&site).await;
    assert_eq!(remove(&mut bob, &birds, "mia").await, 403);
    for (name, expected) in [("ana", 403), ("mia", 403), ("nobody", 404), ("bob", 204), ("bob", 404)] {
        assert_eq!(remove(&mut mia, &birds, name).await, expected, "{name}");
    }
    assert_eq!(seen(&mut bob, &birds).await["role"], Value::Null);
    assert_eq!(join(&mut bob, &birds).await, 200);
    let path = format!("/communities/{birds}");
    assert_eq!(ana.json("PATCH", &path, json!({"visibility": "private"})).await.status, 200);
    let removed = mia.json("DELETE", &format!("{path}/members/bob"), json!({"reason": "Again."})).await;
    assert_eq!((removed.status, status(&mut bob, &birds).await, join(&mut bob, &birds).await), (204, 404, 404));
    assert_eq!(remove(&mut ana, &birds, "mia").await, 204, "the owner removes moderators");
    let log = log(&mut ana, &birds).await;
    assert_eq!(log[1], ("mia".to_owned(), "removed @bob".to_owned(), "Again.".to_owned()));
}

#[tokio::test]
async fn whoever_is_banned_finds_nothing_of_it_and_does_not_come_back() {
    let site = TestSite::start().await;
    let ([mut ana, mut mia, mut bob], birds) = birds(&site).await;
    let mut eve = Program::sign_up(&site, "eve").await;
    let token = super::invite(&mut ana, &birds, json!({})).await;
    let channel = crate::channels::first_channel(&mut bob, &birds).await;
    let version = "select access_version from communities";
    let before: i64 = sqlx::query_scalar(version).fetch_one(&site.rows).await.unwrap();
    for (name, expected) in [("ana", 403), ("mia", 403), ("nobody", 404), ("bob", 204), ("bob", 204), ("eve", 204)] {
        assert_eq!(ban(&mut mia, &birds, name, "Spam.").await, expected, "{name}");
    }
    assert!(sqlx::query_scalar::<_, i64>(version).fetch_one(&site.rows).await.unwrap() >= before + 2);
    for who in [&mut bob, &mut eve] {
        assert_eq!((status(who, &birds).await, join(who, &birds).await, leave(who, &birds).await), (404, 404, 404));
        for path in ["members", "channels"] {
            assert_eq!(who.get(&format!("/communities/{birds}/{path}")).await.status, 404, "{path}");
        }
        assert_eq!(who.get(&format!("/channels/{channel}")).await.status, 404);
        assert!(listed(who, "").await.is_empty() && listed(who, "?q=birds").await.is_empty());
        assert_eq!(who.get(&format!("/invitations/{token}")).await.status, 404);
        assert_eq!(super::accept(who, &token).await.status, 404);
    }
    assert_eq!(seen(&mut ana, &birds).await["member_count"], 2);
    assert_eq!(give_role(&mut ana, &birds, "bob", "moderator").await, 404);

    let bans = mia.get(&format!("/communities/{birds}/bans?limit=1")).await.json();
    assert_eq!((names(&bans), &bans["items"][0]["reason"]), (vec!["eve"], &json!("Spam.")));
    assert_eq!(bans["items"][0]["banned_by"]["username"], "mia");
    let next = bans["next"].as_str().unwrap();
    let rest = mia.get(&format!("/communities/{birds}/bans?cursor={next}")).await.json();
    assert_eq!((names(&rest), &rest["next"]), (vec!["bob"], &Value::Null));

    let lift = format!("/communities/{birds}/bans/bob");
    assert_eq!((bob.delete(&lift).await.status, eve.delete(&lift).await.status), (404, 404));
    for _ in 0..2 {
        assert_eq!(ana.delete(&lift).await.status, 204);
    }
    assert_eq!((status(&mut bob, &birds).await, join(&mut bob, &birds).await), (200, 200));
    let acts: Vec<_> = log(&mut ana, &birds).await.into_iter().map(|(who, act, _)| format!("{who} {act}")).collect();
    assert_eq!(acts[..3], ["ana lifted the ban of @bob", "mia banned @eve", "mia banned @bob"]);
    assert_eq!(
        ana.get(&format!("/communities/{birds}/log?limit=2")).await.json()["items"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn whoever_joins_while_they_are_banned_is_out() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let birds = make(&mut ana, "Birds", "public").await;
    let crowd = crate::crowd::crowd(&site, 8).await;
    let both = crowd.iter().enumerate().map(|(n, member)| {
        let (mut member, mut ana, birds) = (member.clone(), ana.clone(), birds.clone());
        async move {
            let name = format!("mem{}", n + 1);
            let (joined, banned) = tokio::join!(join(&mut member, &birds), ban(&mut ana, &birds, &name, ""));
            assert!(matches!(joined, 200 | 404) && banned == 204, "{joined} {banned}");
        }
    });
    futures::future::join_all(both).await;
    assert_eq!(seen(&mut ana, &birds).await["member_count"], 1);
    assert_eq!((site.count("community_members").await, site.count("community_bans").await), (1, 8));
}
