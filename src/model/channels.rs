//! Channels: where the members of a community, or of a direct conversation, write to each other.

use super::{
    accounts::{Person, refuse_invalid},
    errors::{Problem, grouped},
    ids::{ChannelId, CommunityId, EpochId},
    text::{name_problem, tidy, too_long},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The longest name of a channel, in characters.
pub const CHANNEL_NAME_LONGEST: usize = 40;

/// The longest topic of a channel, in characters.
pub const CHANNEL_TOPIC_LONGEST: usize = 300;

/// How many channels a community can have.
pub const CHANNELS_MOST: i64 = 100;

/// The longest pause between two messages of a member that slow mode asks for, in seconds.
pub const SLOW_MODE_LONGEST: u32 = 21_600;

/// How many members a direct conversation can have, its beginner included.
pub const CONVERSATION_MOST: usize = 10;

/// How many direct conversations stand on one page.
pub const CONVERSATIONS_PAGE_SIZE: usize = 40;

/// How far the mentions of a member in a channel, and their unread direct conversations, are counted.
pub const UNREAD_COUNTED: u32 = 100;

/// What a channel is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Messages, one below the other.
    #[default]
    Talk,
    /// Pictures, as a masonry grid, each with its own thread.
    Gallery,
    /// Messages of a few members, of no community.
    Direct,
}

impl ChannelKind {
    /// Its name in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Gallery => "gallery",
            Self::Direct => "direct",
        }
    }
}

impl FromStr for ChannelKind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "talk" => Ok(Self::Talk),
            "gallery" => Ok(Self::Gallery),
            "direct" => Ok(Self::Direct),
            _ => Err(Problem::field("kind", "Choose “talk” or “gallery”.")),
        }
    }
}

/// A channel in the list of its community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelCard {
    pub id: ChannelId,
    pub kind: ChannelKind,
    pub name: String,
    /// Whether there are messages that the viewer has not seen.
    pub unread: bool,
    /// How many of them mention the viewer, up to [`UNREAD_COUNTED`].
    pub mentions: u32,
}

/// A channel as its own page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelDetail {
    pub id: ChannelId,
    /// None for a direct conversation.
    pub community: Option<CommunityId>,
    pub kind: ChannelKind,
    /// Of a direct conversation, the names of the others.
    pub name: String,
    pub topic: String,
    /// In seconds; 0 where there is none.
    pub slow_mode: u32,
    pub read_only: bool,
    /// Whether the viewer may write here now.
    pub writable: bool,
    /// Whether the viewer may change the channel, and remove and pin messages of others. Nobody in a direct conversation, where each
    /// member pins.
    pub manageable: bool,
    /// Who takes part in a direct conversation, without the viewer; empty for a channel of a community.
    pub members: Vec<Person>,
    pub position: ChannelPosition,
    /// The number of the last message that the viewer has seen; 0 where none.
    pub read: i64,
}

impl ChannelDetail {
    /// Where its page is.
    pub fn address(&self) -> String {
        match self.community {
            Some(community) => format!("/c/{community}/{}", self.id),
            None => format!("/messages/{}", self.id),
        }
    }
}

/// How far a channel has come: the number of its last change, within its numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelPosition {
    pub epoch: EpochId,
    pub seq: i64,
}

/// How far a member has read a channel, and what is left there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReadMark {
    pub channel: ChannelId,
    /// The number of the last message that they have seen.
    pub seq: i64,
    /// Whether there are messages after that.
    pub unread: bool,
    /// How many of those mention them, up to [`UNREAD_COUNTED`].
    pub mentions: u32,
}

/// What a channel is to be. What is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelFields {
    pub name: Option<String>,
    pub topic: Option<String>,
    pub slow_mode: Option<u32>,
    pub read_only: Option<bool>,
}

impl ChannelFields {
    /// The same, tidied.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(self) -> Result<Self, Problem> {
        let fields =
            Self { name: self.name.map(|name| tidy(&name)), topic: self.topic.map(|topic| tidy(&topic)), ..self };
        refuse_invalid([
            ("name", fields.name.as_deref().and_then(|name| name_problem("name", name, CHANNEL_NAME_LONGEST))),
            ("topic", fields.topic.as_deref().and_then(|topic| too_long(topic, CHANNEL_TOPIC_LONGEST))),
            ("slow_mode", fields.slow_mode.and_then(slow_mode_problem)),
        ])?;
        Ok(fields)
    }
}

fn slow_mode_problem(seconds: u32) -> Option<String> {
    let most = grouped(SLOW_MODE_LONGEST.into());
    (seconds > SLOW_MODE_LONGEST).then(|| format!("Please choose at most {most} seconds."))
}

/// A direct conversation in the list of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ChannelId,
    /// The others.
    pub members: Vec<Person>,
    /// How its last message begins; empty where there is none.
    pub last: String,
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_at: Option<time::OffsetDateTime>,
    pub unread: bool,
}

/// What a direct conversation is called for somebody in it: the names of the others.
pub fn conversation_name(others: &[Person]) -> String {
    match others {
        [] => "Nobody else".to_owned(),
        others => others.iter().map(|person| person.display_name.as_str()).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let fields = ChannelFields {
            name: Some(" \u{200b}".to_owned()),
            topic: Some("ä".repeat(CHANNEL_TOPIC_LONGEST + 1)),
            slow_mode: Some(SLOW_MODE_LONGEST + 1),
            read_only: None,
        };
        let Err(Problem::Invalid { fields }) = fields.validated() else { panic!("should be refused") };
        let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(names, ["name", "topic", "slow_mode"]);
    }

    #[test]
    fn what_fits_is_tidied_and_what_is_not_said_stays_so() {
        let fields = ChannelFields {
            name: Some(format!(" {}\n", "ä".repeat(CHANNEL_NAME_LONGEST))),
            slow_mode: Some(SLOW_MODE_LONGEST),
            ..ChannelFields::default()
        };
        let fields = fields.validated().unwrap();
        assert_eq!(fields.name.unwrap().chars().count(), CHANNEL_NAME_LONGEST);
        assert_eq!((fields.topic, fields.read_only), (None, None));
        assert_eq!(ChannelFields::default().validated(), Ok(ChannelFields::default()));
    }

    #[test]
    fn a_conversation_is_called_by_the_others_in_it() {
        let person = |name: &str| Person { username: name.to_lowercase(), display_name: name.to_owned(), avatar: None };
        assert_eq!(conversation_name(&[person("Ana"), person("Bo")]), "Ana, Bo");
        assert_eq!(conversation_name(&[]), "Nobody else");
    }

    #[test]
    fn a_page_stands_in_its_community_or_among_the_conversations() {
        let id = ChannelId::from_uuid(Uuid::from_u128(7));
        let community = CommunityId::from_uuid(Uuid::from_u128(8));
        let mut detail = ChannelDetail {
            id,
            community: Some(community),
            kind: ChannelKind::Talk,
            name: String::new(),
            topic: String::new(),
            slow_mode: 0,
            read_only: false,
            writable: false,
            manageable: false,
            members: Vec::new(),
            position: ChannelPosition { epoch: EpochId::from_uuid(Uuid::from_u128(9)), seq: 0 },
            read: 0,
        };
        assert_eq!(detail.address(), format!("/c/{community}/{id}"));
        detail.community = None;
        assert_eq!(detail.address(), format!("/messages/{id}"));
    }
}
