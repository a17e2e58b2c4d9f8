//! The audit log: what those who look after the site did.

use super::{errors::Problem, ids::AuditId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use time::OffsetDateTime;

/// How many entries stand on a page of the log.
pub const AUDIT_PAGE_SIZE: usize = 50;

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident = $name:literal: $words:literal)*) => {
        /// Something that one of those who look after the site can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Act {
            $($(#[$doc])* $act,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$act,)*];

            /// Its name in the API and the database.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$act => $name,)* }
            }

            /// What was done, for people.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$act => $words,)* }
            }
        }
    };
}

acts! {
    /// A plan was added.
    AddPlan = "add_plan": "Added a plan"
    /// What a plan gives was changed.
    ChangePlan = "change_plan": "Changed a plan"
    /// A plan was retired, and its members moved to another.
    RetirePlan = "retire_plan": "Retired a plan"
    /// A member was given another plan.
    GivePlan = "give_plan": "Changed a member’s plan"
    /// A member was given another role.
    GiveRole = "give_role": "Changed a member’s role"
    /// A member's account was deleted.
    DeleteMember = "delete_member": "Deleted a member"
    /// The list of members was taken away as a file, with their addresses.
    ExportMembers = "export_members": "Exported the member list"
    /// A link was made for a member by hand.
    MakeLink = "make_link": "Created a link"
    /// Somebody was invited by hand.
    Invite = "invite": "Created an invitation"
    /// An admin's account was made.
    MakeAdmin = "make_admin": "Added an admin"
    /// What holds for the whole site was changed.
    ChangeSettings = "change_settings": "Changed the settings"
    /// Another's pin was changed.
    ChangePin = "change_pin": "Changed a picture"
    /// Another's pin was deleted; for a moment it can be had back.
    DeletePin = "delete_pin": "Deleted a picture"
    /// The deletion of another's pin was taken back.
    UndeletePin = "undelete_pin": "Restored a deleted picture"
    /// Another's board was changed.
    ChangeBoard = "change_board": "Changed a board"
    /// Another's board was deleted.
    DeleteBoard = "delete_board": "Deleted a board"
    /// A pin was hidden.
    HidePin = "hide_pin": "Hid a picture"
    /// A hidden pin was shown again.
    RestorePin = "restore_pin": "Showed a picture again"
    /// A pin was deleted for good.
    RemovePin = "remove_pin": "Removed a picture"
    /// A comment was deleted for good.
    RemoveComment = "remove_comment": "Removed a comment"
    /// A member was warned.
    WarnMember = "warn_member": "Warned a member"
    /// A member was suspended.
    SuspendMember = "suspend_member": "Suspended a member"
    /// A member who was suspended may come back.
    RestoreMember = "restore_member": "Restored a member"
    /// Reports were settled with nothing to be done.
    DismissReports = "dismiss_reports": "Dismissed reports"
    /// A job was tried again.
    RetryJob = "retry_job": "Retried a job"
    /// All jobs that had failed were tried again.
    RetryJobs = "retry_jobs": "Retried all failed jobs"
    /// A job was cancelled.
    CancelJob = "cancel_job": "Cancelled a job"
    /// The work on a picture that nobody worked on was asked for.
    AskForPicture = "ask_for_picture": "Queued a picture for processing"
    /// Files that nothing refers to were swept.
    SweepStorage = "sweep_storage": "Cleaned up the storage"
    /// A category was added.
    AddCategory = "add_category": "Added a category"
    /// A category was given another name.
    RenameCategory = "rename_category": "Renamed a category"
    /// A category was moved among the others.
    MoveCategory = "move_category": "Moved a category"
    /// A category was deleted.
    DeleteCategory = "delete_category": "Deleted a category"
    /// Another's community was changed: its name, its channels, its invitations.
    ChangeCommunity = "change_community": "Changed a community"
    /// Another's community was deleted.
    DeleteCommunity = "delete_community": "Deleted a community"
    /// A member of another's community was given another role, removed, timed out or banned.
    ChangeCommunityMember = "change_community_member": "Managed a member of a community"
    /// A message was deleted.
    RemoveMessage = "remove_message": "Removed a message"
}

impl FromStr for Act {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("act", "There is no such action.");
        Self::ALL.iter().copied().find(|act| act.name() == text).ok_or_else(wrong)
    }
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// Those of this act.
    pub act: Option<Act>,
    /// Those of whoever has this name, whatever the case of its letters; of everybody where empty.
    pub actor: String,
    /// Those whose words hold this text; all where empty.
    pub q: String,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name; they sort by age.
    pub id: AuditId,
    /// Who did it, by the user name they had.
    pub actor: String,
    /// What was done.
    pub act: Act,
    /// Whom or what it was about: "@ana", "Premium".
    pub about: String,
    /// Why, or from what to what; empty where there is no more to say.
    pub detail: String,
    /// When, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}
