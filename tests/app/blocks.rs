//! Blocks: of two members, one of whom has blocked the other, neither sees, follows, mentions or writes to the other, anywhere on the
//! site, and for everybody else nothing changes.

use crate::{
    api::{Program, ids, wrong_fields},
    client::Client,
    crowd::crowd,
    harness::{PASSWORD, TestSite, post, post_plain},
    multipart::Form,
    pictures,
};
use futures::future::join;
use serde_json::{Value, json};

async fn block(who: &mut Program, name: &str) {
    assert_eq!(who.send("PUT", &format!("/users/{name}/block"), &[], &[]).await.status, 204);
}

async fn follow(who: &mut Program, name: &str) -> u16 {
    who.send("PUT", &format!("/users/{name}/follow"), &[], &[]).await.status
}

async fn like(who: &mut Program, pin: &str) -> u16 {
    who.send("PUT", &format!("/pins/{pin}/like"), &[], &[]).await.status
}

async fn comment(who: &mut Program, pin: &str, body: &str) -> String {
    let answer = who.post(&format!("/pins/{pin}/comments"), json!({"body": body})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn board(who: &mut Program, title: &str) -> String {
    let answer = who.post("/boards", json!({"title": title})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// What stands in a list, by a field of each item.
async fn names(who: &mut Program, path: &str, field: &str) -> Vec<String> {
    let answer = who.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let name = |item: &Value| item.pointer(field).unwrap().as_str().unwrap().to_owned();
    answer.json()["items"].as_array().unwrap().iter().map(name).collect()
}

async fn browser_of(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

/// Ana and Bob, each with a public pin that is ready, and Cyd, who looks on.
struct World {
    site: TestSite,
    ana: Program,
    bob: Program,
    cyd: Program,
    of_ana: String,
    of_bob: String,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let mut ana = Program::sign_up(&site, "ana").await;
        let mut bob = Program::sign_up(&site, "bob").await;
        let cyd = Program::sign_up(&site, "cyd").await;
        let of_ana = ana.pin("heron at dawn.png", &pictures::png(30, 20, 1), "public").await;
        let of_bob = bob.pin("heron at dusk.png", &pictures::png(30, 20, 2), "public").await;
        site.work_off().await;
        Self { site, ana, bob, cyd, of_ana, of_bob }
    }
}

#[tokio::test]
async fn neither_sees_what_is_the_others_and_everybody_else_does() {
    let World { site, mut ana, mut bob, cyd, of_ana, of_bob } = World::new().await;
    let (board_of_ana, board_of_bob) = (board(&mut ana, "Wading").await, board(&mut bob, "Wading too").await);
    block(&mut ana, "bob").await;
    for (mut who, others, pin, their_board, seen) in [
        (ana.clone(), "bob", &of_bob, &board_of_bob, false),
        (bob.clone(), "ana", &of_ana, &board_of_ana, false),
        (cyd.clone(), "ana", &of_ana, &board_of_ana, true),
        (cyd.clone(), "bob", &of_bob, &board_of_bob, true),
        (Program::visitor(&site), "ana", &of_ana, &board_of_ana, true),
    ] {
        let expected = if seen { 200 } else { 404 };
        for path in [
            format!("/users/{others}"),
            format!("/users/{others}/pins"),
            format!("/users/{others}/boards"),
            format!("/users/{others}/likes"),
            format!("/users/{others}/followers"),
            format!("/users/{others}/following"),
            format!("/pins/{pin}"),
            format!("/pins/{pin}/comments"),
            format!("/pins/{pin}/likes"),
            format!("/boards/{their_board}"),
            format!("/boards/{their_board}/pins"),
            format!("/pins?owner={others}"),
            format!("/pins?owner={others}&sort=popular"),
            format!("/pins?owner={others}&q=heron"),
        ] {
            assert_eq!(who.get(&path).await.status, expected, "{path}");
        }
        assert_eq!(ids(&who.get("/pins").await.json()).contains(pin), seen);
        let found = who.get("/search?q=heron").await.json();
        assert_eq!(ids(&found["pins"]).contains(pin), seen);
        let found = who.get(&format!("/search?q={others}&kind=users")).await.json();
        assert_eq!(found["users"].as_array().unwrap().iter().any(|user| user["username"] == others), seen);
        let found = who.get("/search?q=wading&kind=boards").await.json();
        assert_eq!(found["boards"].as_array().unwrap().iter().any(|board| board["id"] == json!(their_board)), seen);
        let offered = who.get(&format!("/search/completions?q={others}")).await.json();
        let is_there = |item: &Value| item["user"]["username"] == others;
        assert_eq!(offered["items"].as_array().unwrap().iter().any(is_there), seen);
    }
    let suggested = names(&mut ana, "/me/suggestions", "/user/username").await;
    assert_eq!(suggested, Vec::<String>::new());
    let mut browser = browser_of(&site, "bob").await;
    for path in ["/@ana".to_owned(), format!("/pin/{of_ana}"), format!("/board/{board_of_ana}")] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(site.visitor().get("/@ana").await.status, 200);
    // Beside a pin in a list that is the same for everybody stands the next that one sees.
    let page = browser.get(&format!("/pin/{of_bob}?from=explore")).await.text();
    assert!(!page.contains(&format!("/pin/{of_ana}")), "{page}");
}

#[tokio::test]
async fn what_both_have_said_and_liked_elsewhere_is_hidden_from_each_other() {
    let World { site, mut ana, mut bob, mut cyd, .. } = World::new().await;
    let pin = cyd.pin("ibis.png", &pictures::png(30, 20, 3), "public").await;
    site.work_off().await;
    let (by_ana, by_bob) = (comment(&mut ana, &pin, "From ana").await, comment(&mut bob, &pin, "From bob").await);
    for who in [&mut ana, &mut bob] {
        assert_eq!((like(who, &pin).await, follow(who, "cyd").await), (200, 200));
    }
    block(&mut bob, "ana").await;
    for (who, own, others) in [(&mut ana, &by_ana, &by_bob), (&mut bob, &by_bob, &by_ana)] {
        assert_eq!(ids(&who.get(&format!("/pins/{pin}/comments")).await.json()), std::slice::from_ref(own));
        assert_eq!(who.get(&format!("/comments/{others}")).await.status, 404);
    }
    assert_eq!(ids(&cyd.get(&format!("/pins/{pin}/comments")).await.json()).len(), 2);
    for (who, expected) in [(&mut ana, vec!["ana"]), (&mut bob, vec!["bob"]), (&mut cyd, vec!["bob", "ana"])] {
        assert_eq!(names(who, &format!("/pins/{pin}/likes"), "/username").await, expected);
        assert_eq!(names(who, "/users/cyd/followers", "/username").await, expected);
    }
}

#[tokio::test]
async fn a_board_counts_and_shows_what_whoever_looks_sees_of_it() {
    let World { site: _site, mut ana, mut bob, mut cyd, of_ana, of_bob } = World::new().await;
    let mixed = board(&mut cyd, "Herons").await;
    for pin in [&of_ana, &of_bob] {
        assert_eq!(cyd.send("PUT", &format!("/boards/{mixed}/pins/{pin}"), &[], &[]).await.status, 204);
    }
    block(&mut ana, "bob").await;
    for (who, expected) in
        [(&mut ana, vec![of_ana.clone()]), (&mut bob, vec![of_bob.clone()]), (&mut cyd, vec![of_ana, of_bob])]
    {
        let board = who.get(&format!("/boards/{mixed}")).await.json();
        assert_eq!(board["pin_count"], expected.len());
        assert_eq!(board["pictures"].as_array().unwrap().len(), expected.len());
        assert_eq!(ids(&who.get(&format!("/boards/{mixed}/pins")).await.json()), expected);
    }
}

#[tokio::test]
async fn a_block_ends_follows_and_takes_back_what_each_was_told_of_the_other() {
    let World { site, mut ana, mut bob, mut cyd, of_ana, of_bob } = World::new().await;
    assert_eq!((follow(&mut ana, "bob").await, follow(&mut bob, "ana").await), (200, 200));
    assert_eq!((like(&mut bob, &of_ana).await, like(&mut cyd, &of_ana).await), (200, 200));
    comment(&mut ana, &of_bob, "Mine is better, @cyd").await;
    comment(&mut bob, &of_bob, "It is not, @ana").await;
    let kinds = async |who: &mut Program| names(who, "/notifications", "/kind").await;
    assert_eq!(kinds(&mut ana).await, ["mention", "like", "follow"]);
    assert_eq!(kinds(&mut bob).await, ["comment", "follow"]);
    block(&mut ana, "bob").await;
    assert_eq!(kinds(&mut ana).await, ["like"]);
    let liked = ana.get("/notifications").await.json();
    assert_eq!((&liked["items"][0]["actor_count"], &liked["unread"]), (&json!(1), &json!(1)));
    assert_eq!(liked["items"][0]["actors"][0]["username"], "cyd");
    assert_eq!(kinds(&mut bob).await, Vec::<String>::new());
    assert_eq!(kinds(&mut cyd).await, ["mention"], "what others were told stays");
    assert_eq!(site.count("follows").await, 0);
    for name in ["ana", "bob"] {
        let user = cyd.get(&format!("/users/{name}")).await.json();
        assert_eq!((&user["follower_count"], &user["following_count"]), (&json!(0), &json!(0)));
    }
    // The follows do not come back.
    assert_eq!(ana.delete("/users/bob/block").await.status, 204);
    assert_eq!((site.count("follows").await, follow(&mut bob, "ana").await), (0, 200));
}

#[tokio::test]
async fn neither_does_anything_about_the_other() {
    let World { site, mut ana, mut bob, mut cyd, of_ana, of_bob } = World::new().await;
    let pin = cyd.pin("ibis.png", &pictures::png(30, 20, 3), "public").await;
    let mine = [board(&mut ana, "Mine").await, board(&mut bob, "Mine").await];
    block(&mut ana, "bob").await;
    for (n, (who, others, their_pin)) in
        [(&mut ana, "bob", &of_bob), (&mut bob, "ana", &of_ana)].into_iter().enumerate()
    {
        assert_eq!((follow(who, others).await, like(who, their_pin).await), (404, 404));
        let said = who.post(&format!("/pins/{their_pin}/comments"), json!({"body": "Hello"})).await;
        assert_eq!(said.status, 404);
        let put = who.send("PUT", &format!("/boards/{}/pins/{their_pin}", mine[n]), &[], &[]).await;
        assert_eq!(put.status, 404);
        let mentions = comment(who, &pin, &format!("I miss @{others}, @cyd")).await;
        let mentions = who.get(&format!("/comments/{mentions}")).await.json()["mentions"].clone();
        assert_eq!(mentions, json!(["cyd"]));
        assert_eq!(names(who, "/notifications", "/kind").await, Vec::<String>::new());
    }
    for name in ["ana", "bob"] {
        let mut browser = browser_of(&site, name).await;
        let offered = browser.part(&format!("/pin/{pin}?mention="), "members").await.text();
        let others = if name == "ana" { "bob" } else { "ana" };
        assert!(offered.contains("data-name=\"cyd\"") && !offered.contains(&format!("data-name=\"{others}\"")));
    }
}

#[tokio::test]
async fn those_who_look_after_the_site_see_whoever_has_blocked_them() {
    let World { site, mut ana, mut bob, of_ana, of_bob, .. } = World::new().await;
    sqlx::query("update users set role = 'moderator' where username = 'bob'").execute(&site.rows).await.unwrap();
    let said = comment(&mut ana, &of_bob, "Rude").await;
    block(&mut ana, "bob").await;
    for path in ["/users/ana".to_owned(), format!("/pins/{of_ana}"), format!("/comments/{said}")] {
        assert_eq!(bob.get(&path).await.status, 200, "{path}");
    }
    assert!(!ids(&bob.get("/pins").await.json()).contains(&of_ana), "lists leave it out, as for everybody");
    assert_eq!(follow(&mut bob, "ana").await, 403);
    assert_eq!(ana.get("/users/bob").await.status, 404);
    assert_eq!(like(&mut bob, &of_ana).await, 200);
    assert_eq!(names(&mut ana, "/notifications", "/kind").await, Vec::<String>::new());
    // They may block as well.
    assert_eq!(ana.delete("/users/bob/block").await.status, 204);
    block(&mut bob, "ana").await;
    assert_eq!((ana.get("/users/bob").await.status, bob.get("/users/ana").await.status), (404, 200));
}

#[tokio::test]
async fn blocks_are_set_ended_and_listed() {
    let site = TestSite::start().await;
    let mut members = crowd(&site, 5).await;
    for n in [2, 3, 2, 4, 5] {
        block(&mut members[0], &format!("mem{n}")).await;
    }
    let listed = names(&mut members[0], "/blocks", "/user/username").await;
    assert_eq!(listed, ["mem5", "mem4", "mem3", "mem2"]);
    let first = members[0].get("/blocks?limit=3").await.json();
    let next = format!("/blocks?limit=3&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(names(&mut members[0], &next, "/user/username").await, ["mem2"]);
    assert_eq!(names(&mut members[1], "/blocks", "/user/username").await, Vec::<String>::new(), "nobody hears of it");
    for _ in 0..2 {
        assert_eq!(members[0].delete("/users/MEM3/block").await.status, 204);
    }
    assert_eq!(names(&mut members[0], "/blocks", "/user/username").await, ["mem5", "mem4", "mem2"]);
    // Whoever is blocked can block as well, and each ends their own alone.
    block(&mut members[1], "mem1").await;
    assert_eq!(members[0].delete("/users/mem2/block").await.status, 204);
    assert_eq!(members[0].get("/users/mem2").await.status, 404);
    assert_eq!(members[1].delete("/users/mem1/block").await.status, 204);
    assert_eq!(members[0].get("/users/mem2").await.status, 200);
    let oneself = members[0].send("PUT", "/users/mem1/block", &[], &[]).await;
    assert_eq!(wrong_fields(&oneself), ["name"]);
    assert_eq!(members[0].send("PUT", "/users/nobody/block", &[], &[]).await.status, 404);
    assert_eq!(members[0].get("/blocks?cursor=l1C3XR6Gzv21Kf3E2ZpLk9B").await.status, 422);
    let mut visitor = Program::visitor(&site);
    let tried = visitor.send("PUT", "/users/mem1/block", &[], &[]).await.status;
    assert_eq!((tried, visitor.get("/blocks").await.status), (401, 401));
    let mut ana = Program::sign_up(&site, "ana").await;
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert_eq!(reads.send("PUT", "/users/mem1/block", &[], &[]).await.status, 403);
    let (mut writes, _) = ana.with_scopes(&["write"]).await;
    assert_eq!(writes.get("/blocks").await.status, 403);
}

#[tokio::test]
async fn nobody_blocks_more_than_a_thousand() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    crowd(&site, 1001).await;
    let sql = "insert into blocks (blocker_id, blocked_id)
               select ana.id, other.id from users as ana, users as other
               where ana.username = 'ana' and other.username like 'mem%' and other.username <> 'mem1001'";
    sqlx::query(sql).execute(&site.rows).await.unwrap();
    assert_eq!(wrong_fields(&ana.send("PUT", "/users/mem1001/block", &[], &[]).await), ["name"]);
    block(&mut ana, "mem1").await;
    assert_eq!(ana.delete("/users/mem1/block").await.status, 204);
    block(&mut ana, "mem1001").await;
    assert_eq!(site.count("blocks").await, 1000);
}

#[tokio::test]
async fn a_follow_at_the_moment_of_a_block_does_not_outlast_it() {
    let site = TestSite::start().await;
    let members = crowd(&site, 2).await;
    for _ in 0..20 {
        let (mut one, mut other) = (members[0].clone(), members[1].clone());
        join(block(&mut one, "mem2"), follow(&mut other, "mem1")).await;
        assert_eq!((site.count("follows").await, site.count("notices").await), (0, 0));
        assert_eq!(one.delete("/users/mem2/block").await.status, 204);
    }
}

#[tokio::test]
async fn blocks_go_with_either_account() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let (mut bob, mut cyd) = (Program::sign_up(&site, "bob").await, Program::sign_up(&site, "cyd").await);
    block(&mut bob, "ana").await;
    block(&mut cyd, "bob").await;
    let gone = post(&mut ana, "/settings/delete", Form::default().text("password", PASSWORD)).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(names(&mut bob, "/blocks", "/user/username").await, Vec::<String>::new());
    site.work_off().await;
    assert_eq!(site.count("blocks").await, 1);
}

#[tokio::test]
async fn the_form_blocks_without_script() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, site.member("bob").await);
    let want = |name: &str, wish: &str| Form::default().text("name", name).text("want", wish);
    let blocked = post_plain(&mut bob, "/fn/block", want("ana", "block")).await;
    assert_eq!((blocked.status, blocked.header("location")), (303, Some("/settings/blocks")));
    assert_eq!((ana.get("/@bob").await.status, bob.get("/@ana").await.status), (404, 404));
    let back = post_plain(&mut bob, "/fn/block", want("ana", "unblock").text("back", "/@ana")).await;
    assert_eq!((back.status, back.header("location")), (303, Some("/@ana")));
    assert_eq!((ana.get("/@bob").await.status, bob.get("/@ana").await.status), (200, 200));
    for (form, status) in [(want("bob", "block"), 422), (want("nobody", "block"), 404), (want("ana", "x"), 422)] {
        assert_eq!(post(&mut bob, "/fn/block", form).await.status, status);
    }
    assert_eq!(post(&mut site.visitor(), "/fn/block", want("ana", "block")).await.status, 401);
    assert_eq!(site.count("blocks").await, 0);
}
