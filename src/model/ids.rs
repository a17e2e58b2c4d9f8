//! Identifiers, a type of its own for each noun.
//!
//! Inside they are UUIDv7 (RFC 9562), so they sort by age. Outside they are 22 base58 characters (the
//! Bitcoin alphabet) of fixed width, which sort the same way and hold no `-`, so that `{ID}-{n}` reads well.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};
use thiserror::Error;
use uuid::Uuid;

/// How many base58 characters hold 128 bits: ⌈128 / log₂ 58⌉.
pub const ID_LENGTH: usize = 22;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Which digit each byte is; [`NONE`] where it is none.
const DIGITS: [u8; 256] = {
    let mut digits = [NONE; 256];
    let mut digit = 0;
    while digit < ALPHABET.len() {
        digits[ALPHABET[digit] as usize] = digit as u8;
        digit += 1;
    }
    digits
};

const NONE: u8 = u8::MAX;

/// What ten digits count to.
const TEN_DIGITS: u128 = 58u128.pow(10);

/// The text is not an identifier: a wrong length, a character outside base58, or more than 128 bits.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an identifier: 22 base58 characters are expected")]
pub struct InvalidId;

/// Writes 128 bits as 22 base58 characters, most significant first.
///
/// Our own lines rather than a base58 crate, because those drop leading zeros by bytes and give 21 or 22
/// characters, which would no longer sort.
fn encode(value: Uuid) -> String {
    let mut value = value.as_u128();
    let mut digits = [ALPHABET[0]; ID_LENGTH];
    // Ten digits at a time, which fit into 64 bits: those a machine divides at once.
    for digits in digits.rchunks_mut(10) {
        let mut rest = (value % TEN_DIGITS) as u64;
        value /= TEN_DIGITS;
        for digit in digits.iter_mut().rev() {
            *digit = ALPHABET[(rest % 58) as usize];
            rest /= 58;
        }
    }
    digits.iter().map(|&byte| char::from(byte)).collect()
}

/// Reads what [`encode`] wrote.
fn decode(text: &str) -> Result<Uuid, InvalidId> {
    if text.len() != ID_LENGTH {
        return Err(InvalidId);
    }
    let value = text.bytes().try_fold(0u128, |value, byte| {
        let digit = Some(DIGITS[usize::from(byte)]).filter(|&digit| digit != NONE)?;
        value.checked_mul(58)?.checked_add(digit.into())
    });
    value.map(Uuid::from_u128).ok_or(InvalidId)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that names this noun.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID within.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                decode(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// Names an account.
    UserId
    /// Names a pin: a picture with its words.
    PinId
    /// Names a picture: the bytes that a pin or an avatar shows. Replacing the bytes gives a new one.
    PictureId
    /// Names a place where somebody is signed in: a browser's session or a program's.
    SessionId
    /// Names what was deleted together, while it can still be undone.
    DeletionId
    /// Names a plan: what an account gets.
    PlanId
    /// Names an expiring link.
    ExpiringLinkId
    /// Names an entry of the audit log.
    AuditId
    /// Names a category of communities.
    CategoryId
    /// Names a personal access token. It is not the token.
    TokenId
    /// Names a like, and its place among others by age.
    LikeId
    /// Names that one member follows another, and its place among others by age.
    FollowId
    /// Names a board: pins that a member has put together.
    BoardId
    /// Names a comment on a pin.
    CommentId
    /// Names a piece of news for a member.
    NoticeId
    /// Names a report to those who run the site.
    ReportId
    /// Names a job in the queue.
    JobId
    /// Names a community.
    CommunityId
    /// Names a link that lets people into a community. It is not its secret part.
    InvitationId
    /// Names an entry of a community's log.
    CommunityLogId
    /// Names a channel of a community, or a direct conversation.
    ChannelId
    /// Names the numbering of a channel's changes.
    EpochId
    /// Names a message for its sender, before it has a number.
    ClientKey
    /// Names a file that is sent in pieces.
    UploadId
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_id_survives_the_way_out_and_in(bits: u128) {
            let id = PinId::from_uuid(Uuid::from_u128(bits));
            let text = id.to_string();
            prop_assert_eq!(text.len(), ID_LENGTH);
            prop_assert_eq!(text.parse::<PinId>(), Ok(id));
        }

        #[test]
        fn ids_sort_outside_as_they_do_inside(a: u128, b: u128) {
            let (a, b) = (Uuid::from_u128(a), Uuid::from_u128(b));
            prop_assert_eq!(encode(a).cmp(&encode(b)), a.cmp(&b));
        }

        #[test]
        fn any_text_is_an_id_or_an_error(text: String) {
            let _ = text.parse::<PinId>();
        }
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "1", "zzzzzzzzzzzzzzzzzzzzzz", "111111111111111111111-", "0000000000000000000000"] {
            assert_eq!(text.parse::<PinId>(), Err(InvalidId), "{text}");
        }
    }
}
