//! News: who is told what, together with which others, until they have read it or it is taken back.

use crate::{
    api::{Program, ids, wrong_fields},
    crowd::crowd,
    harness::{PASSWORD, TestSite, post, post_plain},
    markup::tags,
    multipart::Form,
    pictures,
};
use futures::future::join_all;
use serde_json::{Value, json};

/// Ana's public pin, ready to be seen.
async fn pin_of(site: &TestSite, ana: &mut Program) -> String {
    let id = ana.pin("Tulips.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    id
}

async fn like(who: &mut Program, pin: &str) {
    assert_eq!(who.send("PUT", &format!("/pins/{pin}/like"), &[], &[]).await.status, 200);
}

async fn unlike(who: &mut Program, pin: &str) {
    assert_eq!(who.delete(&format!("/pins/{pin}/like")).await.status, 200);
}

async fn follow(who: &mut Program, whom: &str) {
    assert_eq!(who.send("PUT", &format!("/users/{whom}/follow"), &[], &[]).await.status, 200);
}

/// Comments, and gives the comment's id.
async fn say(who: &mut Program, pin: &str, body: &str) -> String {
    let answer = who.post(&format!("/pins/{pin}/comments"), json!({"body": body})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn set_visibility(owner: &mut Program, pin: &str, visibility: &str) {
    let answer = owner.json("PATCH", &format!("/pins/{pin}"), json!({"visibility": visibility})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn page(who: &mut Program) -> Value {
    let answer = who.get("/notifications").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What somebody is told, the latest first: kind, who is named, how many did it, and a star where it is unread.
async fn told(who: &mut Program) -> Vec<String> {
    let page = page(who).await;
    let words = |item: &Value| {
        let names: Vec<_> =
            item["actors"].as_array().unwrap().iter().map(|actor| actor["username"].as_str().unwrap()).collect();
        let unread = if item["read"] == true { "" } else { "*" };
        format!("{}{unread} {} {}", item["kind"].as_str().unwrap(), names.join(","), item["actor_count"])
    };
    let items = page["items"].as_array().unwrap();
    let unread = items.iter().filter(|item| item["read"] == false).count();
    assert_eq!(page["unread"], unread, "the count is that of the list");
    items.iter().map(words).collect()
}

const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn each_deed_is_told_once_to_whom_it_concerns_and_nobody_hears_of_their_own() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd] = people(&site).await;
    let pin = pin_of(&site, &mut ana).await;
    for who in [&mut bob, &mut ana] {
        like(who, &pin).await;
        like(who, &pin).await;
    }
    follow(&mut bob, "ana").await;
    follow(&mut bob, "ana").await;
    let comment = say(&mut bob, &pin, "Look, @cyd and @bob!").await;
    say(&mut ana, &pin, "Mine, says @ana").await;
    assert_eq!(told(&mut ana).await, ["comment* bob 1", "follow* bob 1", "like* bob 1"]);
    assert_eq!(told(&mut cyd).await, ["mention* bob 1"]);
    assert_eq!(told(&mut bob).await, NOTHING);
    say(&mut cyd, &pin, "Hello @ana").await;
    assert_eq!(told(&mut ana).await[0], "mention* cyd 1", "a comment that mentions the owner is told as that alone");

    let news = page(&mut cyd).await;
    let told = &news["items"][0];
    assert_eq!((&told["pin"]["id"], &told["pin"]["title"]), (&json!(pin), &json!("Tulips")));
    assert_eq!((&told["comment_id"], &told["text"]), (&json!(comment), &json!("Look, @cyd and @bob!")));
    assert_eq!((&news["unread"], &news["next"]), (&json!(1), &Value::Null));
    let of_follow = &page(&mut ana).await["items"][2];
    assert_eq!(
        (&of_follow["kind"], &of_follow["pin"], &of_follow["text"]),
        (&json!("follow"), &Value::Null, &Value::Null)
    );
}

async fn people(site: &TestSite) -> [Program; 3] {
    [Program::sign_up(site, "ana").await, Program::sign_up(site, "bob").await, Program::sign_up(site, "cyd").await]
}

#[tokio::test]
async fn those_who_did_the_same_are_one_piece_until_it_is_read() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut browser = site.visitor();
    let sign_in = Form::default().text("login", "ana").text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", sign_in).await.status, 200);
    let pin = pin_of(&site, &mut ana).await;
    let mut members = crowd(&site, 14).await;
    for member in &mut members[..13] {
        like(member, &pin).await;
    }
    for member in &mut members[..2] {
        follow(member, "ana").await;
    }
    assert_eq!(told(&mut ana).await, ["follow* mem2,mem1 2", "like* mem13,mem12,mem11 13"]);
    let html = browser.get("/notifications").await.text();
    let words = plain(&html);
    assert!(words.contains("Member 13 and 12 others liked Tulips"), "{words}");
    assert!(words.contains("Member 2 and Member 1 follow you"), "{words}");
    assert!(html.contains("Notifications, 2 unread notifications"), "the bell says so");
    assert!(html.contains(&format!("href=\"/pin/{pin}\"")));

    unlike(&mut members[12], &pin).await;
    assert_eq!(told(&mut ana).await[1], "like* mem12,mem11,mem10 12");
    assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.json(), json!({"unread": 0}));
    like(&mut members[13], &pin).await;
    let after = ["like* mem14 1", "follow mem2,mem1 2", "like mem12,mem11,mem10 12"];
    assert_eq!(told(&mut ana).await, after, "what was read is told, and what comes then is new");
    for member in &mut members[..12] {
        unlike(member, &pin).await;
    }
    assert_eq!(told(&mut ana).await, ["like* mem14 1", "follow mem2,mem1 2"], "read or not, it is taken back");
}

/// The words of a page, without its markup.
fn plain(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap();
    let words = body.split('<').map(|part| part.split_once('>').map_or("", |(_, words)| words));
    words.collect::<String>().replace("&nbsp;", " ")
}

#[tokio::test]
async fn what_is_taken_back_is_no_news() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd] = people(&site).await;
    let pin = pin_of(&site, &mut ana).await;
    let first = say(&mut bob, &pin, "First").await;
    let second = say(&mut bob, &pin, "Second").await;
    like(&mut bob, &pin).await;
    follow(&mut bob, "ana").await;
    assert_eq!(told(&mut ana).await, ["follow* bob 1", "like* bob 1", "comment* bob 1"]);
    assert_eq!(bob.delete("/users/ana/follow").await.status, 200);
    unlike(&mut bob, &pin).await;
    assert_eq!(bob.delete(&format!("/comments/{second}")).await.status, 204);
    assert_eq!(told(&mut ana).await, ["comment* bob 1"], "there is another of his");
    let left = &page(&mut ana).await["items"][0];
    assert_eq!((&left["comment_id"], &left["text"]), (&Value::Null, &Value::Null), "the one it showed is gone");
    assert_eq!(ana.delete(&format!("/comments/{first}")).await.status, 204);
    assert_eq!(told(&mut ana).await, NOTHING);

    // What was read is a piece of its own: it does not keep what came later.
    for n in [1, 2] {
        say(&mut bob, &pin, "Read").await;
        assert_eq!(told(&mut ana).await.len(), n);
        assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.status, 200);
    }
    let unread = say(&mut bob, &pin, "Unread").await;
    assert_eq!(told(&mut ana).await, ["comment* bob 1", "comment bob 1", "comment bob 1"]);
    assert_eq!(bob.delete(&format!("/comments/{unread}")).await.status, 204);
    assert_eq!(told(&mut ana).await, ["comment bob 1", "comment bob 1"]);
    let said = bob.get(&format!("/pins/{pin}/comments")).await.json();
    for comment in ids(&said) {
        assert_eq!(bob.delete(&format!("/comments/{comment}")).await.status, 204);
    }
    assert_eq!(told(&mut ana).await, NOTHING);

    // An account that goes takes what it did with it, and what others did stays.
    like(&mut cyd, &pin).await;
    like(&mut bob, &pin).await;
    follow(&mut bob, "ana").await;
    say(&mut bob, &pin, "@cyd, farewell").await;
    assert_eq!(told(&mut ana).await, ["comment* bob 1", "follow* bob 1", "like* bob,cyd 2"]);
    assert_eq!(bob.json("DELETE", "/me", json!({"password": PASSWORD})).await.status, 204);
    site.work_off().await;
    assert_eq!(told(&mut ana).await, ["like* cyd 1"]);
    assert_eq!((told(&mut cyd).await, site.count("notices").await), (Vec::new(), 1));

    // A pin that is deleted hides its news; had back, they are there again.
    assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 204);
    assert_eq!(told(&mut ana).await, NOTHING);
    sqlx::query("update pins set deleted_at = null, deletion_id = null").execute(&site.rows).await.unwrap();
    assert_eq!(told(&mut ana).await, ["like* cyd 1"]);
    assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 204);
    crate::api::a_minute_later(&site).await;
    site.work_off().await;
    assert_eq!((site.count("notices").await, site.count("notice_actors").await), (0, 0), "gone for good");
}

