//! Direct conversations: with whom one is begun, who reads it, how it is listed and left.

use crate::{
    api::{Program, wrong_fields},
    channels::said,
    client::Answer,
    crowd::crowd,
    harness::{PASSWORD, TestSite, post, post_plain},
    multipart::Form,
};
use futures::future::join_all;
use serde_json::{Value, json};

async fn begin(who: &mut Program, members: &[&str]) -> Answer {
    who.post("/conversations", json!({"members": members})).await
}

/// Begins a conversation, and gives its id.
async fn begun(who: &mut Program, members: &[&str]) -> String {
    let answer = begin(who, members).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn page(who: &mut Program) -> Value {
    let answer = who.get("/conversations").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn block(who: &mut Program, name: &str) {
    assert_eq!(who.send("PUT", &format!("/users/{name}/block"), &[], &[]).await.status, 204);
}

async fn three(site: &TestSite) -> [Program; 3] {
    [Program::sign_up(site, "ana").await, Program::sign_up(site, "bob").await, Program::sign_up(site, "cyd").await]
}

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_same_members_find_the_same_conversation() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd] = three(&site).await;
    let answer = begin(&mut ana, &["bob"]).await;
    let two = answer.json();
    assert_eq!((answer.status, &two["kind"], &two["name"]), (200, &json!("direct"), &json!("bob")));
    assert_eq!((&two["community"], &two["manageable"], &two["writable"]), (&Value::Null, &json!(false), &json!(true)));
    assert_eq!(two["members"][0]["username"], "bob");
    let id = two["id"].as_str().unwrap();
    for members in [vec!["BOB"], vec!["bob", "ana", "bob"]] {
        assert_eq!(begun(&mut ana, &members).await, id);
    }
    assert_eq!(begun(&mut bob, &["ana"]).await, id);
    let few = begun(&mut cyd, &["bob", "ana"]).await;
    assert_ne!(few, id);
    assert_eq!(begun(&mut ana, &["cyd", "bob"]).await, few);
    assert_eq!(ana.get(&format!("/channels/{few}")).await.json()["name"], "bob, cyd");
    assert_eq!(site.count("conversations").await, 2);
}

