//! What is done to look after a community, as its own log and the site's audit log say it.

use super::audit::Act;

macro_rules! acts {
    ($($act:ident = $name:literal: $sentence:literal, $audited:ident $words:literal)*) => {
        /// Something that is done to look after a community.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum CommunityAct {
            $($act,)*
        }

        impl CommunityAct {
            pub const ALL: &'static [Self] = &[$(Self::$act,)*];

            /// Its name in the database.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$act => $name,)* }
            }

            const fn pattern(self) -> &'static str {
                match self { $(Self::$act => $sentence,)* }
            }

            /// What the audit log calls it where it is done as an admin of the site.
            pub const fn audited(self) -> Act {
                match self { $(Self::$act => Act::$audited,)* }
            }

            /// What the audit log says of it beside that: no words of anybody's.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$act => $words,)* }
            }
        }
    };
}

acts! {
    Create = "create": "created the community", ChangeCommunity "Created it."
    Edit = "edit": "changed the {subject} of the community", ChangeCommunity "Changed how it is described or who sees it."
    SetPicture = "set_picture": "changed the {subject} of the community", ChangeCommunity "Changed its icon or banner."
    Delete = "delete": "deleted the community", DeleteCommunity ""
    HandOver = "hand_over": "made {member} the owner", ChangeCommunityMember "Made the owner."
    MakeModerator = "make_moderator": "made {member} a moderator", ChangeCommunityMember "Made a moderator."
    MakeMember = "make_member": "made {member} an ordinary member", ChangeCommunityMember "Made an ordinary member."
    RemoveMember = "remove_member": "removed {member}", ChangeCommunityMember "Removed."
    TimeOut = "time_out": "timed out {member} until {subject}", ChangeCommunityMember "Timed out."
    EndTimeOut = "end_time_out": "ended the time-out of {member}", ChangeCommunityMember "Time-out ended."
    Ban = "ban": "banned {member}", ChangeCommunityMember "Banned."
    Unban = "unban": "lifted the ban of {member}", ChangeCommunityMember "Ban lifted."
    Invite = "invite": "created an invitation", ChangeCommunity "Created an invitation."
    RevokeInvitation = "revoke_invitation": "revoked an invitation", ChangeCommunity "Revoked an invitation."
    CreateChannel = "create_channel": "created the channel {subject}", ChangeCommunity "Created a channel."
    EditChannel = "edit_channel": "changed the channel {subject}", ChangeCommunity "Changed a channel."
    MoveChannel = "move_channel": "moved the channel {subject}", ChangeCommunity "Moved a channel."
    DeleteChannel = "delete_channel": "deleted the channel {subject}", ChangeCommunity "Deleted a channel."
    RemoveMessage = "remove_message": "removed a message by {member} in {subject}", RemoveMessage ""
    DismissReports = "dismiss_reports": "dismissed reports about a message by {member} in {subject}", DismissReports ""
}

impl CommunityAct {
    /// A sentence without its subject: “banned @ana”. `member` is a user name; none of somebody whose account is gone.
    pub fn sentence(self, member: Option<&str>, subject: &str) -> String {
        let member = member.map_or_else(|| "a deleted account".to_owned(), |name| format!("@{name}"));
        // What members write may have braces as well: nothing is looked for in that.
        match self.pattern().split_once("{subject}") {
            Some((before, after)) => format!("{}{subject}{after}", before.replace("{member}", &member)),
            None => self.pattern().replace("{member}", &member),
        }
    }

    /// The act of this name; none where it is of another version of this program.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_what_was_done_to_whom() {
        assert_eq!(CommunityAct::Ban.sentence(Some("ana"), ""), "banned @ana");
        assert_eq!(CommunityAct::Ban.sentence(None, ""), "banned a deleted account");
        assert_eq!(CommunityAct::EditChannel.sentence(None, "“{member}”"), "changed the channel “{member}”");
        let removed = CommunityAct::RemoveMessage.sentence(Some("bob"), "“general”");
        assert_eq!(removed, "removed a message by @bob in “general”");
        assert_eq!(CommunityAct::Edit.sentence(None, "name"), "changed the name of the community");
    }

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for act in CommunityAct::ALL {
            assert_eq!(CommunityAct::named(act.name()), Some(*act));
        }
    }
}
