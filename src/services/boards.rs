//! Boards: looking at them, making and changing them, and what is on them in which order.

use super::{
    Caller, Site, audit,
    pins::{Span, may_edit},
};
use crate::{
    model::{
        audit::Act,
        boards::{
            BOARDS_MOST, BOARDS_PAGE_SIZE, BoardCard, BoardChoice, BoardDetail, BoardWords, FIRST_BOARD,
            ON_BOARDS_MOST, PinOnBoards, Place, SavedTo, TakenOff,
        },
        errors::Problem,
        ids::{BoardId, PinId, UserId},
        page::{Cursor, Page, other_list},
        pins::PinCard,
    },
    store::db::{self, Tx, board_writes, mine, pin_writes},
};
use uuid::Uuid;

impl Span {
    /// A page of boards.
    pub fn of_boards(cursor: Option<Cursor>) -> Self {
        Self { cursor, size: BOARDS_PAGE_SIZE }
    }
}

/// One board.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not this caller's to see.
pub async fn board(caller: &Caller, board: BoardId) -> Result<BoardDetail, Problem> {
    let found = caller.site.db.board(caller.viewer(), board).await?.ok_or(Problem::NotFound)?;
    Ok(BoardDetail { editable: may_edit(caller, found.owner), ..found.board })
}

/// What a board shows to this viewer, in its owner's order.
///
/// # Errors
/// [`Problem::NotFound`] where the board is not there or not theirs to see; [`Problem::Invalid`] for the cursor of another list.
pub async fn pins(site: &Site, viewer: Option<UserId>, board: BoardId, span: Span) -> Result<Page<PinCard>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Place(place, pin)) => Some((place, pin)),
        Some(_) => return Err(other_list()),
    };
    site.db.board_owner(viewer, board).await?.ok_or(Problem::NotFound)?;
    let placed = site.db.board_pins(viewer, board, after, span.size + 1).await?;
    let Page { items, next } = Page::from_one_more(placed, span.size, |(place, card)| Cursor::Place(*place, card.id));
    Ok(Page { items: items.into_iter().map(|(_, card)| card).collect(), next })
}

/// The boards of a member that this viewer may see, newest first.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for the cursor of another list.
pub async fn of_member(
    site: &Site,
    viewer: Option<UserId>,
    username: &str,
    span: Span,
) -> Result<Page<BoardCard>, Problem> {
    let owner = site.db.seen_member(viewer, username).await?.ok_or(Problem::NotFound)?;
    of_owner(site, viewer, owner, span).await
}

/// The boards of an owner that this viewer may see, newest first.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn of_owner(
    site: &Site,
    viewer: Option<UserId>,
    owner: UserId,
    span: Span,
) -> Result<Page<BoardCard>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Board(board)) => Some(board),
        Some(_) => return Err(other_list()),
    };
    let boards = site.db.boards_of(viewer, owner, after, span.size + 1).await?;
    Ok(Page::from_one_more(boards, span.size, |board| Cursor::Board(board.id)))
}

/// All of one's own boards, to choose from, in the order of their titles.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn choices(site: &Site, me: UserId) -> Result<Vec<BoardChoice>, Problem> {
    site.db.board_choices(me, None).await
}

/// One's own boards, each with whether a pin is on it, the one that was saved to last first; and public ones that show the pin to
/// this caller.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn with_pin(caller: &Caller, pin: PinId) -> Result<PinOnBoards, Problem> {
    let (db, viewer) = (&caller.site.db, caller.viewer());
    let mine = match viewer {
        Some(me) => db.board_choices(me, Some(pin)).await?,
        None => Vec::new(),
    };
    Ok(PinOnBoards { mine, public: db.boards_with(viewer, pin, ON_BOARDS_MOST).await? })
}

/// Makes a board of one's own, with these pins on it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] for each field that needs another look, a title that one has given to
/// another board among it; [`Problem::NotFound`] where a pin is not there or not theirs to see.
pub async fn create(caller: &Caller, words: BoardWords, pins: &[PinId]) -> Result<BoardId, Problem> {
    db::again(|| async {
        let mut tx = caller.site.db.begin().await?;
        let board = insert(caller, &mut tx, words.clone()).await?;
        add(caller, &mut tx, board, pins).await?;
        db::commit(tx).await?;
        Ok(board)
    })
    .await
}

