//! Likes: once a member and pin, counted right whatever happens at the same time, and seen where their pin is.

use crate::{
    api::{Program, ids},
    crowd::crowd,
    harness::{PASSWORD, TestSite, post, post_plain, upload},
    markup::listed,
    multipart::Form,
    pictures,
};
use futures::future::join_all;
use serde_json::{Value, json};

fn want(pin: &str, wish: &str) -> Form {
    Form::default().text("pin", pin).text("want", wish).text("back", "/?cursor=abc&tag=x")
}

/// The user names in a list of people.
fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|person| person["username"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn two_hundred_like_one_pin_at_once_and_each_counts_once() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    let members = crowd(&site, 200).await;
    let path = &format!("/pins/{id}/like");
    for (method, liked, expected) in [("PUT", true, 200), ("DELETE", false, 0)] {
        let all = members.iter().flat_map(|member| {
            (0..3).map(move |_| {
                let mut member = member.clone();
                async move { member.send(method, path, &[], &[]).await }
            })
        });
        for answer in join_all(all).await {
            assert_eq!((answer.status, &answer.json()["liked"]), (200, &json!(liked)), "{}", answer.text());
        }
        assert_eq!(site.count("likes").await, expected);
        assert_eq!(ana.see(&id).await["like_count"], expected);
    }
}

#[tokio::test]
async fn twice_is_the_same_as_once() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let id = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    let path = format!("/pins/{id}/like");
    for _ in 0..2 {
        let answer = bob.send("PUT", &path, &[], &[]).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"liked": true, "like_count": 1})));
    }
    assert_eq!(ana.send("PUT", &path, &[], &[]).await.json()["like_count"], 2, "one may like one's own");
    let seen = bob.see(&id).await;
    assert_eq!((&seen["liked"], &seen["like_count"]), (&json!(true), &json!(2)));
    assert_eq!(Program::visitor(&site).see(&id).await["liked"], false);
    for _ in 0..2 {
        assert_eq!(bob.delete(&path).await.json(), json!({"liked": false, "like_count": 1}));
    }
}

#[tokio::test]
async fn what_one_may_not_see_cannot_be_liked() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let private = ana.pin("a.png", &pictures::png(30, 20, 1), "private").await;
    let unlisted = ana.pin("b.png", &pictures::png(30, 20, 2), "unlisted").await;
    let mut browser = site.visitor();
    let form = Form::default().text("login", "bob").text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    for id in [private.as_str(), "1111111111111111111112", "nonsense"] {
        for method in ["PUT", "DELETE"] {
            assert_eq!(bob.send(method, &format!("/pins/{id}/like"), &[], &[]).await.status, 404, "{method} {id}");
        }
        assert_eq!(bob.get(&format!("/pins/{id}/likes")).await.status, 404);
        assert_eq!(browser.get(&format!("/pin/{id}/likes")).await.status, 404);
        assert_eq!(post(&mut browser, "/fn/like", want(id, "like")).await.status, 404);
        assert_eq!(post_plain(&mut browser, "/fn/like", want(id, "like")).await.status, 404);
    }
    assert_eq!(site.count("likes").await, 0);
    let path = format!("/pins/{unlisted}/like");
    assert_eq!(bob.send("PUT", &path, &[], &[]).await.status, 200, "whoever has the address may");
    assert_eq!(Program::visitor(&site).send("PUT", &path, &[], &[]).await.status, 401);
    let (mut reads, _) = bob.with_scopes(&["read"]).await;
    assert_eq!(reads.delete(&path).await.status, 403);
}

#[tokio::test]
async fn who_likes_a_pin_is_listed_page_by_page_the_latest_first() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    let mut members = crowd(&site, 45).await;
    for member in &mut members {
        assert_eq!(member.send("PUT", &format!("/pins/{id}/like"), &[], &[]).await.status, 200);
    }
    assert_eq!(members[0].send("PUT", "/users/mem45/follow", &[], &[]).await.status, 200);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = members[0].get(&format!("/pins/{id}/likes?limit=20{cursor}")).await.json();
        seen.extend(names(&page).iter().map(|name| (*name).to_owned()));
        assert_eq!(page["items"][0]["followed"], seen.len() == 20, "mem1 follows mem45, who comes first");
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, (1..=45).rev().map(|n| format!("mem{n}")).collect::<Vec<_>>());
    let other = ana.get(&format!("/pins/{id}/likes?cursor=n1C3XR6Gzv21Kf3E2ZpLk9B")).await;
    assert_eq!(other.status, 422);
    assert_eq!(ana.get("/users/mem1/likes?cursor=f1C3XR6Gzv21Kf3E2ZpLk9B").await.status, 422);

    let mut visitor = site.visitor();
    let first = visitor.get(&format!("/pin/{id}/likes")).await.text();
    assert!(first.contains("Member 45") && first.contains("href=\"/@mem6\"") && !first.contains("href=\"/@mem5\""));
    let next = first.split("href=\"").find(|link| link.contains("/likes?cursor=")).unwrap().split('"').next().unwrap();
    let second = visitor.get(next).await.text();
    assert!(
        second.contains("href=\"/@mem5\"") && second.contains("href=\"/@mem1\"") && !second.contains("More people")
    );
    assert_eq!(visitor.get(&format!("/pin/{id}/likes?cursor=nonsense")).await.status, 400);
}