#[tokio::test]
async fn news_of_what_one_may_no_longer_see_is_gone_and_comes_back_with_it() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd] = people(&site).await;
    let pin = pin_of(&site, &mut ana).await;
    let comment = say(&mut bob, &pin, "Look, @cyd").await;
    like(&mut bob, &pin).await;
    set_visibility(&mut ana, &pin, "private").await;
    assert_eq!(told(&mut cyd).await, NOTHING);
    assert_eq!(told(&mut ana).await, ["like* bob 1", "comment* bob 1"], "the owner's own is always theirs");
    // Its author cannot see it any more either, and says nothing more there.
    assert_eq!(bob.json("PATCH", &format!("/comments/{comment}"), json!({"body": "@ana @cyd"})).await.status, 404);
    say(&mut ana, &pin, "Between us, @bob and @cyd").await;
    assert_eq!((told(&mut bob).await, told(&mut cyd).await), (Vec::new(), Vec::new()));
    for visibility in ["unlisted", "public"] {
        set_visibility(&mut ana, &pin, visibility).await;
        assert_eq!(told(&mut cyd).await, ["mention* bob 1"], "{visibility}: what was told at the time, and no more");
        assert_eq!(told(&mut bob).await, NOTHING);
    }
}

#[tokio::test]
async fn one_reads_ones_own_one_by_one_or_all() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd] = people(&site).await;
    let pin = pin_of(&site, &mut ana).await;
    like(&mut bob, &pin).await;
    follow(&mut bob, "ana").await;
    say(&mut bob, &pin, "@cyd").await;
    let (mine, others) = (ids(&page(&mut ana).await), ids(&page(&mut cyd).await));
    assert_eq!((mine.len(), others.len()), (3, 1));
    let read = json!({"ids": [mine[1], mine[1], others[0], "1111111111111111111112"]});
    for _ in 0..2 {
        let answer = ana.post("/notifications/read", read.clone()).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"unread": 2})));
    }
    assert_eq!(told(&mut ana).await, ["comment* bob 1", "follow bob 1", "like* bob 1"]);
    assert_eq!(told(&mut cyd).await, ["mention* bob 1"], "nobody reads for another");
    assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.json(), json!({"unread": 0}));
    assert_eq!(told(&mut ana).await, ["comment bob 1", "follow bob 1", "like bob 1"]);

    let many: Vec<_> = (0..101).map(|_| &mine[0]).collect();
    for wrong in [
        json!({}),
        json!({"all": false}),
        json!({"all": true, "ids": [mine[0]]}),
        json!({"ids": []}),
        json!({"ids": ["nonsense"]}),
        json!({"ids": many}),
        json!({"all": true, "more": 1}),
    ] {
        assert_eq!(ana.post("/notifications/read", wrong.clone()).await.status, 422, "{wrong}");
    }
    let mut visitor = Program::visitor(&site);
    assert_eq!(visitor.get("/notifications").await.status, 401);
    assert_eq!(visitor.post("/notifications/read", json!({"all": true})).await.status, 401);
    let (mut reads, _) = cyd.with_scopes(&["read"]).await;
    assert_eq!(told(&mut reads).await, ["mention* bob 1"]);
    assert_eq!(reads.post("/notifications/read", json!({"all": true})).await.status, 403);
    let (mut writes, _) = cyd.with_scopes(&["write"]).await;
    assert_eq!(writes.get("/notifications").await.status, 403);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, _] = people(&site).await;
    let mut browser = site.visitor();
    let sign_in = Form::default().text("login", "ana").text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", sign_in).await.status, 200);
    let pin = pin_of(&site, &mut ana).await;
    for n in 1..=45 {
        say(&mut bob, &pin, &format!("{n}: @ana")).await;
    }
    // As if all had happened at once: then their names decide.
    sqlx::query("update notices set happened_at = now()").execute(&site.rows).await.unwrap();
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ana.get(&format!("/notifications?limit=20{cursor}")).await.json();
        assert_eq!(page["unread"], 45);
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, (1..=45).rev().map(|n| format!("{n}: @ana")).collect::<Vec<_>>());

    let first = browser.get("/notifications").await.text();
    assert!(first.contains("16: @ana<") && !first.contains(">15: @ana<"));
    let older = first.split("href=\"").find(|link| link.starts_with("/notifications?cursor=")).unwrap();
    let second = browser.get(older.split('"').next().unwrap()).await.text();
    assert!(second.contains(">15: @ana<") && second.contains(">1: @ana<") && second.contains("You’ve reached the end"));
    let newest = [&first, &second].map(|page| page.contains("class=\"news__fresh\""));
    assert_eq!(newest, [true, false], "what has come since is offered where it will stand");

    assert_eq!(wrong_fields(&ana.get(&format!("/notifications?cursor=n{pin}")).await), ["cursor"]);
    for path in ["/notifications?cursor=nonsense", "/notifications?limit=0", "/notifications?limit=101"] {
        assert_eq!(ana.get(path).await.status, 400, "{path}");
    }
    assert_eq!(browser.get("/notifications?cursor=nonsense").await.status, 400);
    assert_eq!(browser.get(&format!("/notifications?cursor=n{pin}")).await.status, 422);
}

