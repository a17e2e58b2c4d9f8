//! Moderation: what those who look after the site do about pins, comments, messages and members, and what is reported to them.

mod pins;
mod queue;

pub use pins::{
    MODERATED_PAGE_SIZE, ModeratedFilter, ModeratedPin, ModeratedSort, PinCase, TITLE_QUERY_LONGEST, WhichPins,
};
pub use queue::{
    Case, CommentCase, Complaint, MessagePlace, QUEUE_PAGE_SIZE, QueueOrder, REPORTS_SHOWN, ReportedMessage,
    ReportedPicture, Said, Settled, SubjectKind,
};

use super::{
    accounts::{Person, Role},
    audit::Act,
    errors::{Problem, at_most},
    ids::{CommentId, PinId, ReportId},
    reports::REASON_LONGEST,
    text::{is_visible, tidy_lines},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident, $field:literal, $wrong:literal { $($(#[$more:meta])* $choice:ident = $word:literal)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$more])* $choice,)*
        }

        impl $name {
            /// Each of them.
            pub const EACH: &'static [Self] = &[$(Self::$choice,)*];

            /// Its name in addresses and the API.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$choice => $word,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::model::errors::Problem;

            fn from_str(text: &str) -> Result<Self, crate::model::errors::Problem> {
                let wrong = || crate::model::errors::Problem::field($field, $wrong);
                Self::EACH.iter().copied().find(|choice| choice.name() == text).ok_or_else(wrong)
            }
        }
    )*};
}

pub(crate) use choices;

/// Reasons that are given often: to choose from, or to write another.
pub const PRESETS: [&str; 6] = [
    "It is spam or advertising.",
    "It shows violence or nudity that is not allowed here.",
    "It insults or harasses someone.",
    "It is someone else’s work, used without permission.",
    "It reveals someone’s private information.",
    "It is illegal.",
];

/// Something that is done about a pin, a comment, a message or a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A pin is shown to nobody but its owner and those who look after the site.
    HidePin,
    /// A hidden pin is shown again.
    RestorePin,
    /// A pin is deleted for good.
    RemovePin,
    /// A comment is deleted for good.
    RemoveComment,
    /// A message is deleted for good.
    RemoveMessage,
    /// A member is told not to do it again.
    WarnMember,
    /// A member is kept out, and what is theirs is shown to nobody.
    SuspendMember,
    /// A member who is suspended may come back.
    RestoreMember,
    /// What was reported is as it should be.
    DismissReports,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::HidePin,
        Self::RestorePin,
        Self::RemovePin,
        Self::RemoveComment,
        Self::RemoveMessage,
        Self::WarnMember,
        Self::SuspendMember,
        Self::RestoreMember,
        Self::DismissReports,
    ];

    /// Those that settle reports.
    pub const SETTLING: [Self; 7] = [
        Self::DismissReports,
        Self::HidePin,
        Self::RemovePin,
        Self::RemoveComment,
        Self::RemoveMessage,
        Self::WarnMember,
        Self::SuspendMember,
    ];

    /// Its name in forms, the API and the database.
    pub const fn name(self) -> &'static str {
        self.act().name()
    }

    /// What it is called in the audit log.
    pub const fn act(self) -> Act {
        match self {
            Self::HidePin => Act::HidePin,
            Self::RestorePin => Act::RestorePin,
            Self::RemovePin => Act::RemovePin,
            Self::RemoveComment => Act::RemoveComment,
            Self::RemoveMessage => Act::RemoveMessage,
            Self::WarnMember => Act::WarnMember,
            Self::SuspendMember => Act::SuspendMember,
            Self::RestoreMember => Act::RestoreMember,
            Self::DismissReports => Act::DismissReports,
        }
    }

    /// What has become of what it was done about, in a few words.
    pub const fn done(self) -> &'static str {
        match self {
            Self::HidePin => "Hidden",
            Self::RestorePin => "Shown again",
            Self::RemovePin | Self::RemoveComment | Self::RemoveMessage => "Removed",
            Self::WarnMember => "Member warned",
            Self::SuspendMember => "Member suspended",
            Self::RestoreMember => "Member restored",
            Self::DismissReports => "Dismissed",
        }
    }

    /// Whether it needs a reason.
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::RestorePin | Self::DismissReports)
    }
}

