//! Pages of a list: keyset cursors, opaque outside, so that page 1,000 costs what page 1 costs.

use super::{
    errors::Problem,
    ids::{
        AuditId, BoardId, ChannelId, CommentId, CommunityId, CommunityLogId, ExpiringLinkId, FollowId, ID_LENGTH,
        InvitationId, JobId, LikeId, NoticeId, PinId, ReportId, UserId,
    },
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One page of a list and where the next begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// What stands on this page, in order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of at most `size` items out of `size + 1` that were asked for: the one too many only
    /// tells that there is a next page, and `cursor` says where that begins from the last item kept.
    pub fn from_one_more(mut items: Vec<T>, size: usize, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| more).map(cursor);
        Self { items, next }
    }
}

/// A place in a list: after the item that it names, in the order that it names. Written with URL-safe characters alone; what they
/// mean is nobody else's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cursor {
    /// Newest first.
    Newest(PinId),
    /// Oldest first.
    Oldest(PinId),
    /// In the order of titles.
    Title(PinId),
    /// What is liked most first: the likes it had, and the pin.
    Popular(u32, PinId),
    /// What fits a search best first: how well it fits in millionths, and the pin.
    Ranked(u32, PinId),
    /// The latest like first.
    Like(LikeId),
    /// Whoever followed last first.
    Follow(FollowId),
    /// The newest board first.
    Board(BoardId),
    /// By hand on a board: the place, and the pin.
    Place(i64, PinId),
    /// The newest comment first.
    Comment(CommentId),
    /// The latest news first: when it happened in microseconds since 1970, and the news.
    Notice(i64, NoticeId),
    /// The newest expiring link first.
    ExpiringLink(ExpiringLinkId),
    /// What was reported first: the oldest report about it.
    Report(ReportId),
    /// What is reported most first: how many reports about it are open, and the oldest of them.
    MostReports(u32, ReportId),
    /// What was settled last first: when, in microseconds since 1970, and what was reported.
    Settled(i64, ReportId),
    /// What is reported most first, of pins: how many reports about it are open, and the pin.
    Reported(u32, PinId),
    /// The newest job first.
    JobNewest(JobId),
    /// The oldest job first.
    JobOldest(JobId),
    /// Whoever joined last first.
    Member(UserId),
    /// Members in the order of their user names.
    MemberName(UserId),
    /// The latest entry of the audit log first.
    Audit(AuditId),
    /// Whoever takes most room first: how many bytes, and who.
    MostRoom(i64, UserId),
    /// Whoever takes least room first: how many bytes, and who.
    LeastRoom(i64, UserId),
    /// The community with most members first: how many it had, and the community.
    LargestCommunity(u32, CommunityId),
    /// Whoever joined a community last first: when, in microseconds since 1970, and who.
    JoinedCommunity(i64, UserId),
    /// The latest ban of a community first: when, in microseconds since 1970, and of whom.
    Ban(i64, UserId),
    /// The newest invitation first.
    Invitation(InvitationId),
    /// The latest entry of a community's log first.
    CommunityLog(CommunityLogId),
    /// The direct conversation with the latest message first: when, in microseconds since 1970, and which.
    Conversation(i64, ChannelId),
    /// The picture of a gallery that was posted last first: the number of its message times 16, and its place in that; and the pin.
    Posted(i64, PinId),
    /// The message that was sent last first: when, in microseconds since 1970, its number, and its channel.
    Message(i64, i64, ChannelId),
    /// Whoever was blocked last first: when, in microseconds since 1970, and who.
    Block(i64, UserId),
}

