//! Members warned, suspended and restored: each door closed at once, on every server, and all as it was afterwards.

use super::{Person, World, act, promote, reason, say};
use crate::{
    api::{Program, ids, new_account},
    client::Client,
    harness::{PASSWORD, post},
    live::Socket,
    multipart::{CONTENT_TYPE, Form},
};
use serde_json::json;

const WHY: &str = "Advertises all day";

const SUSPENSION: &str = "/admin/users/ana/suspension";

#[tokio::test]
async fn who_is_suspended_finds_every_door_closed_with_the_reason() {
    let mut world = World::new().await;
    let other = world.site.another_server().await;
    let mut elsewhere = Client::new(other.address);
    let form = Form::default().text("login", "ana").text("password", PASSWORD);
    assert_eq!(post(&mut elsewhere, "/login", form).await.status, 200);
    let (mut token, _) = world.program("ana").with_scopes(&["read", "write"]).await;
    let refresh = world.program("ana").refresh.clone();
    let mut page_socket = Socket::of_page(world.site.server.address, world.browser("ana")).await.unwrap();
    let mut socket = Socket::of_program(other.address, world.program("ana")).await.unwrap();
    let mut patient = Socket::of_program(other.address, &token).await.unwrap();
    for open in [&mut page_socket, &mut socket, &mut patient] {
        open.next().await.unwrap();
    }

    assert_eq!(world.program("mia").json("PUT", SUSPENSION, reason(WHY)).await.status, 204);
    for open in [&mut page_socket, &mut socket, &mut patient] {
        let end = loop {
            match open.next().await {
                Ok(_) => {}
                Err(code) => break code,
            }
        };
        assert_eq!(end, 4401);
    }
    for browser in [world.browser("ana"), &mut elsewhere] {
        assert_eq!(browser.get("/settings").await.status, 401, "a visitor from then on");
    }
    assert_eq!(world.program("ana").get("/me").await.status, 401);
    let refreshed = world.program("ana").post("/token/refresh", json!({"refresh_token": refresh})).await;
    assert_eq!(refreshed.status, 401);
    let refused = token.get("/me").await;
    assert!(refused.status == 403 && refused.text().contains(WHY), "{}", refused.text());

    // The reason is for who has the password.
    for (password, status) in [(PASSWORD, 403), ("not the password", 401)] {
        let form = Form::default().text("login", "ana").text("password", password);
        let page = post(&mut elsewhere, "/login", form).await;
        let body = json!({"login": "ana@example.com", "password": password});
        let program = Program::visitor(&world.site).post("/token", body).await;
        for answer in [page, program] {
            assert_eq!((answer.status, answer.text().contains(WHY)), (status, status == 403), "{}", answer.text());
        }
    }
    let plain = Form::default().text("login", "ana").text("password", PASSWORD).finish();
    let plain = elsewhere.send("POST", "/login", &[("content-type", CONTENT_TYPE)], &plain).await;
    assert!(plain.status == 403 && plain.text().contains(WHY));
    assert_eq!(Program::visitor(&world.site).post("/signup", new_account("ana")).await.status, 422);
}

#[tokio::test]
async fn a_link_to_a_new_password_lets_nobody_in() {
    let mut world = World::new().await;
    assert_eq!(world.program("mia").json("PUT", SUSPENSION, reason(WHY)).await.status, 204);
    let wish = json!({"purpose": "reset_password"});
    let link = world.program("root").post("/admin/users/ana/links", wish).await.json();
    let token = link["url"].as_str().unwrap().split('=').next_back().unwrap().to_owned();
    let reset = json!({"token": token, "password": "another long one"});
    assert_eq!(Program::visitor(&world.site).post("/password/reset", reset).await.status, 204);
    let sign_in = json!({"login": "ana", "password": "another long one"});
    let refused = Program::visitor(&world.site).post("/token", sign_in).await;
    assert!(refused.status == 403 && refused.text().contains(WHY), "{}", refused.text());
}

