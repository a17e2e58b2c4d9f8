//! Messages that are taken away, and the reports about them that are dismissed: what their community is told of it.

use super::{Act, After, impossible};
use crate::{
    model::{
        community_log::CommunityAct,
        errors::Problem,
        ids::ChannelId,
        moderation::{Measure, Told},
    },
    services::{audit, messages},
    store::db::{
        Tx, community_log, message_edits,
        moderation::{self, JudgedMessage},
    },
};

/// How much of a message that is gone its author is told, in characters.
const TOLD_MOST: usize = 100;

impl Act<'_> {
    /// Takes a reported message away, also for those who show its channel at the moment. Reports about it go with it.
    pub(super) async fn about_message(&self, tx: &mut Tx, channel: ChannelId, seq: i64) -> Result<After, Problem> {
        if self.measure != Measure::RemoveMessage {
            return Err(impossible());
        }
        let number = message_edits::next_seq(tx, channel).await?;
        let found = moderation::judged_message(tx, self.by, channel, seq).await?.ok_or(Problem::NotFound)?;
        let author = self.judge(tx, found.author).await?;
        messages::take_away(self.site, tx, (channel, seq), number).await?;
        self.note_in_community(tx, &found, CommunityAct::RemoveMessage).await?;
        let place = match &found.community {
            Some((_, name)) => format!("“{name}”"),
            None => "a direct conversation".to_owned(),
        };
        let about = format!("A message by @{} in {place}", author.username);
        audit::write(tx, self.by, self.measure.act(), &about, self.reason).await?;
        let news = Told { act: self.measure, subject: beginning(&found.body), reason: self.reason.to_owned() };
        moderation::tell(tx, found.author, &news, None).await?;
        Ok(After { told: vec![found.author], changed: Some((channel, number)), ..After::default() })
    }

    /// Tells those who look after its community that the reports about a message are settled.
    pub(super) async fn note_dismissal(&self, tx: &mut Tx, channel: ChannelId, seq: i64) -> Result<(), Problem> {
        match moderation::judged_message(tx, self.by, channel, seq).await? {
            Some(found) => self.note_in_community(tx, &found, CommunityAct::DismissReports).await,
            None => Ok(()),
        }
    }

    async fn note_in_community(&self, tx: &mut Tx, found: &JudgedMessage, act: CommunityAct) -> Result<(), Problem> {
        let Some((community, _)) = &found.community else { return Ok(()) };
        let words = format!("“{}”", found.channel);
        let about = community_log::About { member: Some(found.author), words: &words };
        // Who it was is the site’s own business, and stands in its audit log.
        community_log::insert(tx, *community, None, act, about, self.reason).await
    }
}

/// How a message begins, on one line.
fn beginning(body: &str) -> String {
    let mut begin: String = body.chars().take(TOLD_MOST).collect::<String>().replace('\n', " ");
    if body.chars().nth(TOLD_MOST).is_some() {
        begin.push('…');
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::{TOLD_MOST, beginning};

    #[test]
    fn a_long_message_is_told_by_its_beginning() {
        assert_eq!(beginning("Two\nlines"), "Two lines");
        let most = "ä".repeat(TOLD_MOST);
        assert_eq!(beginning(&most), most);
        assert_eq!(beginning(&format!("{most}b")), format!("{most}…"));
    }
}
