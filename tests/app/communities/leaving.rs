//! What becomes of communities whose owner leaves the site, and of what somebody who leaves has written.

use super::{accept, invite, join, log, make, seen, status};
use crate::{
    api::Program,
    channels::{community, first_channel, said},
    harness::{PASSWORD, TestSite},
};
use serde_json::{Value, json};
use sqlx::Row;

async fn leaves(site: &TestSite, who: &mut Program) {
    let gone = who.json("DELETE", "/me", json!({"password": PASSWORD})).await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    site.work_off().await;
}

#[tokio::test]
async fn what_somebody_owned_goes_to_whoever_has_been_there_the_longest() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let moderated = make(&mut ana, "With moderators", "private").await;
    let plain = make(&mut ana, "With members", "public").await;
    let alone = make(&mut ana, "Alone", "public").await;
    let token = invite(&mut ana, &moderated, json!({})).await;
    let [mut first, mut second, mut third] = [
        Program::sign_up(&site, "first").await,
        Program::sign_up(&site, "second").await,
        Program::sign_up(&site, "third").await,
    ];
    for who in [&mut first, &mut second, &mut third] {
        assert_eq!((accept(who, &token).await.status, join(who, &plain).await), (200, 200));
    }
    for name in ["third", "second"] {
        assert_eq!(super::give_role(&mut ana, &moderated, name, "moderator").await, 204);
    }
    leaves(&site, &mut ana).await;
    assert_eq!(seen(&mut second, &moderated).await["role"], "owner", "a moderator, of those the one who came first");
    assert_eq!(seen(&mut first, &plain).await["role"], "owner");
    assert_eq!((status(&mut first, &alone).await, site.count("communities").await), (404, 2));
    let handed = seen(&mut second, &moderated).await;
    assert_eq!((&handed["owner"]["username"], &handed["member_count"]), (&json!("second"), &json!(3)));
    let log = log(&mut second, &moderated).await;
    assert_eq!(log[0], (String::new(), "made @second the owner".to_owned(), String::new()));
    assert!(log.iter().all(|(_, act, _)| !act.contains("@ana")));

    // Whoever is suspended comes after all others; without any, it is deleted.
    sqlx::query("update users set suspended_at = now(), suspended_reason = 'x' where username = 'second'")
        .execute(&site.rows)
        .await
        .unwrap();
    leaves(&site, &mut first).await;
    assert_eq!(seen(&mut third, &plain).await["role"], "owner");
    leaves(&site, &mut third).await;
    assert_eq!(site.count("communities").await, 2);
    let owners = "select count(*) from community_members where role = 'owner'";
    assert_eq!(sqlx::query_scalar::<_, i64>(owners).fetch_one(&site.rows).await.unwrap(), 2);
    sqlx::query("update users set suspended_at = null, suspended_reason = null").execute(&site.rows).await.unwrap();
    leaves(&site, &mut Program::sign_in(&site, "second").await).await;
    assert_eq!((site.count("communities").await, site.count("channels").await), (0, 0));
}

#[tokio::test]
async fn owners_who_leave_at_once_leave_no_community_without_one() {
    let site = TestSite::start().await;
    let mut people = Vec::new();
    for n in 0..4 {
        people.push(Program::sign_up(&site, &format!("leaver{n}")).await);
    }
    let mut stays = Program::sign_up(&site, "stays").await;
    for (n, owner) in people.clone().iter_mut().enumerate() {
        let community = make(owner, &format!("Community {n}"), "public").await;
        for member in &mut people {
            assert_eq!(join(member, &community).await, 200);
        }
        assert_eq!(join(&mut stays, &community).await, 200);
    }
    let all = people
        .iter_mut()
        .map(|who| async move { who.json("DELETE", "/me", json!({"password": PASSWORD})).await.status });
    assert_eq!(futures::future::join_all(all).await, [204; 4]);
    site.work_off().await;
    let sql = "select count(*) from community_members join users on users.id = user_id where community_members.role = 'owner' and username = 'stays'";
    assert_eq!(sqlx::query_scalar::<_, i64>(sql).fetch_one(&site.rows).await.unwrap(), 4);
    assert_eq!((site.count("community_members").await, site.count("users").await), (4, 1));
    let counts = "select member_count from communities";
    assert_eq!(sqlx::query_scalar::<_, i32>(counts).fetch_all(&site.rows).await.unwrap(), [1; 4]);
}

#[tokio::test]
async fn what_somebody_has_written_goes_with_them_and_the_channel_is_numbered_anew() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "public").await;
    assert_eq!(join(&mut bob, &birds).await, 200);
    let channel = first_channel(&mut ana, &birds).await;
    let kept = said(&site, &channel, "ana", "I stay", &[]).await;
    for n in 0..3 {
        said(&site, &channel, "bob", &format!("Street {n}"), &["ana"]).await;
    }
    // More than fits into one batch.
    let many = "insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html)
                select channel_id, seq + n * 10, seq + n * 10, author_id, gen_random_uuid(), body, html
                from messages, generate_series(1, 1200) as n where body = 'Street 0'";
    sqlx::query(many).execute(&site.rows).await.unwrap();
    sqlx::query("insert into message_reactions (channel_id, seq, user_id, emoji) select channel_id, seq, users.id, '👍' from messages, users where body = 'I stay' and username = 'bob'")
        .execute(&site.rows).await.unwrap();
    let quiet = community(&mut ana, "Quiet", "public").await;
    let other = first_channel(&mut ana, &quiet).await;
    said(&site, &other, "ana", "Nothing of his", &[]).await;
    let heads = "select name, epoch, seq, last_message from channels where last_message > 0 order by seq";
    let before: Vec<_> = sqlx::query(heads).fetch_all(&site.rows).await.unwrap();
    leaves(&site, &mut bob).await;
    let after: Vec<_> = sqlx::query(heads).fetch_all(&site.rows).await.unwrap();
    let epoch = |row: &sqlx::postgres::PgRow| row.get::<uuid::Uuid, _>("epoch");
    let number = |row: &sqlx::postgres::PgRow, name: &str| row.get::<i64, _>(name);
    assert_eq!((epoch(&before[0]), number(&before[0], "seq")), (epoch(&after[0]), number(&after[0], "seq")), "not his");
    assert_ne!(epoch(&before[1]), epoch(&after[1]), "whoever shows it reads it again");
    assert_eq!(number(&after[1], "seq"), number(&before[1], "seq") + 1);
    assert_eq!(number(&after[1], "last_message"), kept);
    let left: Vec<String> =
        sqlx::query_scalar("select body from messages order by body").fetch_all(&site.rows).await.unwrap();
    assert_eq!(left, ["I stay", "Nothing of his"]);
    assert_eq!((site.count("message_reactions").await, site.count("message_mentions").await), (0, 0));
    let channels = seen(&mut ana, &birds).await["channels"].clone();
    assert_eq!(channels[0]["mentions"], json!(0));
    assert_eq!(seen(&mut ana, &birds).await["owner"]["username"], "ana");
    let members = ana.get(&format!("/communities/{birds}/members")).await.json();
    assert_eq!(members["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(members["next"], Value::Null);
}
