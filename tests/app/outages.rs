//! What is said while the database cannot be reached, or somebody holds a table: soon, in words, and with when to try again.

use crate::{
    client::{Answer, Client},
    harness::{JSON, TestSite, post},
    links::BROWSER,
    multipart::Form,
};
use sqlx::{Executor, postgres::PgConnectOptions};
use std::sync::Arc;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A connection to the database that can be cut, or go silent.
struct Wire {
    port: u16,
    cut: Arc<watch::Sender<bool>>,
    silent: Arc<watch::Sender<bool>>,
}

impl Wire {
    async fn to_database() -> Self {
        let admin: PgConnectOptions = std::env::var("TEST_DATABASE_URL").unwrap().parse().unwrap();
        let database = (admin.get_host().to_owned(), admin.get_port());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cut = Arc::new(watch::channel(false).0);
        let silent = Arc::new(watch::channel(false).0);
        let (told, hushed) = (Arc::clone(&cut), Arc::clone(&silent));
        tokio::spawn(async move {
            let mut over = told.subscribe();
            loop {
                let mut here = tokio::select! {
                    accepted = listener.accept() => accepted.unwrap().0,
                    () = until(&mut over) => return,
                };
                let (database, mut over, mut hush) = (database.clone(), told.subscribe(), hushed.subscribe());
                tokio::spawn(async move {
                    let mut there = TcpStream::connect(database).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut here, &mut there) => {}
                        () = until(&mut over) => {}
                        // Stays open, but nothing passes any more.
                        () = until(&mut hush) => until(&mut over).await,
                    }
                });
            }
        });
        Self { port, cut, silent }
    }
}

/// Waits until the switch is on, or gone.
async fn until(switch: &mut watch::Receiver<bool>) {
    let _gone = switch.wait_for(|on| *on).await.is_err();
}

/// People are told on a page, programs by a problem.
fn assert_in_words(answer: &Answer, page: bool) {
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{}", answer.text());
    let kind = answer.header("content-type").unwrap();
    let text = answer.text();
    if page {
        assert!(kind.starts_with("text/html") && text.contains("<h1") && text.contains("busy right now"), "{text}");
        assert!(!text.contains("sqlx") && text.contains("Try again"), "{text}");
    } else {
        assert_eq!(
            (kind, answer.json()["title"].as_str()),
            ("application/problem+json", Some("Temporarily unavailable"))
        );
    }
}

#[tokio::test]
async fn without_a_database_everybody_is_told_so() {
    let wire = Wire::to_database().await;
    let site = TestSite::start_through(wire.port).await;
    let mut ana = site.member("ana").await;
    let mut visitor = site.visitor();
    assert_eq!(ana.get_with("/uploads", &[BROWSER]).await.status, 200);
    wire.cut.send_replace(true);
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.text().as_str()), (503, "the database does not answer"));
    assert_eq!(visitor.get("/healthz").await.status, 200);
    let page = async |client: &Client, path: &str| client.clone().get_with(path, &[BROWSER]).await;
    let program = async |client: &Client, path: &str| client.clone().get_with(path, &[JSON]).await;
    let part = async |client: &Client, path: &str| client.clone().part(path, "tiles").await;
    let (a, b, c, d, e, f, g) = tokio::join!(
        page(&visitor, "/"),
        page(&ana, "/uploads"),
        page(&ana, "/"),
        program(&visitor, "/api/v1/pins"),
        async { post(&mut ana.clone(), "/fn/like", Form::default().text("want", "like")).await },
        program(&visitor, "/media/1111111111111111111112-1"),
        part(&visitor, "/"),
    );
    for answer in [a, b, c] {
        assert_in_words(&answer, true);
    }
    for answer in [d, e, f, g] {
        assert_in_words(&answer, false);
    }
    // Nor does it hold a stop up.
    site.server.stop().await;
}

#[tokio::test]
async fn a_database_that_goes_silent_is_not_waited_for_without_end() {
    let wire = Wire::to_database().await;
    let site = TestSite::start_through(wire.port).await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get_with("/", &[BROWSER]).await.status, 200);
    wire.silent.send_replace(true);
    let (page, list) = tokio::join!(async { visitor.clone().get_with("/", &[BROWSER]).await }, async {
        visitor.clone().get_with("/api/v1/pins", &[JSON]).await
    },);
    assert_in_words(&page, true);
    assert_in_words(&list, false);
    wire.cut.send_replace(true);
}

#[tokio::test]
async fn while_a_table_is_locked_everybody_is_told_so_and_goes_on_after() {
    let site = TestSite::start().await;
    let mut visitor = site.visitor();
    let mut holder = site.rows.begin().await.unwrap();
    holder.execute("lock table pins in access exclusive mode").await.unwrap();
    let (page, program, ready) = {
        let (mut one, mut two, mut three) = (visitor.clone(), visitor.clone(), visitor.clone());
        let (page, program) = ([BROWSER], [JSON]);
        tokio::join!(one.get_with("/", &page), two.get_with("/api/v1/pins", &program), three.get("/readyz"))
    };
    assert_eq!((page.status, page.header("retry-after")), (503, Some("5")));
    assert!(page.text().contains("busy right now"), "{}", page.text());
    assert_in_words(&program, false);
    assert_eq!(ready.status, 200, "rows can be reached");
    holder.rollback().await.unwrap();
    assert_eq!(visitor.get_with("/", &[BROWSER]).await.status, 200);
}

#[tokio::test]
async fn what_somebody_waits_for_may_take_seconds_and_work_in_the_background_minutes() {
    let site = TestSite::start().await;
    let db = site.server.site.db();
    for (db, statement, lock) in [(db.clone(), "15s", "4s"), (db.for_jobs(1), "10min", "2min")] {
        for (setting, value) in [("statement_timeout", statement), ("lock_timeout", lock)] {
            let shown: String =
                sqlx::query_scalar("select current_setting($1)").bind(setting).fetch_one(db.pool()).await.unwrap();
            assert_eq!(shown, value, "{setting}");
        }
    }
}
