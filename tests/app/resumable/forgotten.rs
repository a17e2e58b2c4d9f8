//! When what has come of a file goes: nothing of it stays in the store.

use super::{begin, create, delete, head, nothing_is_left, place, send};
use crate::{
    api::Program,
    harness::{PASSWORD, TestSite},
    pictures,
};
use serde_json::json;
use std::{
    fs::{self, File},
    time::{Duration, SystemTime},
};
use uuid::Uuid;

async fn sweep(site: &TestSite) {
    sqlx::query("select graphile_worker.add_job('sweep_blobs', '{}'::json)").execute(&site.rows).await.unwrap();
    site.work_off().await;
}

#[tokio::test]
async fn a_file_that_nothing_more_came_of_expires_and_goes_with_the_next_sweep() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let path = begin(&mut ana, 100, &[]).await;
    assert_eq!(send(&mut ana, &path, 0, &[7; 40]).await.status, 204);
    sweep(&site).await;
    assert_eq!((site.count("resumable_uploads").await, site.files()), (1, 1), "its time is not over");
    sqlx::query("update resumable_uploads set expires_at = now()").execute(&site.rows).await.unwrap();
    for answer in [
        head(&mut ana, &path).await,
        ana.get(&path).await,
        send(&mut ana, &path, 40, &[7; 60]).await,
        delete(&mut ana, &path).await,
    ] {
        assert_eq!(answer.status, 410);
    }
    sweep(&site).await;
    assert_eq!(site.count("resumable_uploads").await, 0);
    nothing_is_left(&site).await;
    assert_eq!(head(&mut ana, &path).await.status, 404);
}

#[tokio::test]
async fn a_file_that_is_deleted_is_gone_and_its_pin_is_not() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let path = begin(&mut ana, 100, &[]).await;
    assert_eq!(send(&mut ana, &path, 0, &[7; 40]).await.status, 204);
    assert_eq!(delete(&mut ana, &path).await.status, 204);
    assert_eq!((head(&mut ana, &path).await.status, delete(&mut ana, &path).await.status), (404, 404));
    nothing_is_left(&site).await;
    let picture = pictures::png(40, 30, 1);
    let whole = begin(&mut ana, picture.len(), &[]).await;
    let id = super::pin(&send(&mut ana, &whole, 0, &picture).await);
    assert_eq!(delete(&mut ana, &whole).await.status, 204);
    assert_eq!((head(&mut ana, &whole).await.status, ana.see(&id).await["id"].take()), (404, json!(id)));
}

#[tokio::test]
async fn an_account_takes_along_what_it_has_sent() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let path = begin(&mut ana, 100, &[]).await;
    assert_eq!(send(&mut ana, &path, 0, &[7; 40]).await.status, 204);
    assert_eq!(ana.json("DELETE", "/me", json!({ "password": PASSWORD })).await.status, 204);
    site.work_off().await;
    assert_eq!((site.count("users").await, site.count("resumable_uploads").await), (0, 0));
    nothing_is_left(&site).await;
}

#[tokio::test]
async fn a_piece_that_no_row_knows_is_swept_once_it_is_old_and_a_file_that_lost_one_starts_again() {
    let site = TestSite::start().await;
    let mut ana = Program::sign_up(&site, "ana").await;
    let picture = pictures::png(40, 30, 1);
    let path = place(&create(&mut ana, picture.len(), &[]).await);
    assert_eq!(send(&mut ana, &path, 0, &picture[..40]).await.status, 204);
    let folder = site.folder.path().join("blobs/uploads");
    let known = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let [old, fresh] = [(); 2].map(|()| folder.join(Uuid::now_v7().simple().to_string()));
    for piece in [&old, &fresh] {
        fs::write(piece, "of a server that died").unwrap();
    }
    let two_days_ago = SystemTime::now() - Duration::from_secs(2 * 86_400);
    for piece in [&old, &known] {
        File::options().write(true).open(piece).unwrap().set_modified(two_days_ago).unwrap();
    }
    sweep(&site).await;
    assert!(!old.exists() && fresh.exists() && known.exists());
    // Nobody but us has anything there; should it be lost, its sender begins anew.
    fs::remove_file(&fresh).unwrap();
    fs::remove_file(&known).unwrap();
    assert_eq!(send(&mut ana, &path, 40, &picture[40..]).await.status, 410);
    assert_eq!((head(&mut ana, &path).await.status, site.count("resumable_uploads").await), (404, 0));
    nothing_is_left(&site).await;
}
