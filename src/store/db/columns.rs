//! How our own types are read from columns.

use crate::model::{
    accounts::Face,
    ids::{
        AuditId, BoardId, CategoryId, ChannelId, ClientKey, CommentId, CommunityId, CommunityLogId, DeletionId,
        EpochId, ExpiringLinkId, FollowId, InvitationId, LikeId, NoticeId, PictureId, PinId, PlanId, ReportId,
        SessionId, TokenId, UploadId, UserId,
    },
    pictures::PictureState,
};
use sqlx::{Decode, Postgres, Type, error::BoxDynError, postgres::PgTypeInfo, postgres::PgValueRef};
use time::OffsetDateTime;
use uuid::Uuid;

/// A place where somebody is signed in.
#[derive(Debug)]
pub struct Seen {
    /// Its name.
    pub id: SessionId,
    /// What the browser or the program calls itself.
    pub agent: String,
    /// When somebody signed in there.
    pub since: OffsetDateTime,
    /// When it was last used.
    pub seen: OffsetDateTime,
}

macro_rules! id_columns {
    ($($name:ty)*) => {$(
        impl Type<Postgres> for $name {
            fn type_info() -> PgTypeInfo {
                <Uuid as Type<Postgres>>::type_info()
            }
        }

        impl<'r> Decode<'r, Postgres> for $name {
            fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                <Uuid as Decode<Postgres>>::decode(value).map(Self::from_uuid)
            }
        }
    )*};
}

id_columns!(UserId PinId PictureId DeletionId SessionId TokenId NoticeId CommentId BoardId LikeId FollowId PlanId ExpiringLinkId AuditId
    CategoryId ReportId CommunityId InvitationId CommunityLogId ChannelId EpochId ClientKey UploadId);

/// Reads the smallest quality state of an avatar that will do, where there is one.
pub(super) fn face(picture: Option<PictureId>, n: Option<i16>) -> Option<Face> {
    Some(Face { picture: picture?, n: u8::try_from(n?).ok()? })
}

/// Reads a picture's state by its name in the tables.
pub(super) fn picture_state(name: &str) -> PictureState {
    match name {
        "ready" => PictureState::Ready,
        "scaled" => PictureState::Scaled,
        "early" => PictureState::Early,
        _ => PictureState::Waiting,
    }
}
