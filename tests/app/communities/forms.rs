//! Communities by their forms, as browsers without script send them.

use super::{browser_of, join, listed, make, seen};
use crate::{
    api::Program,
    harness::{TestSite, post, post_plain},
    multipart::Form,
};
use serde_json::{Value, json};

fn words(name: &str, visibility: &str) -> Form {
    Form::default().text("name", name).text("description", "With feathers.").text("visibility", visibility)
}

#[tokio::test]
async fn a_community_is_made_changed_and_deleted_by_its_forms() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let category = admin.post("/admin/categories", json!({"name": "Nature"})).await.json()["id"].clone();
    let category = category.as_str().unwrap();
    let mut ana = Program::sign_up(&site, "ana").await;
    let mut browser = browser_of(&site, "ana").await;
    let wrong = post_plain(&mut browser, "/fn/create_community", words(" ", "private")).await;
    assert!(wrong.status == 422 && wrong.text().contains("Please enter a name."), "{}", wrong.status);
    assert!(wrong.text().contains("With feathers."), "what was typed is kept");
    let done =
        post_plain(&mut browser, "/fn/create_community", words("Birds", "private").text("category", category)).await;
    let birds = done.header("location").unwrap().strip_prefix("/c/").unwrap().to_owned();
    let made = seen(&mut ana, &birds).await;
    assert_eq!(
        (done.status, &made["visibility"], &made["category"]["name"]),
        (303, &json!("private"), &json!("Nature"))
    );
    assert_eq!(post(&mut browser, "/fn/create_community", words("birds", "public")).await.status, 422);

    let form = words("Bats", "public").text("community", &birds).text("category", "");
    let done = post_plain(&mut browser, "/fn/edit_community", form).await;
    assert_eq!((done.status, done.header("location")), (303, Some(format!("/c/{birds}/edit?saved=1").as_str())));
    let changed = seen(&mut ana, &birds).await;
    assert_eq!((&changed["name"], &changed["category"]), (&json!("Bats"), &Value::Null));

    let delete = |confirmed: &str| Form::default().text("community", &birds).text("confirmed", confirmed);
    let unsure = post(&mut browser, "/fn/delete_community", delete("bat")).await;
    assert_eq!((unsure.status, unsure.json()["errors"][0]["field"].as_str()), (422, Some("confirmed")));
    Program::sign_up(&site, "bob").await;
    let mut theirs = browser_of(&site, "bob").await;
    assert_eq!(post(&mut theirs, "/fn/delete_community", delete("bats")).await.status, 403);
    let done = post_plain(&mut browser, "/fn/delete_community", delete(" bats ")).await;
    assert_eq!((done.status, done.header("location")), (303, Some("/communities?deleted=1")));
    assert!(listed(&mut ana, "").await.is_empty());
    let visitor = post_plain(&mut site.visitor(), "/fn/create_community", words("Birds", "public")).await;
    assert_eq!((visitor.status, visitor.header("location")), (303, Some("/login?next=/communities/new")));
}

#[tokio::test]
async fn members_come_go_and_are_looked_after_by_forms() {
    let site = TestSite::start().await;
    let (mut ana, mut bob) = (Program::sign_up(&site, "ana").await, Program::sign_up(&site, "bob").await);
    let birds = make(&mut ana, "Birds", "public").await;
    let (mut browser, mut theirs) = (browser_of(&site, "ana").await, browser_of(&site, "bob").await);
    let page = format!("/c/{birds}");
    let form = || Form::default().text("community", &birds);
    let back = |answer: &crate::client::Answer| (answer.status, answer.header("location").map(str::to_owned));

    let joined = post_plain(&mut theirs, "/fn/join_community", form().text("want", "join")).await;
    assert_eq!(back(&joined), (303, Some(page.clone())));
    let left =
        post_plain(&mut theirs, "/fn/join_community", form().text("want", "leave").text("back", "/communities")).await;
    assert_eq!(back(&left), (303, Some("/communities".to_owned())));
    assert_eq!(post(&mut theirs, "/fn/join_community", form().text("want", "stay")).await.status, 422);
    let evil =
        post_plain(&mut theirs, "/fn/join_community", form().text("want", "join").text("back", "//evil.example")).await;
    assert_eq!(back(&evil), (303, Some(page.clone())));
    assert_eq!(seen(&mut bob, &birds).await["role"], "member");

    let members = (303, Some(format!("{page}/members")));
    let role = |role: &str| form().text("name", "bob").text("role", role);
    assert_eq!(back(&post_plain(&mut browser, "/fn/set_community_role", role("moderator")).await), members);
    assert_eq!(seen(&mut bob, &birds).await["role"], "moderator");
    assert_eq!(post(&mut browser, "/fn/set_community_role", role("king")).await.status, 422);
    let out = |seconds: &str| form().text("name", "bob").text("seconds", seconds).text("reason", "Shouting.");
    assert_eq!(back(&post_plain(&mut browser, "/fn/time_out_community_member", out("3600")).await), members);
    assert!(seen(&mut bob, &birds).await["timed_out_until"].is_string());
    assert_eq!(back(&post_plain(&mut browser, "/fn/time_out_community_member", out("0")).await), members);
    assert_eq!(seen(&mut bob, &birds).await["timed_out_until"], Value::Null);
    let wrong = post(&mut browser, "/fn/time_out_community_member", out("soon")).await;
    assert_eq!((wrong.status, wrong.json()["errors"][0]["field"].as_str()), (422, Some("seconds")));
    let named = || form().text("name", "bob");
    assert_eq!(back(&post_plain(&mut browser, "/fn/remove_community_member", named()).await), members);
    assert_eq!(join(&mut bob, &birds).await, 200);
    let ban = |name: &str, want: &str| form().text("name", name).text("want", want).text("reason", "Spam.");
    let bans = (303, Some(format!("{page}/bans")));
    assert_eq!(back(&post_plain(&mut browser, "/fn/ban_from_community", ban("@BOB", "ban")).await), bans);
    assert_eq!(super::status(&mut bob, &birds).await, 404);
    assert_eq!(back(&post_plain(&mut browser, "/fn/ban_from_community", ban("bob", "unban")).await), bans);
    assert_eq!(super::status(&mut bob, &birds).await, 200);

    for (act, form) in [
        ("set_community_role", role("member")),
        ("remove_community_member", named()),
        ("time_out_community_member", out("60")),
        ("ban_from_community", ban("ana", "ban")),
    ] {
        assert_eq!(post(&mut theirs, &format!("/fn/{act}"), form).await.status, 403, "{act}");
        let nothing = post(&mut browser, &format!("/fn/{act}"), Form::default().text("name", "bob")).await;
        assert_eq!(nothing.status, 404, "{act}");
    }
}
