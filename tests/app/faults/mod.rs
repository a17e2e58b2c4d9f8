//! What a fault leaves behind: nothing that needs somebody's hand.

mod attempts;
mod private_database;
mod worker;

use crate::harness::TestSite;
use std::time::{Duration, Instant};

/// After this long a test has failed: what it waits for never comes.
const NEVER: Duration = Duration::from_secs(120);

/// Asks again and again until it is so.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !is_so().await {
        assert!(began.elapsed() < NEVER, "{what} never comes");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn number(site: &TestSite, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&site.rows).await.unwrap()
}
