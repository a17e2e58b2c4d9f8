//! Backups: made, read back, kept and restored, with real files and a real bucket. Here is what the tests share.

mod browser;
mod bucket;
mod command;
mod crawl;
mod damaged;
mod kept;
mod locked;
mod not_ours;
mod owners;
mod restored;
mod scheduled;
mod tokens;
mod unreadable;
mod versions;

use crate::{
    api::Program,
    channels::{community, first_channel, join},
    harness::TestSite,
    links::give_plan,
    pictures,
};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tessera::{
    model::{backups::KeptBackup, errors::Problem},
    services::backups::{self, Backups, Damage, Manifest, Outcome, Over, RestoreProgress, Restored, Stores},
    store::blobs::Place,
};

/// A folder that backups go to.
struct Shelf {
    folder: TempDir,
    place: Place,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::folder(folder.path()).unwrap();
        Self { folder, place }
    }

    /// As `BACKUP_URL` names it.
    fn url(&self) -> String {
        format!("file://{}", self.folder.path().display())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Makes a backup, and keeps so many.
    async fn attempt(&self, site: &TestSite, keep: usize) -> Outcome {
        let backups = Backups { place: self.place.clone(), every: None, keep };
        backups::make(Stores::of(&site.server.site), &backups).await.unwrap()
    }

    /// Makes a backup that is whole, and gives its name.
    async fn make(&self, site: &TestSite) -> String {
        let outcome = self.attempt(site, 7).await;
        assert_eq!(outcome.problem, None);
        outcome.name
    }

    async fn all(&self) -> Vec<KeptBackup> {
        backups::all(&self.place).await.unwrap()
    }

    async fn manifest(&self, name: &str) -> Manifest {
        Manifest::read(&self.place, name).await.unwrap().unwrap()
    }

    async fn verify(&self, name: &str) -> Damage {
        backups::verify(&self.place, name, &self.manifest(name).await).await.unwrap()
    }

    async fn restore(&self, site: &TestSite, name: &str, over: Over) -> Result<Restored, Problem> {
        let progress = RestoreProgress::default();
        backups::restore(Stores::of(&site.server.site), &self.place, name, over, &progress).await
    }

    /// The files of pictures in it.
    fn blobs(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        files(&self.path("blobs"), &mut found);
        found.sort();
        found
    }

    /// Changes the manifest of a backup by hand.
    fn change(&self, name: &str, change: impl FnOnce(&mut serde_json::Value)) {
        let path = self.path(&format!("backups/{name}/manifest.json"));
        let mut manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut manifest);
        fs::write(&path, manifest.to_string()).unwrap();
    }
}

/// Neither members nor losses; access tokens are as they were.
const NOTHING: Over = Over { members: false, losses: false, tokens: true };

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// Flips a bit in the middle of a file.
fn flip_a_bit(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// A site on which something of every kind has happened.
struct World {
    site: TestSite,
    /// Ana, by an access token.
    ana: Program,
    pins: [String; 2],
}

impl World {
    async fn new() -> Self {
        let site = TestSite::start().await;
        let mut ana = Program::admin(&site, "ana").await;
        let mut bob = Program::sign_up(&site, "bob").await;
        give_plan(&site, "ana", "Enterprise").await;
        let public = ana.pin("Heron.png", &pictures::png(300, 200, 1), "public").await;
        let private = ana.pin("Egret.png", &pictures::png(200, 300, 2), "private").await;
        bob.pin("Stork.png", &pictures::png(120, 120, 3), "public").await;
        site.work_off().await;
        for path in [format!("/pins/{public}/like"), "/users/ana/follow".to_owned()] {
            let answer = bob.send("PUT", &path, &[], &[]).await;
            assert!(answer.status < 300, "{path}: {}", answer.text());
        }
        let comment = bob.post(&format!("/pins/{public}/comments"), json!({"body": "Look, @ana:\na heron \\o/"})).await;
        assert_eq!(comment.status, 201, "{}", comment.text());
        let board = ana.post("/boards", json!({"title": "Birds", "visibility": "public"})).await;
        let board = board.json()["id"].as_str().unwrap().to_owned();
        assert!(ana.send("PUT", &format!("/boards/{board}/pins/{public}"), &[], &[]).await.status < 300);
        // The first two make tables refer to each other in a ring; the last has what a line of rows cannot have as it is.
        for statement in [
            "update boards set cover_pin_id = (select pin_id from board_pins limit 1)",
            "update users set avatar_id = (select id from pictures where pictures.owner_id = users.id limit 1)",
            "update users set bio = 'a' || chr(9) || chr(92) || 'n' || chr(10) || chr(92) || '.' || chr(10)",
        ] {
            sqlx::query(statement).execute(&site.rows).await.unwrap();
        }
        let community = community(&mut ana, "Birds", "public").await;
        join(&mut bob, &community).await;
        let channel = first_channel(&mut ana, &community).await;
        let message = json!({"body": "Hi @bob, **two** herons"});
        assert_eq!(ana.post(&format!("/channels/{channel}/messages"), message).await.status, 201);
        site.work_off().await;
        let (token, _) = ana.with_scopes(&["read"]).await;
        Self { site, ana: token, pins: [public, private] }
    }
}
