//! The comments on a pin as far as they have been fetched, the oldest first, and what becomes of them.

use crate::{
    app::{browser, components::toasts},
    model::{
        comments::{Comment, Thread},
        errors::Problem,
        ids::{CommentId, PinId},
        page::Cursor,
    },
    server_fns,
};
use leptos::{prelude::*, task::spawn_local};

/// A comment that stays where it is while its words change.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which comment.
    pub id: CommentId,
    /// As it is now.
    pub comment: ArcRwSignal<Comment>,
}

impl From<Comment> for Line {
    fn from(comment: Comment) -> Self {
        Self { id: comment.id, comment: ArcRwSignal::new(comment) }
    }
}

/// The comments on a pin.
#[derive(Clone, Copy)]
pub struct Talk {
    /// The pin.
    pub pin: PinId,
    /// What has been fetched, the oldest first.
    pub lines: RwSignal<Vec<Line>>,
    /// Where what is older begins; `None` where this is where it all began.
    pub earlier: RwSignal<Option<Cursor>>,
    /// Whether it goes on to the newest.
    pub newest: RwSignal<bool>,
    /// How many there are in all.
    pub count: RwSignal<u32>,
    /// What has been written and is on its way.
    pub sending: RwSignal<Option<String>>,
    /// Whether older ones are being fetched.
    pub fetching: RwSignal<bool>,
    /// Which one it is asked about whether to delete it.
    pub asked: RwSignal<Option<CommentId>>,
}

impl Talk {
    /// The comments from these on.
    pub fn new(pin: PinId, thread: Thread) -> Self {
        let Thread { count, page, newest } = thread;
        Self {
            pin,
            lines: RwSignal::new(page.items.into_iter().rev().map(Line::from).collect()),
            earlier: RwSignal::new(page.next),
            newest: RwSignal::new(newest),
            count: RwSignal::new(count),
            sending: RwSignal::new(None),
            fetching: RwSignal::new(false),
            asked: RwSignal::new(None),
        }
    }

    /// Fetches older ones and puts them first; then does what is left to do on the page.
    pub fn go_earlier(self, then: impl Fn() + 'static) {
        let Some(cursor) = self.earlier.get_untracked().filter(|_| !self.fetching.get_untracked()) else { return };
        self.fetching.set(true);
        let owner = Owner::current().unwrap_or_default();
        spawn_local(async move {
            let fetched = server_fns::comments::comments(self.pin, Some(cursor.to_string()), None).await;
            // The page may have been left meanwhile, and its signals with it.
            if self.fetching.try_set(false).is_some() {
                return;
            }
            match fetched {
                Ok(Thread { count, page, .. }) => {
                    self.lines.update(|lines| {
                        lines.splice(0..0, page.items.into_iter().rev().map(Line::from));
                    });
                    self.count.set(count);
                    self.earlier.set(page.next);
                    then();
                }
                // The link to them is still there.
                Err(problem) => owner.with(|| toasts::error(problem.to_string())),
            }
        });
    }

    /// Sends a comment, and shows it among what has been said meanwhile. Tells where it could not be sent.
    pub fn add(self, body: String, refused: impl Fn(&str, Problem) + 'static) {
        self.sending.set(Some(body.clone()));
        let owner = Owner::current().unwrap_or_default();
        spawn_local(async move {
            let sent = browser::post_fields(&format!("/pin/{}/comments", self.pin), &[("body", &body)]).await;
            let renewed = match sent {
                Ok(_) => self.renew().await,
                Err(_) => Ok(()),
            };
            if self.sending.try_set(None).is_some() {
                return;
            }
            if let Err(problem) = sent {
                refused(&body, problem);
            } else if let Err(problem) = renewed {
                owner.with(|| toasts::error(problem.to_string()));
            }
        });
    }

