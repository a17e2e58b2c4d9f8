//! News for a member: what others did about their pins, that they follow or mention them, and what those who look after the site
//! or a community did.

use super::{
    accounts::Person,
    errors::Problem,
    ids::{CommentId, CommunityId, NoticeId},
    moderation::Told,
    page::Page,
    pins::PinCard,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// How many pieces of news stand on one page.
pub const NOTICES_PAGE_SIZE: usize = 30;

/// How many of those who made a piece of news it shows.
pub const ACTORS_SHOWN: usize = 3;

/// Up to how many of those who made a piece of news are counted.
pub const ACTORS_COUNTED: u32 = 1_000;

/// Up to how many unread pieces of news are counted: what a bell has room for, and one more.
pub const UNREAD_MOST: u32 = 100;

/// How many pieces of news can be named at once to mark them as read.
pub const NAMED_NOTICES_MOST: usize = 100;

/// What others did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// They like a pin.
    Like,
    /// They follow the member.
    Follow,
    /// They commented on a pin.
    Comment,
    /// One of them mentioned the member in a comment.
    Mention,
    /// Those who look after the site did something. It names nobody, and is told by itself.
    Moderation,
    /// Those who look after a community did something about the member there. It names nobody.
    Community,
}

impl NoticeKind {
    /// Its name in the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Follow => "follow",
            Self::Comment => "comment",
            Self::Mention => "mention",
            Self::Moderation => "moderation",
            Self::Community => "community",
        }
    }
}

impl FromStr for NoticeKind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "like" => Ok(Self::Like),
            "follow" => Ok(Self::Follow),
            "comment" => Ok(Self::Comment),
            "mention" => Ok(Self::Mention),
            "moderation" => Ok(Self::Moderation),
            "community" => Ok(Self::Community),
            _ => Err(Problem::BadRequest { detail: "There is no such kind of notification.".to_owned() }),
        }
    }
}

/// Something that is done about a member in a community, of which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberAct {
    /// They are kept out.
    Ban,
    /// They may not write for a while.
    TimeOut,
    /// They do not belong to it any longer.
    RemoveMember,
    /// They look after it, too.
    MakeModerator,
    /// It is theirs.
    HandOver,
    /// A message of theirs was taken away, with a word to them.
    RemoveMessage,
}

impl MemberAct {
    pub const ALL: [Self; 6] =
        [Self::Ban, Self::TimeOut, Self::RemoveMember, Self::MakeModerator, Self::HandOver, Self::RemoveMessage];

    /// Its name in the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ban => "ban",
            Self::TimeOut => "time_out",
            Self::RemoveMember => "remove_member",
            Self::MakeModerator => "make_moderator",
            Self::HandOver => "hand_over",
            Self::RemoveMessage => "remove_message",
        }
    }
}

impl FromStr for MemberAct {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let act = Self::ALL.into_iter().find(|act| act.name() == text);
        act.ok_or_else(|| Problem::BadRequest { detail: "Nothing of this kind is done to members.".to_owned() })
    }
}

/// What a member is told about what was done about them in a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityNotice {
    /// The community, where they can see it now.
    pub id: Option<CommunityId>,
    /// What it was called then.
    pub name: String,
    pub act: MemberAct,
    /// Until when they may not write there, UTC, where it is that.
    #[serde(with = "time::serde::rfc3339::option")]
    pub timed_out_until: Option<OffsetDateTime>,
    /// Empty where none was given.
    pub reason: String,
}

/// A piece of news.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name.
    pub id: NoticeId,
    /// What they did.
    pub kind: NoticeKind,
    /// Who did it, the latest first, up to [`ACTORS_SHOWN`].
    pub actors: Vec<Person>,
    /// How many did it, up to [`ACTORS_COUNTED`].
    pub actor_count: u32,
    /// The pin they did it to; none where they follow the member.
    pub pin: Option<PinCard>,
    /// The comment that mentions the member, or the latest of those that are told.
    pub comment: Option<CommentId>,
    /// How that comment begins.
    pub words: Option<String>,
    /// What those did who look after the site, where it was they; `pin` is what they did it about, while that can be seen.
    pub told: Option<Told>,
    /// What those did who look after a community, where it was they.
    pub community: Option<CommunityNotice>,
    /// When the latest of them did it, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub happened_at: OffsetDateTime,
    /// Whether it has been read.
    pub read: bool,
}

/// A page of a member's news.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// The page, the latest news first.
    pub page: Page<Notice>,
    /// How many pieces are unread in all, up to [`UNREAD_MOST`].
    pub unread: u32,
}

/// Which pieces of news are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhichNotices {
    /// Those that happened up to this moment, which is when the member saw them.
    UpTo(OffsetDateTime),
    /// All of them.
    All,
    /// These.
    Named(Vec<NoticeId>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for act in MemberAct::ALL {
            assert_eq!(act.name().parse(), Ok(act));
            assert_eq!(serde_json::to_value(act).ok(), Some(act.name().into()));
        }
    }
}
