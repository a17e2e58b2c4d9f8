//! Follows: once for each two members, never oneself, counted right whatever happens at the same time.

use crate::{
    api::Program,
    crowd::crowd,
    harness::{PASSWORD, TestSite, post, post_plain},
    multipart::Form,
};
use futures::future::join_all;
use serde_json::{Value, json};

fn want(name: &str, wish: &str) -> Form {
    Form::default().text("name", name).text("want", wish).text("back", "/@ana/followers")
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|person| person["username"].as_str().unwrap()).collect()
}

/// How many follow a member, and how many they follow.
async fn counts(who: &mut Program, name: &str) -> (u64, u64) {
    let user = who.get(&format!("/users/{name}")).await.json();
    (user["follower_count"].as_u64().unwrap(), user["following_count"].as_u64().unwrap())
}

#[tokio::test]
async fn a_member_follows_another_once_and_nobody_follows_themselves() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    for name in ["ana", "ANA"] {
        let answer = bob.send("PUT", &format!("/users/{name}/follow"), &[], &[]).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"following": true, "follower_count": 1})));
    }
    assert_eq!((counts(&mut bob, "ana").await, counts(&mut bob, "bob").await), ((1, 0), (0, 1)));
    assert_eq!(bob.get("/users/ana").await.json()["followed"], true);
    assert_eq!(ana.get("/users/ana").await.json()["followed"], false);
    for method in ["PUT", "DELETE"] {
        let oneself = ana.send(method, "/users/ana/follow", &[], &[]).await;
        assert_eq!((oneself.status, &oneself.json()["errors"][0]["field"]), (422, &json!("name")));
        assert_eq!(ana.send(method, "/users/nobody/follow", &[], &[]).await.status, 404);
        assert_eq!(Program::visitor(&site).send(method, "/users/ana/follow", &[], &[]).await.status, 401);
    }
    for _ in 0..2 {
        let answer = bob.delete("/users/ana/follow").await;
        assert_eq!((answer.status, answer.json()), (200, json!({"following": false, "follower_count": 0})));
    }
    assert_eq!((counts(&mut bob, "ana").await, counts(&mut bob, "bob").await), ((0, 0), (0, 0)));
    let (mut reads, _) = bob.with_scopes(&["read"]).await;
    assert_eq!(reads.send("PUT", "/users/ana/follow", &[], &[]).await.status, 403);
}

