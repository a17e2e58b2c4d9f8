//! What admins do to what is another's by the ways that its owner has: it stands in the audit log as well, and what is done to one's
//! own things does not.

use super::World;
use crate::{harness::post, multipart::Form};
use serde_json::json;

#[tokio::test]
async fn what_an_admin_changes_and_deletes_of_others_is_in_the_audit_log() {
    let mut world = World::new().await;
    let pin = world.pin.clone();
    let other = world.upload("ana", "stork", "public", 2).await;
    let own = world.upload("root", "mine", "public", 3).await;
    let comment = world.program("bob").post(&format!("/pins/{pin}/comments"), json!({"body": "Well, well."})).await;
    assert_eq!(comment.status, 201, "{}", comment.text());
    let comment = comment.json()["id"].as_str().unwrap().to_owned();
    let board = world.program("ana").post("/boards", json!({"title": "Birds"})).await;
    assert_eq!(board.status, 201, "{}", board.text());
    let board = board.json()["id"].as_str().unwrap().to_owned();
    let root = world.program("root");
    for (method, path, body) in [
        ("PATCH", format!("/pins/{pin}"), json!({"description": "Tidied"})),
        ("PATCH", format!("/pins/{own}"), json!({"description": "My own"})),
        ("POST", "/pins/delete".to_owned(), json!({"ids": [other, own]})),
        ("PATCH", format!("/boards/{board}"), json!({"title": "Other birds"})),
    ] {
        let answer = root.json(method, &path, body).await;
        assert!(matches!(answer.status, 200 | 204), "{method} {path}: {}", answer.text());
    }
    for path in [format!("/comments/{comment}"), format!("/boards/{board}"), format!("/pins/{pin}")] {
        assert!(matches!(root.delete(&path).await.status, 200 | 204), "{path}");
    }
    let audit = world.audit().await;
    for (act, about) in [
        ("change_pin", "“heron” of @ana"),
        ("delete_pin", "“stork” of @ana"),
        ("change_board", "The board “Birds” of @ana"),
        ("remove_comment", "A comment by @bob"),
        ("delete_board", "The board “Other birds” of @ana"),
        ("delete_pin", "“heron” of @ana"),
    ] {
        assert!(audit.iter().any(|entry| entry.contains(act) && entry.contains(about)), "{act} {about}: {audit:?}");
    }
    assert_eq!(audit.len(), 6, "nothing of their own: {audit:?}");
    // Whose things they are leaves nothing there.
    let form = Form::default().text("title", "Crane");
    let third = world.upload("ana", "crane", "public", 4).await;
    let edited = post(world.browser("ana"), &format!("/pin/{third}/edit"), form).await;
    assert_eq!(edited.status, 200);
    assert_eq!(world.audit().await.len(), 6);
}
