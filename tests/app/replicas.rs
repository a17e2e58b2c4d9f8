//! Read replicas: which lists they answer, and that none of that is older than what the primary has.

mod postgres;

use crate::{
    api::Program,
    client::Client,
    faults::until,
    harness::{PASSWORD, TestSite, post, upload},
    markup::listed,
    multipart::Form,
    pictures,
    running::{
        process::{Process, free_address},
        scrape::Scrape,
    },
};
use postgres::Pair;
use serde_json::json;
use std::net::SocketAddr;

/// A site with two servers: one on which all is done, and one that reads from a replica.
struct Replicated {
    reader: Process,
    metrics: SocketAddr,
    site: TestSite,
    pair: Pair,
}

impl Replicated {
    /// With an admin, as the second server would make another link for the first one.
    async fn start() -> (Self, Program) {
        let pair = Pair::start().await;
        let site = TestSite::start_at(pair.primary()).await;
        let root = Program::admin(&site, "root").await;
        let metrics = free_address();
        let metrics_address = metrics.to_string();
        // A server that follows nobody is none to read from.
        let replicas = format!("{}, {}", pair.primary(), pair.replica());
        let keys = [("DATABASE_REPLICA_URL", replicas.as_str()), ("METRICS_ADDR", metrics_address.as_str())];
        let reader = Process::start(&site, &["serve", "--no-worker"], &keys).await;
        (Self { reader, metrics, site, pair }, root)
    }

    /// Somebody who has signed in at the server that reads from the replica.
    async fn signed_in(&self, name: &str) -> Client {
        let mut client = self.reader.visitor();
        let answer = post(&mut client, "/login", Form::default().text("login", name).text("password", PASSWORD)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        client
    }

    async fn measured(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        Scrape::of(self.metrics).await.sum(name, labels)
    }

    async fn in_step(&self) -> f64 {
        self.measured("tessera_replicas_in_step", &[]).await
    }

    /// How many lists were answered by the replica, or by the primary.
    async fn lists(&self, server: &str) -> f64 {
        self.measured("tessera_replicated_lists_total", &[("server", server)]).await
    }

    async fn until_the_replica_answers(&self, path: &str) {
        let mut visitor = self.reader.visitor();
        until(path, async || {
            let before = self.lists("replica").await;
            assert_eq!(visitor.get(path).await.status, 200, "{path}");
            self.lists("replica").await > before
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_from_a_replica_and_what_it_lacks_from_the_primary() {
    let (mut replicated, mut root) = Replicated::start().await;
    let mut ana = replicated.site.member("ana").await;
    let heron = upload(&mut ana, "heron.png", &pictures::png(30, 20, 1), "public").await;
    replicated.site.work_off().await;
    for path in ["/", "/?sort=popular", "/search?q=heron", &format!("/pin/{heron}"), "/api/v1/pins"] {
        replicated.until_the_replica_answers(path).await;
    }
    assert_eq!(replicated.in_step().await, 1.0, "the primary is no replica of itself");
    let (mut visitor, mut ana_there) = (replicated.reader.visitor(), replicated.signed_in("ana").await);
    assert_eq!(listed(&mut visitor, "/").await, std::slice::from_ref(&heron));

    replicated.pair.pause().await;
    let hidden = root.json("PUT", &format!("/admin/pins/{heron}/hidden"), json!({"reason": "Spam"})).await;
    assert_eq!(hidden.status, 204, "{}", hidden.text());
    for path in ["/", "/?sort=popular", "/search?q=heron"] {
        assert!(listed(&mut visitor, path).await.is_empty(), "{path}: hidden on another server");
    }
    let egret = upload(&mut ana, "egret.png", &pictures::png(30, 20, 2), "public").await;
    replicated.site.work_off().await;
    for path in ["/", "/search?q=egret"] {
        assert_eq!(listed(&mut ana_there, path).await, std::slice::from_ref(&egret), "{path}: one's own");
    }
    assert_eq!(replicated.pair.on_replica("select count(*) from pins where not withheld").await, 1);
    assert_eq!(replicated.pair.on_replica("select count(*) from pins where withheld").await, 0);
    assert!(replicated.lists("primary").await > 0.0);

    replicated.pair.resume().await;
    replicated.until_the_replica_answers("/").await;
    assert_eq!(listed(&mut visitor, "/").await, std::slice::from_ref(&egret));

    replicated.pair.kill_replica();
    for path in ["/", "/search?q=egret"] {
        assert_eq!(listed(&mut visitor, path).await, std::slice::from_ref(&egret), "{path}: without a replica");
    }
    until("no replica", async || replicated.in_step().await == 0.0).await;
    replicated.pair.start_replica().await;
    replicated.until_the_replica_answers("/").await;
    assert_eq!(listed(&mut visitor, "/").await, [egret]);
}
