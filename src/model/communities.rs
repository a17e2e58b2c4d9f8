//! Communities: members of the site around something they share, with channels to talk in.

use super::{
    accounts::{Face, Person, refuse_invalid},
    categories::Category,
    channels::ChannelCard,
    errors::{Problem, number_up_to},
    ids::{CategoryId, ChannelId, CommunityId, CommunityLogId, InvitationId},
    page::Page,
    text::{name_problem, tidy, tidy_lines, too_long},
    visibility::PublicOrPrivate,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// The longest name of a community, in characters.
pub const COMMUNITY_NAME_LONGEST: usize = 60;

/// The longest description of a community, in characters.
pub const COMMUNITY_DESCRIPTION_LONGEST: usize = 2000;

/// How many communities a member can own.
pub const COMMUNITIES_OWNED_MOST: i64 = 100;

/// How many communities stand on one page.
pub const COMMUNITIES_PAGE_SIZE: usize = 24;

/// How many members, bans, invitations or entries of the log stand on one page.
pub const COMMUNITY_LIST_PAGE_SIZE: usize = 50;

/// The longest reason for a ban, a time-out or a removal, in characters.
pub const COMMUNITY_REASON_LONGEST: usize = 500;

/// The longest time-out, in seconds: a year.
pub const TIME_OUT_LONGEST: u32 = 31_536_000;

/// How many invitations of a community can work at once.
pub const INVITATIONS_MOST: i64 = 100;

/// How many people an invitation can let in at most, where it has a limit.
pub const INVITATION_USES_MOST: u32 = 100_000;

/// The shortest and the longest life of an invitation that expires, in seconds: a minute, and a year.
pub const INVITATION_LIFE: (u32, u32) = (60, 31_536_000);

/// What the words that a list is searched for can have at most, in characters.
pub const COMMUNITY_WORDS_LONGEST: usize = 100;

/// What a member may do in a community. The order is that of their power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommunityRole {
    /// Reads and writes.
    Member,
    /// Looks after channels, messages and members, too.
    Moderator,
    /// Decides everything, moderators and the end of it included. Each community has one.
    Owner,
}

impl CommunityRole {
    /// Its name in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        }
    }
}

impl FromStr for CommunityRole {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "member" => Ok(Self::Member),
            "moderator" => Ok(Self::Moderator),
            "owner" => Ok(Self::Owner),
            _ => Err(Problem::field("role", "Choose “member”, “moderator” or “owner”.")),
        }
    }
}

/// A community as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityCard {
    pub id: CommunityId,
    pub name: String,
    pub description: String,
    pub visibility: PublicOrPrivate,
    pub category: Option<Category>,
    /// Once it can be shown.
    pub icon: Option<Face>,
    /// Its wide picture, once that can be shown.
    pub banner: Option<Face>,
    pub member_count: u32,
    /// What the viewer is in it; `None` where they do not belong to it.
    pub role: Option<CommunityRole>,
}

/// A community as its own pages show it, with its channels in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommunityDetail {
    pub card: CommunityCard,
    /// Where its wide picture is, once it can be shown.
    pub banner: Option<String>,
    pub owner: Option<Person>,
    pub channels: Vec<ChannelCard>,
    /// Until when the viewer may not write, UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub timed_out_until: Option<OffsetDateTime>,
    /// Whether the viewer may look after it: its owner and moderators, and admins.
    pub manageable: bool,
    /// Whether the viewer may change its name, hand it over and delete it: its owner, and admins.
    pub owned: bool,
}

/// What a community is to be. What is `None` stays as it is, or is left empty for a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommunityFields {
    pub name: Option<String>,
    pub description: Option<String>,
    /// By id; `Some(None)` for none.
    pub category: Option<Option<CategoryId>>,
    pub visibility: Option<PublicOrPrivate>,
}

impl CommunityFields {
    /// The same, tidied.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(self) -> Result<Self, Problem> {
        let fields = Self {
            name: self.name.map(|name| tidy(&name)),
            description: self.description.map(|text| tidy_lines(&text)),
            ..self
        };
        refuse_invalid([
            ("name", fields.name.as_deref().and_then(|name| name_problem("name", name, COMMUNITY_NAME_LONGEST))),
            (
                "description",
                fields.description.as_deref().and_then(|text| too_long(text, COMMUNITY_DESCRIPTION_LONGEST)),
            ),
        ])?;
        Ok(fields)
    }
}

/// A picture that a community has of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommunityPicture {
    /// Square, beside its name.
    Icon,
    /// Wide, above its pages.
    Banner,
}

impl CommunityPicture {
    /// Its name in addresses and for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Icon => "icon",
            Self::Banner => "banner",
        }
    }
}

