//! Workers that die, and jobs that must not wait.

use super::{number, until};
use crate::{
    api::{Program, a_minute_later},
    harness::{TestSite, post, upload},
    mailbox::Mailbox,
    multipart::Form,
    pictures,
};
use serde_json::json;

const RUNNING: &str = "select count(*) from graphile_worker._private_jobs jobs
     join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
     where identifier = 'process_picture' and locked_at is not null";

#[tokio::test(flavor = "multi_thread")]
async fn every_picture_becomes_ready_although_connections_are_cut_while_jobs_run() {
    let site = TestSite::working(&[("MEDIA_WORKERS", "2")]).await;
    let mut ana = site.member("ana").await;
    for n in 0..6 {
        upload(&mut ana, "a.png", &pictures::png(700, 500, n), "public").await;
    }
    for _ in 0..3 {
        until("a job that runs", async || number(&site, RUNNING).await > 0).await;
        let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                   where datname = current_database() and pid <> pg_backend_pid()";
        assert!(number(&site, cut).await > 0);
    }
    until("the last picture", async || {
        number(&site, "select count(*) from pictures where state <> 'ready'").await == 0
    })
    .await;
    assert_eq!(site.count("pins").await, 6);
    until("a site that can serve", async || site.visitor().get("/readyz").await.status == 200).await;
    until("an empty queue", async || site.count("graphile_worker._private_jobs").await == 0).await;
    // A job that was cut off was nobody's fault.
    until("attempts that have ended", async || site.count("picture_attempts").await == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_cannot_write_down_what_it_has_done_dies_and_another_goes_on() {
    let site = TestSite::working(&[("MEDIA_WORKERS", "1")]).await;
    let mut ana = site.member("ana").await;
    let workers = "select id from graphile_worker._private_workers order by id";
    until("five workers", async || site.count("graphile_worker._private_workers").await == 5).await;
    let before: Vec<String> = sqlx::query_scalar(workers).fetch_all(&site.rows).await.unwrap();
    // As where the disk is full: a job is done, and cannot be taken out of the queue.
    let no_room =
        "create function no_room() returns trigger language plpgsql as 'begin raise exception ''no room''; end';
                   create trigger no_room before delete on graphile_worker._private_jobs
                   for each row execute function no_room()";
    sqlx::raw_sql(no_room).execute(&site.rows).await.unwrap();
    for n in 0..3 {
        upload(&mut ana, "a.png", &pictures::png(300, 200, n), "public").await;
    }
    until("a site that cannot serve", async || site.visitor().get("/readyz").await.status == 503).await;
    sqlx::query("drop function no_room cascade").execute(&site.rows).await.unwrap();
    until("the last picture", async || {
        number(&site, "select count(*) from pictures where state <> 'ready'").await == 0
    })
    .await;
    until("an empty queue", async || site.count("graphile_worker._private_jobs").await == 0).await;
    until("a site that can serve", async || site.visitor().get("/readyz").await.status == 200).await;
    let after: Vec<String> = sqlx::query_scalar(workers).fetch_all(&site.rows).await.unwrap();
    assert_ne!(before, after);
}

#[tokio::test]
async fn while_a_worker_is_dead_health_checks_and_admins_hear_of_it() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut browser = crate::running::browser(&site, "root").await;
    assert_eq!(site.visitor().get("/readyz").await.status, 200);
    let workers = site.server.site.workers();
    workers.works("urgent");
    workers.down("pictures");
    let ready = site.visitor().get("/readyz").await;
    assert_eq!((ready.status, ready.text().contains("worker")), (503, true), "{}", ready.text());
    for path in ["/admin/figures", "/admin/jobs"] {
        assert_eq!(admin.get(path).await.json()["jobs_are_done"], false, "{path}");
    }
    for path in ["/admin", "/admin/jobs"] {
        assert!(browser.get(path).await.text().contains("worker has stopped"), "{path}");
    }
    workers.works("pictures");
    assert_eq!(site.visitor().get("/readyz").await.status, 200);
    assert_eq!(admin.get("/admin/jobs").await.json()["jobs_are_done"], true);
    assert!(!browser.get("/admin").await.text().contains("worker has stopped"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_does_not_wait_for_pictures() {
    let mailbox = Mailbox::open();
    let site = TestSite::working(&[("MEDIA_WORKERS", "1"), ("SMTP_URL", &mailbox.url())]).await;
    let mut ana = site.member("ana").await;
    until("the letter of a newcomer", async || !mailbox.letters("ana@example.com", "Confirm").is_empty()).await;
    // Whoever works on a picture waits for this lock.
    let mut held = site.rows.begin().await.unwrap();
    sqlx::query("lock table qualities in share mode").execute(&mut *held).await.unwrap();
    for n in 0..8 {
        upload(&mut ana, "a.png", &pictures::png(300, 200, n), "public").await;
    }
    until("a picture under work", async || number(&site, RUNNING).await > 0).await;
    assert_eq!(post(&mut ana, "/settings/email/verification", Form::default()).await.status, 200);
    until("the second letter", async || mailbox.letters("ana@example.com", "Confirm").len() == 2).await;
    held.rollback().await.unwrap();
    until("the last picture", async || {
        number(&site, "select count(*) from pictures where state <> 'ready'").await == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_picture_does_not_wait_for_full_sizes() {
    let site = TestSite::working(&[("MEDIA_WORKERS", "1")]).await;
    let mut ana = site.member("ana").await;
    let held_up = "create function held_up() returns trigger language plpgsql as
                       'begin perform pg_advisory_xact_lock(7); return new; end';
                   create trigger held_up before insert on qualities
                   for each row when (new.n = 0) execute function held_up()";
    sqlx::raw_sql(held_up).execute(&site.rows).await.unwrap();
    // Whoever writes down a full size waits for this lock.
    let mut held = site.rows.begin().await.unwrap();
    sqlx::query("select pg_advisory_xact_lock(7)").execute(&mut *held).await.unwrap();
    let large = |n| pictures::png(1250, 850, n);
    for n in 0..2 {
        upload(&mut ana, "a.png", &large(n), "public").await;
    }
    let under_way = "select count(*) from graphile_worker._private_jobs jobs
                     join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
                     where identifier = 'process_full_size' and locked_at is not null";
    until("a full size under work", async || number(&site, under_way).await > 0).await;
    upload(&mut ana, "a.png", &large(2), "public").await;
    let scaled = "select count(*) from pictures where state = 'scaled'";
    until("the small sizes of all", async || number(&site, scaled).await == 3).await;
    held.rollback().await.unwrap();
    until("the last full size", async || {
        number(&site, "select count(*) from pictures where state <> 'ready'").await == 0
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_is_purged_by_postgresqls_clock_and_by_a_job_that_comes_again() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let pin = ana.pin("a.png", &pictures::png(30, 20, 1), "public").await;
    site.work_off().await;
    assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 204);
    let due = "select count(*) from graphile_worker._private_jobs jobs, pins
               where jobs.run_at = pins.deleted_at + interval '30 seconds'";
    assert_eq!(number(&site, due).await, 1, "due when it is old enough, by one and the same clock");
    // The job is lost, as by a clock that is wrong. The one that comes every five minutes does its work.
    sqlx::query("delete from graphile_worker._private_jobs").execute(&site.rows).await.unwrap();
    a_minute_later(&site).await;
    sqlx::query("select graphile_worker.add_job('purge_pins', '{}')").execute(&site.rows).await.unwrap();
    site.work_off().await;
    assert_eq!((site.count("pins").await, site.count("blobs").await, site.files()), (0, 0, 0));
}

#[tokio::test]
async fn a_crash_leaves_no_job_that_has_failed_because_it_was_asked_for_again() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    site.work_off().await;
    let statements = [
        "select graphile_worker.add_job('renew_thumbnails', '{\"after\": null}', job_key := 'renew_thumbnails')",
        "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'dead', attempts = 1",
        "select graphile_worker.add_job('renew_thumbnails', '{\"after\": null}', job_key := 'renew_thumbnails')",
    ];
    for statement in statements {
        sqlx::query(statement).execute(&site.rows).await.unwrap();
    }
    site.server.site.db().free_jobs_of("dead").await.unwrap();
    let jobs = admin.get("/admin/jobs?kind=renew_thumbnails").await.json();
    let states: Vec<_> = jobs["items"].as_array().unwrap().iter().map(|job| job["state"].clone()).collect();
    assert_eq!(states, [json!("waiting")], "{jobs}");
}
