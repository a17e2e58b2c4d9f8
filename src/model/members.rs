//! Members as admins see them, and which of them are looked for.

use super::{
    accounts::{Person, Role},
    errors::Problem,
    ids::{PlanId, UserId},
    page::{Cursor, Page},
    plans::Plan,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// How many members stand on a page.
pub const MEMBERS_PAGE_SIZE: usize = 50;

/// Which members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberFilter {
    /// Those whose user name, display name or e-mail holds this text; all where empty.
    pub q: String,
    /// Those with this plan.
    pub plan: Option<PlanId>,
    /// Those with this role.
    pub role: Option<Role>,
    /// Those who are suspended, or those who are not.
    pub suspended: Option<bool>,
}

/// The order of members.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberSort {
    /// Who joined last comes first.
    #[default]
    Newest,
    /// By user name.
    Name,
    /// Whose files take most comes first.
    Room,
}

impl MemberSort {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Newest, Self::Name, Self::Room];

    /// Its name in addresses and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Name => "name",
            Self::Room => "room",
        }
    }

    /// Where the list goes on after a member.
    pub fn cursor(self, member: &Member) -> Cursor {
        match self {
            Self::Newest => Cursor::Member(member.id),
            Self::Name => Cursor::MemberName(member.id),
            Self::Room => Cursor::MostRoom(i64::try_from(member.used).unwrap_or(i64::MAX), member.id),
        }
    }
}

impl FromStr for MemberSort {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("sort", "Choose “newest”, “name” or “room”.");
        Self::ALL.into_iter().find(|sort| sort.name() == text).ok_or_else(wrong)
    }
}

/// Since when somebody is kept out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    /// Since when, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// Why, as they are told.
    pub reason: String,
}

/// A member as admins see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their account.
    pub id: UserId,
    /// How others see them.
    pub person: Person,
    /// Where mail reaches them.
    pub email: String,
    /// Whether they have shown that the address is theirs.
    pub verified: bool,
    /// What they may do.
    pub role: Role,
    /// Their plan.
    pub plan: PlanId,
    /// What it is called.
    pub plan_name: String,
    /// How much their files take, in bytes, as they were uploaded.
    pub used: u64,
    /// How much they may take, in bytes; `None` for no end.
    pub quota: Option<u64>,
    /// How many pins they have, private ones included.
    pub pins: u32,
    /// Since when they are a member, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub joined_at: OffsetDateTime,
    /// Whether they are kept out.
    pub suspended: Option<Suspended>,
}

/// A page of members, and the plans that they can have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberPage {
    /// The members.
    pub page: Page<Member>,
    /// How many match in all.
    pub matching: u64,
}

/// One member, and the plans that they can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDetail {
    /// The member.
    pub member: Member,
    /// All plans.
    pub plans: Vec<Plan>,
    /// Whether they are the only admin left, whom nobody can demote, suspend or delete.
    pub last_admin: bool,
}
