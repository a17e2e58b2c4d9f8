//! Storage: how much room files take and whose they are; orphans both ways, found and swept; and files that are lost.

use super::{audited, browser, sql};
use crate::{
    api::{Program, wrong_fields},
    harness::{TestSite, post_plain},
    multipart::Form,
    pictures,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    path::PathBuf,
    time::{Duration, SystemTime},
};
use tessera::services::storage as service;

async fn storage(admin: &mut Program) -> Value {
    let answer = admin.get("/admin/storage").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What is known of a kind of files.
fn kind(storage: &Value, name: &str) -> Value {
    let kinds = storage["kinds"].as_array().unwrap();
    kinds.iter().find(|kind| kind["kind"] == name).unwrap_or_else(|| panic!("{storage}")).clone()
}

fn path_of(site: &TestSite, bytes: &[u8]) -> PathBuf {
    let name = hex::encode(Sha256::digest(bytes));
    site.folder.path().join("blobs").join(&name[..2]).join(&name[2..4]).join(&name)
}

/// Puts a file into the store that the database knows nothing of, as old as this.
fn stray(site: &TestSite, bytes: &[u8], days: u64) -> PathBuf {
    let path = path_of(site, bytes);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    let then = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60 + 60);
    File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
    path
}

async fn check(site: &TestSite, admin: &mut Program) -> Value {
    assert_eq!(admin.post("/admin/storage/check", json!({})).await.status, 202);
    assert_eq!(storage(admin).await["under_way"], true);
    site.work_off().await;
    let found = storage(admin).await;
    assert_eq!(found["under_way"], false);
    found["check"].clone()
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_what_that_saves_is_told() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let bytes = pictures::png(300, 200, 1);
    for program in [&mut admin, &mut ana] {
        program.pin("a.png", &bytes, "public").await;
    }
    site.work_off().await;
    let found = storage(&mut admin).await;
    let original = kind(&found, "original");
    let expected =
        json!({"kind": "original", "files": 1, "uses": 2, "bytes": bytes.len(), "shared_bytes": bytes.len()});
    assert_eq!(original, expected);
    let qualities = kind(&found, "quality");
    assert_eq!(qualities["uses"].as_u64(), qualities["files"].as_u64().map(|files| files * 2));
    assert_eq!(kind(&found, "unreferenced")["files"], 0);
    let in_store: u64 = sqlx::query_scalar::<_, i64>("select sum(byte_size)::bigint from blobs")
        .fetch_one(&site.rows)
        .await
        .unwrap()
        .unsigned_abs();
    assert_eq!((&found["bytes"], &found["check"]), (&json!(in_store), &Value::Null));
}

#[tokio::test]
async fn looking_for_orphans_finds_them_both_ways_and_deletes_nothing() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let bytes = pictures::png(300, 200, 1);
    let pin = ana.pin("a.png", &bytes, "public").await;
    let hidden = pictures::png(300, 200, 2);
    ana.pin("b.png", &hidden, "private").await;
    site.work_off().await;
    let whole = check(&site, &mut admin).await;
    assert_eq!((&whole["stray_files"], &whole["lost"], &whole["swept"]), (&json!(0), &json!(0), &Value::Null));
    assert_eq!(whole["files"], site.files());

    let old = stray(&site, b"nobody knows this", 2);
    stray(&site, b"this has just come", 0);
    sql(&site, "insert into blobs (sha256, byte_size) values (sha256('gone long ago'), 1000)").await;
    for bytes in [&bytes, &hidden] {
        fs::remove_file(path_of(&site, bytes)).unwrap();
    }
    let files = site.files();
    let found = check(&site, &mut admin).await;
    assert_eq!((&found["stray_files"], &found["stray_bytes"]), (&json!(1), &json!(17)));
    assert_eq!((site.files(), old.exists()), (files, true));
    assert_eq!(
        kind(&storage(&mut admin).await, "unreferenced"),
        json!({
            "kind": "unreferenced", "files": 1, "uses": 1, "bytes": 1000, "shared_bytes": 0,
        })
    );
    assert_eq!(found["lost"], 2, "a row that nothing refers to is no loss");
    let mut pins: Vec<_> = found["lost_files"].as_array().unwrap().iter().map(|file| file["pin_id"].clone()).collect();
    pins.sort_by_key(|pin| pin.is_null());
    assert_eq!(pins, [json!(pin), Value::Null], "a private pin is not told of");
    for file in found["lost_files"].as_array().unwrap() {
        assert_eq!((&file["kind"], &file["username"]), (&json!("original"), &json!("ana")));
    }
    assert!(audited(&site).await.is_empty(), "looking changes nothing");
}

