//! Boards made and changed. Rights are asked for before; whoever changes what is on a board holds its lock.

use super::Tx;
use crate::model::{
    boards::{BoardWords, Place},
    errors::Problem,
    ids::{BoardId, PinId, UserId},
    visibility::PublicOrPrivate,
};
use uuid::Uuid;

/// How far apart pins are placed: between two of them another can go twenty times before their board is numbered anew.
const GAP: i64 = 1 << 20;

/// Makes a board.
///
/// # Errors
/// [`Problem::Invalid`] where its owner has another of this title.
pub async fn insert(tx: &mut Tx, board: BoardId, owner: UserId, words: &BoardWords) -> Result<(), Problem> {
    sqlx::query!(
        "insert into boards (id, owner_id, title, description, visibility) values ($1, $2, $3, $4, $5)",
        board.uuid(),
        owner.uuid(),
        words.title.as_deref().unwrap_or_default(),
        words.description.as_deref().unwrap_or_default(),
        words.visibility.unwrap_or_default().name(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many boards a member has.
pub async fn count(tx: &mut Tx, owner: UserId) -> Result<i64, Problem> {
    let count = sqlx::query_scalar!(r#"select count(*) as "count!" from boards where owner_id = $1"#, owner.uuid());
    Ok(count.fetch_one(&mut **tx).await?)
}

/// Whose board this is, where this viewer may see it. Everybody else who would change it waits until the transaction ends.
pub async fn lock(tx: &mut Tx, viewer: UserId, board: BoardId) -> Result<Option<UserId>, Problem> {
    let owner = sqlx::query_scalar!(
        r#"select owner_id as "owner: UserId" from boards
           where id = $1 and exists (select from visible_boards($2) as seen where seen.id = boards.id)
           for no key update"#,
        board.uuid(),
        viewer.uuid(),
    );
    Ok(owner.fetch_optional(&mut **tx).await?)
}

/// The board that a member saved to last, else their newest one, and what it is called.
pub async fn saved_to_last(tx: &mut Tx, owner: UserId) -> Result<Option<(BoardId, String)>, Problem> {
    let found = sqlx::query!(
        r#"select id as "id: BoardId", title from boards where id = (select board_saved_to_last($1))"#,
        owner.uuid(),
    );
    Ok(found.fetch_optional(&mut **tx).await?.map(|board| (board.id, board.title)))
}

/// The boards of a member that a pin is on, and what they are called, two at most: the one that is named, then the one that it was
/// put on last.
pub async fn holding(
    tx: &mut Tx,
    owner: UserId,
    pin: PinId,
    first: Option<BoardId>,
) -> Result<Vec<(BoardId, String)>, Problem> {
    let boards = sqlx::query!(
        r#"select board.id as "id: BoardId", board.title
           from board_pins as placed join boards as board on board.id = placed.board_id
           where board.owner_id = $1 and placed.pin_id = $2
           order by board.id is not distinct from $3 desc, placed.added_at desc, board.id desc
           limit 2"#,
        owner.uuid(),
        pin.uuid(),
        first.map(BoardId::uuid),
    );
    let boards = boards.fetch_all(&mut **tx).await?;
    Ok(boards.into_iter().map(|board| (board.id, board.title)).collect())
}

/// Keeps pins as they are until the transaction ends. Comes before the lock of a board: whoever changes a pin has it first, and
/// then the boards that it is on.
pub async fn hold(tx: &mut Tx, pins: &[PinId]) -> Result<(), Problem> {
    let pins: Vec<Uuid> = pins.iter().map(|pin| pin.uuid()).collect();
    sqlx::query!("select from pins where id = any($1) order by id for share", &pins).execute(&mut **tx).await?;
    Ok(())
}

/// Changes the words of a board.
///
/// # Errors
/// [`Problem::Invalid`] where its owner has another of this title, or the cover is not on it.
pub async fn update(tx: &mut Tx, board: BoardId, words: &BoardWords) -> Result<(), Problem> {
    sqlx::query!(
        "update boards
         set title = coalesce($2, title), description = coalesce($3, description), visibility = coalesce($4, visibility),
             cover_pin_id = case when $5 then $6 else cover_pin_id end
         where id = $1",
        board.uuid(),
        words.title,
        words.description,
        words.visibility.map(PublicOrPrivate::name),
        words.cover.is_some(),
        words.cover.flatten().map(PinId::uuid),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes a board. The pins on it stay as they are.
pub async fn delete(tx: &mut Tx, board: BoardId) -> Result<(), Problem> {
    sqlx::query!("delete from boards where id = $1", board.uuid()).execute(&mut **tx).await?;
    Ok(())
}

/// Whether a board shows a pin to this viewer.
pub async fn shows(tx: &mut Tx, viewer: UserId, board: BoardId, pin: PinId) -> Result<bool, Problem> {
    let shown = sqlx::query_scalar!(
        r#"select exists (
               select from shown_on_boards($1) as placed where placed.board_id = $2 and placed.pin_id = $3
           ) as "shown!""#,
        viewer.uuid(),
        board.uuid(),
        pin.uuid(),
    );
    Ok(shown.fetch_one(&mut **tx).await?)
}

/// Puts pins at the end of a board, in this order; those that are on it stay where they are.
pub async fn add(tx: &mut Tx, board: BoardId, pins: &[PinId]) -> Result<(), Problem> {
    let pins: Vec<Uuid> = pins.iter().map(|pin| pin.uuid()).collect();
    sqlx::query!(
        "insert into board_pins (board_id, pin_id, position)
         select $1, added.pin_id, last.position + added.number * $3
         from unnest($2::uuid[]) with ordinality as added (pin_id, number),
              (select coalesce(max(position), 0) as position from board_pins where board_id = $1) as last
         on conflict (board_id, pin_id) do nothing",
        board.uuid(),
        &pins,
        GAP,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a pin off a board.
pub async fn remove(tx: &mut Tx, board: BoardId, pin: PinId) -> Result<(), Problem> {
    sqlx::query!("delete from board_pins where board_id = $1 and pin_id = $2", board.uuid(), pin.uuid())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Gives a pin its place on a board, whether it has been on it or not. `viewer` is who sees the others beside it.
///
/// # Errors
/// [`Problem::Invalid`] where the pin that the place names is not on the board.
pub async fn put(tx: &mut Tx, viewer: UserId, board: BoardId, pin: PinId, place: Place) -> Result<(), Problem> {
    let position = match between(room(tx, viewer, board, pin, place).await?) {
        Between::Stays => return Ok(()),
        Between::Free(position) => position,
        Between::Full => {
            renumber(tx, board).await?;
            match between(room(tx, viewer, board, pin, place).await?) {
                Between::Free(position) => position,
                Between::Stays | Between::Full => return Err(Problem::Internal),
            }
        }
    };
    sqlx::query!(
        "insert into board_pins (board_id, pin_id, position) values ($1, $2, $3)
         on conflict (board_id, pin_id) do update set position = excluded.position",
        board.uuid(),
        pin.uuid(),
        position,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Where a pin can go: between these positions, of which either is missing at an end. `None` where it is right as it is.
type Room = Option<(Option<i64>, Option<i64>)>;

enum Between {
    Stays,
    Free(i64),
    /// There is no number left between the two.
    Full,
}

fn between(room: Room) -> Between {
    match room {
        None => Between::Stays,
        Some((None, None)) => Between::Free(GAP),
        Some((Some(before), None)) => Between::Free(before + GAP),
        Some((None, Some(after))) => Between::Free(after - GAP),
        Some((Some(before), Some(after))) if after - before < 2 => Between::Full,
        Some((Some(before), Some(after))) => Between::Free(before + (after - before) / 2),
    }
}

async fn room(tx: &mut Tx, viewer: UserId, board: BoardId, pin: PinId, place: Place) -> Result<Room, Problem> {
    match place {
        Place::First => Ok(Some((None, ends(tx, board, pin).await?.0))),
        Place::Last => Ok(Some((ends(tx, board, pin).await?.1, None))),
        Place::Before(other) | Place::After(other) if other == pin => Ok(None),
        Place::Before(other) => Ok(Some(beside(tx, board, pin, other, "before").await?)),
        Place::After(other) => Ok(Some(beside(tx, board, pin, other, "after").await?)),
        Place::Earlier => match shown_beside(tx, viewer, board, pin).await?.0 {
            Some(other) => Ok(Some(beside(tx, board, pin, other, "before").await?)),
            None => Ok(None),
        },
        Place::Later => match shown_beside(tx, viewer, board, pin).await?.1 {
            Some(other) => Ok(Some(beside(tx, board, pin, other, "after").await?)),
            None => Ok(None),
        },
    }
}

/// The first and the last position on a board, but for those of one pin.
async fn ends(tx: &mut Tx, board: BoardId, but: PinId) -> Result<(Option<i64>, Option<i64>), Problem> {
    let ends = sqlx::query!(
        "select min(position) as first, max(position) as last from board_pins where board_id = $1 and pin_id <> $2",
        board.uuid(),
        but.uuid(),
    );
    let ends = ends.fetch_one(&mut **tx).await?;
    Ok((ends.first, ends.last))
}

/// The positions between which a pin goes that goes right before or right after another.
async fn beside(
    tx: &mut Tx,
    board: BoardId,
    but: PinId,
    other: PinId,
    side: &'static str,
) -> Result<(Option<i64>, Option<i64>), Problem> {
    let found = sqlx::query!(
        "select here.position,
                (select max(position) from board_pins
                 where board_id = $1 and pin_id <> $3 and position < here.position) as before,
                (select min(position) from board_pins
                 where board_id = $1 and pin_id <> $3 and position > here.position) as after
         from board_pins as here where here.board_id = $1 and here.pin_id = $2",
        board.uuid(),
        other.uuid(),
        but.uuid(),
    );
    let found = found.fetch_optional(&mut **tx).await?;
    let found = found.ok_or_else(|| Problem::field(side, "That picture is not on this board."))?;
    let here = Some(found.position);
    Ok(if side == "before" { (found.before, here) } else { (here, found.after) })
}

/// The pins that a viewer sees before and after one on a board.
async fn shown_beside(
    tx: &mut Tx,
    viewer: UserId,
    board: BoardId,
    pin: PinId,
) -> Result<(Option<PinId>, Option<PinId>), Problem> {
    let found = sqlx::query!(
        r#"select (select placed.pin_id from shown_on_boards($1) as placed
                   where placed.board_id = $2 and placed.position < here.position
                   order by placed.position desc limit 1) as "before: PinId",
                  (select placed.pin_id from shown_on_boards($1) as placed
                   where placed.board_id = $2 and placed.position > here.position
                   order by placed.position limit 1) as "after: PinId"
           from board_pins as here where here.board_id = $2 and here.pin_id = $3"#,
        viewer.uuid(),
        board.uuid(),
        pin.uuid(),
    );
    let found = found.fetch_optional(&mut **tx).await?.ok_or(Problem::NotFound)?;
    Ok((found.before, found.after))
}

/// Gives the pins of a board positions with room between them, in the order that they have.
async fn renumber(tx: &mut Tx, board: BoardId) -> Result<(), Problem> {
    sqlx::query!(
        "update board_pins set position = ordered.number * $2
         from (select pin_id, row_number() over (order by position, pin_id) as number
               from board_pins where board_id = $1) as ordered
         where board_pins.board_id = $1 and board_pins.pin_id = ordered.pin_id",
        board.uuid(),
        GAP,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
