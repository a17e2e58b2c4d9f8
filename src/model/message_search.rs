//! Search of messages: what is looked for, and what is found.

use super::{
    errors::Problem,
    ids::{ChannelId, CommunityId},
    messages::Message,
    text::composed,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How many messages stand on a page of what was found.
pub const FOUND_PAGE: usize = 25;

/// How many characters of what is looked for are read.
const WORDS_LONGEST: usize = 200;

/// Which messages are looked for: those to which all of this applies. Words are whole words, whatever the case of their letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageQuery {
    /// They have all of these words; any where it is empty.
    pub words: String,
    /// Who wrote them, by user name.
    pub author: Option<String>,
    /// In this channel. Where neither this nor a community is said: in all that the viewer belongs to.
    pub channel: Option<ChannelId>,
    /// In any channel of this community.
    pub community: Option<CommunityId>,
    /// Those alone that have a picture.
    pub has_picture: bool,
    /// Sent at this time or later, UTC.
    pub since: Option<OffsetDateTime>,
    /// Sent before this time, UTC.
    pub until: Option<OffsetDateTime>,
}

impl MessageQuery {
    /// The same, tidied.
    ///
    /// # Errors
    /// [`Problem::Invalid`] at `q` where nothing is said of what is looked for.
    pub fn validated(self) -> Result<Self, Problem> {
        let words: String = composed(self.words.trim()).chars().filter(|&c| c != '\0').take(WORDS_LONGEST).collect();
        let author = self.author.map(|name| name.trim().trim_start_matches('@').to_owned());
        let query = Self { words, author: author.filter(|name| !name.is_empty()), ..self };
        let says_nothing = query.words.is_empty()
            && query.author.is_none()
            && !query.has_picture
            && query.since.is_none()
            && query.until.is_none();
        if says_nothing { Err(Problem::field("q", "Please enter what to search for.")) } else { Ok(query) }
    }
}

/// A message that was found, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundMessage {
    pub message: Message,
    /// What its channel is called; empty for a direct conversation.
    pub channel: String,
    /// The community and what it is called; none for a direct conversation.
    pub community: Option<(CommunityId, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_looked_for() {
        let words = |words: &str| MessageQuery { words: words.to_owned(), ..MessageQuery::default() };
        assert!(words(" \0\n").validated().is_err());
        assert_eq!(words(" grey heron ").validated().map(|query| query.words).as_deref(), Ok("grey heron"));
        let by = |name: &str| MessageQuery { author: Some(name.to_owned()), ..MessageQuery::default() };
        assert_eq!(by(" @ana").validated().map(|query| query.author), Ok(Some("ana".to_owned())));
        assert!(by("@").validated().is_err());
        assert!(MessageQuery { has_picture: true, ..MessageQuery::default() }.validated().is_ok());
    }
}
