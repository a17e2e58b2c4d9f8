//! A whole site whose files are in a bucket, and one that is moved there while it runs.

use super::{BUCKET, Places, names, s3_settings};
use crate::{
    api::{Program, a_minute_later},
    client::Client,
    harness::TestSite,
    links::give_plan,
    pictures,
};
use tessera::{
    server::Server,
    services::storage,
    store::blobs::{Place, copy},
};

/// The environment of a site whose files are in the bucket.
fn environment(places: &Places) -> Option<Vec<(&'static str, String)>> {
    let (weed, _) = places.servers.as_ref()?;
    let url = ("BLOBS_URL", format!("s3://{BUCKET}/{}", places.prefix));
    Some([url].into_iter().chain(s3_settings(weed.port)).collect())
}

fn as_set<'a>(environment: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    environment.iter().map(|(key, value)| (*key, value.as_str())).collect()
}

#[tokio::test]
async fn a_site_keeps_its_files_in_a_bucket_and_leaves_none_there() {
    let places = Places::open().await;
    let Some(environment) = environment(&places) else { return };
    let bucket = places.s3().unwrap();
    let site = TestSite::start_with(&as_set(&environment)).await;
    let mut ana = Program::sign_up(&site, "ana").await;
    give_plan(&site, "ana", "Enterprise").await;
    let bytes = pictures::png(700, 500, 1);
    let pin = ana.pin("a.png", &bytes, "public").await;
    let stray = ana.pin("b.png", &pictures::png(300, 200, 2), "private").await;
    site.work_off().await;
    assert_eq!(names(&bucket).await.len() as i64, site.count("blobs").await);
    assert!(!site.folder.path().join("blobs").exists(), "nothing is here");
    let picture = site.picture_of(&pin).await;
    let shown = site.visitor().get(&format!("/media/{picture}-1")).await;
    assert_eq!((shown.status, &shown.body[8..12]), (200, &b"WEBP"[..]));
    let original = format!("/media/{picture}/original");
    let own = ana.outside(&original).await;
    assert!(own.status == 200 && own.body == bytes, "{}", own.status);
    // The overview, the check and the sweep go by what is in the bucket.
    let mut admin = Program::admin(&site, "root").await;
    assert_eq!(admin.get("/admin/figures").await.json()["disks"].as_array().unwrap().len(), 1, "that of uploads");
    storage::check(&site.server.site).await.unwrap();
    let check = admin.get("/admin/storage").await.json()["check"].clone();
    assert_eq!(
        (check["files"].as_i64(), check["lost"].as_i64()),
        (Some(site.count("blobs").await), Some(0)),
        "{check}"
    );
    for pin in [&pin, &stray] {
        assert_eq!(ana.delete(&format!("/pins/{pin}")).await.status, 204);
    }
    a_minute_later(&site).await;
    site.work_off().await;
    storage::sweep(&site.server.site).await.unwrap();
    assert_eq!((site.count("blobs").await, names(&bucket).await.len()), (0, 0));
}

/// Where a site keeps its files by itself.
fn folder_url(site: &TestSite) -> String {
    format!("file://{}", site.folder.path().join("blobs").display())
}

/// What a visitor of a server is answered who asks for the pictures of these pins.
async fn shown(site: &TestSite, server: &Server, pins: [&str; 2]) -> [u16; 2] {
    let mut statuses = [0; 2];
    for (status, pin) in statuses.iter_mut().zip(pins) {
        let picture = site.picture_of(pin).await;
        *status = Client::new(server.address).get(&format!("/media/{picture}-1")).await.status;
    }
    statuses
}

#[tokio::test]
async fn servers_that_were_told_of_the_new_place_find_what_others_store_there() {
    let places = Places::open().await;
    let Some(environment) = environment(&places) else { return };
    let site = TestSite::start().await;
    let ana = Program::sign_up(&site, "ana").await;
    let old = folder_url(&site);
    let mut moving = as_set(&environment);
    moving.push(("BLOBS_OLD_URL", &old));
    // The same two places, the other way round.
    let told = moving.iter().map(|(key, value)| match *key {
        "BLOBS_URL" => ("BLOBS_OLD_URL", *value),
        "BLOBS_OLD_URL" => ("BLOBS_URL", *value),
        key => (key, *value),
    });
    let told = site.another_server_with(&told.collect::<Vec<_>>()).await;
    let moving = site.another_server_with(&moving).await;
    let first = ana.at(told.address).pin("first.png", &pictures::png(700, 500, 3), "public").await;
    let second = ana.at(moving.address).pin("second.png", &pictures::png(700, 500, 4), "public").await;
    for _ in 0..2 {
        told.work_off().await.unwrap();
    }
    for server in [&told, &moving] {
        assert_eq!(shown(&site, server, [&first, &second]).await, [200, 200]);
    }
    for server in [told, moving] {
        server.stop().await;
    }
}

#[tokio::test]
async fn a_site_is_moved_to_a_bucket_while_it_runs() {
    let places = Places::open().await;
    let Some(environment) = environment(&places) else { return };
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let before = ana.pin("before.png", &pictures::png(700, 500, 1), "public").await;
    site.work_off().await;
    // First: both places.
    let old = folder_url(&site);
    let mut both = as_set(&environment);
    both.push(("BLOBS_OLD_URL", &old));
    let moving = site.another_server_with(&both).await;
    let mut ana = ana.at(moving.address);
    let during = ana.pin("during.png", &pictures::png(700, 500, 2), "public").await;
    moving.work_off().await.unwrap();
    moving.work_off().await.unwrap();
    assert_eq!(shown(&site, &moving, [&before, &during]).await, [200, 200]);
    // Second: a copy. Third: the new place alone.
    let (from, to) = (Place::folder(&site.folder.path().join("blobs")).unwrap(), places.s3().unwrap());
    assert!(copy(&from, &to, true, |_| {}).await.unwrap().is_whole());
    moving.stop().await;
    let moved = site.another_server_with(&as_set(&environment)).await;
    std::fs::remove_dir_all(site.folder.path().join("blobs")).unwrap();
    assert_eq!(shown(&site, &moved, [&before, &during]).await, [200, 200]);
    storage::check(&moved.site).await.unwrap();
    let lost: i64 = sqlx::query_scalar("select lost::bigint from storage_check").fetch_one(&site.rows).await.unwrap();
    assert_eq!(lost, 0);
}
