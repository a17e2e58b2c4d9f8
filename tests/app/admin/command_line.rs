//! `tessera admin …`, the real program, beside a site that runs.

use super::{log, role};
use crate::{
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
};
use sqlx::{ConnectOptions, Connection};
use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};
use tessera::store::private_postgres::PrivatePostgres;

/// Runs the program with these words and these keys, and this on its standard input.
pub async fn tessera(words: &[&str], keys: &[(&str, &str)], input: &'static str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
    command.args(words).env_remove("DATABASE_URL").env_remove("TESSERA_ADMIN_PASSWORD").envs(keys.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = move || {
        let mut child = command.spawn().unwrap();
        // It need not read it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// What it printed, errors last.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

async fn signs_in(site: &TestSite, name: &str, password: &str) -> bool {
    let form = Form::default().text("login", name).text("password", password);
    let mut browser = site.visitor();
    post(&mut browser, "/login", form).await.status == 200 && browser.get("/admin").await.status == 200
}

const CREATE: [&str; 4] = ["admin", "create", "--email", "boss@example.com"];

#[tokio::test]
async fn an_admin_is_made_beside_a_running_site() {
    let site = TestSite::start().await;
    let link = site.server.first_admin_path().await.unwrap().unwrap();
    let folder = site.folder.path().to_string_lossy().into_owned();
    let keys = [("DATABASE_URL", site.database.as_str()), ("DATA_DIR", &folder)];
    let with_password = [keys[0], keys[1], ("TESSERA_ADMIN_PASSWORD", PASSWORD)];
    let made = tessera(&[&CREATE[..], &["--username", "boss"]].concat(), &with_password, "").await;
    assert!(made.status.success(), "{}", said(&made));
    assert!(said(&made).contains("@boss is now an admin.") && !said(&made).contains(PASSWORD));
    assert!(signs_in(&site, "boss", PASSWORD).await);
    // By then there is nobody who could be the first.
    let late = Form::default()
        .text("email", "late@example.com")
        .text("username", "late")
        .text("display_name", "")
        .text("password", PASSWORD)
        .text("first_admin", link.split_once('=').unwrap().1);
    assert_eq!(post(&mut site.visitor(), "/signup", late).await.status, 410);
    assert_eq!(log(&site).await, [("the command line".into(), "make_admin".into(), "@boss".into())]);

    let again = tessera(&[&CREATE[..], &["--username", "boss"]].concat(), &with_password, "").await;
    assert!(!again.status.success() && said(&again).contains("tessera: "), "{}", said(&again));
    assert_eq!(site.count("users").await, 1);
}

#[tokio::test]
async fn a_password_comes_by_standard_input_or_is_made_and_printed() {
    let site = TestSite::start().await;
    let keys = [("DATABASE_URL", site.database.as_str())];
    let words = ["admin", "create", "--email", "one@example.com", "--username", "one", "--display-name", "The One"];
    let typed = tessera(&words, &keys, "a typed sentence\n").await;
    assert!(typed.status.success() && !said(&typed).contains("Password"), "{}", said(&typed));
    assert!(signs_in(&site, "one", "a typed sentence").await);
    let made = tessera(&["admin", "create", "--email", "two@example.com", "--username", "two"], &keys, "").await;
    let output = said(&made);
    let password = output.lines().find_map(|line| line.strip_prefix("Password: ")).unwrap();
    assert!(password.len() >= 20 && signs_in(&site, "two", password).await);
    let short = tessera(&["admin", "create", "--email", "x@example.com", "--username", "xxx"], &keys, "short\n").await;
    assert!(!short.status.success() && said(&short).contains("at least 10 characters"), "{}", said(&short));
    let name: String = sqlx::query_scalar("select display_name from users where username = 'one'")
        .fetch_one(&site.rows)
        .await
        .unwrap();
    assert_eq!(name, "The One");
}

#[tokio::test]
async fn somebody_who_has_an_account_is_made_an_admin() {
    let site = TestSite::start().await;
    site.member("ana").await;
    let keys = [("DATABASE_URL", site.database.as_str())];
    for _ in 0..2 {
        let granted = tessera(&["admin", "grant", "ANA"], &keys, "").await;
        assert!(granted.status.success() && said(&granted).contains("@ana is now an admin."), "{}", said(&granted));
    }
    assert_eq!(role(&site, "ana").await, "admin");
    assert_eq!(log(&site).await, [("the command line".into(), "give_role".into(), "@ana".into())]);
    let unknown = tessera(&["admin", "grant", "nobody"], &keys, "").await;
    assert!(
        !unknown.status.success() && said(&unknown).contains("no member with the user name nobody"),
        "{}",
        said(&unknown)
    );
}

/// The roles in a private PostgreSQL that runs.
async fn roles(postgres: &PrivatePostgres) -> Vec<(String, String)> {
    let mut connection = postgres.connect_options().connect().await.unwrap();
    let roles = sqlx::query_as("select username, role from users").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    roles
}

#[tokio::test]
async fn a_private_postgresql_is_used_while_it_runs_and_else_started_for_the_moment() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_string_lossy().into_owned();
    let keys = [("DATA_DIR", data.as_str()), ("TESSERA_ADMIN_PASSWORD", PASSWORD)];
    let first = tessera(&["admin", "create", "--email", "one@example.com", "--username", "one"], &keys, "").await;
    assert!(first.status.success(), "{}", said(&first));
    assert!(!Path::new(&data).join("postgres/data/postmaster.pid").exists(), "it runs on");

    let postgres = PrivatePostgres::start(&folder.path().join("postgres")).await.unwrap();
    let second = tessera(&["admin", "create", "--email", "two@example.com", "--username", "two"], &keys, "").await;
    assert!(second.status.success(), "{}", said(&second));
    assert_eq!(roles(&postgres).await, [("one".into(), "admin".into()), ("two".into(), "admin".into())]);
    postgres.stop().await;
}