    /// Fetches the newest comments.
    async fn renew(self) -> Result<(), Problem> {
        let Thread { count, page, .. } = server_fns::comments::comments(self.pin, None, None).await?;
        let fresh: Vec<_> = page.items.into_iter().rev().collect();
        let joined = self.lines.try_update(|lines| {
            let (joined, all) = joined(lines, fresh);
            *lines = all;
            joined
        });
        let Some(joined) = joined else { return Ok(()) };
        if !joined {
            self.earlier.set(page.next);
        }
        self.newest.set(true);
        self.count.set(count);
        Ok(())
    }

    /// Fetches one comment anew, after it was changed.
    pub async fn renew_one(self, id: CommentId) -> Result<(), Problem> {
        let comment = server_fns::comments::comment(id).await?;
        let line = self.lines.try_with_untracked(|lines| lines.iter().find(|line| line.id == id).cloned());
        if let Some(line) = line.flatten() {
            line.comment.set(comment);
        }
        Ok(())
    }

    /// Deletes the comment that it was asked about.
    pub fn delete_asked(self, then: impl Fn() + 'static) {
        let Some(id) = self.asked.get_untracked() else { return };
        self.asked.set(None);
        let owner = Owner::current().unwrap_or_default();
        spawn_local(async move {
            let gone = browser::post_fields(&format!("/comments/{id}/delete"), &[("delete", "1")]).await;
            match gone {
                Ok(_) => {
                    let left = self.lines.try_update(|lines| lines.retain(|line| line.id != id)).is_none();
                    if !left {
                        self.count.update(|count| *count = count.saturating_sub(1));
                        owner.with(|| toasts::success("The comment is deleted.".to_owned()));
                        then();
                    }
                }
                Err(problem) => owner.with(|| toasts::error(problem.to_string())),
            }
        });
    }
}

/// What was there with the newest after it, and whether there is no gap between the two; where there is one, the newest alone.
fn joined(there: &[Line], fresh: Vec<Comment>) -> (bool, Vec<Line>) {
    let known = |id: CommentId| there.iter().find(|line| line.id == id);
    let Some(first) = fresh.first().map(|comment| comment.id) else { return (false, Vec::new()) };
    let joined = fresh.iter().any(|comment| known(comment.id).is_some());
    let before = there.iter().filter(|line| joined && line.id < first).cloned();
    let after = fresh.iter().map(|comment| match known(comment.id) {
        Some(line) => {
            line.comment.set(comment.clone());
            line.clone()
        }
        None => Line::from(comment.clone()),
    });
    (joined, before.chain(after).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::accounts::Person;
    use time::OffsetDateTime;
    use uuid::Uuid;

    fn comment(n: u128) -> Comment {
        let author = Person { username: "ana".into(), display_name: "Ana".into(), avatar: None };
        Comment {
            id: CommentId::from_uuid(Uuid::from_u128(n)),
            pin: PinId::from_uuid(Uuid::nil()),
            author,
            body: n.to_string(),
            created_at: OffsetDateTime::UNIX_EPOCH,
            edited_at: None,
            mentions: Vec::new(),
            editable: false,
            removable: false,
        }
    }

    #[test]
    fn the_newest_join_what_is_there_without_gap_or_repetition() {
        for (there, fresh, expected) in [
            (vec![1, 2, 3], vec![2, 3, 4], (true, vec![1, 2, 3, 4])),
            // 3 has gone meanwhile.
            (vec![1, 2, 3], vec![2, 4], (true, vec![1, 2, 4])),
            (vec![1, 2], vec![5, 6], (false, vec![5, 6])),
            (vec![], vec![1], (false, vec![1])),
            (vec![1], vec![], (false, vec![])),
        ] {
            let lines: Vec<_> = there.into_iter().map(|n| Line::from(comment(n))).collect();
            let (joins, all) = joined(&lines, fresh.into_iter().map(comment).collect());
            let all: Vec<_> = all.iter().map(|line| line.id.uuid().as_u128()).collect();
            assert_eq!((joins, all), expected);
        }
    }
}
