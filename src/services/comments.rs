//! Comments on pins. Who sees the pin reads and writes them; who wrote one changes it; they, the pin's owner and admins take it
//! away.

use super::{
    Caller, audit,
    notices::{self, News},
    pins::{Span, may_edit},
};
use crate::{
    model::{
        accounts::Person,
        audit::Act,
        comments::{COMMENTS_PAGE, Comment, Start, Thread, tidy_comment},
        errors::Problem,
        ids::{CommentId, PinId, UserId},
        page::{Cursor, Page, other_list},
        prose::mentioned,
    },
    store::db::{
        self, Tx,
        comments::{self, Found},
    },
};
use uuid::Uuid;

/// How many characters of a comment that an admin took away are kept in the audit log.
const AUDITED: usize = 200;

/// How many members are offered for the beginning of a name.
const OFFERED_MOST: i64 = 8;

/// The longest beginning of a name that is looked for, in characters: that of a user name.
const BEGIN_LONGEST: usize = 30;

/// The comments on a pin, the newest first.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is not there or not this viewer's to see; [`Problem::Invalid`] for the cursor of another
/// list.
pub async fn list(caller: &Caller, pin: PinId, span: Span) -> Result<Page<Comment>, Problem> {
    let before = match span.cursor {
        None => None,
        Some(Cursor::Comment(comment)) => Some(comment),
        Some(_) => return Err(other_list()),
    };
    count(caller, pin).await?;
    page(caller, pin, before, span.size).await
}

/// The comments on a pin as its page shows them.
///
/// # Errors
/// [`Problem::NotFound`] where the pin is not there or not this viewer's to see.
pub async fn thread(caller: &Caller, pin: PinId, from: Start) -> Result<Thread, Problem> {
    let count = count(caller, pin).await?;
    thread_of(caller, pin, count, from).await
}

/// The same for a pin that the caller was shown, with how many comments it has.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn thread_of(caller: &Caller, pin: PinId, count: u32, from: Start) -> Result<Thread, Problem> {
    if count == 0 {
        return Ok(Thread { count, page: Page { items: Vec::new(), next: None }, newest: true });
    }
    let before = match from {
        Start::Newest => None,
        Start::Before(comment) => Some(comment),
        Start::At(comment) => {
            let newer = caller.site.db.comments_after(caller.viewer(), pin, comment, COMMENTS_PAGE).await?;
            // With some newer ones after it.
            newer.get(COMMENTS_PAGE - 1).and_then(|_| newer.get(COMMENTS_PAGE / 2)).copied()
        }
    };
    let page = page(caller, pin, before, COMMENTS_PAGE).await?;
    Ok(Thread { count, page, newest: before.is_none() })
}

/// One comment.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or its pin is not this viewer's to see.
pub async fn comment(caller: &Caller, comment: CommentId) -> Result<Comment, Problem> {
    Ok(seen_by(caller, found(caller, comment).await?))
}

/// Comments on a pin. Its owner hears of it, and whoever is mentioned.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] for the text; [`Problem::NotFound`] where the pin is not there or not theirs to
/// see; [`Problem::TooMany`].
pub async fn add(caller: &Caller, pin: PinId, body: &str) -> Result<CommentId, Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    count(caller, pin).await?;
    let body = tidy_comment(body)?;
    site.limits.comment(me).await?;
    let id = CommentId::from_uuid(Uuid::now_v7());
    let told = db::again(async || {
        let mut tx = site.db.begin().await?;
        if !comments::insert(&mut tx, id, pin, me, &body).await? {
            return Err(Problem::NotFound);
        }
        let mentions = comments::set_mentions(&mut tx, id, &mentioned(&body)).await?;
        let mut told = notices::tell(&mut tx, News::Comment { pin, comment: id, actor: me }).await?;
        let mentioned = News::Mention { pin, comment: id, actor: me, mentioned: mentions.fresh };
        told.extend(notices::tell(&mut tx, mentioned).await?);
        db::commit(tx).await?;
        Ok(told)
    });
    notices::announce(site, &told.await?);
    Ok(id)
}

