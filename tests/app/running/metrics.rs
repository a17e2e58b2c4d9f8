//! Metrics for Prometheus, of real processes: they are kept once in a process.

use super::{
    process::{Process, free_address},
    scrape::Scrape,
};
use crate::{
    faults::until,
    harness::{TestSite, sign_up, upload},
    live::Socket,
    pictures,
};
use std::net::SocketAddr;

const REQUESTS: &str = "tessera_http_requests_total";

async fn watched(site: &TestSite, words: &[&str]) -> (Process, SocketAddr) {
    let address = free_address();
    let web = Process::start(site, words, &[("METRICS_ADDR", &address.to_string())]).await;
    (web, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_read_at_an_address_of_their_own() {
    let site = TestSite::start().await;
    let (web, address) = watched(&site, &["serve"]).await;
    let mut visitor = web.visitor();
    for _ in 0..3 {
        assert_eq!(visitor.get("/login").await.status, 200);
    }
    for path in ["/pin/1111111111111111111112", "/pin/1111111111111111111113", "/@nobody", "/nowhere", "/metrics"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    visitor.send("BREW", "/login", &[], &[]).await;

    let scrape = Scrape::of(address).await;
    assert_eq!(scrape.sum(REQUESTS, &[("route", "/login"), ("method", "GET"), ("status", "200")]), 3.0);
    assert_eq!(scrape.sum(REQUESTS, &[("route", "/pin/{id}"), ("status", "404")]), 2.0);
    assert_eq!(scrape.sum(REQUESTS, &[("route", "/@{name}"), ("status", "404")]), 1.0);
    assert_eq!(scrape.sum(REQUESTS, &[("route", "other"), ("status", "404")]), 2.0);
    assert_eq!(scrape.sum(REQUESTS, &[("method", "other")]), 1.0);
    let times = "tessera_http_request_duration_seconds";
    assert_eq!(scrape.sum(&format!("{times}_count"), &[("route", "/login"), ("method", "GET")]), 3.0);
    let all = scrape.sum(&format!("{times}_bucket"), &[("route", "/login"), ("method", "GET"), ("le", "+Inf")]);
    assert_eq!(all, 3.0);
    assert!(scrape.sum(&format!("{times}_sum"), &[("route", "/login")]) > 0.0);
    assert_eq!(scrape.sum("tessera_http_requests_in_flight", &[]), 0.0);
    for route in scrape.with_label("route") {
        assert!(!route.contains("1111111111111111"), "a route is no address: {route}");
    }
    assert_eq!(scrape.sum("tessera_build_info", &[("version", env!("CARGO_PKG_VERSION"))]), 1.0);
    for name in ["resident_memory_bytes", "cpu_seconds", "open_files", "start_time_seconds"] {
        assert!(scrape.sum(&format!("tessera_process_{name}"), &[]) > 0.0, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_jobs_files_connections_and_sockets_are_measured() {
    let site = TestSite::start().await;
    let (web, address) = watched(&site, &["serve"]).await;
    let mut ana = web.visitor();
    assert_eq!(sign_up(&mut ana, "ana").await.status, 200);
    upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    let socket = Socket::of_page(web.address, &ana).await.unwrap();
    until("the picture", async || {
        let scrape = Scrape::of(address).await;
        scrape.sum("tessera_jobs_total", &[("kind", "process_picture"), ("result", "done")]) == 1.0
            && scrape.sum("tessera_live_sockets", &[]) == 1.0
    })
    .await;
    let scrape = Scrape::of(address).await;
    assert_eq!(scrape.sum("tessera_pictures_total", &[("result", "done")]), 1.0);
    for stage in ["decode", "resize", "encode", "store"] {
        let times = scrape.sum("tessera_picture_stage_duration_seconds_count", &[("stage", stage)]);
        assert_eq!(times, 1.0, "{stage}");
    }
    for operation in ["store", "find"] {
        let times = scrape.sum("tessera_store_operation_duration_seconds_count", &[("operation", operation)]);
        assert!(times >= 1.0, "{operation}");
    }
    assert_eq!(scrape.sum("tessera_store_errors_total", &[]), 0.0);
    for pool in ["requests", "jobs", "live"] {
        assert!(scrape.sum("tessera_database_connections", &[("pool", pool)]) >= 1.0, "{pool}");
    }
    drop(socket);
    until("no socket", async || Scrape::of(address).await.sum("tessera_live_sockets", &[]) == 0.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_of_the_dashboard_is_one_that_a_process_tells() {
    let text = std::fs::read_to_string("docs/grafana/tessera.json").unwrap();
    let dashboard: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(dashboard["schemaVersion"].is_u64() && dashboard["panels"].as_array().unwrap().len() > 8);
    let site = TestSite::start().await;
    let (web, address) = watched(&site, &["serve"]).await;
    web.visitor().get("/").await;
    let scrape = Scrape::of(address).await;
    let (told, mut shown) = (scrape.names(), 0);
    for (at, _) in text.match_indices("tessera_") {
        let name: String = text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        assert!(told.contains(name.as_str()), "{name}");
        shown += 1;
    }
    assert!(shown > 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_told_kind_by_kind() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    for n in 0..2 {
        upload(&mut ana, "a.png", &pictures::png(30, 20, n), "public").await;
    }
    sqlx::query("update graphile_worker._private_jobs set run_at = now() - interval '1 hour'")
        .execute(&site.rows)
        .await
        .unwrap();
    let (_web, address) = watched(&site, &["serve", "--no-worker"]).await;
    let scrape = Scrape::of(address).await;
    let picture = ("kind", "process_picture");
    assert_eq!(scrape.sum("tessera_queue_jobs", &[picture, ("state", "waiting")]), 2.0);
    assert_eq!(scrape.sum("tessera_queue_jobs", &[("state", "failed")]), 0.0);
    let oldest = scrape.sum("tessera_queue_oldest_job_seconds", &[picture]);
    assert!((3600.0..4200.0).contains(&oldest), "{oldest}");
}
