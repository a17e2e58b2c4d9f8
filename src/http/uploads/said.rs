//! What is said of files in the parts around them.

use crate::{
    model::{
        errors::Problem,
        ids::ChannelId,
        pins::Visibility,
        words::{OnDuplicate, PinWords, split_tags},
    },
    services::uploads::UploadDetails,
};
use uuid::Uuid;

/// What was said so far.
#[derive(Default)]
pub(super) struct Words {
    /// For the next file alone.
    next: PinWords,
    key: Option<Uuid>,
    /// For all files after it.
    visibility: Option<Visibility>,
    channel: Option<ChannelId>,
    share_location: Option<bool>,
    on_duplicate: Option<OnDuplicate>,
    /// What of these was said first: for the files before it as well.
    first_visibility: Option<Visibility>,
    first_channel: Option<ChannelId>,
    first_on_duplicate: Option<OnDuplicate>,
    /// Which parts have come since the last file, but for those that were said first.
    since_file: Vec<&'static str>,
}

/// What was said of one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) words: PinWords,
    pub(super) on_duplicate: Option<OnDuplicate>,
    pub(super) key: Option<Uuid>,
}

impl Said {
    /// The same of a file of this name.
    pub(super) fn details(self, file_name: String) -> UploadDetails {
        let Self { words, on_duplicate, key } = self;
        UploadDetails { file_name, words, on_duplicate, key }
    }
}

impl Words {
    /// What counts for a single file, of which all of these fields are said and nothing else.
    ///
    /// # Errors
    /// As [`Words::take`]; [`Problem::Invalid`] for what will not do.
    pub(super) fn of_one(fields: impl IntoIterator<Item = (String, String)>) -> Result<Said, Problem> {
        let mut words = Self::default();
        for (name, text) in fields {
            words.take(&name, text)?;
        }
        let said = words.of_next_file()?;
        Ok(words.complete(said))
    }

    /// Notes what a part says.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where it says nothing that it may, or is not known.
    pub(super) fn take(&mut self, name: &str, text: String) -> Result<(), Problem> {
        // What was left empty was not said.
        let said = Some(text.clone()).filter(|text| !text.trim().is_empty());
        let is_said = said.is_some();
        let name = match name {
            "title" => put(&mut self.next.title, said, "title"),
            "description" => put(&mut self.next.description, said, "description"),
            "alt_text" => put(&mut self.next.alt_text, said, "alt_text"),
            "source_url" => put(&mut self.next.source_url, said, "source_url"),
            "tags" => put(&mut self.next.tags, said.map(|tags| split_tags(&tags)), "tags"),
            "key" => {
                let key = said.map(|key| key.trim().parse()).transpose();
                put(&mut self.key, key.map_err(|_| Problem::field("key", "The key must be a UUID."))?, "key")
            }
            "visibility" => {
                let said: Visibility = text.parse()?;
                self.visibility = Some(said);
                if self.first_visibility.is_none() {
                    self.first_visibility = Some(said);
                    return Ok(());
                }
                "visibility"
            }
            "channel" => {
                let no_channel = |_| Problem::field("channel", "There is no such channel.");
                self.channel = said.map(|id| id.trim().parse()).transpose().map_err(no_channel)?;
                if self.first_channel.is_none() {
                    self.first_channel = self.channel;
                    return Ok(());
                }
                "channel"
            }
            "share_location" => {
                let said = said.map(|text| match text.trim() {
                    "true" => Ok(true),
                    "false" => Ok(false),
                    _ => Err(Problem::field("share_location", "Choose “true” or “false”.")),
                });
                put(&mut self.share_location, said.transpose()?, "share_location")
            }
            "on_duplicate" => {
                self.on_duplicate = said.map(|text| text.parse()).transpose()?;
                if self.first_on_duplicate.is_none() {
                    self.first_on_duplicate = self.on_duplicate;
                    return Ok(());
                }
                "on_duplicate"
            }
            other => return Err(unknown(other)),
        };
        if is_said {
            self.since_file.push(name);
        }
        Ok(())
    }

