//! Everything is destroyed, and comes back.

use super::{NOTHING, Over, Shelf, World};
use crate::{
    api::Program,
    client::Client,
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
    pictures,
};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use tessera::model::errors::Problem;

/// All rows of the tables that a backup has, in one order.
async fn rows(site: &TestSite, tables: &[String]) -> BTreeMap<String, String> {
    let mut rows = BTreeMap::new();
    for table in tables {
        let all = format!("select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} as t");
        let text: String = sqlx::query_scalar(AssertSqlSafe(all)).fetch_one(&site.rows).await.unwrap();
        rows.insert(table.clone(), text);
    }
    rows
}

/// Every file of these pins, by its path.
async fn bytes(site: &TestSite, ana: &mut Program, paths: &[String]) -> BTreeMap<String, Vec<u8>> {
    let mut bytes = BTreeMap::new();
    for path in paths {
        let answer = ana.outside(path).await;
        assert_eq!(answer.status, 200, "{path} at {}", site.server.address);
        bytes.insert(path.clone(), answer.body);
    }
    bytes
}

async fn paths(site: &TestSite, pins: &[String]) -> Vec<String> {
    let mut paths = Vec::new();
    for pin in pins {
        let picture = site.picture_of(pin).await;
        paths.push(format!("/media/{picture}/original"));
        paths.push(format!("/media/{picture}/h200"));
        paths.extend((0..2).map(|n| format!("/media/{picture}-{n}")));
    }
    paths
}

#[tokio::test]
async fn a_site_comes_back_with_every_row_and_every_byte() {
    let shelf = Shelf::new();
    let World { site, mut ana, pins } = World::new().await;
    let name = shelf.make(&site).await;
    let manifest = shelf.manifest(&name).await;
    let tables: Vec<_> = manifest.tables.iter().map(|table| table.shape.name.clone()).collect();
    for table in ["users", "pins", "boards", "likes", "follows", "comments", "messages", "site_secrets"] {
        assert!(manifest.tables.iter().any(|kept| kept.shape.name == table && kept.rows > 0), "{table}");
    }
    let (before, paths) = (rows(&site, &tables).await, paths(&site, &pins).await);
    let seen = bytes(&site, &mut ana, &paths).await;
    assert_eq!(manifest.blobs.count as i64, site.count("blobs").await);
    let TestSite { server, folder, .. } = site;
    server.stop().await;
    drop(folder);

    let fresh = TestSite::start().await;
    let restored = shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    assert_eq!((restored.members, restored.files, restored.lost), (2, manifest.blobs.count, 0));
    let after = rows(&fresh, &tables).await;
    for table in &tables {
        assert_eq!(after[table], before[table], "the rows of {table}");
    }
    assert_eq!(fresh.count("sessions").await, 0, "everybody signs in again");
    // A server that was there before knows other secrets, and is told to start anew.
    fresh.server.restored().await;
    let server = fresh.another_server().await;
    let mut ana = ana.at(server.address);
    assert_eq!(bytes(&fresh, &mut ana, &paths).await, seen);
    let form = Form::default().text("login", "bob").text("password", PASSWORD);
    assert_eq!(post(&mut Client::new(server.address), "/login", form).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn what_was_to_be_done_is_done_after_a_restore_and_numbers_go_on() {
    let shelf = Shelf::new();
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    ana.pin("a.png", &pictures::png(300, 200, 1), "public").await;
    sqlx::query("insert into access_losses (user_id) select id from users").execute(&site.rows).await.unwrap();
    let letter = "select graphile_worker.add_job('send_letter', '{\"kind\": \"invite_unknown\", \"email\": \"x@example.com\"}'::json)";
    sqlx::query(letter).execute(&site.rows).await.unwrap();
    let name = shelf.make(&site).await;
    let fresh = TestSite::start().await;
    sqlx::query("select graphile_worker.add_job('count_words', '{}'::json)").execute(&fresh.rows).await.unwrap();
    shelf.restore(&fresh, &name, NOTHING).await.unwrap();
    let queued: Vec<String> = sqlx::query_scalar("select task_identifier from graphile_worker.jobs order by 1")
        .fetch_all(&fresh.rows)
        .await
        .unwrap();
    assert_eq!(queued, ["process_picture", "send_letter"]);
    fresh.work_off().await;
    let ready: i64 =
        sqlx::query_scalar("select count(*) from pictures where state = 'ready'").fetch_one(&fresh.rows).await.unwrap();
    assert_eq!(ready, 1);
    let numbers = "with fresh as (insert into access_losses (user_id) values (gen_random_uuid()) returning n)
                   select fresh.n > (select max(n) from access_losses) from fresh";
    assert!(sqlx::query_scalar::<_, bool>(numbers).fetch_one(&fresh.rows).await.unwrap());
}

#[tokio::test]
async fn a_site_with_members_is_not_replaced_by_accident() {
    let shelf = Shelf::new();
    let World { site, .. } = World::new().await;
    let name = shelf.make(&site).await;
    let mut cleo = Program::sign_up(&site, "cleo").await;
    cleo.pin("c.png", &pictures::png(100, 100, 9), "public").await;
    let refused = shelf.restore(&site, &name, NOTHING).await.unwrap_err();
    assert!(matches!(&refused, Problem::Forbidden { detail } if detail.contains("3 members")), "{refused}");
    assert_eq!(site.count("users").await, 3);
    shelf.restore(&site, &name, Over { members: true, ..NOTHING }).await.unwrap();
    assert_eq!((site.count("users").await, site.count("pins").await), (2, 3));
    let unknown = shelf.restore(&site, "2020-01-01T00-00-00.000Z", NOTHING).await.unwrap_err();
    assert!(unknown.to_string().contains("There is no backup"), "{unknown}");
}
