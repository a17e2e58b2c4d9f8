//! What may still be sent: as large, as much and as many at once as a plan gives; of an avatar, as much as anybody may.

use super::{
    Site, plans,
    uploads::{self, Arrived},
};
use crate::model::{
    accounts::AVATAR_LARGEST,
    errors::Problem,
    ids::UserId,
    plans::{Plan, Wish},
};
use bytes::Bytes;
use futures::Stream;

/// What may still come in one request. It is found out once; what others send meanwhile is counted when pins are made.
#[derive(Debug)]
pub struct Allowance {
    /// Whose words are said of what is too much; none where it is nothing of a plan's.
    plan: Option<Plan>,
    /// The largest file, in bytes.
    largest: u64,
    /// How many bytes are left; none for no end.
    left: Option<u64>,
    /// How many files may come, and how many have.
    most: u32,
    files: u32,
}

/// What somebody may upload now.
///
/// # Errors
/// [`Problem::NotSignedIn`] where the account is gone.
pub async fn of(site: &Site, user: UserId) -> Result<Allowance, Problem> {
    let usage = plans::usage(site, user).await?;
    let left = usage.left();
    let most = usage.plan.terms.batch;
    Ok(Allowance { left, most, ..Allowance::of_plan(site, usage.plan) })
}

/// What may take the place of a picture of this owner's. Whether there is room depends on that picture, and is judged later.
///
/// # Errors
/// [`Problem::NotFound`] where the account is gone.
pub async fn of_replacement(site: &Site, owner: UserId) -> Result<Allowance, Problem> {
    Ok(Allowance::of_plan(site, plans::of(site, owner).await?))
}

/// What an avatar may be, and the icon and the banner of a community.
pub fn of_avatar(site: &Site) -> Allowance {
    let largest = AVATAR_LARGEST.min(site.max_upload_bytes);
    Allowance { plan: None, largest, left: None, most: 1, files: 0 }
}

impl Allowance {
    fn of_plan(site: &Site, plan: Plan) -> Self {
        let largest = plan.terms.largest_upload.min(site.max_upload_bytes);
        Self { plan: Some(plan), largest, left: None, most: 1, files: 0 }
    }

    /// How many bytes all files may have together, in one request.
    pub fn total(&self) -> u64 {
        self.largest.saturating_mul(self.most.into())
    }

    /// The largest file, in bytes.
    pub fn largest(&self) -> u64 {
        self.largest
    }

    /// Refuses a file of so many bytes, where none may be so large, before it comes.
    ///
    /// # Errors
    /// [`Problem::Plan`] and [`Problem::TooLarge`].
    pub async fn takes(&self, site: &Site, bytes: u64) -> Result<(), Problem> {
        if bytes > self.largest { Err(self.refused(site, true, self.largest).await) } else { Ok(()) }
    }

    /// Takes in one file, streaming. Nothing of it is kept where this fails.
    ///
    /// # Errors
    /// As [`uploads::receive_up_to`]; [`Problem::Plan`] for what the plan does not give.
    pub async fn receive(
        &mut self,
        site: &Site,
        bytes: impl Stream<Item = Result<Bytes, Problem>>,
    ) -> Result<Arrived, Problem> {
        let fits = self.files < self.most;
        self.files = self.files.saturating_add(1);
        // What does not fit is read to its end all the same, so that whoever sends it hears why.
        let left = if fits { self.left.unwrap_or(u64::MAX) } else { 0 };
        let limit = self.largest.min(left);
        match uploads::receive_up_to(site, limit, bytes).await {
            Ok(file) => {
                self.left = self.left.map(|left| left.saturating_sub(file.byte_size()));
                Ok(file)
            }
            Err(Problem::TooLarge { .. }) => Err(self.refused(site, fits, limit).await),
            Err(problem) => Err(problem),
        }
    }

    /// What is said of a file of more than so many bytes.
    async fn refused(&self, site: &Site, fits: bool, limit: u64) -> Problem {
        let Some(plan) = &self.plan else { return Problem::TooLarge { limit: self.largest } };
        let wish = match limit {
            _ if !fits => Wish::Batch(self.most),
            limit if limit == plan.terms.largest_upload => Wish::Upload(limit),
            limit if limit < self.largest => room(plan),
            // What is larger than the site takes at all is so for every plan.
            limit => return Problem::TooLarge { limit },
        };
        plans::refused(site, plan, wish).await
    }
}

/// More room than a plan gives.
pub(super) fn room(plan: &Plan) -> Wish {
    Wish::Room(plan.terms.quota.unwrap_or_default().saturating_add(1))
}
