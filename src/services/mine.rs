//! One's own pins: listed with filters, and changed many at once.

use super::{
    Caller, Site, audit, boards,
    pins::{may_edit, refuse_channel},
};
use crate::{
    model::{
        audit::Act,
        errors::{Problem, grouped},
        ids::{DeletionId, PictureId, PinId, UserId},
        mine::{Change, Changed, Deleted, MINE_PAGE_SIZE, MineFilter, MineSort, MyPage, MyPin, NAMED_MOST, Selection},
        page::{Cursor, Page, other_list},
        pictures::PictureState,
        pins::Visibility,
        text::composed,
        words::{PinWords, TAGS_MOST, tidy_tags},
    },
    store::db::{self, Tx, deletions, mine, pin_writes},
};
use uuid::Uuid;

/// For how many seconds a deletion can be undone, as pages say.
const UNDO_LIFE: f64 = 25.0;

/// After how many seconds what was deleted goes for good.
pub(super) const PURGE_AFTER: u64 = 30;

/// How many pins are purged in one transaction.
const PURGE_BATCH: i64 = 200;

/// How many tags are offered at once.
const TAGS_OFFERED: i64 = 10;

/// A page of one's own pins, and how many match in all.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn list(
    site: &Site,
    me: UserId,
    filter: &MineFilter,
    sort: MineSort,
    cursor: Option<Cursor>,
) -> Result<MyPage, Problem> {
    let after = match (sort, cursor) {
        (_, None) => None,
        (MineSort::Newest, Some(Cursor::Newest(pin)))
        | (MineSort::Oldest, Some(Cursor::Oldest(pin)))
        | (MineSort::Title, Some(Cursor::Title(pin))) => Some(pin),
        _ => return Err(other_list()),
    };
    let filter = tidied(filter);
    let pins = site.db.mine(me, &filter, sort, after, MINE_PAGE_SIZE + 1).await?;
    let page = Page::from_one_more(pins, MINE_PAGE_SIZE, |pin| match sort {
        MineSort::Newest => Cursor::Newest(pin.card.id),
        MineSort::Oldest => Cursor::Oldest(pin.card.id),
        MineSort::Title => Cursor::Title(pin.card.id),
    });
    Ok(MyPage {
        items: page.items,
        next: page.next,
        matching: count(site.db.count_mine(me, &filter).await?),
        deleting: deleting(site, me).await?,
    })
}

/// How many pins one has deleted that are not gone yet.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn deleting(site: &Site, me: UserId) -> Result<u32, Problem> {
    Ok(count(site.db.deleting(me).await?))
}

fn count(rows: i64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// These pins, those of them that are one's own.
///
/// # Errors
/// [`Problem::NotSignedIn`].
pub async fn named(caller: &Caller, pins: &[PinId]) -> Result<Vec<MyPin>, Problem> {
    let me = caller.me.as_ref().ok_or(Problem::NotSignedIn)?;
    let mut found = caller.site.db.named_mine(me.id, pins).await?;
    found.retain(|pin| pin.card.owner.username == me.person.username);
    Ok(found)
}

fn tidied(filter: &MineFilter) -> MineFilter {
    let tag = tidy_tags(std::slice::from_ref(&filter.tag)).pop().unwrap_or_default();
    MineFilter { q: composed(filter.q.trim()), tag, ..filter.clone() }
}

/// Tags that begin with this text, one's own first.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn tags(site: &Site, me: UserId, begin: &str) -> Result<Vec<String>, Problem> {
    let begin = tidy_tags(&[begin.to_owned()]).pop().unwrap_or_default();
    site.db.tags_like(me, &begin, TAGS_OFFERED).await
}

/// Changes many pins in one go: all of them, or none where one of them may not be changed.
///
/// # Errors
/// [`Problem::NotAllowed`] where one is another's; [`Problem::NotFound`] where one is not there or not theirs to see;
/// [`Problem::Invalid`] where the tags will not do. Of boards: as [`boards::put`] and [`boards::create`].
pub async fn change(caller: &Caller, selection: &Selection, change: Change) -> Result<Changed, Problem> {
    let change = checked(change)?;
    db::again(|| write(caller, selection, &change)).await
}

/// Does so, of what is known to be valid.
async fn write(caller: &Caller, selection: &Selection, change: &Change) -> Result<Changed, Problem> {
    let site = &caller.site;
    let mut tx = site.db.begin().await?;
    let mut pins = selected(caller, &mut tx, selection).await?;
    // By age, which boards keep.
    pins.sort_unstable();
    audit::write_of_pins(&mut tx, caller.member()?, Act::ChangePin, &pins).await?;
    let mut on = None;
    match change {
        Change::Visibility(visibility) => {
            if *visibility == Visibility::Private {
                rename_seen(site, &mut tx, &pins).await?;
            }
            pin_writes::set_visibility(&mut tx, &pins, *visibility).await?;
        }
        Change::AddTags(tags) => {
            pin_writes::add_tags(&mut tx, &pins, tags).await?;
            if pin_writes::most_tags(&mut tx, &pins).await? > TAGS_MOST as i64 {
                return Err(Problem::field(
                    "tags",
                    format!("Some of these pictures would have more than {TAGS_MOST} tags."),
                ));
            }
        }
        Change::RemoveTags(tags) => pin_writes::remove_tags(&mut tx, &pins, tags).await?,
        Change::PutOn(board) => {
            boards::put_many(caller, &mut tx, *board, &pins).await?;
            on = Some(*board);
        }
        Change::PutOnNew(words) => {
            let board = boards::insert(caller, &mut tx, words.clone()).await?;
            boards::put_many(caller, &mut tx, board, &pins).await?;
            on = Some(board);
        }
    }
    site.queue.count_words(&mut tx).await?;
    site.db.commit_closing(tx).await?;
    Ok(Changed { count: pins.len() as u32, board: on })
}

