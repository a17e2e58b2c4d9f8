//! A PostgreSQL of the site's own: it dies, somebody else comes to it, and other accounts of the machine.

use super::until;
use crate::{
    client::Client,
    harness::{PASSWORD, post, upload},
    live::Socket,
    markup::texts,
    multipart::Form,
    pictures,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;
use tessera::{config::Config, jobs::Jobs, server::Server, store::private_postgres::PrivatePostgres};

/// A site on a PostgreSQL of its own, in a folder that others may pass through.
struct PrivateSite {
    server: Server,
    folder: TempDir,
}

impl PrivateSite {
    async fn start(jobs: Jobs) -> Self {
        let folder = open_folder();
        let data = folder.path().join("data").to_string_lossy().into_owned();
        let config = Config::from_lookup(|key| match key {
            "RATE_LIMITS" => Some("off".to_owned()),
            "DATA_DIR" => Some(data.clone()),
            "LEPTOS_SITE_ADDR" => Some("127.0.0.1:0".to_owned()),
            _ => None,
        });
        let server = Server::start(config.unwrap(), jobs).await.unwrap();
        Self { server, folder }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn visitor(&self) -> Client {
        Client::new(self.server.address)
    }

    async fn member(&self, name: &str) -> Client {
        let mut client = self.visitor();
        assert_eq!(crate::harness::sign_up(&mut client, name).await.status, 200);
        client
    }
}

fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

/// Runs the program beside whatever runs on this folder.
async fn tessera(words: &[&str], data: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
    command.args(words).env_remove("DATABASE_URL").env("DATA_DIR", data).env("TESSERA_ADMIN_PASSWORD", PASSWORD);
    command.env("LEPTOS_SITE_ADDR", "127.0.0.1:0").stdin(Stdio::null());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_postgresql_that_is_killed_comes_back_and_so_does_everything() {
    let site = PrivateSite::start(Jobs::Here).await;
    let mut ana = site.member("ana").await;
    let mut socket = Socket::of_page(site.server.address, &ana).await.unwrap();
    socket.hear(0).await;
    for round in 0..2 {
        let note = site.data().join("postgres/data/postmaster.pid");
        let note = || fs::read_to_string(&note).ok()?.lines().next()?.parse::<u32>().ok();
        let server = note().unwrap();
        assert!(Command::new("kill").args(["-KILL", &server.to_string()]).status().unwrap().success());
        until("another server", async || note().is_some_and(|other| other != server)).await;
        until("a site that can serve", async || site.visitor().get("/readyz").await.status == 200).await;
        let form =
            || Form::default().text("visibility", "public").file("file", "a.png", &pictures::png(300, 200, round));
        until("an upload that is taken", async || post(&mut ana, "/upload", form()).await.status == 202).await;
        until("pictures that are ready", async || {
            let html = ana.get("/uploads?view=list").await.text();
            let (mine, facts) = (texts(&html, "row__title"), texts(&html, "row__fact"));
            mine.len() > usize::from(round) && !facts.contains(&"Processing".to_owned())
        })
        .await;
    }
    // Somebody follows ana: the bus tells it, on a connection made anew.
    let mut bob = site.member("bobby").await;
    let want = || Form::default().text("name", "ana").text("want", "follow").text("back", "/");
    until("a follow", async || post(&mut bob, "/fn/follow", want()).await.status == 200).await;
    socket.hear(1).await;
    site.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_refused_with_words_and_harms_nothing() {
    let site = PrivateSite::start(Jobs::Later).await;
    let mut ana = site.member("ana").await;
    upload(&mut ana, "a.png", &pictures::png(30, 20, 1), "public").await;
    let mut rows = site.server.site.db().pool().acquire().await.unwrap();
    let hold = "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'the first'";
    let held = sqlx::query(hold).execute(&mut *rows).await.unwrap().rows_affected();
    fs::write(site.data().join("uploads/under-way"), "half a picture").unwrap();
    let second = tessera(&["serve"], &site.data()).await;
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success(), "{words}");
    for part in ["already running on", &format!("process {}", std::process::id()), "DATA_DIR", "DATABASE_URL"] {
        assert!(words.contains(part), "{words:?} should hold {part:?}");
    }
    let still: i64 =
        sqlx::query_scalar("select count(*) from graphile_worker._private_jobs where locked_by = 'the first'")
            .fetch_one(&mut *rows)
            .await
            .unwrap();
    assert_eq!(still.unsigned_abs(), held);
    assert!(site.data().join("uploads/under-way").exists());
    let made = tessera(&["admin", "create", "--email", "x@example.com", "--username", "boss"], &site.data()).await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(site.visitor().get("/readyz").await.status, 200);
    drop(rows);
    site.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_folder_is_closed_to_others_and_the_site_is_no_superuser() {
    let site = PrivateSite::start(Jobs::Later).await;
    let root = fs::metadata(site.folder.path()).unwrap().uid() == 0;
    assert_eq!(mode(&site.data()), if root { 0o711 } else { 0o700 });
    for folder in ["blobs", "uploads", "postgres", "postgres/data", "postgres/run"] {
        assert_eq!(mode(&site.data().join(folder)), 0o700, "{folder}");
    }
    let who = "select current_user::text, rolsuper, rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
               from pg_roles where rolname = current_user";
    let who: (String, bool, bool) = sqlx::query_as(who).fetch_one(site.server.site.db().pool()).await.unwrap();
    assert_eq!(who, ("tessera".to_owned(), false, false));
    site.server.stop().await;
    // What the program makes is closed whatever the account's own habit is.
    let folder = open_folder();
    let made = tessera(&["admin", "create", "--email", "x@example.com", "--username", "boss"], folder.path()).await;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for file in ["lock", "log"] {
        assert_eq!(mode(&folder.path().join("postgres").join(file)), 0o600, "{file}");
    }
}

async fn superuser(postgres: &PrivatePostgres) -> PgConnection {
    postgres.connect_options().username("postgres").connect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_versions_superuser_owns_is_handed_over() {
    let folder = open_folder();
    let place = folder.path().join("postgres");
    let postgres = PrivatePostgres::start(&place).await.unwrap();
    let mut old = superuser(&postgres).await;
    for statement in [
        "create table public.olds (id bigint generated always as identity primary key, word text)",
        "create view public.words as select word from public.olds",
        "create function public.old(text) returns setof public.olds language sql as 'select * from public.olds where word = $1'",
        "create schema graphile_worker",
        "create type graphile_worker.job_spec as (identifier text)",
        "create table graphile_worker.jobs (spec graphile_worker.job_spec)",
    ] {
        sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut old).await.unwrap();
    }
    old.close().await.unwrap();
    postgres.stop().await;
    let postgres = PrivatePostgres::start(&place).await.unwrap();
    let mut now = postgres.connect_options().connect().await.unwrap();
    for statement in [
        "insert into public.olds (word) values ('x')",
        "alter table public.olds add column more text",
        "create or replace function public.old(text) returns setof public.olds language sql as 'select * from public.olds'",
        "drop type graphile_worker.job_spec cascade",
        "drop schema graphile_worker cascade",
        "create extension if not exists pg_trgm",
        "drop view public.words",
    ] {
        sqlx::query(AssertSqlSafe(statement.to_owned()))
            .execute(&mut now)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let file = sqlx::query("select pg_read_file('/etc/passwd')").execute(&mut now).await;
    assert!(file.is_err(), "the site reads files through PostgreSQL");
    now.close().await.unwrap();
    postgres.stop().await;
}
