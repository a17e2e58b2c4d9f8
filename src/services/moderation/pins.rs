//! Pins: hidden, shown again, removed; and all of them listed.

use super::{Act, After, already, impossible, mark, queue::looked_up as looked_up_cases};
use crate::{
    model::{
        errors::{Problem, at_most},
        ids::{DeletionId, PinId, UserId},
        moderation::{Measure, ModeratedFilter, ModeratedPin, ModeratedSort, PinCase, TITLE_QUERY_LONGEST},
        page::{Cursor, Page, other_list},
        reports::Subject,
        text::composed,
    },
    services::{Moderator, Site, mine, pins::Span},
    store::db::{
        Tx, deletions,
        moderation::{self, JudgedPin},
        moderation_pins::Narrowed,
    },
};
use uuid::Uuid;

impl Act<'_> {
    /// Does something about a pin; open reports about it are settled with it.
    pub(super) async fn about_pin(&self, tx: &mut Tx, pin: PinId) -> Result<After, Problem> {
        let found = moderation::lock_pin(tx, self.by, pin).await?.ok_or(Problem::NotFound)?;
        let owner = self.judge(tx, found.owner).await?;
        let about = format!("“{}” of @{}", found.title, owner.username);
        match self.measure {
            Measure::HidePin => self.hide(tx, pin, &found).await?,
            Measure::RestorePin => self.restore_pin(tx, pin, &found).await?,
            Measure::RemovePin => self.remove(tx, pin).await?,
            _ => return Err(impossible()),
        }
        if self.measure != Measure::RestorePin {
            self.settle(tx, Subject::Pin(pin), false).await?;
        }
        let after = self.conclude(tx, found.owner, (&about, self.reason), (&found.title, Some(pin))).await?;
        // Last, as whoever else asks for it waits.
        self.site.queue.count_words(tx).await?;
        Ok(after)
    }

    async fn hide(&self, tx: &mut Tx, pin: PinId, found: &JudgedPin) -> Result<(), Problem> {
        if found.hidden {
            return Err(already("This picture is already hidden."));
        }
        // Caches keep what everybody could see for good: under its old name nobody finds it any more.
        mine::rename_seen(self.site, tx, &[pin]).await?;
        moderation::set_hidden(tx, pin, Some(self.reason)).await
    }

    async fn restore_pin(&self, tx: &mut Tx, pin: PinId, found: &JudgedPin) -> Result<(), Problem> {
        if !found.hidden {
            return Err(already("This picture is not hidden."));
        }
        moderation::set_hidden(tx, pin, None).await
    }

    /// Deletes a pin as its owner does, but that nobody learns the deletion's name, by which it could be had back.
    async fn remove(&self, tx: &mut Tx, pin: PinId) -> Result<(), Problem> {
        deletions::mark(tx, DeletionId::from_uuid(Uuid::new_v4()), &[pin]).await?;
        self.site.queue.purge_pins(tx, mine::PURGE_AFTER).await
    }
}

/// A page of all pins that are not private.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list, a text that is too long, or the name of no member.
pub async fn list(
    site: &Site,
    moderator: Moderator,
    filter: &ModeratedFilter,
    span: Span,
) -> Result<Page<ModeratedPin>, Problem> {
    let q = composed(filter.q.trim());
    if q.chars().count() > TITLE_QUERY_LONGEST {
        return Err(Problem::field("q", at_most(TITLE_QUERY_LONGEST)));
    }
    let owner = owner(site, filter.member.trim()).await?;
    let q = Some(q.as_str()).filter(|q| !q.is_empty());
    let narrowed = Narrowed { q, owner, which: filter.which, sort: filter.sort };
    let after = match (filter.sort, span.cursor) {
        (_, None) => None,
        (ModeratedSort::Newest, Some(Cursor::Newest(pin))) => Some((0, pin)),
        (ModeratedSort::Liked, Some(Cursor::Popular(number, pin)))
        | (ModeratedSort::Reported, Some(Cursor::Reported(number, pin))) => Some((number, pin)),
        _ => return Err(other_list()),
    };
    let (db, viewer, limit) = (&site.db, moderator.id(), span.size + 1);
    let found = match (narrowed.begin(), filter.sort) {
        (None, ModeratedSort::Liked) => db.moderated_liked(viewer, after, limit).await?,
        (None, _) => db.moderated_newest(viewer, after.map(|(_, pin)| pin), limit).await?,
        (Some(_), _) => db.moderated_narrowed(viewer, narrowed, after, limit).await?,
    };
    let pins = looked_up(site, moderator.id(), &found).await?;
    Ok(Page::from_one_more(pins, span.size, |pin| match filter.sort {
        ModeratedSort::Newest => Cursor::Newest(pin.card.id),
        ModeratedSort::Liked => Cursor::Popular(pin.card.like_count, pin.card.id),
        ModeratedSort::Reported => Cursor::Reported(pin.open, pin.card.id),
    }))
}

/// One pin, with what was reported about it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there for moderators.
pub async fn one(site: &Site, moderator: Moderator, pin: PinId) -> Result<PinCase, Problem> {
    let found = looked_up(site, moderator.id(), &[pin]).await?.pop().ok_or(Problem::NotFound)?;
    let case = match site.db.case_about(Subject::Pin(pin)).await? {
        Some(case) => looked_up_cases(site, moderator.id(), &[case]).await?.pop(),
        None => None,
    };
    Ok(PinCase { pin: found, case })
}

async fn owner(site: &Site, member: &str) -> Result<Option<UserId>, Problem> {
    let name = member.strip_prefix('@').unwrap_or(member);
    if name.is_empty() {
        return Ok(None);
    }
    let found = site.db.by_username(name).await?;
    let missing = || Problem::field("member", "There is no member with this user name.");
    found.map(|(id, _)| Some(id)).ok_or_else(missing)
}

async fn looked_up(site: &Site, by: UserId, pins: &[PinId]) -> Result<Vec<ModeratedPin>, Problem> {
    let mut found = site.db.moderated(by, pins).await?;
    mark(site, by, found.iter_mut().map(|(owner, pin)| (*owner, &mut pin.member))).await?;
    Ok(found.into_iter().map(|(_, pin)| pin).collect())
}