#[tokio::test]
async fn all_follow_all_at_once_and_no_count_is_wrong() {
    const CROWD: usize = 12;
    let site = TestSite::start().await;
    let mut members = crowd(&site, CROWD as i32).await;
    for (method, expected) in [("PUT", CROWD as u64 - 1), ("DELETE", 0)] {
        let all = members.iter().enumerate().flat_map(|(who, member)| {
            let others = (0..CROWD).filter(move |whom| *whom != who);
            others.map(move |whom| {
                let mut member = member.clone();
                async move { member.send(method, &format!("/users/mem{}/follow", whom + 1), &[], &[]).await }
            })
        });
        for answer in join_all(all).await {
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        assert_eq!(site.count("follows").await as u64, expected * CROWD as u64);
        for n in 1..=CROWD {
            assert_eq!(counts(&mut members[0], &format!("mem{n}")).await, (expected, expected));
        }
    }
}

#[tokio::test]
async fn followers_and_following_are_listed_page_by_page_the_latest_first() {
    let site = TestSite::start().await;
    let mut members = crowd(&site, 5).await;
    for n in 1..5 {
        assert_eq!(members[n].send("PUT", "/users/mem1/follow", &[], &[]).await.status, 200);
        assert_eq!(members[0].send("PUT", &format!("/users/mem{}/follow", n + 1), &[], &[]).await.status, 200);
    }
    assert_eq!(members[0].delete("/users/mem3/follow").await.status, 200);
    for (list, expected, followed) in [
        ("followers", vec!["mem5", "mem4", "mem3", "mem2"], [true, true, false, true].as_slice()),
        ("following", vec!["mem5", "mem4", "mem2"], &[true, true, true]),
    ] {
        let first = members[0].get(&format!("/users/mem1/{list}?limit=2")).await.json();
        let cursor = first["next"].as_str().unwrap();
        let second = members[0].get(&format!("/users/mem1/{list}?limit=2&cursor={cursor}")).await.json();
        assert_eq!([names(&first), names(&second)].concat(), expected, "{list}");
        assert_eq!(second["next"], Value::Null);
        let said = [&first, &second].into_iter().flat_map(|page| page["items"].as_array().unwrap());
        assert_eq!(said.map(|person| person["followed"] == true).collect::<Vec<_>>(), followed, "{list}");
        assert_eq!(members[0].get(&format!("/users/nobody/{list}")).await.status, 404);
        let other = members[0].get(&format!("/users/mem1/{list}?cursor=l1C3XR6Gzv21Kf3E2ZpLk9B")).await;
        assert_eq!(other.status, 422);
        let mut visitor = site.visitor();
        let html = visitor.get(&format!("/@mem1/{list}")).await;
        assert_eq!(html.status, 200);
        assert!(expected.iter().all(|name| html.text().contains(&format!("href=\"/@{name}\""))), "{list}");
        assert_eq!(visitor.get(&format!("/@nobody/{list}")).await.status, 404);
        assert_eq!(visitor.get(&format!("/mem1/{list}")).await.status, 404, "without the @ it is no page");
    }
    assert_eq!(names(&members[0].get("/users/mem2/followers?limit=1").await.json()), ["mem1"]);
}

#[tokio::test]
async fn the_form_follows_without_script() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let page = bob.get("/@ana").await.text();
    assert!(page.contains("action=\"/fn/follow\"") && page.contains("value=\"ana\""));
    let followed = post_plain(&mut bob, "/fn/follow", want("ana", "follow")).await;
    assert_eq!((followed.status, followed.header("location")), (303, Some("/@ana/followers")));
    let page = bob.get("/@ana").await.text();
    assert!(page.contains("value=\"unfollow\"") && page.contains("1 follower<"), "it says so, and how many do");
    let own = ana.get("/@ana").await.text();
    assert!(!own.contains("value=\"ana\""), "nobody is asked to follow themselves");
    let oneself = post_plain(&mut ana, "/fn/follow", want("ana", "follow")).await;
    assert_eq!(oneself.status, 422);
    assert!(oneself.text().contains("You cannot follow yourself"), "their own page says why not");
    assert_eq!(post(&mut ana, "/fn/follow", want("nobody", "follow")).await.status, 404);
    let foreign = Form::default().text("name", "ana").text("want", "unfollow").text("back", "//evil.example");
    let answer = post_plain(&mut bob, "/fn/follow", foreign).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/@ana")));
    let visitor = post_plain(&mut site.visitor(), "/fn/follow", want("ana", "follow")).await;
    assert_eq!((visitor.status, visitor.header("location")), (303, Some("/login?next=/@ana/followers")));
    assert!(site.visitor().get("/@ana").await.text().contains("href=\"/login?next=%2F@ana&amp;why=follow\""));
    assert_eq!(site.count("follows").await, 0);
}

#[tokio::test]
async fn follows_go_with_either_of_the_two() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let mut cleo = Program::sign_up(&site, "cleo").await;
    for (who, whom) in [(&mut ana, "bob"), (&mut bob, "ana")] {
        assert_eq!(post(who, "/fn/follow", want(whom, "follow")).await.status, 200);
    }
    for whom in ["ana", "bob"] {
        assert_eq!(cleo.send("PUT", &format!("/users/{whom}/follow"), &[], &[]).await.status, 200);
    }
    assert_eq!(counts(&mut cleo, "ana").await, (2, 1));
    let gone = post(&mut bob, "/settings/delete", Form::default().text("password", PASSWORD)).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    site.work_off().await;
    assert_eq!((counts(&mut cleo, "ana").await, counts(&mut cleo, "cleo").await), ((1, 0), (0, 1)));
    assert_eq!(site.count("follows").await, 1);
}