#[tokio::test]
async fn whoever_cannot_take_part_is_named() {
    let site = TestSite::start().await;
    let [mut ana, ..] = three(&site).await;
    crowd(&site, 10).await;
    let many: Vec<_> = (1..=10).map(|n| format!("mem{n}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    for members in [&["ana"][..], &["bob", "nobody"], &[], &many[..], &["no body"]] {
        let answer = begin(&mut ana, members).await;
        assert!(wrong_fields(&answer)[0].starts_with("members"), "{members:?}: {}", answer.text());
    }
    begun(&mut ana, &many[..9]).await;
    sqlx::query("update users set suspended_at = now(), suspended_reason = 'x' where username = 'bob'")
        .execute(&site.rows)
        .await
        .unwrap();
    assert_eq!(wrong_fields(&begin(&mut ana, &["bob"]).await), ["members"]);
    assert_eq!(begin(&mut Program::visitor(&site), &["ana"]).await.status, 401);
    let (mut reads, _) = ana.with_scopes(&["read"]).await;
    assert_eq!(begin(&mut reads, &["cyd"]).await.status, 403);
}

#[tokio::test]
async fn many_who_begin_at_once_begin_one() {
    let site = TestSite::start().await;
    let members = crowd(&site, 4).await;
    let others = |n: usize| (0..4).filter(move |other| *other != n).map(|other| format!("mem{}", other + 1));
    let begun = (0..4).cycle().take(16).map(|n| {
        let mut who = members[n].clone();
        let names: Vec<_> = others(n).collect();
        async move {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            begun(&mut who, &names).await
        }
    });
    let mut found = join_all(begun).await;
    found.dedup();
    assert_eq!(found.len(), 1);
    assert_eq!((site.count("channels").await, site.count("conversation_members").await), (1, 4));
}

#[tokio::test]
async fn nobody_else_reads_a_conversation_not_even_an_admin() {
    let site = TestSite::start().await;
    let mut root = Program::admin(&site, "root").await;
    let [mut ana, mut bob, mut cyd] = three(&site).await;
    let id = begun(&mut ana, &["bob"]).await;
    let path = format!("/channels/{id}");
    assert_eq!((ana.get(&path).await.status, bob.get(&path).await.status), (200, 200));
    for who in [&mut root, &mut cyd, &mut Program::visitor(&site)] {
        assert_eq!(who.get(&path).await.status, 404);
        let expected = if who.token.is_some() { 404 } else { 401 };
        assert_eq!(who.json("PUT", &format!("{path}/read"), json!({"seq": 1})).await.status, expected);
        assert_eq!(who.delete(&format!("/conversations/{id}")).await.status, expected);
        assert_eq!(who.json("PATCH", &path, json!({"name": "Ours"})).await.status, expected);
    }
    // Nobody changes it, as nobody owns it.
    assert_eq!(ana.json("PATCH", &path, json!({"name": "Ours"})).await.status, 403);
    assert_eq!(ana.delete(&path).await.status, 403);
    assert_eq!(ana.json("PUT", &format!("{path}/position"), json!({"index": 0})).await.status, 403);
    let (mut writes, _) = ana.with_scopes(&["write"]).await;
    assert_eq!((writes.get(&path).await.status, writes.get("/conversations").await.status), (404, 403));
}

#[tokio::test]
async fn the_conversation_with_the_latest_message_comes_first() {
    let site = TestSite::start().await;
    let mut members = crowd(&site, 6).await;
    let mut expected = Vec::new();
    for n in 2..=6 {
        expected.insert(0, begun(&mut members[0], &[&format!("mem{n}")]).await);
    }
    assert_eq!(ids(&page(&mut members[0]).await), expected);
    let seq = said(&site, &expected[3], "mem3", "A *long* story", &[]).await;
    let told = expected.remove(3);
    expected.insert(0, told.clone());
    let first = page(&mut members[0]).await;
    assert_eq!((ids(&first), &first["unread"]), (expected.clone(), &json!(1)));
    let item = &first["items"][0];
    assert_eq!((&item["last"], &item["unread"]), (&json!("A *long* story"), &json!(true)));
    assert_eq!(item["members"][0]["username"], "mem3");
    assert_eq!((&first["items"][1]["last"], &first["items"][1]["last_at"]), (&json!(""), &Value::Null));
    let mut paged = Vec::new();
    let mut path = "/conversations?limit=2".to_owned();
    loop {
        let page = members[0].get(&path).await.json();
        paged.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/conversations?limit=2&cursor={next}");
    }
    assert_eq!(paged, expected);
    let read = members[0].json("PUT", &format!("/channels/{told}/read"), json!({"seq": seq})).await;
    assert_eq!((read.status, &page(&mut members[0]).await["unread"]), (204, &json!(0)));
    let other = members[0].get("/conversations?cursor=l1C3XR6Gzv21Kf3E2ZpLk9B").await;
    assert_eq!(other.status, 422);
    assert_eq!(Program::visitor(&site).get("/conversations").await.status, 401);
}

#[tokio::test]
async fn a_block_between_any_two_keeps_a_conversation_from_being_begun() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, cyd] = three(&site).await;
    let before = begun(&mut ana, &["bob"]).await;
    said(&site, &before, "bob", "Hello", &[]).await;
    assert_eq!(page(&mut ana).await["unread"], 1);
    block(&mut ana, "bob").await;
    for (mut who, members, words) in [
        (ana.clone(), &["bob"][..], "You have blocked @bob"),
        (bob.clone(), &["ana"], "You cannot write to @ana"),
        (bob.clone(), &["ana", "cyd"], "You cannot write to @ana"),
        (cyd, &["ana", "bob"], "These members cannot be in the same conversation"),
    ] {
        let answer = begin(&mut who, members).await;
        assert_eq!(answer.status, 403, "{members:?}");
        assert!(answer.json()["detail"].as_str().unwrap().starts_with(words), "{}", answer.text());
    }
    // What was written stays to be read, by its address alone, and nothing comes after it.
    for who in [&mut ana, &mut bob] {
        let listed = page(who).await;
        assert_eq!((ids(&listed), &listed["unread"]), (Vec::<String>::new(), &json!(0)));
        let detail = who.get(&format!("/channels/{before}")).await;
        assert_eq!((detail.status, &detail.json()["writable"]), (200, &json!(false)));
    }
    assert_eq!(ana.delete("/users/bob/block").await.status, 204);
    assert_eq!(begun(&mut bob, &["ana"]).await, before);
    assert_eq!(ids(&page(&mut bob).await), std::slice::from_ref(&before));
    assert_eq!(bob.get(&format!("/channels/{before}")).await.json()["writable"], true);
}

