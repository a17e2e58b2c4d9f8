//! Pictures that take the process down with them.

use super::{number, until};
use crate::{
    harness::{TestSite, pin, upload},
    pictures,
};
use tessera::services::pictures as pictures_service;
use uuid::Uuid;

/// As if so many servers had died while they worked on every picture there is.
async fn die(site: &TestSite, times: i32) {
    let sql = "insert into picture_attempts (id, picture_id)
               select gen_random_uuid(), pictures.id from pictures, generate_series(1, $1)";
    sqlx::query(sql).bind(times).execute(&site.rows).await.unwrap();
}

#[tokio::test]
async fn a_picture_that_two_servers_died_of_is_refused_with_words() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    die(&site, 2).await;
    site.work_off().await;
    assert!(pin(&mut ana, &id).await.is_none());
    let states = ana.part_with("/upload", "states", &[("x-pins", id.as_str())]).await.text();
    assert!(states.contains("data-state=\"refused\"") && states.contains("crashed twice"), "{states}");
    for table in ["pictures", "picture_attempts", "blobs", "graphile_worker._private_jobs"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_picture_that_one_server_died_during_is_tried_after_all_others_and_forgiven() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    die(&site, 1).await;
    sqlx::query("delete from graphile_worker._private_jobs").execute(&site.rows).await.unwrap();
    let picture = site.picture_of(&id).await.parse().unwrap();
    pictures_service::process(&site.server.site, picture, false).await.unwrap();
    assert_eq!(pin(&mut ana, &id).await.unwrap().state, "waiting");
    let last = "select count(*) from graphile_worker._private_jobs where priority > 0 and payload ->> 'last' = 'true'";
    assert_eq!(number(&site, last).await, 1, "it waits for all others");
    site.work_off().await;
    assert_eq!(pin(&mut ana, &id).await.unwrap().state, "ready");
    assert_eq!(site.count("picture_attempts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_is_written_down_before_the_work_and_a_polite_stop_is_nothing_against_the_picture() {
    let site = TestSite::working(&[("MEDIA_WORKERS", "1")]).await;
    let mut ana = site.member("ana").await;
    let mut held = site.rows.begin().await.unwrap();
    sqlx::query("lock table qualities in share mode").execute(&mut *held).await.unwrap();
    upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    let begun = "select count(*) from picture_attempts join servers on servers.id = server_id";
    until("the attempt", async || number(&site, begun).await == 1).await;
    let TestSite { server, rows, .. } = site;
    server.stop().await;
    held.rollback().await.unwrap();
    for table in ["picture_attempts", "servers"] {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        assert_eq!(sqlx::query_scalar::<_, i64>(sql).fetch_one(&rows).await.unwrap(), 0, "{table}");
    }
    let given_back = "select count(*) from graphile_worker._private_jobs where locked_at is null and attempts = 0
                      and run_at <= now() and payload ->> 'picture' is not null";
    assert_eq!(sqlx::query_scalar::<_, i64>(given_back).fetch_one(&rows).await.unwrap(), 1);
}

#[tokio::test]
async fn a_server_that_is_silent_has_died_and_one_that_is_seen_has_not() {
    let site = TestSite::start().await;
    let mut ana = site.member("ana").await;
    let id = upload(&mut ana, "a.png", &pictures::png(300, 200, 1), "public").await;
    let server = async |seen: &str| -> Uuid {
        let sql = format!("insert into servers (id, seen_at) values (gen_random_uuid(), {seen}) returning id");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&site.rows).await.unwrap()
    };
    let picture = site.picture_of(&id).await.parse().unwrap();
    for (mine, other, deaths) in [
        ("now()", "now()", 0),
        ("now() - interval '1 minute'", "now() - interval '1 minute'", 0),
        ("now()", "now() - interval '1 minute'", 2),
    ] {
        // The site's own is not heard for a moment: it would forget the silent ones.
        site.server.site.db().forget_servers().await.unwrap();
        let (me, them) = (server(mine).await, server(other).await);
        let sql = "insert into picture_attempts (id, picture_id, server_id)
                   select gen_random_uuid(), pictures.id, $1 from pictures, generate_series(1, 2)";
        sqlx::query(sql).bind(them).execute(&site.rows).await.unwrap();
        let died = site.server.site.db().died_during(picture, me).await.unwrap();
        assert_eq!(died, deaths, "this server was seen at {mine}, the other one at {other}");
        sqlx::query("delete from picture_attempts").execute(&site.rows).await.unwrap();
    }
}