    /// Whether it is known of each file so far who may see it.
    pub(super) fn is_sure(&self) -> bool {
        match self.first_visibility {
            Some(Visibility::Channel) => self.first_channel.is_some(),
            first => first.is_some(),
        }
    }

    /// What was said of the file that comes now.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where that will not do.
    pub(super) fn of_next_file(&mut self) -> Result<Said, Problem> {
        self.since_file.clear();
        let (next, key) = (std::mem::take(&mut self.next), self.key.take());
        let (visibility, channel, share_location) = (self.visibility, self.channel, self.share_location);
        let words = PinWords { visibility, channel, share_location, ..next }.validated()?;
        Ok(Said { words, on_duplicate: self.on_duplicate, key })
    }

    /// What was said after the last file, where it was the only one: of that.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where it will not do, or was said before the file as well; nothing is to be made of the file then.
    pub(super) fn of_only_file(&mut self, before: &Said) -> Result<Said, Problem> {
        let twice = |name: &&&str| match **name {
            "title" => before.words.title.is_some(),
            "description" => before.words.description.is_some(),
            "alt_text" => before.words.alt_text.is_some(),
            "source_url" => before.words.source_url.is_some(),
            "tags" => before.words.tags.is_some(),
            "key" => before.key.is_some(),
            "share_location" => before.words.share_location.is_some(),
            // It has been said before it came to be noted here.
            _ => true,
        };
        if let Some(name) = self.since_file.iter().find(twice) {
            return Err(Problem::field(name, "This field came both before and after the file. Please send it once."));
        }
        let (next, key) = (std::mem::take(&mut self.next), self.key.take());
        let PinWords { title, description, alt_text, source_url, tags, visibility, channel, share_location } =
            before.words.clone();
        let words = PinWords {
            title: title.or(next.title),
            description: description.or(next.description),
            alt_text: alt_text.or(next.alt_text),
            source_url: source_url.or(next.source_url),
            tags: tags.or(next.tags),
            visibility,
            channel,
            share_location: share_location.or(self.share_location),
        };
        Ok(Said { words: words.validated()?, on_duplicate: before.on_duplicate, key: before.key.or(key) })
    }

    /// Why the files that wait cannot be taken, where something came after the last of several that is about one of them, and nobody
    /// can say which.
    pub(super) fn out_of_place(&self) -> Option<Problem> {
        let name = self.since_file.first()?;
        Some(Problem::field(
            name,
            format!("“{name}” came after the last file. Please send it before the file it belongs to."),
        ))
    }

    /// What counts for a file of which this was said, now that all that is to be known of it is known.
    pub(super) fn complete(&self, said: Said) -> Said {
        let channel = said.words.channel.or(self.first_channel);
        // Whoever names a channel means its readers, where nothing else is said.
        let unsaid = if channel.is_some() { Visibility::Channel } else { Visibility::default() };
        let visibility = said.words.visibility.or(self.first_visibility).unwrap_or(unsaid);
        let channel = channel.filter(|_| visibility == Visibility::Channel);
        let on_duplicate = said.on_duplicate.or(self.first_on_duplicate);
        let words = PinWords { visibility: Some(visibility), channel, ..said.words };
        Said { words, on_duplicate, ..said }
    }
}

fn put<T>(place: &mut Option<T>, said: Option<T>, name: &'static str) -> &'static str {
    *place = said;
    name
}

/// A part that is none of ours. It is not passed over: what was meant to hide a picture would then publish it.
pub(super) fn unknown(part: &str) -> Problem {
    let known = "“title”, “description”, “alt_text”, “source_url”, “tags”, “key”, “visibility”, “channel”, “share_location”, \
         “on_duplicate” and “file”";
    Problem::field(part, format!("There is no such field. The fields are {known}."))
}