#[tokio::test]
async fn nothing_of_somebody_suspended_is_shown_and_all_of_it_once_they_are_restored() {
    let mut world = World::new().await;
    let (pin, bobs) = (world.pin.clone(), world.upload("bob", "stork", "public", 2).await);
    say(world.program("ana"), &bobs, "From ana").await;
    let ana = world.program("ana");
    let board = ana.post("/boards", json!({"title": "Birds", "visibility": "public"})).await.json();
    let board = board["id"].as_str().unwrap().to_owned();
    assert_eq!(ana.send("PUT", &format!("/boards/{board}/pins/{bobs}"), &[], &[]).await.status, 204);
    assert_eq!(ana.send("PUT", &format!("/pins/{bobs}/like"), &[], &[]).await.status, 200);
    assert_eq!(ana.send("PUT", "/users/bob/follow", &[], &[]).await.status, 200);
    for (method, suspended) in [("", false), ("PUT", true), ("DELETE", false)] {
        if !method.is_empty() {
            let answer = world.program("mia").json(method, SUSPENSION, reason(WHY)).await;
            assert_eq!(answer.status, 204, "{}", answer.text());
            let again = world.program("mia").json(method, SUSPENSION, reason(WHY)).await;
            assert_eq!(again.status, 409, "{method} twice");
        }
        for who in ["bob", "visitor", "mia"] {
            let at = format!("{method} for {who}");
            let person = world.people.get_mut(who).unwrap();
            profile(person, suspended, &at).await;
            let looks_after = who == "mia";
            let seen = if suspended && !looks_after { 404 } else { 200 };
            assert_eq!(person.program.get(&format!("/pins/{pin}")).await.status, seen, "{at}: pin");
            assert_eq!(person.program.get(&format!("/boards/{board}")).await.status, seen, "{at}: board");
            let all = ids(&person.program.get("/pins").await.json());
            assert_eq!(all.contains(&pin), !suspended, "{at}: explore");
            let comments = person.program.get(&format!("/pins/{bobs}/comments")).await;
            assert_eq!(comments.text().contains("From ana"), !suspended, "{at}: comments");
            let count = person.program.see(&bobs).await["comment_count"].clone();
            assert_eq!(count, i32::from(!suspended), "{at}: how many comments");
            let found = person.program.get("/search?q=ana&kind=users").await.text();
            assert_eq!(found.contains("\"ana\""), !suspended, "{at}: search");
        }
    }
    let mut back = Person::member(&world.site, "cyd").await;
    let answer = back.program.post("/token", json!({"login": "ana", "password": PASSWORD})).await;
    assert_eq!(answer.status, 200, "she is let in again");
    assert_eq!(world.audit().await.len(), 2);
}

/// A member's page and what stands below it.
async fn profile(Person { browser, program }: &mut Person, suspended: bool, at: &str) {
    for page in ["/@ana", "/@ana/boards", "/@ana/likes"] {
        let html = browser.get(page).await;
        assert_eq!(html.text().contains("This account is suspended"), suspended, "{at}: {page}");
        assert_eq!(html.text().contains("/followers"), !suspended, "{at}: {page} shows nothing else");
    }
    let ana = program.get("/users/ana").await.json();
    let counts = ["pin_count", "like_count", "following_count"].map(|name| ana[name].as_u64().unwrap());
    assert_eq!(
        (ana["suspended"].as_bool(), counts),
        (Some(suspended), if suspended { [0; 3] } else { [1; 3] }),
        "{at}"
    );
    for list in ["pins", "likes", "following", "boards"] {
        let page = program.get(&format!("/users/ana/{list}")).await.json();
        // Whoever looks after the site still sees what boards there are.
        let empty = suspended && !(list == "boards" && at.ends_with("mia"));
        assert_eq!(page["items"].as_array().unwrap().is_empty(), empty, "{at}: {list}");
    }
}

#[tokio::test]
async fn moderators_judge_members_admins_everybody_and_nobody_themselves() {
    let mut world = World::new().await;
    promote(&world.site, "bob", "moderator").await;
    for who in ["visitor", "ana"] {
        for (method, path) in [("PUT", SUSPENSION), ("DELETE", SUSPENSION), ("POST", "/admin/users/bob/warnings")] {
            assert_eq!(world.program(who).json(method, path, reason("x")).await.status, 404, "{who}: {method} {path}");
        }
        assert_eq!(act(world.browser(who), "member:bob", "suspend_member", "x").await.status, 404, "{who}");
        assert_eq!(world.browser(who).get("/admin/reports/members/bob").await.status, 404, "{who}");
    }
    for (who, whom, status) in [
        ("mia", "mia", 403),
        ("mia", "bob", 403),
        ("mia", "root", 403),
        ("mia", "ana", 204),
        ("mia", "nobody", 404),
        ("root", "root", 403),
        ("root", "bob", 204),
    ] {
        let warned = world.program(who).post(&format!("/admin/users/{whom}/warnings"), reason("x")).await;
        assert_eq!(warned.status, status, "{who} warns {whom}: {}", warned.text());
        let path = format!("/admin/users/{whom}/suspension");
        assert_eq!(world.program(who).json("PUT", &path, reason("x")).await.status, status, "{who} suspends {whom}");
        assert_eq!(world.program(who).json("DELETE", &path, reason("x")).await.status, status, "{who} restores {whom}");
    }
    for body in [json!({}), reason("\n"), reason(&"x".repeat(1001))] {
        assert_eq!(world.program("mia").json("PUT", SUSPENSION, body.clone()).await.status, 422, "{body}");
    }
    let page = world.browser("mia").get("/admin/reports/members/ana").await;
    assert!(page.status == 200 && page.text().contains("Suspend the member"));
    assert!(world.browser("mia").get("/admin/reports/members/bob").await.text().contains("You can’t act on this"));
    let (mut plain, _) = world.program("root").with_scopes(&["read", "write", "account"]).await;
    assert_eq!(plain.json("PUT", SUSPENSION, reason("x")).await.status, 403, "the token needs the scope");
}

