//! What is reported: the queue of those who look after the site.

use super::{Concerned, Measure, choices};
use crate::model::{
    accounts::Person,
    ids::{ChannelId, CommentId, CommunityId, PictureId, ReportId},
    messages::message_address,
    pins::PinCard,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How many subjects stand on a page of the queue.
pub const QUEUE_PAGE_SIZE: usize = 20;

/// How many of the reports about one subject are shown.
pub const REPORTS_SHOWN: usize = 10;

choices! {
    /// What kind of thing is reported.
    SubjectKind, "kind", "Choose “pin”, “comment” or “message”." {
        /// A pin.
        #[default]
        Pin = "pin"
        /// A comment.
        Comment = "comment"
        /// A message of a channel or of a direct conversation.
        Message = "message"
    }

    /// Which reports are looked at, and in which order.
    QueueOrder, "sort", "Choose “oldest”, “most” or “handled”." {
        /// What waits longest comes first.
        #[default]
        Oldest = "oldest"
        /// What most have reported comes first.
        Most = "most"
        /// Those that are settled, the latest first.
        Handled = "handled"
    }
}

/// A comment that was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its name.
    pub id: CommentId,
    /// What it says.
    pub body: String,
}

/// A message that was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedMessage {
    pub channel: ChannelId,
    /// Its number in that.
    pub seq: i64,
    /// What it says, in Markdown; empty where it is pictures alone.
    pub body: String,
    /// How many pictures are attached to it.
    pub pictures: u32,
    /// Those of them that the viewer sees, and that can be shown.
    pub shown: Vec<ReportedPicture>,
    #[serde(with = "time::serde::rfc3339")]
    pub sent_at: OffsetDateTime,
    /// None in a direct conversation, which only those in it can open.
    pub place: Option<MessagePlace>,
}

/// A picture of a reported message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedPicture {
    pub picture: PictureId,
    /// The quality state that stands beside the message.
    pub n: u8,
    /// The size of that, in pixels.
    pub width: u32,
    pub height: u32,
    /// The largest quality state that there is so far.
    pub largest: u8,
}

impl ReportedPicture {
    /// Where it is as it stands beside the message.
    pub fn address(&self) -> String {
        format!("/media/{}-{}", self.picture, self.n)
    }

    /// Where it is as large as it can be seen.
    pub fn largest_address(&self) -> String {
        format!("/media/{}-{}", self.picture, self.largest)
    }
}

/// Where a message of a community stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePlace {
    pub community: CommunityId,
    /// The name of the community.
    pub community_name: String,
    /// The name of the channel.
    pub channel_name: String,
}

impl ReportedMessage {
    /// Where it is seen among those around it; none in a direct conversation.
    pub fn address(&self) -> Option<String> {
        let place = self.place.as_ref()?;
        Some(message_address(&format!("/c/{}/{}", place.community, self.channel), self.seq))
    }
}

/// A report, as those see it who look after the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Who made it. Nobody else learns that.
    pub reporter: Person,
    /// What is wrong.
    pub reason: String,
    /// When it was made, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// How the reports about something were settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// What was done.
    pub measure: Measure,
    /// Who did it, by their user name; none where the account is gone.
    pub by: Option<String>,
    /// When, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A pin, a comment or a message that was reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its name: that of the first report about it.
    pub id: ReportId,
    /// What it is.
    pub kind: SubjectKind,
    /// The pin, or the one that was commented on; none where it is its owner's alone by now, and for a message.
    pub pin: Option<PinCard>,
    /// Whether that pin is hidden.
    pub hidden: bool,
    /// The comment; none where it is about the pin, or where the pin is not there to be seen.
    pub comment: Option<Said>,
    /// The message; none where it is about something else, or where the message is not there to be seen.
    pub message: Option<ReportedMessage>,
    /// Whose it is.
    pub member: Concerned,
    /// How many reports about it are open.
    pub open: u32,
    /// The oldest of them, by which it stands in its place.
    pub oldest: ReportId,
    /// The latest of the reports, up to [`REPORTS_SHOWN`].
    pub reports: Vec<Complaint>,
    /// How those that are settled were settled, the latest.
    pub settled: Option<Settled>,
}

impl Case {
    /// What can be done about it.
    pub fn measures(&self) -> Vec<Measure> {
        let possible = |measure: &Measure| match measure {
            Measure::HidePin => self.kind == SubjectKind::Pin && self.pin.is_some() && !self.hidden,
            Measure::RemovePin => self.kind == SubjectKind::Pin && self.pin.is_some(),
            Measure::RemoveComment => self.comment.is_some(),
            Measure::RemoveMessage => self.message.is_some(),
            Measure::SuspendMember => !self.member.suspended,
            _ => true,
        };
        Measure::SETTLING.into_iter().filter(possible).collect()
    }
}

/// A comment, with what was reported about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommentCase {
    /// The comment.
    pub said: Said,
    /// The pin it is on.
    pub pin: PinCard,
    /// Who wrote it.
    pub member: Concerned,
    /// What was reported about it, if anything ever was.
    pub case: Option<Case>,
}