#[tokio::test]
async fn without_script_the_page_is_read_by_a_form() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (site.member("ana").await, Program::sign_up(&site, "bob").await);
    let mut program = Program::sign_in(&site, "ana").await;
    let pin = pin_of(&site, &mut program).await;
    assert!(plain(&ana.get("/notifications").await.text()).contains("No notifications yet"));
    like(&mut bob, &pin).await;
    let html = ana.get("/notifications").await.text();
    assert!(html.contains("action=\"/notifications/read\"") && html.contains("Notifications, 1 unread notification"));
    assert!(offers_to_read_all(&html));
    let seen = page(&mut program).await["items"][0]["happened_at"].as_str().unwrap().to_owned();
    assert!(html.contains(&format!("data-read-up-to=\"{seen}\"")), "what a script marks as read once it was seen");
    follow(&mut bob, "ana").await;
    let up_to = Form::default().text("up_to", &seen);
    let read = post_plain(&mut ana, "/notifications/read", up_to).await;
    assert_eq!((read.status, read.header("location")), (303, Some("/notifications")));
    assert_eq!(told(&mut program).await, ["follow* bob 1", "like bob 1"], "what came later is not read yet");
    let wrong = post_plain(&mut ana, "/notifications/read", Form::default().text("up_to", "yesterday")).await;
    assert!(wrong.status == 422 && wrong.text().contains("Please send a time"));
    assert_eq!(post_plain(&mut ana, "/notifications/read", Form::default().text("x", "")).await.status, 303);
    let html = ana.get("/notifications").await.text();
    assert!(!offers_to_read_all(&html) && !html.contains("data-read-up-to") && !html.contains("unread notification"));

    let mut visitor = site.visitor();
    let page = visitor.get("/notifications").await;
    assert!(page.status == 401 && page.text().contains("href=\"/login?next=/notifications\""));
    let turned_away = post_plain(&mut visitor, "/notifications/read", Form::default().text("x", "")).await;
    assert_eq!((turned_away.status, turned_away.header("location")), (303, Some("/login?next=/notifications")));
    assert_eq!(post(&mut visitor, "/notifications/read", Form::default().text("x", "")).await.status, 401);
    assert!(!visitor.get("/").await.text().contains("class=\"bell"), "visitors have no bell");
}

