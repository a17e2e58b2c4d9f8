//! The site in the process of a benchmark, on a PostgreSQL of its own. It does no jobs, and limits nobody.

use sqlx::postgres::PgConnectOptions;
use std::path::Path;
use tessera::{config::Config, jobs::Jobs, server::Server};

/// Starts it, with its files in this folder.
pub async fn serve(options: &PgConnectOptions, folder: &Path) -> Server {
    let socket = options.get_socket().expect("a socket").display().to_string();
    let (role, name) = (options.get_username(), options.get_database().expect("a database"));
    let config = Config::from_lookup(|key| match key {
        "DATABASE_URL" => Some(format!("postgres://{role}@localhost/{name}?host={socket}")),
        "DATA_DIR" => Some(folder.join("site").display().to_string()),
        "LEPTOS_SITE_ADDR" => Some("127.0.0.1:0".to_owned()),
        "RATE_LIMITS" => Some("off".to_owned()),
        "DRAIN_SECONDS" => Some("0".to_owned()),
        _ => None,
    });
    Server::start(config.expect("a configuration"), Jobs::Later).await.expect("the site")
}
