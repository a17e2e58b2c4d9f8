//! What an admin needs to run the site: figures, jobs, storage, categories; and what whoever operates it needs: processes, settings,
//! logs, metrics, traces.

mod categories;
mod figures;
mod jobs;
mod logs;
mod metrics;
pub mod process;
mod processes;
pub mod scrape;
mod settings;
mod storage;
mod tracing;

use crate::{
    client::Client,
    harness::{PASSWORD, TestSite, post},
    multipart::Form,
};

/// The browser of somebody who has signed up through the API.
pub async fn browser(site: &TestSite, name: &str) -> Client {
    let mut client = site.visitor();
    let answer = post(&mut client, "/login", Form::default().text("login", name).text("password", PASSWORD)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    client
}

/// What admins did, the latest last.
async fn audited(site: &TestSite) -> Vec<(String, String)> {
    sqlx::query_as("select act, about from audit_log order by id").fetch_all(&site.rows).await.unwrap()
}

async fn sql(site: &TestSite, statement: &str) {
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(&site.rows).await.unwrap();
}