#[tokio::test]
async fn among_a_few_those_whom_a_block_parts_write_no_more_and_the_others_do() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd] = three(&site).await;
    let id = begun(&mut ana, &["bob", "cyd"]).await;
    said(&site, &id, "bob", "Hello", &[]).await;
    block(&mut ana, "bob").await;
    for (who, writable, last) in [(&mut ana, false, ""), (&mut bob, false, "Hello"), (&mut cyd, true, "Hello")] {
        assert_eq!(who.get(&format!("/channels/{id}")).await.json()["writable"], writable);
        let listed = page(who).await;
        assert_eq!((ids(&listed), &listed["items"][0]["last"]), (vec![id.clone()], &json!(last)));
    }
}

#[tokio::test]
async fn one_of_a_few_leaves_and_one_of_two_does_not() {
    let site = TestSite::start().await;
    let [mut ana, mut bob, mut cyd] = three(&site).await;
    let two = begun(&mut ana, &["bob"]).await;
    assert_eq!(ana.delete(&format!("/conversations/{two}")).await.status, 403);
    let few = begun(&mut ana, &["bob", "cyd"]).await;
    let path = format!("/conversations/{few}");
    assert_eq!(ana.delete(&path).await.status, 204);
    assert_eq!((ana.delete(&path).await.status, ana.get(&format!("/channels/{few}")).await.status), (404, 404));
    assert_eq!(ids(&page(&mut ana).await), std::slice::from_ref(&two));
    assert_eq!(bob.get(&format!("/channels/{few}")).await.json()["members"].as_array().unwrap().len(), 1);
    assert_ne!(begun(&mut ana, &["bob", "cyd"]).await, few, "whoever left is not brought back");
    assert_eq!(bob.delete(&path).await.status, 403, "two are left");

    let form = Form::default().text("password", PASSWORD);
    let mut browser = site.visitor();
    let login = Form::default().text("login", "bob").text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", login).await.status, 200);
    assert_eq!(post(&mut browser, "/settings/delete", form).await.status, 200);
    site.work_off().await;
    assert_eq!(cyd.get(&format!("/channels/{few}")).await.json()["name"], "Nobody else");
    assert_eq!(cyd.delete(&path).await.status, 204);
    site.work_off().await;
    assert_eq!(cyd.get(&format!("/channels/{few}")).await.status, 404);
}

#[tokio::test]
async fn forms_begin_and_leave_conversations() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let (mut bob, mut cyd) = (Program::sign_up(&site, "bob").await, Program::sign_up(&site, "cyd").await);
    let begun_by_form =
        post_plain(&mut ana, "/fn/begin_conversation", Form::default().text("members", "@bob, cyd")).await;
    let id = ids(&page(&mut bob).await).remove(0);
    assert_eq!(
        (begun_by_form.status, begun_by_form.header("location")),
        (303, Some(format!("/messages/{id}").as_str()))
    );
    assert_eq!(begun(&mut cyd, &["ana", "bob"]).await, id);
    let nobody = post(&mut ana, "/fn/begin_conversation", Form::default().text("members", " ")).await;
    assert_eq!(nobody.status, 422);
    let left = post_plain(&mut ana, "/fn/leave_conversation", Form::default().text("channel", &id)).await;
    assert_eq!((left.status, left.header("location")), (303, Some("/messages")));
    let again = post(&mut ana, "/fn/leave_conversation", Form::default().text("channel", &id)).await;
    assert_eq!(again.status, 404);
    let visitor = post(&mut site.visitor(), "/fn/begin_conversation", Form::default().text("members", "ana")).await;
    assert_eq!(visitor.status, 401);
}
