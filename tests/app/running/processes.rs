//! Web and worker apart, and several processes at once.

use super::process::{Process, free_address};
use crate::{
    client::Client,
    faults::until,
    harness::{TestSite, empty_database, pin, sign_up, start_server, upload},
    pictures,
};
use futures::future::join_all;
use std::process::{Output, Stdio};
use tessera::jobs::Jobs;
use tokio::process::Command;

/// Runs the program to its end, without a database that is named.
async fn tessera(words: &[&str], keys: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
    command.args(words).env_remove("DATABASE_URL").envs(keys.iter().copied()).stdin(Stdio::null());
    command.output().await.unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_uploaded_at_a_web_process_is_processed_by_a_worker_and_both_stop_gracefully() {
    let site = TestSite::start().await;
    let web = Process::start(&site, &["serve", "--no-worker"], &[]).await;
    let mut ana = web.visitor();
    assert_eq!(sign_up(&mut ana, "ana").await.status, 200);
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    assert_eq!(site.count("graphile_worker._private_workers").await, 0, "nobody does jobs so far");
    assert_eq!(pin(&mut ana, &id).await.unwrap().state, "waiting");

    let watched = free_address().to_string();
    let worker = Process::start(&site, &["worker"], &[("METRICS_ADDR", &watched)]).await;
    until("the picture", async || pin(&mut ana, &id).await.unwrap().state == "ready").await;
    assert!(tokio::net::TcpStream::connect(worker.address).await.is_err(), "a worker serves nothing");
    let mut machine = Client::new(watched.parse().unwrap());
    until("a worker that is ready", async || machine.get("/readyz").await.status == 200).await;
    assert_eq!(machine.get("/healthz").await.status, 200);
    let healthy = tessera(&["health", "--worker"], &[("METRICS_ADDR", &watched)]).await;
    assert!(healthy.status.success(), "{}", said(&healthy));

    for process in [worker, web] {
        let (ended, log) = process.stop().await;
        assert!(ended.success() && !log.contains("stopped with"), "{ended}: {log}");
    }
    assert_eq!(site.count("graphile_worker._private_workers").await, 0);
    assert_eq!(site.count("servers").await, 1, "none but the test's own is left");
    let unhealthy = tessera(&["health", "--worker"], &[("METRICS_ADDR", &watched)]).await;
    assert!(!unhealthy.status.success() && said(&unhealthy).contains("METRICS_ADDR"), "{}", said(&unhealthy));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_stopped_gives_back_what_it_has_in_its_hands() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let worker = Process::start(&site, &["worker"], &[("MEDIA_WORKERS", "1")]).await;
    let mut held = site.rows.begin().await.unwrap();
    sqlx::query("lock table qualities in share mode").execute(&mut *held).await.unwrap();
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    until("the attempt", async || site.count("picture_attempts").await == 1).await;
    let (ended, log) = worker.stop().await;
    assert!(ended.success(), "{log}");
    held.rollback().await.unwrap();
    assert_eq!(site.count("picture_attempts").await, 0, "the stop is nothing against the picture");
    site.work_off().await;
    assert_eq!(pin(&mut ana, &id).await.unwrap().state, "ready");
}

#[tokio::test]
async fn web_and_worker_apart_need_a_database_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for words in [&["worker"][..], &["serve", "--no-worker"]] {
        let refused = tessera(words, &[("DATA_DIR", data.to_str().unwrap())]).await;
        assert!(!refused.status.success() && said(&refused).contains("DATABASE_URL must be set"), "{}", said(&refused));
    }
    assert!(!data.exists(), "nothing was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_the_same_moment_on_an_empty_database_make_its_tables_once() {
    let (database, _dropped) = empty_database().await;
    let folder = tempfile::tempdir().unwrap();
    let starts = (0..3).map(|_| start_server(Jobs::Later, &database, folder.path(), &[]));
    for server in join_all(starts).await {
        assert_eq!(Client::new(server.address).get("/readyz").await.status, 200);
        server.stop().await;
    }
}