/// Whether the button that marks all as read is in sight: a script shows and hides it.
fn offers_to_read_all(html: &str) -> bool {
    let around = tags(html, "div").into_iter().find(|tag| tag.contains("data-read-all")).expect("the button is there");
    !around.contains(" hidden")
}

#[tokio::test]
async fn likes_and_readings_at_once_leave_each_like_in_one_piece() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = &pin_of(&site, &mut ana).await;
    let members = crowd(&site, 40).await;
    let liking = members.iter().cloned().map(|mut member| async move { like(&mut member, pin).await });
    let reading = (0..10).map(|_| {
        let mut ana = ana.clone();
        async move { assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.status, 200) }
    });
    tokio::join!(join_all(liking), join_all(reading));
    let news = page(&mut ana).await;
    let counted = news["items"].as_array().unwrap().iter().map(|item| item["actor_count"].as_i64().unwrap());
    assert_eq!((counted.sum::<i64>(), site.count("notice_actors").await), (40, 40));
    assert!(news["unread"].as_i64().unwrap() <= 1);
    join_all(members.into_iter().map(|mut member| async move { unlike(&mut member, pin).await })).await;
    assert_eq!((site.count("notices").await, site.count("notice_actors").await), (0, 0));
}

#[tokio::test]
async fn what_was_read_long_ago_is_forgotten_and_nothing_else() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, _] = people(&site).await;
    let pin = pin_of(&site, &mut ana).await;
    like(&mut bob, &pin).await;
    assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.status, 200);
    follow(&mut bob, "ana").await;
    assert_eq!(ana.post("/notifications/read", json!({"all": true})).await.status, 200);
    say(&mut bob, &pin, "Still unread").await;
    sqlx::query(
        "update notices set happened_at = happened_at - interval '91 days',
                read_at = read_at - case when kind = 'like' then interval '91 days' else interval '89 days' end",
    )
    .execute(&site.rows)
    .await
    .unwrap();
    for _ in 0..2 {
        let job = "select graphile_worker.add_job('forget_notices', '{}'::json)";
        sqlx::query(job).execute(&site.rows).await.unwrap();
        site.work_off().await;
        assert_eq!(told(&mut ana).await, ["comment* bob 1", "follow bob 1"]);
    }
    assert_eq!(site.count("notice_actors").await, 2);
    let failed = "select count(*) from graphile_worker.jobs where last_error is not null";
    assert_eq!(sqlx::query_scalar::<_, i64>(failed).fetch_one(&site.rows).await.unwrap(), 0);
}
