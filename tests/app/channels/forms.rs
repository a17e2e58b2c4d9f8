//! The same by forms, as browsers without script send them.

use super::{community, first_channel, list, names, said};
use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post, post_plain},
    multipart::Form,
};
use serde_json::json;

async fn browser_of(site: &TestSite, name: &str) -> Client {
    let mut browser = site.visitor();
    let form = Form::default().text("login", name).text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", form).await.status, 200);
    browser
}

#[tokio::test]
async fn forms_make_change_move_and_delete_channels() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = community(&mut ana, "Birds", "public").await;
    let mut browser = browser_of(&site, "ana").await;
    let new =
        Form::default().text("community", &id).text("kind", "gallery").text("name", "Light").text("slow_mode", "30");
    let made = post_plain(&mut browser, "/fn/create_channel", new).await;
    let channel = list(&mut ana, &id).await.pop().unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!((made.status, made.header("location")), (303, Some(format!("/c/{id}/{channel}").as_str())));
    let detail = ana.get(&format!("/channels/{channel}")).await.json();
    assert_eq!(
        (&detail["kind"], &detail["slow_mode"], &detail["read_only"]),
        (&json!("gallery"), &json!(30), &json!(false))
    );

    let about = || Form::default().text("community", &id).text("channel", &channel);
    let edit = about().text("name", "Dark").text("topic", "At night").text("read_only", "on");
    let edited = post_plain(&mut browser, "/fn/edit_channel", edit).await;
    assert_eq!((edited.status, edited.header("location")), (303, Some(format!("/c/{id}/channels").as_str())));
    let detail = ana.get(&format!("/channels/{channel}")).await.json();
    assert_eq!(
        (&detail["name"], &detail["slow_mode"], &detail["read_only"]),
        (&json!("Dark"), &json!(0), &json!(true))
    );

    let moved =
        post_plain(&mut browser, "/fn/move_channel", about().text("index", "0").text("back", "/communities")).await;
    assert_eq!((moved.status, moved.header("location")), (303, Some("/communities")));
    assert_eq!(names(&mut ana, &id).await[0], "Dark");

    let wrong = post(&mut browser, "/fn/edit_channel", about().text("name", "").text("slow_mode", "x")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let nowhere = Form::default().text("community", "x").text("channel", &channel);
    assert_eq!(post(&mut browser, "/fn/delete_channel", nowhere).await.status, 404);
    let mut bob = site.member("bob").await;
    assert_eq!(post(&mut bob, "/fn/delete_channel", about()).await.status, 403);
    let visitor = post(&mut site.visitor(), "/fn/delete_channel", about()).await;
    assert_eq!(visitor.status, 401);

    let deleted = post_plain(&mut browser, "/fn/delete_channel", about()).await;
    assert_eq!((deleted.status, deleted.header("location")), (303, Some(format!("/c/{id}/channels").as_str())));
    assert_eq!(ana.get(&format!("/channels/{channel}")).await.status, 404);
}

#[tokio::test]
async fn a_form_marks_messages_as_read() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let id = community(&mut ana, "Birds", "public").await;
    let channel = first_channel(&mut ana, &id).await;
    let seq = said(&site, &channel, "ana", "Hello", &[]).await;
    let mut browser = browser_of(&site, "ana").await;
    let form = Form::default().text("channel", &channel).text("seq", &seq.to_string());
    let read = post_plain(&mut browser, "/fn/mark_read", form).await;
    assert_eq!((read.status, read.header("location")), (303, Some(format!("/c/{id}/{channel}").as_str())));
    assert_eq!(list(&mut ana, &id).await[0]["unread"], false);
}
