//! News for members: told and taken back within the transaction of what it tells, announced after its commit, listed, read.

use super::{Site, pins::Span};
use crate::{
    model::{
        errors::Problem,
        ids::{CommentId, PinId, UserId},
        notices::{NAMED_NOTICES_MOST, News as NewsPage, Notice, NoticeKind, WhichNotices},
        page::{Cursor, Page, other_list},
    },
    store::db::{
        Tx,
        community_notices::{self, Done},
        notices::{self, Group, Mentions},
    },
};
use time::{Duration, OffsetDateTime};

/// How long news is kept after it was read.
const READ_LIFE: Duration = Duration::days(90);

/// Something that others are told.
#[derive(Debug, Clone)]
pub(super) enum News {
    /// Somebody likes a pin.
    Like { pin: PinId, actor: UserId },
    /// Somebody follows a member.
    Follow { followed: UserId, actor: UserId },
    /// Somebody commented on a pin.
    Comment { pin: PinId, comment: CommentId, actor: UserId },
    /// Somebody mentioned members in a comment. The mentions are written down first.
    Mention { pin: PinId, comment: CommentId, actor: UserId, mentioned: Vec<UserId> },
}

/// Tells those whom it concerns, in the transaction of what it tells: not who did it, and not who cannot see the pin. Gives
/// whose news has changed, to [`announce`] after the commit.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub(super) async fn tell(tx: &mut Tx, news: News) -> Result<Vec<UserId>, Problem> {
    match news.into() {
        Telling::Together(group) => notices::tell(tx, group).await,
        Telling::Each(mentions) => notices::tell_mentioned(tx, &mentions).await,
    }
}

/// Takes back what was told: of a like or a follow that ends, of a comment before it is deleted, of mentions that an edit has
/// taken away. Gives whose news has changed.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub(super) async fn untell(tx: &mut Tx, news: News) -> Result<Vec<UserId>, Problem> {
    match news.into() {
        Telling::Together(group) => notices::untell(tx, group).await,
        Telling::Each(mentions) => notices::untell_mentioned(tx, &mentions).await,
    }
}

/// Tells a member what was done about them in a community, in the transaction of that. Gives whose news has changed, as [`tell`].
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub(super) async fn tell_of_community(tx: &mut Tx, user: UserId, done: Done<'_>) -> Result<Vec<UserId>, Problem> {
    community_notices::tell(tx, user, done).await?;
    Ok(vec![user])
}

/// Tells these members that their news has changed, wherever they have the site open. To be called after the commit.
pub(super) fn announce(site: &Site, users: &[UserId]) {
    site.bus.call(users);
}

/// How news is told.
enum Telling {
    /// With others of its kind.
    Together(Group),
    /// By itself, to each.
    Each(Mentions),
}

impl From<News> for Telling {
    fn from(news: News) -> Self {
        let (kind, pin, member, comment, actor) = match news {
            News::Like { pin, actor } => (NoticeKind::Like, Some(pin), None, None, actor),
            News::Follow { followed, actor } => (NoticeKind::Follow, None, Some(followed), None, actor),
            News::Comment { pin, comment, actor } => (NoticeKind::Comment, Some(pin), None, Some(comment), actor),
            News::Mention { pin, comment, actor, mentioned } => {
                return Self::Each(Mentions { pin, comment, actor, mentioned });
            }
        };
        Self::Together(Group { kind, pin, member, comment, actor })
    }
}

/// A page of a member's news, the latest first. What happened at a pin that they cannot see is left out.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn list(site: &Site, me: UserId, span: Span) -> Result<NewsPage, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Notice(at, notice)) => Some((moment(at), notice)),
        Some(_) => return Err(other_list()),
    };
    let items = site.db.notices(me, after, span.size + 1).await?;
    let page = Page::from_one_more(items, span.size, |notice: &Notice| {
        Cursor::Notice(microseconds(notice.happened_at), notice.id)
    });
    Ok(NewsPage { page, unread: unread(site, me).await? })
}

/// How many pieces of news a member has not read, as far as they are counted.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn unread(site: &Site, me: UserId) -> Result<u32, Problem> {
    site.db.unread_notices(me).await
}

/// Marks a member's news as read. Gives how many are left unread.
///
/// # Errors
/// [`Problem::Invalid`] where too many are named. Names of what is not theirs are passed over.
pub async fn read(site: &Site, me: UserId, which: &WhichNotices) -> Result<u32, Problem> {
    let read = match which {
        WhichNotices::All => site.db.read_notices(me, None, None).await?,
        WhichNotices::UpTo(seen) => site.db.read_notices(me, Some(*seen), None).await?,
        WhichNotices::Named(named) if named.len() > NAMED_NOTICES_MOST => {
            let message = format!("Choose at most {NAMED_NOTICES_MOST} at once.");
            return Err(Problem::field("ids", message));
        }
        WhichNotices::Named(named) => site.db.read_notices(me, None, Some(named)).await?,
    };
    if read > 0 {
        announce(site, &[me]);
    }
    unread(site, me).await
}

/// Forgets what was read long ago. Gives how many pieces that were.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn forget_old(site: &Site) -> Result<(), Problem> {
    let notices = site.db.delete_notices_read_before(OffsetDateTime::now_utc() - READ_LIFE).await?;
    if notices > 0 {
        tracing::info!(notices, "forgot news that was read long ago");
    }
    Ok(())
}

/// Microseconds since 1970, which is how exact PostgreSQL keeps times.
pub(super) fn microseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// The same back. A cursor can name times that PostgreSQL does not know: nothing happened then.
pub(super) fn moment(microseconds: i64) -> OffsetDateTime {
    let since_1970 = i128::from(microseconds.max(0)) * 1_000;
    OffsetDateTime::from_unix_timestamp_nanos(since_1970).unwrap_or_else(|_| OffsetDateTime::now_utc())
}
