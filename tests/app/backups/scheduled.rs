//! Backups by the clock, and who hears of one that failed.

use super::Shelf;
use crate::{api::Program, harness::TestSite, mailbox::Mailbox, pictures, running::browser};
use std::fs;

/// Has the clock's job done, as if the last backup had been begun that long ago.
async fn later(site: &TestSite, interval: &str) {
    let earlier = "update backup_runs set begun_at = begun_at - $1::text::interval";
    sqlx::query(earlier).bind(interval).execute(&site.rows).await.unwrap();
    sqlx::query("select graphile_worker.add_job('make_backup', '{}'::json, max_attempts => 1)")
        .execute(&site.rows)
        .await
        .unwrap();
    site.work_off().await;
}

#[tokio::test]
async fn a_backup_is_made_when_it_is_time_and_a_failure_is_told_once_a_day() {
    let (shelf, mailbox) = (Shelf::new(), Mailbox::open());
    let set = [("BACKUP_URL", shelf.url()), ("BACKUP_EVERY", "24h".to_owned()), ("SMTP_URL", mailbox.url())];
    let site = TestSite::start_with(&set.each_ref().map(|(key, value)| (*key, value.as_str()))).await;
    let mut admin = Program::admin(&site, "root").await;
    admin.pin("a.png", &pictures::png(90, 60, 1), "public").await;
    site.work_off().await;
    let mut overview = browser(&site, "root").await;
    assert!(overview.get("/admin").await.text().contains("No backup has succeeded yet"));
    for interval in ["0", "1 hour", "22 hours"] {
        later(&site, interval).await;
        assert_eq!(shelf.all().await.len(), 1, "{interval}");
    }
    let page = overview.get("/admin").await.text();
    assert!(page.contains("Last successful backup") && page.contains("23 hours ago"), "{page}");
    later(&site, "2 hours").await;
    assert_eq!(shelf.all().await.len(), 2);

    // The place is not there any more.
    let folder = shelf.folder.path().to_owned();
    fs::rename(&folder, folder.with_extension("away")).unwrap();
    fs::write(&folder, "no folder").unwrap();
    later(&site, "25 hours").await;
    assert_eq!(mailbox.letters("root@example.com", "A backup of").len(), 1);
    let told = mailbox.letter("root@example.com", "A backup of").text;
    assert!(told.contains("failed") && told.contains("/admin"), "{told}");
    let page = overview.get("/admin").await.text();
    assert!(page.contains("The last backup failed") && page.contains("Last successful backup"), "{page}");
    let figures = admin.get("/admin/figures").await.json()["backups"].clone();
    assert!(figures["problem"].is_string() && figures["every_seconds"] == 86_400, "{figures}");
    // It is tried again after an hour, and told again after a day.
    let runs = site.count("backup_runs").await;
    later(&site, "50 minutes").await;
    assert_eq!(site.count("backup_runs").await, runs);
    later(&site, "20 minutes").await;
    assert_eq!(site.count("backup_runs").await, runs + 1);
    assert_eq!(mailbox.letters("root@example.com", "A backup of").len(), 1);
    later(&site, "23 hours").await;
    assert_eq!(mailbox.letters("root@example.com", "A backup of").len(), 2);

    fs::remove_file(&folder).unwrap();
    fs::rename(folder.with_extension("away"), &folder).unwrap();
    later(&site, "2 hours").await;
    assert_eq!(shelf.all().await.len(), 3);
    assert!(!overview.get("/admin").await.text().contains("The last backup failed"));
    assert!(admin.get("/admin/figures").await.json()["backups"]["problem"].is_null());
}

#[tokio::test]
async fn a_backup_that_a_server_died_of_is_made_again() {
    let shelf = Shelf::new();
    let set = [("BACKUP_URL", shelf.url()), ("BACKUP_EVERY", "24h".to_owned())];
    let site = TestSite::start_with(&set.each_ref().map(|(key, value)| (*key, value.as_str()))).await;
    Program::sign_up(&site, "ana").await;
    sqlx::query("insert into backup_runs (id, name) values (gen_random_uuid(), 'x')")
        .execute(&site.rows)
        .await
        .unwrap();
    later(&site, "10 minutes").await;
    assert!(shelf.all().await.is_empty());
    later(&site, "1 hour").await;
    assert_eq!(shelf.all().await.len(), 1);
    let problem: String =
        sqlx::query_scalar("select problem from backup_runs where name = 'x'").fetch_one(&site.rows).await.unwrap();
    assert!(problem.contains("server stopped"), "{problem}");
}

#[tokio::test]
async fn a_site_without_backups_says_nothing_of_them() {
    let site = TestSite::start().await;
    Program::admin(&site, "root").await;
    later(&site, "2 days").await;
    assert_eq!(site.count("backup_runs").await, 0);
    assert!(!browser(&site, "root").await.get("/admin").await.text().contains("backup"));
}
