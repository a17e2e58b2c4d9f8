//! Where one is signed in, seen and ended through the API.

use super::Program;
use crate::harness::TestSite;
use serde_json::Value;

async fn sessions(program: &mut Program) -> Vec<Value> {
    program.get("/me/sessions").await.json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn programs_and_browsers_stand_in_one_list_and_are_ended_one_by_one() {
    let site = TestSite::start().await;
    let mut browser = site.member("ana").await;
    let mut here = Program::sign_in(&site, "ana").await;
    let mut there = Program::sign_in(&site, "ana").await;
    let all = sessions(&mut here).await;
    let kinds: Vec<_> = all.iter().map(|one| (one["program"].as_bool(), one["current"].as_bool())).collect();
    assert_eq!(kinds.len(), 3);
    assert_eq!(kinds[0], (Some(true), Some(true)), "the one that asks comes first");

    let other = all.iter().find(|one| one["program"] == true && one["current"] == false).unwrap();
    let path = format!("/me/sessions/{}", other["id"].as_str().unwrap());
    let mut bob = Program::sign_up(&site, "bob").await;
    assert_eq!(bob.delete(&path).await.status, 404, "another's is not there");
    assert_eq!(here.delete(&path).await.status, 204);
    assert_eq!((there.get("/me").await.status, here.delete(&path).await.status), (401, 404));

    let browsers = all.iter().find(|one| one["program"] == false).unwrap();
    assert_eq!(here.delete(&format!("/me/sessions/{}", browsers["id"].as_str().unwrap())).await.status, 204);
    assert!(!browser.get("/").await.text().contains("Sign out"));
}

#[tokio::test]
async fn all_others_are_ended_at_once() {
    let site = TestSite::start().await;
    let mut browser = site.member("ana").await;
    let mut here = Program::sign_in(&site, "ana").await;
    let mut there = Program::sign_in(&site, "ana").await;
    assert_eq!(here.delete("/me/sessions").await.status, 204);
    assert_eq!((here.get("/me").await.status, there.get("/me").await.status), (200, 401));
    assert!(!browser.get("/").await.text().contains("Sign out"));
    assert_eq!(sessions(&mut here).await.len(), 1);
}