#[tokio::test]
async fn what_a_member_likes_shows_what_lists_show_and_nothing_else() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let mut made = Vec::new();
    for (seed, visibility) in (1..).zip(["public", "unlisted", "private", "public"]) {
        made.push(ana.pin(&format!("{seed}.png"), &pictures::png(30, 20, seed), visibility).await);
    }
    site.work_off().await;
    for id in [&made[3], &made[1], &made[0], &made[2]] {
        assert_eq!(ana.send("PUT", &format!("/pins/{id}/like"), &[], &[]).await.status, 200);
    }
    let own = [&made[2], &made[0], &made[1], &made[3]].map(String::clone);
    let open = [&made[0], &made[3]].map(String::clone);
    let mut visitor = Program::visitor(&site);
    for (who, expected) in [(&mut ana, own.as_slice()), (&mut bob, &open), (&mut visitor, &open)] {
        assert_eq!(ids(&who.get("/users/ana/likes").await.json()), expected);
        assert_eq!(who.get("/users/ana").await.json()["like_count"], expected.len());
    }
    let mut browser = site.visitor();
    assert_eq!(listed(&mut browser, "/@ANA/likes").await, open);
    let html = browser.get("/@ana/likes").await.text();
    assert!(html.contains(&format!("/pin/{}?from=likes", made[0])), "the grid stands in the page");
    assert!(!html.contains(&made[1]) && !html.contains(&made[2]));
    assert_eq!(browser.get("/@nobody/likes").await.status, 404);
    assert_eq!(browser.get("/ana/likes").await.status, 404);
    assert_eq!(ana.get("/users/nobody/likes").await.status, 404);
    // What is hidden later is gone from everybody else's list, and its like with it.
    let private = json!({"visibility": "private"});
    assert_eq!(bob.send("PUT", &format!("/pins/{}/like", made[0]), &[], &[]).await.status, 200);
    assert_eq!(ana.json("PATCH", &format!("/pins/{}", made[0]), private).await.status, 200);
    assert_eq!(ids(&bob.get("/users/bob/likes").await.json()), Vec::<String>::new());
}

#[tokio::test]
async fn the_form_likes_without_script_and_goes_back_within_this_site_only() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let id = upload(&mut ana, "a.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    let liked = post_plain(&mut bob, "/fn/like", want(&id, "like")).await;
    assert_eq!((liked.status, liked.header("location")), (303, Some("/?cursor=abc&tag=x")));
    let page = bob.get(&format!("/pin/{id}")).await.text();
    assert!(page.contains("aria-pressed=\"true\"") && page.contains("value=\"unlike\""));
    assert!(page.contains(&format!("href=\"/pin/{id}/likes\"")) && page.contains("1 like"));
    for (back, location) in [
        ("//evil.example/", format!("/pin/{id}")),
        ("/\\evil.example", format!("/pin/{id}")),
        ("https://evil.example", format!("/pin/{id}")),
        ("", format!("/pin/{id}")),
        ("/@ana", "/@ana".to_owned()),
    ] {
        let form = Form::default().text("pin", &id).text("want", "unlike").text("back", back);
        let answer = post_plain(&mut bob, "/fn/like", form).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(location.as_str())), "{back}");
    }
    let page = bob.get(&format!("/pin/{id}")).await.text();
    assert!(page.contains("No likes yet") && page.contains("value=\"like\""));
    let wrong = post_plain(&mut bob, "/fn/like", want(&id, "love")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("pin__title"), "the pin's page says what was wrong");
    let visitor = post_plain(&mut site.visitor(), "/fn/like", want(&id, "like")).await;
    let sign_in = "/login?next=/%3Fcursor%3Dabc%26tag%3Dx";
    assert_eq!((visitor.status, visitor.header("location")), (303, Some(sign_in)));
    assert_eq!(post(&mut site.visitor(), "/fn/like", want(&id, "like")).await.status, 401);
}

#[tokio::test]
async fn likes_go_with_those_who_gave_them_and_with_their_pin() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let mut kept = Vec::new();
    for seed in 1..4 {
        kept.push(upload(&mut ana, &format!("{seed}.png"), &pictures::png(30, 20, seed), "public").await);
    }
    let bobs = upload(&mut bob, "b.png", &pictures::png(30, 20, 9), "public").await;
    for id in kept.iter().chain([&bobs]) {
        for who in [&mut ana, &mut bob] {
            assert_eq!(post(who, "/fn/like", want(id, "like")).await.status, 200);
        }
    }
    assert_eq!(site.count("likes").await, 8);
    let gone = post(&mut bob, "/settings/delete", Form::default().text("password", PASSWORD)).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    site.work_off().await;
    assert_eq!((site.count("likes").await, site.count("pin_counts").await), (3, 3));
    for id in &kept {
        assert!(ana.get(&format!("/pin/{id}")).await.text().contains("data-like-count=\"1\""));
    }
}
