//! Pins. Whoever reads them goes through `visible_pins(viewer)`.

use super::{
    Db,
    columns::{face, picture_state},
};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{PictureId, PinId, UserId},
    pictures::{Picture, PictureState},
    pins::{PinCard, PinDetail},
};
use base64::{Engine, prelude::BASE64_STANDARD};
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
}

impl Row {
    pub(super) fn card(self) -> Result<PinCard, Problem> {
        let placeholder =
            self.placeholder.map(|webp| format!("data:image/webp;base64,{}", BASE64_STANDARD.encode(webp)));
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
                placeholder,
            },
        })
    }
}

/// Which pins a list is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListOf<'a> {
    /// Those of one member.
    pub owner: Option<UserId>,
    /// Those with this tag.
    pub tag: Option<&'a str>,
}

/// A pin's own row, beyond what a grid shows of it.
pub struct Detail {
    /// Whose it is.
    pub owner: UserId,
    /// What the page of it shows.
    pub pin: PinDetail,
}

impl Db {
    /// Pins that lists show to this viewer, newest first, after a pin where one is named. What cannot be shown yet is only
    /// its owner's to see.
    pub async fn newest_pins(
        &self,
        viewer: Option<UserId>,
        list: ListOf<'_>,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<PinCard>, Problem> {
        let rows = sqlx::query_as!(
            Row,
            r#"select pin.id as "id!: PinId", pin.title as "title!", pin.alt_text as "alt_text!",
                      pin.visibility as "visibility!",
                      pin.created_at as "created_at!: OffsetDateTime", pin.picture_id as "picture_id!: PictureId",
                      pin.width as "width!", pin.height as "height!", pin.state as "state!", pin.placeholder,
                      pin.username as "username!", pin.display_name as "display_name!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from pin_cards($1) as pin
               left join lateral face_of(pin.avatar_id) as face on true
               where pin.listed
                 and ($2::uuid is null or pin.owner_id = $2)
                 and ($3::uuid is null or pin.id < $3)
                 and ($5::text is null or exists (select from pin_tags where pin_id = pin.id and tag = $5))
                 and (pin.state <> 'waiting' or pin.owner_id = $1)
               order by pin.id desc
               limit $4"#,
            viewer.map(UserId::uuid),
            list.owner.map(UserId::uuid),
            after.map(PinId::uuid),
            limit as i64,
            list.tag,
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(Row::card).collect()
    }

    /// The pins before and after one in a list, newest first.
    pub async fn neighbours(
        &self,
        viewer: Option<UserId>,
        list: ListOf<'_>,
        pin: PinId,
    ) -> Result<(Option<PinId>, Option<PinId>), Problem> {
        let found = sqlx::query!(
            r#"with list as (
                   select pin.id from listed_pins($1) as pin join pictures on pictures.id = pin.picture_id
                   where ($2::uuid is null or pin.owner_id = $2)
                     and ($4::text is null or exists (select from pin_tags where pin_id = pin.id and tag = $4))
                     and (pictures.state <> 'waiting' or pin.owner_id = $1)
               )
               select (select id from list where id > $3 order by id limit 1) as "previous: PinId",
                      (select id from list where id < $3 order by id desc limit 1) as "next: PinId""#,
            viewer.map(UserId::uuid),
            list.owner.map(UserId::uuid),
            pin.uuid(),
            list.tag,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok((found.previous, found.next))
    }

    /// One pin, where this viewer may see it.
    pub async fn pin(&self, viewer: Option<UserId>, pin: PinId) -> Result<Option<Detail>, Problem> {
        let row = sqlx::query_as!(
            Row,
            r#"select pin.id as "id!: PinId", pin.title as "title!", pin.alt_text as "alt_text!",
                      pin.visibility as "visibility!",
                      pin.created_at as "created_at!: OffsetDateTime", pin.picture_id as "picture_id!: PictureId",
                      pin.width as "width!", pin.height as "height!", pin.state as "state!", pin.placeholder,
                      pin.username as "username!", pin.display_name as "display_name!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from pin_cards($1) as pin
               left join lateral face_of(pin.avatar_id) as face on true
               where pin.id = $2"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let words = sqlx::query!(
            r#"select pin.owner_id as "owner!: UserId", pin.description as "description!", pin.source_url,
                      array(select tag from pin_tags where pin_id = pin.id order by tag) as "tags!"
               from visible_pins($1) as pin where pin.id = $2"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(words) = words else { return Ok(None) };
        let created_at = row.created_at;
        let pin = PinDetail {
            card: row.card()?,
            created_at,
            description: words.description,
            source_url: words.source_url,
            tags: words.tags,
            editable: viewer == Some(words.owner),
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
