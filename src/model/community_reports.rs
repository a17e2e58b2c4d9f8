//! Reports about the messages of a community, as those see them who look after it. Who made them is for those alone who look after the
//! site: here, members know each other.

use super::{accounts::Person, ids::ReportId, moderation::ReportedMessage};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A message that was reported, with the reports about it that are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityReport {
    /// The name of the first report about it.
    pub id: ReportId,
    pub message: ReportedMessage,
    pub author: Person,
    /// Whether it is the viewer's own: somebody else has to decide about it.
    pub own: bool,
    /// How many reports about it are open.
    pub open: u32,
    /// The oldest of them, by which it stands in its place.
    pub oldest: ReportId,
    /// Why it was reported, the latest first, up to [`super::moderation::REPORTS_SHOWN`].
    pub reasons: Vec<ReportReason>,
}

/// Why something was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportReason {
    pub reason: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}
