//! Boards, looked at.

use super::{
    Db,
    columns::{face, picture_state},
};
use crate::model::{
    accounts::Person,
    boards::{BOARD_PICTURES, BoardCard, BoardChoice, BoardDetail},
    errors::Problem,
    ids::{BoardId, PictureId, PinId, UserId},
    pictures::Picture,
    pins::PinCard,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::collections::HashMap;
use uuid::Uuid;

/// A board, and whose it is.
pub struct FoundBoard {
    /// Whose it is.
    pub owner: UserId,
    /// What the page of it shows; its `editable` says whether the viewer owns it.
    pub board: BoardDetail,
}

impl Db {
    /// One board, where this viewer may see it.
    pub async fn board(&self, viewer: Option<UserId>, board: BoardId) -> Result<Option<FoundBoard>, Problem> {
        let Some(card) = self.board_cards(viewer, &[board]).await?.pop() else { return Ok(None) };
        let words = sqlx::query!(
            r#"select board.owner_id as "owner!: UserId", board.description as "description!",
                      (select placed.pin_id from shown_on_boards($1) as placed
                       where placed.board_id = board.id and placed.pin_id = board.cover_pin_id) as "cover: PinId"
               from visible_boards($1) as board where board.id = $2"#,
            viewer.map(UserId::uuid),
            board.uuid(),
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(words.map(|words| FoundBoard {
            owner: words.owner,
            board: BoardDetail {
                card,
                description: words.description,
                cover: words.cover,
                editable: viewer == Some(words.owner),
            },
        }))
    }

    /// Whose board this is, where this viewer may see it.
    pub async fn board_owner(&self, viewer: Option<UserId>, board: BoardId) -> Result<Option<UserId>, Problem> {
        let owner = sqlx::query_scalar!(
            r#"select board.owner_id as "owner!: UserId" from visible_boards($1) as board where board.id = $2"#,
            viewer.map(UserId::uuid),
            board.uuid(),
        );
        Ok(owner.fetch_optional(&self.pool).await?)
    }

    /// These boards in this order, those of them that this viewer may see.
    pub async fn board_cards(&self, viewer: Option<UserId>, boards: &[BoardId]) -> Result<Vec<BoardCard>, Problem> {
        if boards.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = boards.iter().map(|board| board.uuid()).collect();
        let rows = sqlx::query!(
            r#"select board.id as "id!: BoardId", board.title as "title!", board.visibility as "visibility!",
                      owner.username, owner.display_name,
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      board.pin_count
                      + (select count(*) from shown_on_boards($1) as placed
                         where placed.board_id = board.id and placed.only_for is not null)
                      - case when exists (select from blocked($1)) then
                            (select count(*) from board_pins as hidden join pins on pins.id = hidden.pin_id
                             where hidden.board_id = board.id and hidden.only_for is null
                               and pins.owner_id = any (array(select user_id from blocked($1))))
                        else 0 end as "count!"
               from visible_boards($1) as board
               join users as owner on owner.id = board.owner_id
               left join lateral face_of(owner.avatar_id) as face on true
               where board.id = any($2)"#,
            viewer.map(UserId::uuid),
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut pictures = self.board_pictures(viewer, &ids).await?;
        let cards = rows.into_iter().map(|row| {
            let card = BoardCard {
                id: row.id,
                title: row.title,
                visibility: row.visibility.parse()?,
                owner: Person {
                    username: row.username,
                    display_name: row.display_name,
                    avatar: face(row.face, row.face_n),
                },
                count: u32::try_from(row.count).unwrap_or(u32::MAX),
                pictures: pictures.remove(&row.id).unwrap_or_default(),
            };
            Ok((row.id, card))
        });
        let mut cards = cards.collect::<Result<HashMap<_, _>, Problem>>()?;
        Ok(boards.iter().filter_map(|board| cards.remove(board)).collect())
    }

    /// The titles of these boards in this order, of those of them that this viewer may see.
    pub async fn board_titles(
        &self,
        viewer: Option<UserId>,
        boards: &[BoardId],
    ) -> Result<Vec<(BoardId, String)>, Problem> {
        let ids: Vec<_> = boards.iter().map(|board| board.uuid()).collect();
        let rows = sqlx::query!(
            r#"select board.id as "id!: BoardId", board.title as "title!" from visible_boards($1) as board
               where board.id = any($2) order by array_position($2, board.id)"#,
            viewer.map(UserId::uuid),
            &ids,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
    }

    /// The pictures that stand for these boards: of each the cover, then what it shows first.
    async fn board_pictures(
        &self,
        viewer: Option<UserId>,
        boards: &[Uuid],
    ) -> Result<HashMap<BoardId, Vec<Picture>>, Problem> {
        let rows = sqlx::query!(
            r#"select board.id as "board!: BoardId", picture.id as "id: PictureId", picture.width, picture.height,
                      picture.state, picture.placeholder
               from unnest($2::uuid[]) as wanted (id)
               join visible_boards($1) as board on board.id = wanted.id
               cross join lateral (
                   select cover.pin_id, cover.position, 0 as rank from shown_on_boards($1) as cover
                   where cover.board_id = board.id and cover.pin_id = board.cover_pin_id
                   union all
                   (select first.pin_id, first.position, 1 from shown_on_boards($1) as first
                    where first.board_id = board.id and first.pin_id is distinct from board.cover_pin_id
                    order by first.position, first.pin_id limit $3)
               ) as placed
               join collected_pins($1) as pin on pin.id = placed.pin_id and pin.shown
               join pictures as picture on picture.id = pin.picture_id
               order by board.id, placed.rank, placed.position, placed.pin_id"#,
            viewer.map(UserId::uuid),
            boards,
            BOARD_PICTURES as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut pictures: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let of_board = pictures.entry(row.board).or_default();
            if of_board.len() < BOARD_PICTURES {
                of_board.push(Picture {
                    id: row.id,
                    width: row.width.unsigned_abs(),
                    height: row.height.unsigned_abs(),
                    state: picture_state(&row.state),
                    placeholder: row
                        .placeholder
                        .map(|webp| format!("data:image/webp;base64,{}", BASE64_STANDARD.encode(webp))),
                });
            }
        }
        Ok(pictures)
    }

    /// The boards of a member that this viewer may see, newest first, after a board where one is named.
    pub async fn boards_of(
        &self,
        viewer: Option<UserId>,
        owner: UserId,
        after: Option<BoardId>,
        limit: usize,
    ) -> Result<Vec<BoardCard>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select board.id as "id!: BoardId" from visible_boards($1) as board
               where board.owner_id = $2 and board.id < $3
               order by board.id desc limit $4"#,
            viewer.map(UserId::uuid),
            owner.uuid(),
            after.map_or(Uuid::max(), BoardId::uuid),
            limit as i64,
        );
        let ids = ids.fetch_all(&self.pool).await?;
        self.board_cards(viewer, &ids).await
    }

    /// What a board shows to this viewer, in its order, after a place where one is named; each pin with its place.
    pub async fn board_pins(
        &self,
        viewer: Option<UserId>,
        board: BoardId,
        after: Option<(i64, PinId)>,
        limit: usize,
    ) -> Result<Vec<(i64, PinCard)>, Problem> {
        let (place, pin) = after.map_or((i64::MIN, Uuid::nil()), |(place, pin)| (place, pin.uuid()));
        let rows = sqlx::query!(
            r#"select placed.position as "position!", placed.pin_id as "pin!: PinId" from shown_on_boards($1) as placed
               where placed.board_id = $2 and (placed.position, placed.pin_id) > ($3, $4)
               order by placed.position, placed.pin_id limit $5"#,
            viewer.map(UserId::uuid),
            board.uuid(),
            place,
            pin,
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let pins: Vec<_> = rows.iter().map(|row| row.pin).collect();
        let places: HashMap<_, _> = rows.iter().map(|row| (row.pin, row.position)).collect();
        let cards = self.cards(viewer, &pins).await?;
        Ok(cards.into_iter().filter_map(|card| Some((*places.get(&card.id)?, card))).collect())
    }

    /// All boards of a member, in the order of their titles, each with whether this pin is on it. Where one is named, the board that
    /// was saved to last comes first.
    pub async fn board_choices(&self, owner: UserId, pin: Option<PinId>) -> Result<Vec<BoardChoice>, Problem> {
        let rows = sqlx::query!(
            r#"select board.id as "id!: BoardId", board.title as "title!", board.visibility as "visibility!",
                      exists (select from board_pins where board_id = board.id and pin_id = $2) as "holds!"
               from visible_boards($1) as board where board.owner_id = $1
               order by $2::uuid is null or board.id is distinct from (select board_saved_to_last($1)),
                        lower(board.title), board.id"#,
            owner.uuid(),
            pin.map(PinId::uuid),
        )
        .fetch_all(&self.pool)
        .await?;
        let choices = rows.into_iter().map(|row| {
            Ok(BoardChoice { id: row.id, title: row.title, visibility: row.visibility.parse()?, holds: row.holds })
        });
        choices.collect()
    }

    /// Public boards that show a pin to this viewer, the newest first.
    pub async fn boards_with(
        &self,
        viewer: Option<UserId>,
        pin: PinId,
        limit: usize,
    ) -> Result<Vec<BoardCard>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select placed.board_id as "board!: BoardId" from shown_on_boards($1) as placed
               join visible_boards($1) as board on board.id = placed.board_id and board.visibility = 'public'
               where placed.pin_id = $2
               order by placed.board_id desc limit $3"#,
            viewer.map(UserId::uuid),
            pin.uuid(),
            limit as i64,
        );
        let ids = ids.fetch_all(&self.pool).await?;
        self.board_cards(viewer, &ids).await
    }
}