/// The same within a transaction, without pins.
pub(super) async fn insert(caller: &Caller, tx: &mut Tx, words: BoardWords) -> Result<BoardId, Problem> {
    let me = caller.member()?;
    let words = BoardWords { title: Some(words.title.unwrap_or_default()), ..words }.validated()?;
    let board = BoardId::from_uuid(Uuid::now_v7());
    pin_writes::lock_titles(tx, me).await?;
    if board_writes::count(tx, me).await? >= BOARDS_MOST as i64 {
        let detail = format!("You can have at most {BOARDS_MOST} boards. Please delete one first.");
        return Err(Problem::field("title", detail));
    }
    board_writes::insert(tx, board, me, &words).await?;
    Ok(board)
}

/// Changes the words of a board, who may see it, and what stands for it.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::NotAllowed`] where
/// it is another's; [`Problem::Invalid`] for each field that needs another look.
pub async fn edit(caller: &Caller, board: BoardId, words: BoardWords) -> Result<(), Problem> {
    db::again(|| async {
        let mut tx = caller.site.db.begin().await?;
        let me = editable(caller, &mut tx, board).await?;
        let words = words.clone().validated()?;
        if let Some(Some(cover)) = words.cover
            && !board_writes::shows(&mut tx, me, board, cover).await?
        {
            return Err(Problem::field("cover", "That picture is not on this board."));
        }
        audit::write_of_board(&mut tx, me, Act::ChangeBoard, board).await?;
        board_writes::update(&mut tx, board, &words).await?;
        db::commit(tx).await
    })
    .await
}

/// Deletes a board. The pins on it stay.
///
/// # Errors
/// As [`edit`].
pub async fn delete(caller: &Caller, board: BoardId) -> Result<(), Problem> {
    db::again(|| async {
        let mut tx = caller.site.db.begin().await?;
        let me = editable(caller, &mut tx, board).await?;
        audit::write_of_board(&mut tx, me, Act::DeleteBoard, board).await?;
        board_writes::delete(&mut tx, board).await?;
        db::commit(tx).await
    })
    .await
}

/// Puts a pin on a board of one's own: at a place, or at the end where none is named and it is not there yet. Twice is the same
/// as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where board or pin is not there or not theirs to see;
/// [`Problem::NotAllowed`] where the board is another's; [`Problem::Invalid`] where the place names a pin that is not on it.
pub async fn put(caller: &Caller, board: BoardId, pin: PinId, place: Option<Place>) -> Result<(), Problem> {
    db::again(|| async {
        let mut tx = caller.site.db.begin().await?;
        board_writes::hold(&mut tx, &[pin]).await?;
        let me = own(caller, &mut tx, board).await?;
        match place {
            None => add(caller, &mut tx, board, &[pin]).await?,
            Some(place) => {
                see(&mut tx, me, &[pin]).await?;
                board_writes::put(&mut tx, me, board, pin, place).await?;
            }
        }
        db::commit(tx).await
    })
    .await
}

/// Takes a pin off a board. Twice is the same as once.
///
/// # Errors
/// As [`edit`].
pub async fn take_off(caller: &Caller, board: BoardId, pin: PinId) -> Result<(), Problem> {
    db::again(|| async {
        let mut tx = caller.site.db.begin().await?;
        let me = editable(caller, &mut tx, board).await?;
        audit::write_of_board(&mut tx, me, Act::ChangeBoard, board).await?;
        board_writes::remove(&mut tx, board, pin).await?;
        db::commit(tx).await
    })
    .await
}

