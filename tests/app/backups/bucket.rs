//! Backups in a bucket, by the real program: made, taken up by the next one, cleared away, damaged, mended and restored.

use super::World;
use crate::{
    admin::command_line::{said, tessera},
    api::{Program, a_minute_later},
    blobs::{BUCKET, Places, names, s3_settings},
    client::Client,
    harness::{TestSite, start_server},
    pictures,
};
use bytes::Bytes;
use futures::TryStreamExt;
use std::{collections::BTreeMap, process::Output};
use tessera::{jobs::Jobs, store::blobs::Place};

/// What the program is told of the bucket, which is open by keys of its own.
fn environment(port: u16, prefix: &str) -> Vec<(String, String)> {
    let opened = s3_settings(port).map(|(key, value)| (format!("BACKUP_{key}"), value));
    let url = ("BACKUP_URL".to_owned(), format!("s3://{BUCKET}/{prefix}"));
    opened.into_iter().chain([url, ("BACKUP_KEEP".to_owned(), "2".to_owned())]).collect()
}

/// The program, for one site.
struct CommandLine(Vec<(String, String)>);

impl CommandLine {
    fn of(site: &TestSite, environment: &[(String, String)]) -> Self {
        let data = site.folder.path().to_string_lossy().into_owned();
        let own = [("DATABASE_URL".to_owned(), site.database.clone()), ("DATA_DIR".to_owned(), data)];
        Self(environment.iter().cloned().chain(own).collect())
    }

    async fn run(&self, words: &[&str]) -> Output {
        let keys: Vec<_> = self.0.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        tessera(words, &keys, "").await
    }

    async fn succeeds(&self, words: &[&str], with: &str) {
        let output = self.run(words).await;
        assert!(output.status.success() && said(&output).contains(with), "{words:?}: {}", said(&output));
    }

    async fn fails(&self, words: &[&str], with: &str) {
        let output = self.run(words).await;
        assert!(!output.status.success() && said(&output).contains(with), "{words:?}: {}", said(&output));
    }
}

/// The files in a part of the bucket, and their sizes.
async fn sizes(bucket: &Place, part: &str) -> BTreeMap<String, u64> {
    bucket.list(part).map_ok(|file| (file.name, file.bytes)).try_collect().await.unwrap()
}

/// The name of the last backup, and what was new in it, as the site has written it down.
async fn last(site: &TestSite) -> (String, u64) {
    let last = "select name, coalesce(new_bytes, 0) from backup_runs order by begun_at desc limit 1";
    let (name, new): (String, i64) = sqlx::query_as(last).fetch_one(&site.rows).await.unwrap();
    (name, new.unsigned_abs())
}

async fn flip_a_bit(bucket: &Place, name: &str) {
    let chunks: Vec<Bytes> = bucket.get(name).await.unwrap().unwrap().try_collect().await.unwrap();
    let mut bytes = chunks.concat();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bucket.put(name, bytes.into()).await.unwrap();
}

#[tokio::test]
async fn backups_in_a_bucket_share_files_and_old_ones_go() {
    let places = Places::open().await;
    let (Some((weed, _)), Some(bucket)) = (&places.servers, places.s3()) else { return };
    let site = TestSite::start().await;
    let mut bob = Program::sign_up(&site, "bob").await;
    let old = bob.pin("Old.png", &pictures::png(90, 60, 4), "public").await;
    bob.pin("Kept.png", &pictures::png(300, 200, 6), "private").await;
    site.work_off().await;
    let program = CommandLine::of(&site, &environment(weed.port, &places.prefix));
    program.succeeds(&["backup"], "of which").await;
    let (first, _) = last(&site).await;
    let (all, files) = (sizes(&bucket, "").await, sizes(&bucket, "blobs").await);
    assert_eq!(files.len() as i64, site.count("blobs").await);

    // The next one copies what is new. One pin has come, another has gone.
    bob.pin("New.png", &pictures::png(60, 90, 5), "public").await;
    assert_eq!(bob.delete(&format!("/pins/{old}")).await.status, 204);
    a_minute_later(&site).await;
    site.work_off().await;
    program.succeeds(&["backup"], "of which").await;
    let (second, new_bytes) = last(&site).await;
    let mut added = sizes(&bucket, "").await;
    added.retain(|name, _| !all.contains_key(name) && !name.ends_with("/manifest.json"));
    assert_eq!(added.values().sum::<u64>(), new_bytes, "{added:?}");
    assert!(added.contains_key(&format!("backups/{second}/checked")), "{added:?}");
    assert!(added.keys().any(|name| name.starts_with("blobs/")), "{added:?}");

    // Two are kept, and what they need.
    program.succeeds(&["backup"], "of which").await;
    let left = names(&bucket).await;
    assert!(!left.iter().any(|name| name.contains(&first)), "{left:?}");
    assert!(left.contains(&format!("backups/{second}/manifest.json")), "{left:?}");
    assert_eq!(sizes(&bucket, "blobs").await.len() as i64, site.count("blobs").await, "the old pin's files are gone");
    program.succeeds(&["backup", "list"], &second).await;
}

#[tokio::test]
async fn a_flipped_bit_in_a_bucket_is_found_and_mended_and_the_site_comes_back() {
    let places = Places::open().await;
    let (Some((weed, _)), Some(bucket)) = (&places.servers, places.s3()) else { return };
    let environment = environment(weed.port, &places.prefix);
    let World { site, pins, .. } = World::new().await;
    let here = CommandLine::of(&site, &environment);
    here.succeeds(&["backup"], "of which").await;
    let path = format!("/media/{}-1", site.picture_of(&pins[0]).await);
    let before = site.visitor().get(&path).await;
    let files = sizes(&bucket, "blobs").await;
    let damaged = files.keys().next().unwrap();
    flip_a_bit(&bucket, damaged).await;
    here.fails(&["backup", "verify"], damaged.rsplit('/').next().unwrap()).await;

    let fresh = TestSite::start().await;
    let there = CommandLine::of(&fresh, &environment);
    let TestSite { server, database, folder, rows, .. } = fresh;
    server.stop().await;
    there.fails(&["restore"], "--with-losses").await;
    here.fails(&["backup"], "Written again from the files of the site: 1").await;
    here.succeeds(&["backup", "verify"], "is whole").await;

    let TestSite { server, folder: gone, .. } = site;
    server.stop().await;
    drop(gone);
    there.succeeds(&["restore"], "members: 2").await;
    let pins: i64 = sqlx::query_scalar("select count(*) from pins").fetch_one(&rows).await.unwrap();
    let server = start_server(Jobs::Later, &database, folder.path(), &[]).await;
    let after = Client::new(server.address).get(&path).await;
    assert_eq!((pins, before.status, after.status), (3, 200, 200));
    assert!(before.body == after.body, "the picture is another");
    server.stop().await;
}