/// As long as [`ID_LENGTH`] for the id, after a letter for the order; between them a number in base 16, where the order has one.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest(pin) => write!(f, "n{pin}"),
            Self::Oldest(pin) => write!(f, "o{pin}"),
            Self::Title(pin) => write!(f, "t{pin}"),
            Self::Popular(likes, pin) => write!(f, "p{likes:x}{pin}"),
            Self::Ranked(rank, pin) => write!(f, "r{rank:x}{pin}"),
            Self::Like(like) => write!(f, "l{like}"),
            Self::Follow(follow) => write!(f, "f{follow}"),
            Self::Board(board) => write!(f, "b{board}"),
            Self::Place(place, pin) => write!(f, "h{place:x}{pin}"),
            Self::Comment(comment) => write!(f, "c{comment}"),
            Self::Notice(at, notice) => write!(f, "w{at:x}{notice}"),
            Self::ExpiringLink(link) => write!(f, "x{link}"),
            Self::Report(report) => write!(f, "q{report}"),
            Self::MostReports(open, report) => write!(f, "m{open:x}{report}"),
            Self::Settled(at, report) => write!(f, "d{at:x}{report}"),
            Self::Reported(open, pin) => write!(f, "e{open:x}{pin}"),
            Self::JobNewest(job) => write!(f, "j{job}"),
            Self::JobOldest(job) => write!(f, "k{job}"),
            Self::Member(user) => write!(f, "y{user}"),
            Self::MemberName(user) => write!(f, "a{user}"),
            Self::Audit(entry) => write!(f, "z{entry}"),
            Self::MostRoom(bytes, user) => write!(f, "u{bytes:x}{user}"),
            Self::LeastRoom(bytes, user) => write!(f, "v{bytes:x}{user}"),
            Self::LargestCommunity(members, community) => write!(f, "g{members:x}{community}"),
            Self::JoinedCommunity(at, user) => write!(f, "i{at:x}{user}"),
            Self::Ban(at, user) => write!(f, "s{at:x}{user}"),
            Self::Invitation(invitation) => write!(f, "A{invitation}"),
            Self::CommunityLog(entry) => write!(f, "B{entry}"),
            Self::Conversation(at, channel) => write!(f, "C{at:x}{channel}"),
            Self::Posted(place, pin) => write!(f, "D{place:x}{pin}"),
            Self::Message(at, seq, channel) => write!(f, "E{at:x}g{seq:x}{channel}"),
            Self::Block(at, user) => write!(f, "F{at:x}{user}"),
        }
    }
}

impl FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        read(text).ok_or_else(wrong_cursor)
    }
}

fn read(text: &str) -> Option<Cursor> {
    let (order, rest) = text.split_at_checked(1)?;
    let (number, id) = rest.split_at_checked(rest.len().checked_sub(ID_LENGTH)?)?;
    if order == "E" {
        let (at, seq) = number.split_once('g')?;
        return Some(Cursor::Message(hex(at)?.cast_signed(), hex(seq)?.cast_signed(), id.parse().ok()?));
    }
    let number = match number {
        "" => None,
        digits => Some(hex(digits)?),
    };
    Some(match (order, number) {
        ("n", None) => Cursor::Newest(id.parse().ok()?),
        ("o", None) => Cursor::Oldest(id.parse().ok()?),
        ("t", None) => Cursor::Title(id.parse().ok()?),
        ("p", Some(likes)) => Cursor::Popular(u32::try_from(likes).ok()?, id.parse().ok()?),
        ("r", Some(rank)) => Cursor::Ranked(u32::try_from(rank).ok()?, id.parse().ok()?),
        ("l", None) => Cursor::Like(id.parse().ok()?),
        ("f", None) => Cursor::Follow(id.parse().ok()?),
        ("b", None) => Cursor::Board(id.parse().ok()?),
        // A negative number is written as its two's complement.
        ("h", Some(place)) => Cursor::Place(place.cast_signed(), id.parse().ok()?),
        ("c", None) => Cursor::Comment(id.parse().ok()?),
        ("w", Some(at)) => Cursor::Notice(at.cast_signed(), id.parse().ok()?),
        ("x", None) => Cursor::ExpiringLink(id.parse().ok()?),
        ("q", None) => Cursor::Report(id.parse().ok()?),
        ("m", Some(open)) => Cursor::MostReports(u32::try_from(open).ok()?, id.parse().ok()?),
        ("d", Some(at)) => Cursor::Settled(at.cast_signed(), id.parse().ok()?),
        ("e", Some(open)) => Cursor::Reported(u32::try_from(open).ok()?, id.parse().ok()?),
        ("j", None) => Cursor::JobNewest(id.parse().ok()?),
        ("k", None) => Cursor::JobOldest(id.parse().ok()?),
        ("y", None) => Cursor::Member(id.parse().ok()?),
        ("a", None) => Cursor::MemberName(id.parse().ok()?),
        ("z", None) => Cursor::Audit(id.parse().ok()?),
        ("u", Some(bytes)) => Cursor::MostRoom(bytes.cast_signed(), id.parse().ok()?),
        ("v", Some(bytes)) => Cursor::LeastRoom(bytes.cast_signed(), id.parse().ok()?),
        ("g", Some(members)) => Cursor::LargestCommunity(u32::try_from(members).ok()?, id.parse().ok()?),
        ("i", Some(at)) => Cursor::JoinedCommunity(at.cast_signed(), id.parse().ok()?),
        ("s", Some(at)) => Cursor::Ban(at.cast_signed(), id.parse().ok()?),
        ("A", None) => Cursor::Invitation(id.parse().ok()?),
        ("B", None) => Cursor::CommunityLog(id.parse().ok()?),
        ("C", Some(at)) => Cursor::Conversation(at.cast_signed(), id.parse().ok()?),
        ("D", Some(place)) => Cursor::Posted(place.cast_signed(), id.parse().ok()?),
        ("F", Some(at)) => Cursor::Block(at.cast_signed(), id.parse().ok()?),
        _ => return None,
    })
}

