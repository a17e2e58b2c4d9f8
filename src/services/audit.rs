//! The audit log: every act of those who look after the site is written down in the transaction that does it.

use super::{Admin, Site, pins::Span};
use crate::{
    model::{
        audit::{Act, AuditFilter, Entry},
        errors::Problem,
        ids::{BoardId, PinId, UserId},
        page::{Cursor, Page, other_list},
    },
    store::db::{Tx, audit},
};

/// Writes down what `actor` did. `about` names whom or what ("@ana", "Premium"); `detail` says why, or from what to what.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub(super) async fn write(tx: &mut Tx, actor: UserId, act: Act, about: &str, detail: &str) -> Result<(), Problem> {
    tracing::info!(%actor, act = act.name(), about, "an act of those who look after the site");
    audit::insert(tx, actor, act, about, detail).await
}

/// Writes down what was done to these pins, as far as they are another's: of their own, everybody does what they like.
///
/// # Errors
/// As [`write`].
pub(super) async fn write_of_pins(tx: &mut Tx, actor: UserId, act: Act, pins: &[PinId]) -> Result<(), Problem> {
    audit::insert_for_pins(tx, actor, act, pins).await
}

/// The same, of a board.
///
/// # Errors
/// As [`write`].
pub(super) async fn write_of_board(tx: &mut Tx, actor: UserId, act: Act, board: BoardId) -> Result<(), Problem> {
    audit::insert_for_board(tx, actor, act, board).await
}

/// A page of the log, the latest entry first.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn list(site: &Site, _: Admin, filter: &AuditFilter, span: Span) -> Result<Page<Entry>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Audit(entry)) => Some(entry),
        Some(_) => return Err(other_list()),
    };
    let actor = filter.actor.trim().trim_start_matches('@').to_owned();
    let filter = AuditFilter { act: filter.act, actor, q: filter.q.trim().to_owned() };
    let entries = site.db.audit(&filter, after, span.size + 1).await?;
    Ok(Page::from_one_more(entries, span.size, |entry| Cursor::Audit(entry.id)))
}

/// How many entries are redacted in one statement.
const REDACTED_AT_ONCE: i64 = 1000;

/// Takes what members wrote out of entries that are older than 90 days. Can run twice.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn redact(site: &Site) -> Result<(), Problem> {
    while site.db.redact_audit(REDACTED_AT_ONCE).await? > 0 {}
    Ok(())
}
