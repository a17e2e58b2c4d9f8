//! The last admin cannot be removed: neither demoted, nor suspended, nor deleted, nor by leaving.

use super::{Person, role};
use crate::harness::{PASSWORD, TestSite};
use crate::multipart::Form;
use serde_json::json;

#[tokio::test]
async fn the_last_admin_stays() {
    let site = TestSite::start().await;
    let mut root = Person::admin(&site).await;
    let root_named = || Form::default().text("name", "root");
    let demoted = root.send("/fn/admin_give_role", root_named().text("role", "member")).await;
    assert_eq!(demoted.status, 403);
    assert!(demoted.text().contains("only admin"), "{}", demoted.text());
    let by_api = [
        ("PATCH", json!({"role": "moderator"})),
        ("PATCH", json!({"suspended": {"reason": "Enough."}})),
        ("DELETE", json!({})),
    ];
    for (method, body) in by_api {
        assert_eq!(root.program.json(method, "/admin/users/root", body).await.status, 403, "{method}");
    }
    assert_eq!(root.send("/fn/admin_delete_member", root_named()).await.status, 403);
    let leave = Form::default().text("password", PASSWORD);
    assert_eq!(root.send("/settings/delete", leave).await.status, 403);
    assert_eq!(role(&site, "root").await, "admin");
    // One that is suspended is none that the site could go on with.
    let mut other = Person::of_role(&site, "other", "admin").await;
    assert_eq!(
        other.program.json("PATCH", "/admin/users/root", json!({"suspended": {"reason": "Gone."}})).await.status,
        200
    );
    assert_eq!(other.program.json("PATCH", "/admin/users/other", json!({"role": "member"})).await.status, 403);
    assert_eq!(other.program.json("PATCH", "/admin/users/root", json!({"suspended": null})).await.status, 200);
    assert_eq!(other.program.json("PATCH", "/admin/users/other", json!({"role": "member"})).await.status, 200);
    assert_eq!(other.program.get("/admin/users").await.status, 404);
}

/// How many admins are left where two of them do this to each other at once.
async fn left_of_two(site: &TestSite, one: &mut Person, other: &mut Person, method: &str) -> i64 {
    let body = || json!({"role": "member"});
    let (first, second) = tokio::join!(
        one.program.json(method, "/admin/users/other", body()),
        other.program.json(method, "/admin/users/root", body()),
    );
    let statuses = [first.status, second.status];
    // Whoever comes second is no admin any more, or not there; or was left as the last.
    assert_eq!(statuses.iter().filter(|status| matches!(status, 200 | 204)).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 204 | 401 | 403 | 404)), "{statuses:?}");
    sqlx::query_scalar("select count(*) from users where role = 'admin'").fetch_one(&site.rows).await.unwrap()
}

#[tokio::test]
async fn of_two_admins_who_demote_each_other_at_once_one_stays() {
    let site = TestSite::start().await;
    let mut root = Person::admin(&site).await;
    let mut other = Person::of_role(&site, "other", "admin").await;
    for _ in 0..10 {
        sqlx::query("update users set role = 'admin'").execute(&site.rows).await.unwrap();
        assert_eq!(left_of_two(&site, &mut root, &mut other, "PATCH").await, 1);
    }
}

#[tokio::test]
async fn of_two_admins_who_delete_each_other_at_once_one_stays() {
    let site = TestSite::start().await;
    let mut root = Person::admin(&site).await;
    let mut other = Person::of_role(&site, "other", "admin").await;
    assert_eq!(left_of_two(&site, &mut root, &mut other, "DELETE").await, 1);
    site.work_off().await;
    assert_eq!(site.count("users").await, 1);
}

#[tokio::test]
async fn of_two_admins_who_leave_at_once_one_stays() {
    let site = TestSite::start().await;
    let mut root = Person::admin(&site).await;
    let mut other = Person::of_role(&site, "other", "admin").await;
    let leave = || Form::default().text("password", PASSWORD);
    let (first, second) = tokio::join!(root.send("/settings/delete", leave()), other.send("/settings/delete", leave()));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
    site.work_off().await;
    assert_eq!(site.count("users").await, 1);
}
