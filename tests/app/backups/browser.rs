//! Restoring in a browser, by the first admin's link.

use super::{Shelf, World, flip_a_bit};
use crate::{
    client::Client,
    faults::until,
    harness::{PASSWORD, TestSite, post, post_plain, sign_up},
    markup::values,
    multipart::Form,
};
use tessera::{server::Server, services::backups::RestoreState};

const HTML: (&str, &str) = ("accept", "text/html");

async fn token(server: &Server) -> String {
    server.first_admin_path().await.unwrap().unwrap().split_once('=').unwrap().1.to_owned()
}

fn form(token: &str, backup: &str) -> Form {
    Form::default().text("first_admin", token).text("backup", backup)
}

#[tokio::test]
async fn a_fresh_site_is_restored_by_the_first_admins_link() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let older = shelf.make(&site).await;
    let newer = shelf.make(&site).await;
    let fresh = TestSite::start_with(&[("BACKUP_URL", &shelf.url())]).await;
    let token = token(&fresh.server).await;
    let mut browser = fresh.visitor();
    let sign_up = browser.get(&format!("/signup?first_admin={token}")).await.text();
    let link = format!("/restore?first_admin={token}");
    assert!(values(&sign_up, "a", "href").contains(&link), "{sign_up}");
    let page = browser.get(&link).await;
    assert_eq!(page.status, 200);
    let offered = values(&page.text(), "option", "value");
    assert_eq!(offered, [newer.clone(), older.clone()]);
    assert!(page.text().contains("members: 2"), "{}", page.text());

    let wrong = post(&mut browser, "/restore", form("wrong", &older)).await;
    assert_eq!(wrong.status, 410, "{}", wrong.text());
    let none = post(&mut browser, "/restore", form(&token, "")).await;
    assert_eq!(none.status, 422, "{}", none.text());
    let unknown = post(&mut browser, "/restore", form(&token, "nonsense")).await;
    assert!(unknown.status == 409 && unknown.text().contains("There is no backup"), "{}", unknown.text());
    assert_eq!(fresh.count("users").await, 0);

    let begun = post_plain(&mut browser, "/restore", form(&token, &older)).await;
    assert_eq!((begun.status, begun.header("location")), (303, Some(link.as_str())), "{}", begun.text());
    until("the end of it", async || matches!(fresh.server.site.restore_state(), RestoreState::Done)).await;
    fresh.server.restored().await;
    // Until this server has started anew, that is what it says.
    let done = browser.get_with(&link, &[HTML]).await;
    assert_eq!((done.status, done.header("refresh")), (503, Some("10;url=/login")));
    assert!(done.text().contains("has been restored"), "{}", done.text());
    assert_eq!(browser.get("/api/v1/pins").await.header("content-type"), Some("application/problem+json"));

    let server = fresh.another_server_with(&[("BACKUP_URL", &shelf.url())]).await;
    let mut browser = Client::new(server.address);
    assert!(browser.get(&link).await.text().contains("This site is set up"));
    let again = post(&mut browser, "/restore", form(&token, &newer)).await;
    assert!(again.status == 403 && again.text().contains("2 members"), "{}", again.text());
    let login = Form::default().text("login", "bob").text("password", PASSWORD);
    assert_eq!(post(&mut browser, "/login", login).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn a_restore_that_fails_is_told_and_can_be_tried_again() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    flip_a_bit(&shelf.path(&format!("backups/{name}/tables/users.gz")));
    let fresh = TestSite::start_with(&[("BACKUP_URL", &shelf.url())]).await;
    let token = token(&fresh.server).await;
    let mut browser = fresh.visitor();
    assert_eq!(post(&mut browser, "/restore", form(&token, &name)).await.status, 200);
    until("the end of it", async || matches!(fresh.server.site.restore_state(), RestoreState::Failed(_))).await;
    let page = browser.get(&format!("/restore?first_admin={token}")).await;
    assert!(page.status == 200 && page.text().contains("users.gz is damaged"), "{}", page.text());
    assert_eq!(fresh.count("users").await, 0);
}

#[tokio::test]
async fn without_the_link_a_place_or_an_empty_site_nothing_is_offered() {
    let shelf = Shelf::new();
    let without = TestSite::start().await;
    let first = token(&without.server).await;
    let mut browser = without.visitor();
    assert!(!browser.get(&format!("/signup?first_admin={first}")).await.text().contains("/restore"));
    let nothing = browser.get(&format!("/restore?first_admin={first}")).await;
    assert!(nothing.status == 409 && nothing.text().contains("BACKUP_URL is not set"), "{}", nothing.text());
    assert_eq!(browser.get("/restore").await.status, 410, "nor is it said to others what is not set");

    let site = TestSite::start_with(&[("BACKUP_URL", &shelf.url())]).await;
    let first = token(&site.server).await;
    let mut browser = site.visitor();
    assert!(!browser.get("/signup").await.text().contains("/restore"));
    assert_eq!(browser.get("/restore").await.status, 410);
    assert_eq!(sign_up(&mut browser, "ana").await.status, 200);
    assert!(browser.get(&format!("/restore?first_admin={first}")).await.text().contains("This site is set up"));
    assert_eq!(post(&mut browser, "/restore", form(&first, "x")).await.status, 403);
}
