//! `pgbench`, PostgreSQL's own benchmark, on the same server in the same run: what one select by primary key takes, and what a
//! page far down a list costs whoever counts to it.

use crate::times::Times;
use sqlx::{AssertSqlSafe, PgPool, postgres::PgConnectOptions};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Page 1,000 of everybody's pins, found by counting.
const OFFSET: &str = "select id from pins where visibility = 'public' and deleted_at is null and shown
    order by id desc limit 41 offset 39960;\n";

/// Beside `postgres` where Debian puts it, else on the PATH.
fn program() -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> =
        debian.map(|version| version.path().join("bin/pgbench")).filter(|path| path.exists()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from("pgbench"))
}

fn pgbench(options: &PgConnectOptions, database: &str, arguments: &[&str]) {
    let socket = options.get_socket().expect("a socket");
    let output = Command::new(program())
        .args(arguments)
        .arg("--host")
        .arg(socket)
        .args(["--username", options.get_username(), database])
        .output()
        .expect("pgbench, of PostgreSQL's own programs");
    assert!(output.status.success(), "pgbench: {}", String::from_utf8_lossy(&output.stderr));
}

/// How long each transaction took, from the log that pgbench wrote.
fn times(options: &PgConnectOptions, database: &str, folder: &Path, arguments: &[&str]) -> Times {
    let log = folder.join("pgbench");
    let prefix = log.to_string_lossy();
    let mut all = vec!["--log", "--log-prefix", prefix.as_ref(), "--no-vacuum", "--protocol", "prepared"];
    all.extend(arguments);
    pgbench(options, database, &all);
    let mut times = Vec::new();
    for file in fs::read_dir(folder).expect("the log").flatten() {
        if file.file_name().to_string_lossy().starts_with("pgbench.") {
            let lines = fs::read_to_string(file.path()).expect("the log");
            // Client, transaction, microseconds, …
            times.extend(
                lines.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<f64>().ok()).map(|us| us / 1e3),
            );
            fs::remove_file(file.path()).expect("the log");
        }
    }
    Times::of(times)
}

/// `pgbench -S` over a million accounts of its own.
pub async fn select_only(options: &PgConnectOptions, pool: &PgPool, folder: &Path) -> Times {
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = 'pgbench')")
        .fetch_one(pool)
        .await
        .expect("the databases");
    if !exists {
        sqlx::raw_sql(AssertSqlSafe("create database pgbench".to_owned())).execute(pool).await.expect("a database");
        pgbench(options, "pgbench", &["--initialize", "--scale", "10", "--quiet"]);
    }
    times(options, "pgbench", folder, &["--select-only", "--transactions", "20000"])
}

/// The page by `OFFSET`.
pub fn offset(options: &PgConnectOptions, folder: &Path) -> Times {
    let script = folder.join("offset.sql");
    fs::write(&script, OFFSET).expect("a script");
    let script = script.to_string_lossy();
    times(options, "postgres", folder, &["--file", script.as_ref(), "--transactions", "100"])
}
