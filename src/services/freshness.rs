//! For how long it holds that everyone may have a file of a picture. The rule is PostgreSQL's, and asked for a visitor; a yes is remembered
//! for a second at most, and no longer than until the next change by which it may have become a no.

use super::Site;
use std::time::{Duration, Instant};

/// For how long at most.
const LIFE: Duration = Duration::from_secs(1);

/// How fresh a yes is.
#[derive(Debug, Clone, Copy)]
pub struct Freshness {
    closings: u64,
    asked: Instant,
}

impl Freshness {
    /// How much of its life is left when it is time to ask anew.
    pub const RENEWAL: Duration = Duration::from_millis(250);

    /// Of what is asked after this. `None` while this server would not hear of changes on others: nothing is remembered then.
    pub fn begin(site: &Site) -> Option<Self> {
        let closings = site.db.closings().heard()?;
        Some(Self { closings, asked: Instant::now() })
    }

    /// For how much longer it holds; `None` where it holds no longer.
    pub fn left(&self, site: &Site) -> Option<Duration> {
        let unchanged = site.db.closings().heard() == Some(self.closings);
        unchanged.then(|| LIFE.checked_sub(self.asked.elapsed())).flatten()
    }
}

/// Hears what is taken from visitors on other servers, for as long as it is polled.
pub async fn keep(site: Site) {
    site.db.hear_closings().await;
}