fn checked(change: Change) -> Result<Change, Problem> {
    let tags = |tags: Vec<String>| {
        let words = PinWords { tags: Some(tags), ..PinWords::default() }.validated()?;
        let tags = words.tags.filter(|tags| !tags.is_empty());
        tags.ok_or_else(|| Problem::field("tags", "Please enter at least one tag."))
    };
    if let Change::Visibility(visibility) = &change {
        refuse_channel(Some(*visibility))?;
    }
    Ok(match change {
        Change::AddTags(added) => Change::AddTags(tags(added)?),
        Change::RemoveTags(removed) => Change::RemoveTags(tags(removed)?),
        other => other,
    })
}

/// Deletes many pins in one go: all of them, or none where one of them may not be deleted. They are gone for everybody at
/// once, and for good a little later, by a job; till then they can be had back.
///
/// # Errors
/// As [`change`].
pub async fn delete(caller: &Caller, selection: &Selection) -> Result<Deleted, Problem> {
    let deletion = DeletionId::from_uuid(Uuid::now_v7());
    let mut tx = caller.site.db.begin().await?;
    let pins = selected(caller, &mut tx, selection).await?;
    audit::write_of_pins(&mut tx, caller.member()?, Act::DeletePin, &pins).await?;
    let count = deletions::mark(&mut tx, deletion, &pins).await?;
    caller.site.queue.purge_pins(&mut tx, PURGE_AFTER).await?;
    caller.site.queue.count_words(&mut tx).await?;
    caller.site.db.commit_closing(tx).await?;
    Ok(Deleted { deletion, count: count as u32 })
}

/// Has back what was deleted a moment ago.
///
/// # Errors
/// [`Problem::StaleLink`] where it is too late; [`Problem::Invalid`] where a title has been given to another pin meanwhile.
pub async fn restore(caller: &Caller, deletion: DeletionId) -> Result<u32, Problem> {
    let me = caller.member()?;
    let owner = Some(me).filter(|_| caller.admin().is_err());
    let mut tx = caller.site.db.begin().await?;
    let restored = deletions::restore(&mut tx, owner, deletion, UNDO_LIFE).await?;
    audit::write_of_pins(&mut tx, me, Act::UndeletePin, &restored).await?;
    caller.site.queue.count_words(&mut tx).await?;
    db::commit(tx).await?;
    if restored.is_empty() {
        return Err(Problem::StaleLink {
            detail: "It is too late to undo this. The pictures have been permanently deleted.".to_owned(),
        });
    }
    Ok(restored.len() as u32)
}

/// Deletes for good what was deleted a while ago, in batches, and asks for a sweep of the files. Can run twice.
///
/// # Errors
/// [`Problem::Internal`] where the database fails; what is gone by then stays gone.
pub async fn purge(site: &Site) -> Result<(), Problem> {
    loop {
        let mut tx = site.db.begin().await?;
        let purged = deletions::purge(&mut tx, PURGE_AFTER as f64 - 1.0, PURGE_BATCH).await?;
        if purged > 0 {
            site.queue.sweep_blobs(&mut tx).await?;
        }
        db::commit(tx).await?;
        if purged < PURGE_BATCH as u64 {
            return Ok(());
        }
    }
}

/// The pins that a wish is about, if every one of them may be changed.
async fn selected(caller: &Caller, tx: &mut Tx, selection: &Selection) -> Result<Vec<PinId>, Problem> {
    let me = caller.member()?;
    match selection {
        Selection::Matching(filter) => mine::matching(tx, me, &tidied(filter)).await,
        Selection::Named(pins) => {
            if pins.is_empty() {
                return Err(Problem::field("pin", "Please select at least one picture."));
            }
            if pins.len() > NAMED_MOST {
                return Err(Problem::field("pin", format!("Choose at most {} at once.", grouped(NAMED_MOST as u64))));
            }
            let mut pins = pins.clone();
            pins.sort_unstable();
            pins.dedup();
            let owners = mine::owners(tx, me, &pins).await?;
            if owners.len() < pins.len() {
                return Err(Problem::NotFound);
            }
            let all_theirs = owners.iter().all(|(_, owner)| may_edit(caller, *owner));
            if all_theirs { Ok(pins) } else { Err(Problem::NotAllowed) }
        }
    }
}

/// Gives the pictures of pins that others may have seen another name, before the pins become private: nothing that a cache
/// keeps for good shows them then.
pub(super) async fn rename_seen(site: &Site, tx: &mut Tx, pins: &[PinId]) -> Result<(), Problem> {
    let seen = pin_writes::seen_pictures(tx, pins).await?;
    let renamed: Vec<_> = seen.iter().map(|(old, _)| (*old, PictureId::from_uuid(Uuid::now_v7()))).collect();
    pin_writes::rename_pictures(tx, &renamed).await?;
    // The work on those that are not ready knows them by their old name.
    let unready = seen.iter().zip(&renamed).filter(|((_, state), _)| *state != PictureState::Ready);
    let unready: Vec<_> = unready.map(|(_, (_, new))| *new).collect();
    site.queue.process_pictures(tx, &unready).await
}