#[tokio::test]
async fn of_two_admins_who_suspend_each_other_at_once_one_is_left() {
    let mut world = World::new().await;
    promote(&world.site, "bob", "admin").await;
    let (mut root, mut bob) = (world.program("root").clone(), world.program("bob").clone());
    let (one, other) = tokio::join!(
        root.json("PUT", "/admin/users/bob/suspension", reason("x")),
        bob.json("PUT", "/admin/users/root/suspension", reason("x")),
    );
    let done = [&one, &other].iter().filter(|answer| answer.status == 204).count();
    assert_eq!(done, 1, "{} {}", one.text(), other.text());
    let left = "select count(*) from users where role = 'admin' and suspended_at is null";
    assert_eq!(sqlx::query_scalar::<_, i64>(left).fetch_one(&world.site.rows).await.unwrap(), 1);
}

#[tokio::test]
async fn of_two_who_suspend_the_same_at_once_one_does_it() {
    let mut world = World::new().await;
    let (mut mia, mut root) = (world.program("mia").clone(), world.program("root").clone());
    let (one, other) =
        tokio::join!(mia.json("PUT", SUSPENSION, reason("x")), root.json("PUT", SUSPENSION, reason("y")));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!((statuses, world.audit().await.len()), ([204, 409], 1));
}

#[tokio::test]
async fn a_session_that_begins_as_its_account_is_suspended_is_none() {
    let mut world = World::new().await;
    // As if it had been written after the others were ended.
    let kept =
        "create table kept as select * from sessions where user_id = (select id from users where username = 'ana')";
    sqlx::query(kept).execute(&world.site.rows).await.unwrap();
    assert_eq!(world.program("mia").json("PUT", SUSPENSION, reason("x")).await.status, 204);
    sqlx::query("insert into sessions select * from kept").execute(&world.site.rows).await.unwrap();
    assert_eq!(world.browser("ana").get("/settings").await.status, 401);
    let answer = world.browser("ana").get("/notifications").await;
    assert_eq!(answer.status, 401, "{}", answer.text());
}

#[tokio::test]
async fn the_avatar_of_who_is_suspended_is_shown_to_nobody_but_those_who_look_after_the_site() {
    let mut world = World::new().await;
    let avatar = Form::default().file("avatar", "me.png", &crate::pictures::png(300, 300, 9));
    assert_eq!(post(world.browser("ana"), "/settings", avatar).await.status, 200);
    world.site.work_off().await;
    let seen = world.program("visitor").get("/users/ana").await.json();
    let url = seen["avatar_url"].as_str().unwrap();
    let path = url[url.find("/media/").unwrap()..].to_owned();
    assert_eq!(world.site.visitor().get(&path).await.status, 200);

    assert_eq!(world.program("mia").json("PUT", SUSPENSION, reason(WHY)).await.status, 204);
    assert_eq!(world.site.visitor().get(&path).await.status, 404);
    let staff = world.browser("mia").get(&path).await;
    assert_eq!((staff.status, staff.header("cache-control")), (200, Some("private, no-store")));
    assert_eq!(world.program("visitor").get("/users/ana").await.json()["avatar_url"], json!(null));
    assert!(!world.site.visitor().get("/@ana").await.text().contains(&path), "nor is it on her page");
    assert_eq!(world.program("mia").json("DELETE", SUSPENSION, reason(WHY)).await.status, 204);
    assert_eq!(world.site.visitor().get(&path).await.status, 200);
}