impl FromStr for Measure {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("act", "Please choose an action.");
        Self::ALL.into_iter().find(|measure| measure.name() == text).ok_or_else(wrong)
    }
}

/// A member whom something is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    /// Who.
    pub person: Person,
    /// What they may do beyond their own things.
    pub role: Role,
    /// Whether they are suspended.
    pub suspended: bool,
    /// Whether whoever looks may do something about them and what is theirs.
    pub yours_to_judge: bool,
}

/// That a pin is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Why.
    pub reason: String,
    /// Since when, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// How a member stands with those who look after the site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Who.
    pub member: Concerned,
    /// Why they are suspended, and since when.
    pub suspended: Option<Hidden>,
    /// How often they were warned, as far as it is known: what they have read is forgotten after a while.
    pub warnings: u32,
    /// How many of their pins are hidden.
    pub hidden: u32,
}

impl Standing {
    /// What can be done about them.
    pub fn measures(&self) -> Vec<Measure> {
        let second = if self.suspended.is_some() { Measure::RestoreMember } else { Measure::SuspendMember };
        vec![Measure::WarnMember, second]
    }
}

/// What a member is told about what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What was done.
    pub act: Measure,
    /// What it was called that it was done about; empty where that is the member.
    pub subject: String,
    /// Why.
    pub reason: String,
}

/// What something is to be done about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// What was reported: the reports are settled as well.
    Case(ReportId),
    /// A pin.
    Pin(PinId),
    /// A comment.
    Comment(CommentId),
    /// A member, by their user name.
    Member(String),
}

/// As forms write it: the kind, a colon, the name.
impl FromStr for About {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (kind, name) = text.split_once(':').ok_or(Problem::NotFound)?;
        let gone = |_| Problem::NotFound;
        match kind {
            "case" => name.parse().map(Self::Case).map_err(gone),
            "pin" => name.parse().map(Self::Pin).map_err(gone),
            "comment" => name.parse().map(Self::Comment).map_err(gone),
            "member" => Ok(Self::Member(name.to_owned())),
            _ => Err(Problem::NotFound),
        }
    }
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Case(case) => write!(f, "case:{case}"),
            Self::Pin(pin) => write!(f, "pin:{pin}"),
            Self::Comment(comment) => write!(f, "comment:{comment}"),
            Self::Member(name) => write!(f, "member:{name}"),
        }
    }
}

/// The reason of a measure as it is kept; empty only where none is needed.
///
/// # Errors
/// [`Problem::Invalid`] at `reason`.
pub fn tidy_grounds(measure: Measure, reason: &str) -> Result<String, Problem> {
    let reason = tidy_lines(reason);
    if !is_visible(&reason) && measure.needs_reason() {
        return Err(Problem::field("reason", "Please give a reason. The member will read it."));
    }
    if reason.chars().count() > REASON_LONGEST {
        return Err(Problem::field("reason", at_most(REASON_LONGEST)));
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for measure in Measure::ALL {
            assert_eq!(measure.name().parse(), Ok(measure));
            assert_eq!(serde_json::to_value(measure).ok(), Some(measure.name().into()));
        }
        for order in QueueOrder::EACH {
            assert_eq!(order.name().parse(), Ok(*order));
            assert_eq!(serde_json::to_value(order).ok(), Some(order.name().into()));
        }
        for about in ["case", "pin", "comment"].map(|kind| format!("{kind}:1C3XR6Gzv21Kf3E2ZpLk9B")) {
            assert_eq!(about.parse::<About>().unwrap().to_string(), about);
        }
        for wrong in ["", "pin", "pin:", "board:1C3XR6Gzv21Kf3E2ZpLk9B"] {
            assert_eq!(wrong.parse::<About>(), Err(Problem::NotFound));
        }
    }

    #[test]
    fn whom_it_concerns_reads_why() {
        assert_eq!(tidy_grounds(Measure::HidePin, " Spam. "), Ok("Spam.".to_owned()));
        for measure in [Measure::DismissReports, Measure::RestorePin] {
            assert_eq!(tidy_grounds(measure, " "), Ok(String::new()));
        }
        for wrong in ["", "\n\u{7}", &"x".repeat(REASON_LONGEST + 1)] {
            assert!(matches!(tidy_grounds(Measure::WarnMember, wrong), Err(Problem::Invalid { .. })), "{wrong:?}");
        }
    }
}
