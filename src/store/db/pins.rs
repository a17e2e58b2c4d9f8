//! Pins. Whoever reads them goes through `visible_pins(viewer)`.

use super::{
    Db, Tx,
    columns::{face, picture_state},
};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{PictureId, PinId, UserId},
    pictures::{Picture, PictureState},
    pins::{PinCard, PinDetail, Visibility},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use time::OffsetDateTime;

/// A pin to be added.
#[derive(Debug, Clone)]
pub struct NewPin {
    /// Its name.
    pub id: PinId,
    /// What it shows.
    pub picture: PictureId,
    /// What it is called.
    pub title: String,
    /// Who may see it.
    pub visibility: Visibility,
}

/// Adds pins, all of one owner, in one statement.
pub async fn insert(tx: &mut Tx, owner: UserId, pins: &[NewPin]) -> Result<(), Problem> {
    let ids: Vec<_> = pins.iter().map(|pin| pin.id.uuid()).collect();
    let pictures: Vec<_> = pins.iter().map(|pin| pin.picture.uuid()).collect();
    let titles: Vec<_> = pins.iter().map(|pin| pin.title.clone()).collect();
    let visibilities: Vec<_> = pins.iter().map(|pin| pin.visibility.name().to_owned()).collect();
    sqlx::query!(
        "insert into pins (id, owner_id, picture_id, title, visibility)
         select id, $1, picture_id, title, visibility
         from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) as new (id, picture_id, title, visibility)",
        owner.uuid(),
        &ids,
        &pictures,
        &titles,
        &visibilities,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes pins with their pictures, of those that are this owner's, and says which.
pub async fn delete(tx: &mut Tx, owner: UserId, pins: &[PinId]) -> Result<Vec<PinId>, Problem> {
    let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
    let gone = sqlx::query!(
        r#"delete from pins where owner_id = $1 and id = any($2) returning id as "id: PinId", picture_id"#,
        owner.uuid(),
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let pictures: Vec<_> = gone.iter().map(|row| row.picture_id).collect();
    sqlx::query!("delete from pictures where id = any($1)", &pictures).execute(&mut **tx).await?;
    Ok(gone.into_iter().map(|row| row.id).collect())
}

/// A row of a grid, before it becomes a card.
struct Row {
    id: PinId,
    title: String,
    visibility: String,
    created_at: OffsetDateTime,
    picture_id: PictureId,
    width: i32,
    height: i32,
    state: String,
    placeholder: Option<Vec<u8>>,
    username: String,
    display_name: String,
    face: Option<PictureId>,
    face_n: Option<i16>,
}

impl Row {
    fn card(self) -> Result<PinCard, Problem> {
        let placeholder =
            self.placeholder.map(|webp| format!("data:image/webp;base64,{}", BASE64_STANDARD.encode(webp)));
        Ok(PinCard {
            id: self.id,
            title: self.title,
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

impl Db {
    /// Pins that this viewer may see, newest first: everybody's or one owner's, after a pin where one is named.
    /// What cannot be shown yet is only its owner's to see.
    pub async fn newest_pins(
        &self,
        viewer: Option<UserId>,
        owner: Option<UserId>,
        after: Option<PinId>,
        limit: usize,
    ) -> Result<Vec<PinCard>, Problem> {
        let rows = sqlx::query_as!(
            Row,
            r#"select pin.id as "id!: PinId", pin.title as "title!", pin.visibility as "visibility!",
                      pin.created_at as "created_at!: OffsetDateTime", pin.picture_id as "picture_id!: PictureId",
                      pin.width as "width!", pin.height as "height!", pin.state as "state!", pin.placeholder,
                      pin.username as "username!", pin.display_name as "display_name!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from pin_cards($1) as pin
               left join lateral face_of(pin.avatar_id) as face on true
               where ($2::uuid is null or pin.owner_id = $2)
                 and ($3::uuid is null or pin.id < $3)
                 and (pin.state <> 'waiting' or pin.owner_id = $1)
               order by pin.id desc
               limit $4"#,
            viewer.map(UserId::uuid),
            owner.map(UserId::uuid),
            after.map(PinId::uuid),
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(Row::card).collect()
    }

    /// One pin, where this viewer may see it.
    pub async fn pin(&self, viewer: Option<UserId>, pin: PinId) -> Result<Option<PinDetail>, Problem> {
        let row = sqlx::query_as!(
            Row,
            r#"select pin.id as "id!: PinId", pin.title as "title!", pin.visibility as "visibility!",
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
        row.map(|row| {
            let created_at = row.created_at;
            Ok(PinDetail { card: row.card()?, created_at })
        })
        .transpose()
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
