//! How the nouns of [`crate::model`] look in the API's document: ids, words, cursors. Their names there are those of the
//! model, which are the API's by design.

use crate::model::{
    accounts::{Role, SignUpMode},
    audit::Act,
    boards::BoardVisibility,
    feeds::Window,
    ids::{
        AuditId, BoardId, CategoryId, CommentId, DeletionId, ExpiringLinkId, ID_LENGTH, JobId, NoticeId, PictureId,
        PinId, PlanId, ReportId, SessionId, TokenId,
    },
    jobs::{JobSort, JobState},
    links::LinkPurpose,
    members::MemberSort,
    mine::{MineSort, Progress},
    moderation::{Measure, ModeratedSort, QueueOrder, SubjectKind, WhichPins},
    notices::NoticeKind,
    page::Cursor,
    pictures::PictureState,
    pins::{Location, Visibility},
    search::SearchKind,
    settings::Scope,
    storage::{FileKind, RoomSort},
    words::OnDuplicate,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// What an id looks like.
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
    PinId: "Names a pin."
    PlanId: "Names a plan: what an account gets."
    BoardId: "Names a board."
    ReportId: "Names a report to those who run the site."
    PictureId: "Names a picture: the bytes that a pin shows. Other bytes have another id."
    DeletionId: "Names what was deleted together, while it can be had back."
    SessionId: "Names a place where somebody is signed in."
    CommentId: "Names a comment."
    NoticeId: "Names a notification."
    JobId: "Names something that the site does in the background."
    CategoryId: "Names a category of communities."
    ExpiringLinkId: "Names an expiring link. It is not its address."
    AuditId: "Names an entry of the audit log."
    TokenId: "Names an access token. It is not the token."
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
    Visibility: "Who may see it: everyone; whoever has its address, while lists leave it out; or its owner alone.",
        [Self::Public, Self::Unlisted, Self::Private].map(Self::name);
    Location: "What becomes of the place where a picture was taken, in what others can download: there is none in the file; it is \
        removed; or it is shared, as the owner has said.", ["none", "removed", "shared"];
    BoardVisibility: "Who may see it: everyone, or its owner alone.",
        [Self::Public, Self::Private].map(Self::name);
    PictureState: "How far the work on a picture is: nothing to show yet, the small qualities are there, or all of them.",
        ["waiting", "early", "ready"];
    Progress: "Those whose picture has all its qualities, or those whose picture is still worked on.",
        [Self::Ready, Self::Working].map(Self::name);
    MineSort: "Uploaded last comes first, uploaded first comes first, or by title.",
        [Self::Newest, Self::Oldest, Self::Title].map(Self::name);
    SearchKind: "What is looked for: pins, with a few members and boards beside them; or one of these alone.",
        Self::EACH.map(Self::name);
    Window: "When what is compared was uploaded: today, in the last 7 or 30 days, in this month and the eleven before, or \
        ever. Days are UTC's.", Self::EACH.map(Self::name);
    OnDuplicate: "What is done where one has given a title already: the file is refused, or its title numbered.",
        [Self::Refuse, Self::Number].map(Self::name);
    NoticeKind: "What others did: they like a pin, follow one, commented on a pin, or mention one in a comment; or what those did \
        who look after the site.", [Self::Like, Self::Follow, Self::Comment, Self::Mention, Self::Moderation].map(Self::name);
    Measure: "What was done about a pin, a comment, a member, or reports.", Self::ALL.map(Self::name);
    SubjectKind: "What kind of thing is reported.", Self::EACH.iter().copied().map(Self::name);
    QueueOrder: "What waits longest comes first; what most have reported; or those that are settled, the latest first.",
        Self::EACH.iter().copied().map(Self::name);
    WhichPins: "All that are not private, those that are hidden, or those with open reports.",
        Self::EACH.iter().copied().map(Self::name);
    ModeratedSort: "Uploaded last comes first; liked most; or reported most, and only what was reported.",
        Self::EACH.iter().copied().map(Self::name);
    MemberSort: "Who joined last comes first, by user name, or whose files take most comes first.",
        Self::ALL.map(Self::name);
    Scope: "What a token may be used for: to look; to make, change and delete pins; to change the account; or, in the \
        hands of an admin or a moderator, to look after the site.", Self::ALL.map(Self::name);
    Act: "What an admin or a moderator did.", Self::ALL.iter().map(|act| act.name()).collect::<Vec<_>>();
    SignUpMode: "Who may open an account: everyone, whoever was invited, or nobody.", Self::ALL.map(Self::name);
    Role: "What an account may do beyond its own things.", Self::ALL.map(Self::name);
    JobState: "How far a job is: not begun, in a worker's hands, to be tried again, or failed for good.",
        Self::ALL.map(Self::name);
    JobSort: "The newest or the oldest jobs first.", [Self::Newest, Self::Oldest].map(Self::name);
    FileKind: "What files are: originals as they were uploaded, quality states, thumbnails of plans, or needed by nothing.",
        Self::ALL.map(Self::name);
    RoomSort: "Whoever takes most or least room first.", [Self::Most, Self::Least].map(Self::name);
    LinkPurpose: "What a link made by hand is for.", [Self::VerifyEmail, Self::ResetPassword].map(Self::name);
}

