//! What a member may still upload: as large, as much and as many at once as their plan gives.

use super::{
    Site, plans,
    uploads::{self, Arrived},
};
use crate::model::{
    errors::Problem,
    ids::UserId,
    plans::{Plan, Wish},
};
use bytes::Bytes;
use futures::Stream;

/// What may still come in one request. It is found out once; what others send meanwhile is counted when pins are made.
#[derive(Debug)]
pub struct Allowance {
    plan: Plan,
    /// How many bytes are left; none for no end.
    left: Option<u64>,
    /// How many files have come.
    files: u32,
}

/// What somebody may upload now.
///
/// # Errors
/// [`Problem::NotSignedIn`] where the account is gone.
pub async fn of(site: &Site, user: UserId) -> Result<Allowance, Problem> {
    let usage = plans::usage(site, user).await?;
    let left = usage.left();
    Ok(Allowance { plan: usage.plan, left, files: 0 })
}

impl Allowance {
    /// Takes in one file, streaming. Nothing of it is kept where this fails. One that may have come before (`again`) is taken
    /// whether or not there is room: that is looked at when it is known.
    ///
    /// # Errors
    /// As [`uploads::receive`]; [`Problem::Plan`] for what the plan does not give.
    pub async fn receive(
        &mut self,
        site: &Site,
        again: bool,
        bytes: impl Stream<Item = Result<Bytes, Problem>>,
    ) -> Result<Arrived, Problem> {
        let terms = &self.plan.terms;
        let fits = self.files < terms.batch;
        self.files = self.files.saturating_add(1);
        // What does not fit is read to its end all the same, so that whoever sends it hears why.
        let left = match self.left {
            _ if !fits => 0,
            Some(left) if !again => left,
            _ => u64::MAX,
        };
        let limit = site.max_upload_bytes.min(terms.largest_upload).min(left);
        match uploads::receive_up_to(site, limit, bytes).await {
            Ok(file) => {
                self.left = self.left.map(|left| left.saturating_sub(file.byte_size()));
                Ok(file)
            }
            Err(Problem::TooLarge { .. }) if !fits => Err(self.refused(site, Wish::Batch(terms.batch)).await),
            Err(Problem::TooLarge { .. }) if limit < site.max_upload_bytes => {
                let wish = if limit == terms.largest_upload { Wish::Upload(limit) } else { room(&self.plan) };
                Err(self.refused(site, wish).await)
            }
            Err(problem) => Err(problem),
        }
    }

    async fn refused(&self, site: &Site, wish: Wish) -> Problem {
        plans::refused(site, &self.plan, wish).await
    }
}

/// More room than a plan gives.
pub(super) fn room(plan: &Plan) -> Wish {
    Wish::Room(plan.terms.quota.unwrap_or_default().saturating_add(1))
}