/// Changes the text of one's own comment. Those hear of it whom it did not mention before. Gives the pin it is on.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or its pin is not theirs to see; [`Problem::NotAllowed`]
/// where it is another's; [`Problem::Invalid`] for the text; [`Problem::TooMany`].
pub async fn edit(caller: &Caller, comment: CommentId, body: &str) -> Result<PinId, Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    let known = self::comment(caller, comment).await?;
    if !known.editable {
        return Err(Problem::NotAllowed);
    }
    let body = tidy_comment(body)?;
    let pin = known.pin;
    if body == known.body {
        return Ok(pin);
    }
    site.limits.comment(me).await?;
    let told = db::again(async || {
        let mut tx = site.db.begin().await?;
        if !comments::update(&mut tx, comment, &body).await? {
            return Err(Problem::NotFound);
        }
        let mentions = comments::set_mentions(&mut tx, comment, &mentioned(&body)).await?;
        let gone = News::Mention { pin, comment, actor: me, mentioned: mentions.gone };
        let mut told = notices::untell(&mut tx, gone).await?;
        let fresh = News::Mention { pin, comment, actor: me, mentioned: mentions.fresh };
        told.extend(notices::tell(&mut tx, fresh).await?);
        db::commit(tx).await?;
        Ok(told)
    });
    notices::announce(site, &told.await?);
    Ok(pin)
}

/// Takes a comment away: one's own, one on a pin of one's own, or as an admin any. Gives the pin it was on.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or its pin is not theirs to see; [`Problem::NotAllowed`]
/// where it is not theirs to take away.
pub async fn delete(caller: &Caller, comment: CommentId) -> Result<PinId, Problem> {
    let me = caller.member()?;
    let site = &caller.site;
    let Found { comment: known, author, owner } = found(caller, comment).await?;
    if !may_remove(caller, author, owner) {
        return Err(Problem::NotAllowed);
    }
    let pin = known.pin;
    let told = db::again(async || {
        let mut tx = site.db.begin().await?;
        if ![author, owner].contains(&me) {
            let about = format!("A comment by @{}", known.author.username);
            let begin: String = known.body.chars().take(AUDITED).collect();
            audit::write(&mut tx, me, Act::RemoveComment, &about, &begin).await?;
        }
        let told = take_away(&mut tx, comment, pin, author).await?;
        db::commit(tx).await?;
        Ok(told)
    });
    notices::announce(site, &told.await?);
    Ok(pin)
}

/// Takes a comment away, with the news of it. Gives whose news has changed, to be told after the commit.
///
/// # Errors
/// [`Problem::NotFound`] where it is gone by now.
pub(super) async fn take_away(
    tx: &mut Tx,
    comment: CommentId,
    pin: PinId,
    author: UserId,
) -> Result<Vec<UserId>, Problem> {
    comments::lock_count(tx, pin).await?;
    let mentions = comments::set_mentions(tx, comment, &[]).await?;
    let news = News::Mention { pin, comment, actor: author, mentioned: mentions.gone };
    let mut told = notices::untell(tx, news).await?;
    told.extend(notices::untell(tx, News::Comment { pin, comment, actor: author }).await?);
    if comments::delete(tx, comment).await? { Ok(told) } else { Err(Problem::NotFound) }
}

/// Whom a member may mean who types `@` and the beginning of a name in a comment on this pin: those who are there already, those
/// they follow, then others. Up to eight.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the pin is not there or not theirs to see.
pub async fn mentionable(caller: &Caller, pin: PinId, begin: &str) -> Result<Vec<Person>, Problem> {
    let me = caller.member()?;
    count(caller, pin).await?;
    let begin = begin.to_lowercase();
    let plain = begin.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !plain || begin.len() > BEGIN_LONGEST {
        return Ok(Vec::new());
    }
    caller.site.db.mentionable(me, pin, &begin, OFFERED_MOST).await
}

async fn found(caller: &Caller, comment: CommentId) -> Result<Found, Problem> {
    caller.site.db.comment(caller.viewer(), comment).await?.ok_or(Problem::NotFound)
}

/// How many comments a pin has that whoever asks may see.
async fn count(caller: &Caller, pin: PinId) -> Result<u32, Problem> {
    let count = caller.site.db.comment_count(caller.viewer(), pin).await?.ok_or(Problem::NotFound)?;
    Ok(count.unsigned_abs())
}

async fn page(caller: &Caller, pin: PinId, before: Option<CommentId>, size: usize) -> Result<Page<Comment>, Problem> {
    let found = caller.site.db.comments(caller.viewer(), pin, before, size + 1).await?;
    let comments = found.into_iter().map(|found| seen_by(caller, found)).collect();
    Ok(Page::from_one_more(comments, size, |comment: &Comment| Cursor::Comment(comment.id)))
}

/// A comment with what whoever asks may do about it.
fn seen_by(caller: &Caller, found: Found) -> Comment {
    let Found { comment, author, owner } = found;
    Comment { editable: caller.viewer() == Some(author), removable: may_remove(caller, author, owner), ..comment }
}

fn may_remove(caller: &Caller, author: UserId, owner: UserId) -> bool {
    caller.viewer() == Some(author) || may_edit(caller, owner)
}