/// The reason for something done to a member, as it is kept; it may be empty.
///
/// # Errors
/// [`Problem::Invalid`] at `reason`.
pub fn tidy_community_reason(reason: &str) -> Result<String, Problem> {
    let reason = tidy_lines(reason);
    refuse_invalid([("reason", too_long(&reason, COMMUNITY_REASON_LONGEST))])?;
    Ok(reason)
}

/// Refuses an invitation for a number of people or for a time, in seconds, that no invitation has.
///
/// # Errors
/// [`Problem::Invalid`] with each field that needs another look.
pub fn refuse_invitation(max_uses: Option<u32>, expires_in: Option<u32>) -> Result<(), Problem> {
    let (shortest, longest) = INVITATION_LIFE;
    let uses = max_uses.is_some_and(|uses| !(1..=INVITATION_USES_MOST).contains(&uses));
    let life = expires_in.is_some_and(|seconds| !(shortest..=longest).contains(&seconds));
    refuse_invalid([
        ("max_uses", uses.then(|| number_up_to(INVITATION_USES_MOST))),
        ("expires_in", life.then(|| "An invitation can work for one minute to one year.".to_owned())),
    ])
}

/// A member of a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityMember {
    pub person: Person,
    pub role: CommunityRole,
    #[serde(with = "time::serde::rfc3339")]
    pub joined_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub timed_out_until: Option<OffsetDateTime>,
}

/// Somebody who is kept out of a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityBan {
    pub person: Person,
    pub banned_by: Option<Person>,
    pub reason: String,
    #[serde(with = "time::serde::rfc3339")]
    pub banned_at: OffsetDateTime,
}

/// A link that lets people into a community, as those see it who look after it: without its secret part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityInvitation {
    pub id: InvitationId,
    pub created_by: Option<Person>,
    pub max_uses: Option<u32>,
    pub uses: u32,
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// What somebody did to look after a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityLogEntry {
    pub id: CommunityLogId,
    /// None where the account is gone, or where nobody did it.
    pub actor: Option<Person>,
    /// A sentence without its subject: “banned @ana”.
    pub act: String,
    pub reason: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// Which communities a list has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommunityQuery {
    /// In a category alone.
    pub category: Option<CategoryId>,
    /// With these words in name or description; all of them where it is empty.
    pub words: String,
    /// Those alone that the viewer belongs to.
    pub joined: bool,
}

/// A page of communities.
pub type Communities = Page<CommunityCard>;

/// A channel that a community opens with: the first.
pub fn first_channel(detail: &CommunityDetail) -> Option<ChannelId> {
    detail.channels.first().map(|channel| channel.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let long = "ä".repeat(COMMUNITY_DESCRIPTION_LONGEST + 1);
        for name in [" \t ".to_owned(), "\u{202e}\u{200b}".to_owned(), "ä".repeat(COMMUNITY_NAME_LONGEST + 1)] {
            let fields = CommunityFields { name: Some(name), description: Some(long.clone()), ..Default::default() };
            let Err(Problem::Invalid { fields }) = fields.validated() else { panic!("should be refused") };
            let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(names, ["name", "description"]);
        }
        let fields = CommunityFields {
            name: Some(format!("  {}\n", "ä".repeat(COMMUNITY_NAME_LONGEST))),
            description: Some("one\r\ntwo ".to_owned()),
            ..Default::default()
        };
        let fields = fields.validated().unwrap();
        assert_eq!(fields.name.unwrap().chars().count(), COMMUNITY_NAME_LONGEST);
        assert_eq!(fields.description.as_deref(), Some("one\ntwo"));
    }

    #[test]
    fn roles_are_in_the_order_of_their_power_and_survive_a_form() {
        let roles = [CommunityRole::Member, CommunityRole::Moderator, CommunityRole::Owner];
        assert!(roles.is_sorted());
        for role in roles {
            assert_eq!(role.name().parse(), Ok(role));
        }
    }

    #[test]
    fn an_invitation_has_bounds() {
        for (uses, seconds) in [(None, None), (Some(1), Some(60)), (Some(100_000), Some(31_536_000))] {
            assert_eq!(refuse_invitation(uses, seconds), Ok(()));
        }
        for (uses, seconds) in [(Some(0), Some(59)), (Some(100_001), Some(31_536_001))] {
            let Err(Problem::Invalid { fields }) = refuse_invitation(uses, seconds) else {
                panic!("should be refused")
            };
            assert_eq!(fields.len(), 2);
        }
    }

    #[test]
    fn a_reason_may_be_left_out_and_has_an_end() {
        assert_eq!(tidy_community_reason(" \n "), Ok(String::new()));
        assert!(tidy_community_reason(&"x".repeat(COMMUNITY_REASON_LONGEST + 1)).is_err());
    }
}