#[tokio::test]
async fn a_sweep_deletes_what_nobody_needs_and_nothing_else() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let bytes = pictures::png(300, 200, 1);
    let pin = admin.pin("a.png", &bytes, "public").await;
    site.work_off().await;
    let before = site.files();
    let old = stray(&site, b"nobody knows this", 2);
    let young = stray(&site, b"this has just come", 0);
    let unreferenced = stray(&site, b"nothing refers to this", 0);
    sql(&site, "insert into blobs (sha256, byte_size) values (sha256('nothing refers to this'), 22)").await;
    assert_eq!(admin.post("/admin/storage/sweep", json!({})).await.status, 202);
    assert!(old.exists(), "a job does it");
    site.work_off().await;
    assert_eq!((old.exists(), young.exists(), unreferenced.exists()), (false, true, false));
    assert_eq!(site.files(), before + 1);
    let found = storage(&mut admin).await["check"].clone();
    assert_eq!((&found["swept"], &found["stray_files"], &found["lost"]), (&json!(2), &json!(0), &json!(0)));
    assert_eq!(found["files"], site.files());
    assert_eq!(admin.see(&pin).await["state"], "ready");
    assert!(path_of(&site, &bytes).exists());
    assert_eq!(audited(&site).await, [("sweep_storage".to_owned(), "Storage".to_owned())]);
    // Twice is fine.
    service::sweep(&site.server.site).await.unwrap();
    assert_eq!(storage(&mut admin).await["check"]["swept"], 0);
}

#[tokio::test]
async fn whoever_brings_the_bytes_of_a_stray_while_it_is_swept_loses_nothing() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let pictures: Vec<_> = (0..8).map(|n| pictures::png(300, 200, n)).collect();
    for bytes in &pictures {
        stray(&site, bytes, 2);
    }
    let uploads = async {
        let mut pins = Vec::new();
        for bytes in &pictures {
            pins.push(admin.pin("a.png", bytes, "public").await);
        }
        pins
    };
    let (pins, swept) = tokio::join!(uploads, service::sweep(&site.server.site));
    swept.unwrap();
    for bytes in &pictures {
        assert!(path_of(&site, bytes).exists());
    }
    site.work_off().await;
    for pin in pins {
        assert_eq!(admin.see(&pin).await["state"], "ready");
    }
}

#[tokio::test]
async fn members_come_by_the_room_they_take() {
    let site = TestSite::start().await;
    let mut admin = Program::admin(&site, "root").await;
    let (small, large) = (pictures::png(30, 20, 1), pictures::png(300, 200, 1));
    for (name, bytes) in [("ana", Some(&small)), ("bob", Some(&large)), ("cid", None)] {
        let mut program = Program::sign_up(&site, name).await;
        if let Some(bytes) = bytes {
            program.pin("a.png", bytes, "private").await;
        }
    }
    for (sort, expected) in [("most", ["bob", "ana", "cid", "root"]), ("least", ["root", "cid", "ana", "bob"])] {
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/admin/storage/members?sort={sort}&limit=1{next}")).await.json();
            let one = &page["items"][0];
            seen.push(one["username"].as_str().unwrap().to_owned());
            if one["username"] == "bob" {
                let known = (&one["used_bytes"], &one["plan"], &one["quota_bytes"]);
                assert_eq!(known, (&json!(large.len()), &json!("Basic"), &json!(10_000_000_000_u64)));
            }
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(seen, expected);
    }
    assert_eq!(
        wrong_fields(&admin.get("/admin/storage/members?sort=least&cursor=u01C3XR6Gzv21Kf3E2ZpLk9B").await),
        ["cursor"]
    );
    assert_eq!(admin.get("/admin/storage/members?sort=x").await.status, 400);
    let mut ana = Program::sign_in(&site, "ana").await;
    for path in ["/admin/storage", "/admin/storage/members"] {
        assert_eq!(ana.get(path).await.status, 404);
    }
    for path in ["/admin/storage/check", "/admin/storage/sweep"] {
        assert_eq!(ana.post(path, json!({})).await.status, 404);
    }
}

#[tokio::test]
async fn the_page_does_it_all_without_script() {
    let site = TestSite::start().await;
    let mut program = Program::admin(&site, "root").await;
    let bytes = pictures::png(300, 200, 1);
    let pin = program.pin("a.png", &bytes, "public").await;
    site.work_off().await;
    let mut admin = browser(&site, "root").await;
    assert!(admin.get("/admin/storage").await.text().contains("The storage has not been checked yet."));
    let question = admin.get("/admin/storage/sweep").await;
    assert!(
        question.status == 200 && question.text().contains("What will be permanently deleted"),
        "it is asked first"
    );
    fs::remove_file(path_of(&site, &bytes)).unwrap();
    let asked = post_plain(&mut admin, "/fn/admin_check_storage", Form::default()).await;
    assert_eq!(asked.header("location"), Some("/admin/storage?asked=1"));
    site.work_off().await;
    let html = admin.get("/admin/storage").await.text();
    assert!(html.contains("A file that a picture needs is missing."), "{html}");
    assert!(html.contains(&format!("href=\"/pin/{pin}\"")));
    assert!(admin.get("/admin/storage/sweep").await.text().contains("There is nothing to clean up."));
    let swept = post_plain(&mut admin, "/fn/admin_sweep_storage", Form::default()).await;
    assert_eq!(swept.header("location"), Some("/admin/storage?sweeping=1"));
    let csv = admin.get("/admin/storage.csv?sort=most").await.text();
    let expected = format!(
        "\"username\",\"display_name\",\"plan\",\"used_bytes\",\"quota_bytes\"\n\"root\",\"root\",\"Basic\",\"{}\",\"10000000000\"\n",
        bytes.len()
    );
    assert_eq!(csv, expected);
    assert_eq!(admin.get("/admin/storage.csv?sort=x").await.status, 422);
}
