//! Reading from replicas of the database: what lists many pins takes the most of a server, and changes nothing.

use super::Site;
use crate::model::errors::Problem;
use std::future::Future;

/// Reads from a replica that has all that is committed by now; from the primary where there is none, or where it fails. So `work` may be
/// done twice.
///
/// # Errors
/// As `work`, on the primary.
pub(super) async fn read<T, F: Future<Output = Result<T, Problem>>>(
    site: &Site,
    work: impl Fn(Site) -> F,
) -> Result<T, Problem> {
    match site.db.on_replica(|db| work(site.on(db))).await {
        Some(found) => Ok(found),
        None => work(site.clone()).await,
    }
}

/// Looks which replicas are in step, for as long as it is polled.
pub async fn keep(site: Site) {
    site.db.watch_replicas().await;
}
