//! Comments that are taken away.

use super::{Act, After, impossible};
use crate::{
    model::{
        errors::Problem,
        ids::CommentId,
        moderation::{Measure, Told},
    },
    services::{audit, comments},
    store::db::{Tx, moderation},
};

/// How much of a comment that is gone the audit log keeps, in characters.
const QUOTED_MOST: usize = 200;

impl Act<'_> {
    /// Takes a comment away. Reports about it go with it.
    pub(super) async fn about_comment(&self, tx: &mut Tx, comment: CommentId) -> Result<After, Problem> {
        if self.measure != Measure::RemoveComment {
            return Err(impossible());
        }
        let found = moderation::judged_comment(tx, self.by, comment).await?.ok_or(Problem::NotFound)?;
        let author = self.judge(tx, found.author).await?;
        let mut told = comments::take_away(tx, comment, found.pin, found.author).await?;
        let about = format!("A comment by @{} on “{}”", author.username, found.title);
        let quoted: String = found.body.chars().take(QUOTED_MOST).collect();
        audit::write(tx, self.by, self.measure.act(), &about, &format!("{} It said: “{quoted}”", self.reason)).await?;
        let news = Told { act: self.measure, subject: found.title, reason: self.reason.to_owned() };
        moderation::tell(tx, found.author, &news, Some(found.pin)).await?;
        told.push(found.author);
        Ok(After { told, ..After::default() })
    }
}