/// A number in base 16, without a sign, which Rust would take.
fn hex(digits: &str) -> Option<u64> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(digits, 16).ok().filter(|_| plain)
}

/// The problem with a cursor of another list.
pub fn other_list() -> Problem {
    Problem::field("cursor", "This cursor belongs to another list. Please start from the first page.")
}

/// The problem with a cursor that is none.
fn wrong_cursor() -> Problem {
    Problem::BadRequest { detail: "The link to this page is broken. Please start from the first page.".to_owned() }
}

impl Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn a_cursor_survives_the_way_out_and_in(bits: u128, small: u32, signed: i64) {
            let id = Uuid::from_u128(bits);
            let pin = PinId::from_uuid(id);
            for cursor in [
                Cursor::Newest(pin),
                Cursor::Oldest(pin),
                Cursor::Title(pin),
                Cursor::Popular(small, pin),
                Cursor::Ranked(small, pin),
                Cursor::Like(LikeId::from_uuid(id)),
                Cursor::Follow(FollowId::from_uuid(id)),
                Cursor::Board(BoardId::from_uuid(id)),
                Cursor::Place(signed, pin),
                Cursor::Comment(CommentId::from_uuid(id)),
                Cursor::Notice(signed, NoticeId::from_uuid(id)),
                Cursor::ExpiringLink(ExpiringLinkId::from_uuid(id)),
                Cursor::Report(ReportId::from_uuid(id)),
                Cursor::MostReports(small, ReportId::from_uuid(id)),
                Cursor::Settled(signed, ReportId::from_uuid(id)),
                Cursor::Reported(small, pin),
                Cursor::JobNewest(JobId::from_uuid(id)),
                Cursor::JobOldest(JobId::from_uuid(id)),
                Cursor::Member(UserId::from_uuid(id)),
                Cursor::MemberName(UserId::from_uuid(id)),
                Cursor::Audit(AuditId::from_uuid(id)),
                Cursor::MostRoom(signed, UserId::from_uuid(id)),
                Cursor::LeastRoom(signed, UserId::from_uuid(id)),
                Cursor::LargestCommunity(small, CommunityId::from_uuid(id)),
                Cursor::JoinedCommunity(signed, UserId::from_uuid(id)),
                Cursor::Ban(signed, UserId::from_uuid(id)),
                Cursor::Invitation(InvitationId::from_uuid(id)),
                Cursor::CommunityLog(CommunityLogId::from_uuid(id)),
                Cursor::Conversation(signed, ChannelId::from_uuid(id)),
                Cursor::Posted(signed, pin),
                Cursor::Message(signed, i64::from(small), ChannelId::from_uuid(id)),
                Cursor::Block(signed, UserId::from_uuid(id)),
            ] {
                let text = cursor.to_string();
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                prop_assert_eq!(text.parse::<Cursor>(), Ok(cursor));
            }
        }

        #[test]
        fn any_text_is_a_cursor_or_an_error(text: String) {
            let _ = text.parse::<Cursor>();
        }
    }

    #[test]
    fn the_last_page_has_no_next() {
        let cursor = |n: &u128| Cursor::Newest(PinId::from_uuid(Uuid::from_u128(*n)));
        assert_eq!(Page::from_one_more(vec![3, 2, 1], 2, cursor).next, Some(cursor(&2)));
        assert_eq!(Page::from_one_more(vec![2, 1], 2, cursor).next, None);
        assert_eq!(Page::from_one_more(Vec::new(), 2, cursor).next, None);
    }
}
