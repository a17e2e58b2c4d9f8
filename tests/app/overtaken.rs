//! Deeds at the same moment that stand in each other's way: PostgreSQL lets go of one of two that wait for each other, and it is
//! done again. Nobody is told of it, and no count is wrong.

use crate::{
    api::Program,
    client::Answer,
    crowd::crowd,
    harness::{PASSWORD, TestSite},
    multipart::Form,
    pictures,
};
use futures::future::join_all;
use serde_json::json;
use std::future::Future;

/// Does a deed against another transaction: this holds some rows, and wants others once the deed waits for the first. It is never
/// the one that PostgreSQL lets go.
async fn against(site: &TestSite, held: &str, wanted: &str, deed: impl Future<Output = Answer>) -> Answer {
    let mut other = site.rows.begin().await.unwrap();
    sqlx::query("set local deadlock_timeout = '1h'").execute(&mut *other).await.unwrap();
    let lock = |sql: &str| sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
    assert!(lock(held).execute(&mut *other).await.unwrap().rows_affected() > 0, "{held}");
    let in_the_way = async {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&site.rows).await.unwrap() == 0 {}
        lock(wanted).execute(&mut *other).await.unwrap();
        other.rollback().await.unwrap();
    };
    tokio::join!(deed, in_the_way).0
}

const COUNTS: &str = "select from pin_counts for update";
const PINS: &str = "select from pins for update";
const BOB: &str = "select from users where username = 'bob' for update";

/// Ana, Bob, and a pin of Ana's.
async fn two(site: &TestSite) -> (Program, Program, String) {
    let (mut ana, bob) = (Program::sign_up(site, "ana").await, Program::sign_up(site, "bob").await);
    let pin = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    (ana, bob, pin)
}

#[tokio::test]
async fn a_like_that_is_let_go_is_given_again() {
    let site = TestSite::start().await;
    let (mut ana, mut bob, pin) = two(&site).await;
    let path = format!("/pins/{pin}/like");
    let liked = against(&site, COUNTS, PINS, bob.send("PUT", &path, &[], &[])).await;
    assert_eq!((liked.status, liked.json()), (200, json!({"liked": true, "like_count": 1})));
    assert_eq!(ana.get("/notifications").await.json()["unread"], 1);
}

#[tokio::test]
async fn a_follow_that_is_let_go_is_begun_again() {
    let site = TestSite::start().await;
    let (mut ana, mut bob, _) = two(&site).await;
    let held = "select from users where username = 'ana' for share";
    let followed = against(&site, held, BOB, bob.send("PUT", "/users/ana/follow", &[], &[])).await;
    assert_eq!((followed.status, followed.json()), (200, json!({"following": true, "follower_count": 1})));
    assert_eq!(ana.get("/notifications").await.json()["unread"], 1);
}

#[tokio::test]
async fn a_comment_that_is_let_go_is_said_once() {
    let site = TestSite::start().await;
    let (mut ana, mut bob, pin) = two(&site).await;
    let path = format!("/pins/{pin}/comments");
    let said = against(&site, COUNTS, PINS, bob.post(&path, json!({"body": "Hello"}))).await;
    assert_eq!(said.status, 201, "{}", said.text());
    assert_eq!((site.count("comments").await, ana.see(&pin).await["comment_count"].as_i64()), (1, Some(1)));
    assert_eq!(ana.get("/notifications").await.json()["unread"], 1);
}

#[tokio::test]
async fn whoever_leaves_is_gone_though_others_were_in_the_way() {
    let site = TestSite::start().await;
    let (mut ana, mut bob, pin) = two(&site).await;
    assert_eq!(bob.send("PUT", &format!("/pins/{pin}/like"), &[], &[]).await.status, 200);
    let leaves = async {
        let gone = bob.json("DELETE", "/me", json!({"password": PASSWORD})).await;
        site.work_off().await;
        gone
    };
    let gone = against(&site, COUNTS, BOB, leaves).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    assert_eq!(ana.get("/users/bob").await.status, 404);
    assert_eq!((ana.see(&pin).await["like_count"].as_i64(), site.count("notices").await), (Some(0), 0));
}

/// Counts that are not those of the rows, and news that nobody made.
async fn wrong(site: &TestSite) -> i64 {
    let sql = "select (select count(*) from pin_counts
                       where like_count <> (select count(*) from likes where likes.pin_id = pin_counts.pin_id)
                          or comment_count <> (select count(*) from comments where comments.pin_id = pin_counts.pin_id))
                    + (select count(*) from users
                       where follower_count <> (select count(*) from follows where followed_id = users.id)
                          or following_count <> (select count(*) from follows where follower_id = users.id))
                    + (select count(*) from notices
                       where not exists (select from notice_actors where notice_id = notices.id))";
    sqlx::query_scalar(sql).fetch_one(&site.rows).await.unwrap()
}

#[tokio::test]
async fn members_leave_while_others_like_follow_and_comment_and_all_is_counted_right() {
    let site = TestSite::start().await;
    let members = crowd(&site, 12).await;
    for round in 0..3 {
        let mut leaving = Vec::new();
        let mut pins = Vec::new();
        for n in 0..4 {
            let mut member = Program::sign_up(&site, &format!("leaver{round}{n}")).await;
            let mut form = Form::default();
            for picture in 0..4 {
                form = form.file("file", &format!("{picture}.png"), &pictures::png(8, 8, picture));
            }
            let answer = member.upload(form).await.json();
            pins.extend(answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            leaving.push(member);
        }
        let pins = &pins;
        // Those who leave have liked and followed each other; then all go at once, and the others go on.
        join_all(leaving.iter().map(|member| act(member.clone(), pins, round))).await;
        let staying = join_all(members.iter().map(|member| act(member.clone(), pins, round)));
        let left = async {
            let left = join_all(leaving.iter().map(|member| {
                let mut member = member.clone();
                async move { member.json("DELETE", "/me", json!({"password": PASSWORD})).await }
            }));
            let left = left.await;
            site.work_off().await;
            left
        };
        let (_, left) = tokio::join!(staying, left);
        for answer in left {
            assert_eq!(answer.status, 204, "{}", answer.text());
        }
        assert_eq!((site.count("pins").await, wrong(&site).await), (0, 0));
    }
}

/// Likes all these pins, comments on some, and follows their owners, as long as they are there.
async fn act(mut member: Program, pins: &[String], round: usize) {
    for (n, pin) in pins.iter().enumerate() {
        let owner = format!("leaver{round}{}", n / 4);
        let mut answers = vec![member.send("PUT", &format!("/pins/{pin}/like"), &[], &[]).await];
        if n % 4 == 0 {
            answers.push(member.send("PUT", &format!("/users/{owner}/follow"), &[], &[]).await);
            let comment = json!({"body": format!("For @{owner} and @mem1")});
            answers.push(member.post(&format!("/pins/{pin}/comments"), comment).await);
        }
        for answer in answers {
            // 422: nobody follows themselves.
            assert!(matches!(answer.status, 200 | 201 | 404 | 422), "{}: {}", answer.status, answer.text());
        }
    }
}
