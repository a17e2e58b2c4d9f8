//! Pins. Whoever reads them goes through `visible_pins(viewer)`.

use super::{
    Db, Tx,
    columns::{face, picture_state},
};
use crate::{
    model::{
        accounts::Person,
        errors::Problem,
        ids::{ChannelId, PictureId, PinId, UserId},
        pictures::{Picture, PictureState},
        pins::{Given, OwnLocation, PinCard, PinDetail},
    },
    store::blobs::Sha256Hash,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::collections::HashMap;
use time::OffsetDateTime;

/// A row of a grid, before it becomes a card.
pub(super) struct Row {
    pub(super) id: PinId,
    pub(super) title: String,
    pub(super) alt_text: String,
    pub(super) visibility: String,
    pub(super) created_at: OffsetDateTime,
    pub(super) picture_id: PictureId,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) state: String,
    pub(super) placeholder: Option<Vec<u8>>,
    pub(super) username: String,
    pub(super) display_name: String,
    pub(super) face: Option<PictureId>,
    pub(super) face_n: Option<i16>,
    pub(super) like_count: i32,
    pub(super) liked: bool,
    pub(super) saved: bool,
    pub(super) comment_count: i32,
}

impl Row {
    pub(super) fn card(self) -> Result<PinCard, Problem> {
        Ok(PinCard {
            id: self.id,
            title: self.title,
            alt_text: self.alt_text,
            visibility: self.visibility.parse()?,
            owner: Person {
                username: self.username,
                display_name: self.display_name,
                avatar: face(self.face, self.face_n),
            },
            picture: Picture {
                id: self.picture_id,
                width: self.width.unsigned_abs(),
                height: self.height.unsigned_abs(),
                state: picture_state(&self.state),
                placeholder: self.placeholder.as_deref().map(data_address),
            },
            like_count: self.like_count.unsigned_abs(),
            liked: self.liked,
            saved: self.saved,
            comment_count: self.comment_count.unsigned_abs(),
        })
    }
}

/// A tiny picture as a `data:` address.
fn data_address(webp: &[u8]) -> String {
    const BEGIN: &str = "data:image/webp;base64,";
    let mut address = String::with_capacity(BEGIN.len() + webp.len().div_ceil(3) * 4);
    address.push_str(BEGIN);
    BASE64_STANDARD.encode_string(webp, &mut address);
    address
}

/// The query of rows: pins that come from `$pins`, with all that a grid shows of them, as a viewer sees it. A visitor is `null` in the
/// statement itself: PostgreSQL plans that one without what only members have. Whatever is looked up for a pin has `offset 0`, as it does
/// not know how few pins these are, and would read whole tables, or all that a member likes. An avatar is that of `face_of`, found by its
/// key rather than by sorting. Whoever uses it has in scope what the columns are read as.
macro_rules! card_rows {
    ($viewer:tt, $placeholder:tt, $pins:tt, $order:tt, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select pin.id as "id!: PinId", pin.title as "title!", pin.alt_text as "alt_text!",
                      pin.visibility as "visibility!", pin.created_at as "created_at!: OffsetDateTime",
                      pin.picture_id as "picture_id!: PictureId", picture.width as "width!", picture.height as "height!",
                      picture.state as "state!", "# + $placeholder + r#" as "placeholder?",
                      owner.username as "username!", owner.display_name as "display_name!",
                      owner.avatar_id as "face?: PictureId",
                      coalesce(
                          (select qualities.n from qualities
                           where qualities.picture_id = owner.avatar_id and qualities.n > 1
                           order by qualities.n limit 1),
                          (select qualities.n from qualities
                           where qualities.picture_id = owner.avatar_id and qualities.n = 0)) as "face_n?",
                      counts.like_count as "like_count!", counts.comment_count as "comment_count!",
                      exists (select from likes
                              where likes.pin_id = pin.id and likes.user_id = "# + $viewer + r#" offset 0) as "liked!",
                      exists (select from boards
                              cross join lateral (
                                  select from board_pins
                                  where board_pins.board_id = boards.id and board_pins.pin_id = pin.id offset 0
                              ) as placed
                              where boards.owner_id = "# + $viewer + r#") as "saved!"
               from ("# + $pins + r#") as pin
               cross join lateral (
                   select pictures.width, pictures.height, pictures.state, pictures.placeholder
                   from pictures where pictures.id = pin.picture_id offset 0
               ) as picture
               cross join lateral (
                   select users.username, users.display_name,
                          case when users.suspended_at is null then users.avatar_id end as avatar_id
                   from users where users.id = pin.owner_id offset 0
               ) as owner
               cross join lateral (
                   select pin_counts.like_count, pin_counts.comment_count
                   from pin_counts where pin_counts.pin_id = pin.id offset 0
               ) as counts "# + $order,
            $($argument),+
        )
    };
}

pub(super) use card_rows;

/// A pin's own row, beyond what a grid shows of it.
pub struct Detail {
    /// Whose it is.
    pub owner: UserId,
    /// What the page of it shows.
    pub pin: PinDetail,
}