/// Saves a pin with one press: to the end of the board that was saved to last, else of the newest one. Where there is no board, one is
/// made, which is public as others are. Twice is the same as once.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see.
pub async fn save(caller: &Caller, pin: PinId) -> Result<SavedTo, Problem> {
    db::again(|| async {
        let me = caller.member()?;
        let mut tx = caller.site.db.begin().await?;
        let to = usual(caller, &mut tx, me).await?;
        board_writes::hold(&mut tx, &[pin]).await?;
        // Where it has just been deleted, another one takes its place.
        board_writes::lock(&mut tx, me, to.board).await?.ok_or(Problem::Overtaken)?;
        add(caller, &mut tx, to.board, &[pin]).await?;
        db::commit(tx).await?;
        Ok(to)
    })
    .await
}

/// The board that pins are saved to where none is named; a new one where there is none.
async fn usual(caller: &Caller, tx: &mut Tx, me: UserId) -> Result<SavedTo, Problem> {
    let mut found = board_writes::saved_to_last(tx, me).await?;
    if found.is_none() {
        // Somebody who presses on two pins at once gets one board.
        pin_writes::lock_titles(tx, me).await?;
        found = board_writes::saved_to_last(tx, me).await?;
    }
    if let Some((board, title)) = found {
        return Ok(SavedTo { board, title, created: false });
    }
    let title = FIRST_BOARD.to_owned();
    let board = insert(caller, tx, BoardWords { title: Some(title.clone()), ..BoardWords::default() }).await?;
    Ok(SavedTo { board, title, created: true })
}

/// Takes a pin off the board of one's own that it was put on last; off the one that is named, where it is on that. `None` where it is on
/// none.
///
/// # Errors
/// [`Problem::NotSignedIn`].
pub async fn unsave(caller: &Caller, pin: PinId, first: Option<BoardId>) -> Result<Option<TakenOff>, Problem> {
    db::again(|| async {
        let me = caller.member()?;
        let mut tx = caller.site.db.begin().await?;
        let boards = board_writes::holding(&mut tx, me, pin, first).await?;
        let elsewhere = boards.len() > 1;
        let Some((board, title)) = boards.into_iter().next() else { return Ok(None) };
        // Where it has just been deleted, the pin is looked for again.
        board_writes::lock(&mut tx, me, board).await?.ok_or(Problem::Overtaken)?;
        board_writes::remove(&mut tx, board, pin).await?;
        db::commit(tx).await?;
        Ok(Some(TakenOff { board, title, elsewhere }))
    })
    .await
}

/// Puts pins at the end of a board of one's own, in this order, within a transaction.
pub(super) async fn put_many(caller: &Caller, tx: &mut Tx, board: BoardId, pins: &[PinId]) -> Result<(), Problem> {
    board_writes::hold(tx, pins).await?;
    own(caller, tx, board).await?;
    add(caller, tx, board, pins).await
}

/// The same, of a board that is known to be one's own.
async fn add(caller: &Caller, tx: &mut Tx, board: BoardId, pins: &[PinId]) -> Result<(), Problem> {
    see(tx, caller.member()?, pins).await?;
    board_writes::add(tx, board, pins).await
}

/// Whoever has to do with pins must see them.
async fn see(tx: &mut Tx, me: UserId, pins: &[PinId]) -> Result<(), Problem> {
    let seen = mine::owners(tx, me, pins).await?;
    if seen.len() < pins.len() { Err(Problem::NotFound) } else { Ok(()) }
}

/// Locks a board for whoever may put pins on it and order them: its owner.
async fn own(caller: &Caller, tx: &mut Tx, board: BoardId) -> Result<UserId, Problem> {
    let me = caller.member()?;
    let owner = board_writes::lock(tx, me, board).await?.ok_or(Problem::NotFound)?;
    if owner == me { Ok(me) } else { Err(Problem::NotAllowed) }
}

/// Locks a board for whoever may change its words, delete it, and take pins off: its owner, or an admin who sees it.
async fn editable(caller: &Caller, tx: &mut Tx, board: BoardId) -> Result<UserId, Problem> {
    let me = caller.member()?;
    let owner = board_writes::lock(tx, me, board).await?.ok_or(Problem::NotFound)?;
    if may_edit(caller, owner) { Ok(me) } else { Err(Problem::NotAllowed) }
}