macro_rules! cursors {
    ($($name:ident: $kinds:literal, as $kind:literal)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(
                        "Where a page of a list begins: what `next` of the page before says, and nothing else.",
                    ))
                    .pattern(Some(concat!("^", $kinds, "[1-9A-HJ-NP-X][1-9A-HJ-NP-Za-km-z]{21}$")))
                    .examples([concat!($kind, "1C3XR6Gzv21Kf3E2ZpLk9B")])
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

/// A cursor of a list that comes in several orders. It is read as a [`Cursor`].
pub(super) enum SortedCursor {}

/// A cursor of everybody's pins, in any of their orders. It is read as a [`Cursor`].
pub(super) enum PinsCursor {}

/// A cursor of what was found by words. It is read as a [`Cursor`].
pub(super) enum FoundCursor {}

/// A cursor of likes. It is read as a [`Cursor`].
pub(super) enum LikeCursor {}

/// A cursor of follows. It is read as a [`Cursor`].
pub(super) enum FollowCursor {}

/// A cursor of boards. It is read as a [`Cursor`].
pub(super) enum BoardCursor {}

/// A cursor of the pins on a board. It is read as a [`Cursor`].
pub(super) enum PlaceCursor {}

/// A cursor of news. It is read as a [`Cursor`].
pub(super) enum NoticeCursor {}

/// A cursor of expiring links. It is read as a [`Cursor`].
pub(super) enum ExpiringLinkCursor {}

/// A cursor of what was reported, in any of its orders. It is read as a [`Cursor`].
pub(super) enum QueueCursor {}

/// A cursor of pins as those see them who look after the site, in any of their orders. It is read as a [`Cursor`].
pub(super) enum ModeratedCursor {}

/// A cursor of members, in any of their orders. It is read as a [`Cursor`].
pub(super) enum MembersCursor {}

/// A cursor of the audit log. It is read as a [`Cursor`].
pub(super) enum AuditCursor {}

/// A cursor of jobs, in any of their orders. It is read as a [`Cursor`].
pub(super) enum JobCursor {}

/// A cursor of members by the room they take. It is read as a [`Cursor`].
pub(super) enum RoomCursor {}

/// A cursor of comments. It is read as a [`Cursor`].
pub(super) enum CommentCursor {}

/// A cursor of any list, as an answer has it.
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
    AnyCursor: "[a-z][0-9a-f]*", as "n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;

    /// Holds the words of a schema to those that are read.
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
        check::<BoardVisibility>();
        check::<Location>();
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
        // The highest that the pattern allows.
        assert!(format!("nX{}", "z".repeat(21)).parse::<Cursor>().is_ok());
    }
}