impl Db {
    /// These pins in this order, those of them that this viewer may see.
    pub async fn cards(&self, viewer: Option<UserId>, pins: &[PinId]) -> Result<Vec<PinCard>, Problem> {
        let mut rows = self.rows(viewer, pins).await?;
        pins.iter().filter_map(|pin| rows.remove(pin)).map(Row::card).collect()
    }

    /// The rows of these pins, as this viewer may see them.
    pub(super) async fn rows(&self, viewer: Option<UserId>, pins: &[PinId]) -> Result<HashMap<PinId, Row>, Problem> {
        if pins.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let rows = match viewer {
            None => {
                let rows = card_rows!(
                    "null",
                    "picture.placeholder",
                    "select pin.* from visible_pins(null) as pin where pin.id = any($1)",
                    "",
                    &ids,
                );
                rows.fetch_all(&self.pool).await?
            }
            Some(viewer) => {
                let rows = card_rows!(
                    "$2",
                    "picture.placeholder",
                    "select pin.* from visible_pins($2) as pin where pin.id = any($1)",
                    "",
                    &ids,
                    viewer.uuid(),
                );
                rows.fetch_all(&self.pool).await?
            }
        };
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }

    /// One pin, where this viewer may see it.
    pub async fn pin(&self, viewer: Option<UserId>, pin: PinId) -> Result<Option<Detail>, Problem> {
        let row = self.rows(viewer, &[pin]).await?.remove(&pin);
        let Some(row) = row else { return Ok(None) };
        let words = sqlx::query!(
            r#"select pin.owner_id as "owner!: UserId", pin.description as "description!", pin.source_url,
                      pin.hidden_reason, pin.channel_id as "channel?: ChannelId", pin.share_location as "share_location!",
                      (select has_place from public_originals as copy where copy.picture_id = pin.picture_id) as has_place,
                      array(select tag from pin_tags where pin_id = pin.id order by tag) as "tags!"
               from visible_pins($1) as pin where pin.id = $2"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(words) = words else { return Ok(None) };
        let created_at = row.created_at;
        let own = viewer == Some(words.owner);
        let pin = PinDetail {
            card: row.card()?,
            created_at,
            description: words.description,
            source_url: words.source_url,
            tags: words.tags,
            channel: words.channel,
            editable: own,
            given: Given::default(),
            // Where it is withheld, only those see it who may know why.
            hidden: words.hidden_reason,
            location: own.then_some(OwnLocation { found: words.has_place, shared: words.share_location }),
            owner_followed: false,
        };
        Ok(Some(Detail { owner: words.owner, pin }))
    }

    /// Whose pin this is, where this viewer may see it.
    pub async fn pin_owner(&self, viewer: Option<UserId>, pin: PinId) -> Result<Option<UserId>, Problem> {
        let owner = sqlx::query_scalar!(
            r#"select pin.owner_id as "owner!: UserId" from visible_pins($1) as pin where pin.id = $2"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
        );
        Ok(owner.fetch_optional(&self.pool).await?)
    }

    /// How far the work is on the pictures of this owner's pins, of those asked for.
    pub async fn progress(
        &self,
        owner: UserId,
        pins: &[PinId],
    ) -> Result<Vec<(PinId, PictureId, PictureState)>, Problem> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let rows = sqlx::query!(
            r#"select pin.id as "id!: PinId", picture.id as "picture_id: PictureId", picture.state
               from visible_pins($1) as pin join pictures as picture on picture.id = pin.picture_id
               where pin.owner_id = $1 and pin.id = any($2)"#,
            owner.uuid(),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.picture_id, picture_state(&row.state))).collect())
    }
}

/// The pins of this owner that have one of these files: of each file the oldest.
pub async fn of_files(tx: &mut Tx, owner: UserId, files: &[Sha256Hash]) -> Result<HashMap<Sha256Hash, PinId>, Problem> {
    let hashes: Vec<_> = files.iter().map(|file| file.as_bytes().to_vec()).collect();
    let rows = sqlx::query!(
        r#"select distinct on (picture.original_sha256) picture.original_sha256, pin.id as "pin!: PinId"
           from visible_pins($1) as pin join pictures as picture on picture.id = pin.picture_id
           where pin.owner_id = $1 and picture.original_sha256 = any($2)
           order by picture.original_sha256, pin.id"#,
        owner.uuid(),
        &hashes,
    )
    .fetch_all(&mut **tx)
    .await?;
    let of_file = |file: &[u8], pin| Some((Sha256Hash::from_slice(file)?, pin));
    Ok(rows.into_iter().filter_map(|row| of_file(&row.original_sha256, row.pin)).collect())
}

/// How many bytes the untouched file has that a pin shows.
pub async fn picture_bytes(tx: &mut Tx, pin: PinId) -> Result<u64, Problem> {
    let bytes = sqlx::query_scalar!(
        "select byte_size from pins join pictures on pictures.id = pins.picture_id
         join blobs on blobs.sha256 = pictures.original_sha256 where pins.id = $1",
        pin.uuid(),
    );
    Ok(bytes.fetch_one(&mut **tx).await?.unsigned_abs())
}
