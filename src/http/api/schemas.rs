//! Schemas of the types in [`crate::model`]: IDs, enumerations and cursors. Their names in the document are those of
//! the model, by design.

use crate::model::{
    accounts::{Role, SignUpMode},
    audit::Act,
    channels::ChannelKind,
    communities::CommunityRole,
    feeds::Window,
    file_story::MetadataKind,
    ids::{
        AuditId, BoardId, CategoryId, ChannelId, ClientKey, CommentId, CommunityId, CommunityLogId, DeletionId,
        EpochId, ExpiringLinkId, ID_LENGTH, InvitationId, JobId, NoticeId, PictureId, PinId, PlanId, ReportId,
        SessionId, TokenId, UploadId,
    },
    jobs::{JobSort, JobState},
    links::LinkPurpose,
    members::MemberSort,
    mine::{MineSort, Progress},
    moderation::{Measure, ModeratedSort, QueueOrder, SubjectKind, WhichPins},
    notices::{MemberAct, NoticeKind},
    page::Cursor,
    pictures::PictureState,
    pins::{Location, Visibility},
    search::SearchKind,
    settings::Scope,
    storage::{FileKind, RoomSort},
    visibility::PublicOrPrivate,
    words::OnDuplicate,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// An example of an ID.
pub(super) const EXAMPLE_ID: &str = "1C3XR6Gzv21Kf3E2ZpLk9B";

macro_rules! ids {
    ($($name:ident: $description:literal)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some($description))
                    .min_length(Some(ID_LENGTH))
                    .max_length(Some(ID_LENGTH))
                    .pattern(Some("^[1-9A-HJ-NP-Za-km-z]{22}$"))
                    .examples([EXAMPLE_ID])
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

ids! {
    PinId: "The ID of a pin."
    PlanId: "The ID of a plan."
    BoardId: "The ID of a board."
    ReportId: "The ID of a report."
    PictureId: "The ID of a picture: the file that a pin shows. A replaced picture gets a new ID."
    DeletionId: "The ID of a deletion that can still be undone."
    SessionId: "The ID of a session."
    CommentId: "The ID of a comment."
    NoticeId: "The ID of a notification."
    JobId: "The ID of a background job."
    CategoryId: "The ID of a category."
    ExpiringLinkId: "The ID of an expiring link. It is not part of the link’s URL."
    AuditId: "The ID of an audit log entry."
    TokenId: "The ID of an access token. It is not the token itself."
    ChannelId: "The ID of a channel or of a direct conversation."
    CommunityId: "The ID of a community."
    CommunityLogId: "The ID of an entry in the log of a community."
    InvitationId: "The ID of an invitation to a community. It is not part of the invitation’s URL."
    ClientKey: "The key of a message: an ID made by the program that sends it. A message that is sent again with the same key is \
        not sent twice."
    EpochId: "The ID of the numbering of a channel’s changes."
    UploadId: "The ID of a resumable upload."
}

macro_rules! words {
    ($($name:ident: $description:literal, $words:expr;)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some($description))
                    .enum_values(Some($words))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

words! {
    Visibility: "Who can see the pin: everyone, everyone with its URL (lists omit it), only its owner, or everyone who can read \
        its channel (lists omit it, boards show it to those).",
        [Self::Public, Self::Unlisted, Self::Private, Self::Channel].map(Self::name);
    Location: "What downloads of a picture contain of the location where it was taken: the file has none, it is removed, or it \
        is shared because the owner allowed it.", ["none", "removed", "shared"];
    MetadataKind: "A kind of metadata: EXIF, a GPS position, XMP, IPTC, comments and other text, or anything else, such as previews and \
        the notes of the camera.", Self::ALL.map(Self::name);
    PublicOrPrivate: "Who can see a board or a community: everyone, or only its owner or its members.",
        [Self::Public, Self::Private].map(Self::name);
    ChannelKind: "Messages, pictures in a grid, or a direct conversation.",
        [Self::Talk, Self::Gallery, Self::Direct].map(Self::name);
    CommunityRole: "The role of a member in a community.",
        [Self::Member, Self::Moderator, Self::Owner].map(Self::name);
    PictureState: "How far a picture is processed: not at all, its small sizes are available, all sizes but the full one are, or \
        all of them.", ["waiting", "early", "scaled", "ready"];
    Progress: "Pins whose picture is available in all sizes, or pins whose picture is still being processed.",
        [Self::Ready, Self::Working].map(Self::name);
    MineSort: "Latest upload first, oldest upload first, or by title.",
        [Self::Newest, Self::Oldest, Self::Title].map(Self::name);
    SearchKind: "Pins with a few members and boards, or only one kind of result.",
        Self::EACH.map(Self::name);
    Window: "A period: today, the last 7 or 30 days, this month and the eleven before it, or all time. Days are in UTC.",
        Self::EACH.map(Self::name);
    OnDuplicate: "What to do if another pin of yours has the same title: refuse the file, or add a number to its title.",
        [Self::Refuse, Self::Number].map(Self::name);
    NoticeKind: "What happened: your pin was liked, you have a new follower, your pin has a new comment, you were mentioned in \
        a comment, a moderator or admin of the site took action, or the owner or a moderator of a community did.",
        [Self::Like, Self::Follow, Self::Comment, Self::Mention, Self::Moderation, Self::Community].map(Self::name);
    MemberAct: "What was done in a community: you were banned, timed out or removed, became a moderator or the owner, or a \
        message of yours was removed.", Self::ALL.map(Self::name);
    Measure: "An action on a pin, a comment, a message, a member or reports.", Self::ALL.map(Self::name);
    SubjectKind: "Whether a pin, a comment or a message was reported.", Self::EACH.iter().copied().map(Self::name);
    QueueOrder: "Open reports with the oldest first or the most reported first, or resolved reports with the latest first.",
        Self::EACH.iter().copied().map(Self::name);
    WhichPins: "All pins that are not private, hidden pins, or pins with open reports.",
        Self::EACH.iter().copied().map(Self::name);
    ModeratedSort: "Latest upload first, most liked first, or most reported first (only reported pins).",
        Self::EACH.iter().copied().map(Self::name);
    MemberSort: "Latest sign-up first, by user name, or highest storage use first.",
        Self::ALL.map(Self::name);
    Scope: "What a token may be used for: to read; to create, change and delete pins, boards and comments; to change the \
        account; or, for admins and moderators, to manage the site.", Self::ALL.map(Self::name);
    Act: "An action of an admin or a moderator.", Self::ALL.iter().map(|act| act.name()).collect::<Vec<_>>();
    SignUpMode: "Who may create an account: everyone, invited people only, or nobody.", Self::ALL.map(Self::name);
    Role: "The role of an account.", Self::ALL.map(Self::name);
    JobState: "The state of a job: not started, running, failed and to be tried again, or failed for good.",
        Self::ALL.map(Self::name);
    JobSort: "Newest or oldest jobs first.", [Self::Newest, Self::Oldest].map(Self::name);
    FileKind: "A kind of file: original uploads, sizes of pictures, thumbnails, or files that nothing refers to.",
        Self::ALL.map(Self::name);
    RoomSort: "Highest or lowest storage use first.", [Self::Most, Self::Least].map(Self::name);
    LinkPurpose: "The purpose of a one-time link.", [Self::VerifyEmail, Self::ResetPassword].map(Self::name);
}

macro_rules! cursors {
    ($($name:ident: $kinds:literal, as $kind:literal)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some("An opaque position in a list. Use the `next` value of a page."))
                    .pattern(Some(concat!("^", $kinds, "[1-9A-HJ-NP-X][1-9A-HJ-NP-Za-km-z]{21}$")))
                    .examples([concat!($kind, "1C3XR6Gzv21Kf3E2ZpLk9B")])
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

/// A cursor of one's own pins, in any of their orders. It is read as a [`Cursor`].
pub(super) enum SortedCursor {}

/// A cursor of all pins, in any of their orders. It is read as a [`Cursor`].
pub(super) enum PinsCursor {}

/// A cursor of search results. It is read as a [`Cursor`].
pub(super) enum FoundCursor {}

/// A cursor of likes. It is read as a [`Cursor`].
pub(super) enum LikeCursor {}

/// A cursor of follows. It is read as a [`Cursor`].
pub(super) enum FollowCursor {}

/// A cursor of boards. It is read as a [`Cursor`].
pub(super) enum BoardCursor {}

/// A cursor of the pins on a board. It is read as a [`Cursor`].
pub(super) enum PlaceCursor {}

/// A cursor of notifications. It is read as a [`Cursor`].
pub(super) enum NoticeCursor {}

/// A cursor of expiring links. It is read as a [`Cursor`].
pub(super) enum ExpiringLinkCursor {}

/// A cursor of what was reported, in any of its orders. It is read as a [`Cursor`].
pub(super) enum QueueCursor {}

/// A cursor of pins under moderation, in any of their orders. It is read as a [`Cursor`].
pub(super) enum ModeratedCursor {}

/// A cursor of members, in any of their orders. It is read as a [`Cursor`].
pub(super) enum MembersCursor {}

/// A cursor of the audit log. It is read as a [`Cursor`].
pub(super) enum AuditCursor {}

/// A cursor of jobs, in any of their orders. It is read as a [`Cursor`].
pub(super) enum JobCursor {}

/// A cursor of members by storage used. It is read as a [`Cursor`].
pub(super) enum RoomCursor {}

/// A cursor of comments. It is read as a [`Cursor`].
pub(super) enum CommentCursor {}

/// A cursor of blocked members. It is read as a [`Cursor`].
pub(super) enum BlockCursor {}

/// A cursor of direct conversations. It is read as a [`Cursor`].
pub(super) enum ConversationCursor {}

/// A cursor of communities. It is read as a [`Cursor`].
pub(super) enum CommunityCursor {}

/// A cursor of the members of a community. It is read as a [`Cursor`].
pub(super) enum CommunityMemberCursor {}

/// A cursor of the bans of a community. It is read as a [`Cursor`].
pub(super) enum CommunityBanCursor {}

/// A cursor of the invitations of a community. It is read as a [`Cursor`].
pub(super) enum InvitationCursor {}

/// A cursor of the log of a community. It is read as a [`Cursor`].
pub(super) enum CommunityLogCursor {}

/// A cursor of the reports of a community. It is read as a [`Cursor`].
pub(super) enum CommunityReportCursor {}

/// A cursor of the pins of a channel, in any of their orders. It is read as a [`Cursor`].
pub(super) enum PostedCursor {}

/// A cursor of messages that were found. It is read as a [`Cursor`].
pub(super) enum MessageCursor {}

/// A cursor of any list, for responses.
pub(super) enum AnyCursor {}

cursors! {
    Cursor: "n", as "n"
    SortedCursor: "[not]", as "n"
    PinsCursor: "(n|[pr][0-9a-f]{1,8})", as "n"
    FoundCursor: "[pr][0-9a-f]{1,8}", as "r1e8480"
    LikeCursor: "l", as "l"
    FollowCursor: "f", as "f"
    BoardCursor: "b", as "b"
    PlaceCursor: "h[0-9a-f]{1,16}", as "h100000"
    CommentCursor: "c", as "c"
    JobCursor: "[jk]", as "j"
    RoomCursor: "[uv][0-9a-f]{1,16}", as "uf4240"
    MembersCursor: "([ya]|u[0-9a-f]{1,16})", as "y"
    AuditCursor: "z", as "z"
    ExpiringLinkCursor: "x", as "x"
    NoticeCursor: "w[0-9a-f]{1,16}", as "w64b2c8e1d0f00"
    QueueCursor: "(q|m[0-9a-f]{1,8}|d[0-9a-f]{1,16})", as "q"
    ModeratedCursor: "(n|[pe][0-9a-f]{1,8})", as "n"
    CommunityCursor: "g[0-9a-f]{1,8}", as "g1f"
    CommunityMemberCursor: "i[0-9a-f]{1,16}", as "i64b2c8e1d0f00"
    CommunityBanCursor: "s[0-9a-f]{1,16}", as "s64b2c8e1d0f00"
    InvitationCursor: "A", as "A"
    CommunityLogCursor: "B", as "B"
    CommunityReportCursor: "q", as "q"
    BlockCursor: "F[0-9a-f]{1,16}", as "F64b2c8e1d0f00"
    ConversationCursor: "C[0-9a-f]{1,16}", as "C64b2c8e1d0f00"
    PostedCursor: "(D[0-9a-f]{1,16}|p[0-9a-f]{1,8})", as "D1f0"
    MessageCursor: "E[0-9a-f]{1,16}g[0-9a-f]{1,16}", as "E64b2c8e1d0f00g1f"
    AnyCursor: "[a-zA-Z][0-9a-f]*", as "n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;

    /// Checks that each value in the schema can be read.
    fn check<T: PartialSchema + DeserializeOwned>() {
        let schema = serde_json::to_value(T::schema()).unwrap();
        let words = schema["enum"].as_array().unwrap().clone();
        assert!(!words.is_empty());
        for word in words {
            assert!(serde_json::from_value::<T>(word.clone()).is_ok(), "{word}");
        }
    }

    #[test]
    fn every_word_is_understood() {
        check::<Visibility>();
        check::<PublicOrPrivate>();
        check::<ChannelKind>();
        check::<CommunityRole>();
        check::<Location>();
        check::<MetadataKind>();
        check::<PictureState>();
        check::<Scope>();
        check::<Role>();
        check::<SignUpMode>();
        check::<Act>();
        check::<LinkPurpose>();
        check::<MemberSort>();
        check::<Progress>();
        check::<MineSort>();
        check::<Window>();
        check::<SearchKind>();
        check::<OnDuplicate>();
        check::<NoticeKind>();
        check::<MemberAct>();
        check::<JobState>();
        check::<JobSort>();
        check::<FileKind>();
        check::<RoomSort>();
        check::<Measure>();
        check::<SubjectKind>();
        check::<QueueOrder>();
        check::<WhichPins>();
        check::<ModeratedSort>();
    }

    #[test]
    fn every_example_is_understood() {
        assert!(EXAMPLE_ID.parse::<PinId>().is_ok());
        assert!("n1C3XR6Gzv21Kf3E2ZpLk9B".parse::<Cursor>().is_ok());
        // The highest value that the pattern allows.
        assert!(format!("nX{}", "z".repeat(21)).parse::<Cursor>().is_ok());
    }
}
