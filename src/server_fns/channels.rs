//! Channels of communities: making, changing, ordering and deleting them, and marking messages as read.

use super::{Done, FormPage, back_or, context, named};
use crate::{
    model::{
        channels::{ChannelFields, ChannelKind},
        errors::Problem,
        ids::CommunityId,
    },
    services::{Caller, channels},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The fields of the form of a channel, as they were typed. Fields that were not sent are empty, as boxes that are not ticked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelForm {
    name: String,
    topic: String,
    /// In seconds; none where it is empty.
    slow_mode: String,
    read_only: String,
}

impl ChannelForm {
    /// # Errors
    /// [`Problem::Invalid`] where the number cannot be read. The service checks the rest.
    fn fields(self) -> Result<ChannelFields, Problem> {
        let slow_mode = self.slow_mode.trim();
        let slow_mode = if slow_mode.is_empty() {
            0
        } else {
            slow_mode.parse().map_err(|_| Problem::field("slow_mode", "Please enter a whole number."))?
        };
        Ok(ChannelFields {
            name: Some(self.name),
            topic: Some(self.topic),
            slow_mode: Some(slow_mode),
            read_only: Some(!self.read_only.is_empty()),
        })
    }
}

/// Makes a channel and goes to it. `kind` is “talk”, also where it is empty, or “gallery”.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not there or not theirs to see; [`Problem::NotAllowed`];
/// [`Problem::Invalid`] with each field that needs another look.
#[server(prefix = "/fn", endpoint = "create_channel")]
pub async fn create_channel(
    #[server(default)] community: String,
    #[server(default)] kind: String,
    #[server(flatten)] form: ChannelForm,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let community = community_page(&community)?;
    let kind = if kind.is_empty() { ChannelKind::Talk } else { kind.parse()? };
    let channel = channels::create(&caller, community, kind, form.fields()?).await?;
    Ok(Done { location: format!("/c/{community}/{channel}") })
}

/// Changes a channel. Goes `back`, or to the list of the community's channels.
///
/// # Errors
/// As [`create_channel`].
#[server(prefix = "/fn", endpoint = "edit_channel")]
pub async fn edit_channel(
    #[server(default)] community: String,
    #[server(default)] channel: String,
    #[server(flatten)] form: ChannelForm,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let community = community_page(&community)?;
    channels::edit(&caller, named(&channel)?, form.fields()?).await?;
    Ok(Done { location: back_or(back.as_deref(), list_of(community)) })
}

/// Moves a channel among the others of its community: `index` is its place, from 0. Goes `back`, or to the list of channels.
///
/// # Errors
/// As [`create_channel`]; [`Problem::Invalid`] at `index`.
#[server(prefix = "/fn", endpoint = "move_channel")]
pub async fn move_channel(
    #[server(default)] community: String,
    #[server(default)] channel: String,
    #[server(default)] index: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let community = community_page(&community)?;
    let index = index.parse().map_err(|_| Problem::field("index", "Please enter a whole number."))?;
    channels::place(&caller, named(&channel)?, index).await?;
    Ok(Done { location: back_or(back.as_deref(), list_of(community)) })
}

/// Deletes a channel with all that was said in it. Goes `back`, or to the list of the community's channels.
///
/// # Errors
/// As [`create_channel`].
#[server(prefix = "/fn", endpoint = "delete_channel")]
pub async fn delete_channel(
    #[server(default)] community: String,
    #[server(default)] channel: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let community = community_page(&community)?;
    channels::delete(&caller, named(&channel)?).await?;
    Ok(Done { location: back_or(back.as_deref(), list_of(community)) })
}

/// Marks a channel, or a direct conversation, as read up to the message `seq`. Goes `back`, or there.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where it is not there or not theirs to see; [`Problem::Invalid`] at `seq`.
#[server(prefix = "/fn", endpoint = "mark_read")]
pub async fn mark_read(
    #[server(default)] channel: String,
    #[server(default)] seq: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    caller.member()?;
    let channel = named(&channel)?;
    let page = channels::detail(&caller, channel).await?.address();
    FormPage::set(&page);
    let seq = seq.parse().map_err(|_| Problem::field("seq", "Please enter a whole number."))?;
    channels::mark_read(&caller, channel, seq).await?;
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// Reads the community that a form is about, and says where the form is.
fn community_page(community: &str) -> Result<CommunityId, Problem> {
    let community = named(community)?;
    FormPage::set(&list_of(community));
    Ok(community)
}

fn list_of(community: CommunityId) -> String {
    format!("/c/{community}/channels")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_everything_and_a_box_that_is_not_ticked_is_off() {
        let form = ChannelForm { name: "general".to_owned(), read_only: "on".to_owned(), ..ChannelForm::default() };
        let fields = form.fields().unwrap();
        assert_eq!((fields.slow_mode, fields.read_only, fields.topic.as_deref()), (Some(0), Some(true), Some("")));
        let form = ChannelForm { slow_mode: " 30 ".to_owned(), ..ChannelForm::default() };
        let fields = form.fields().unwrap();
        assert_eq!((fields.slow_mode, fields.read_only), (Some(30), Some(false)));
        for wrong in ["-1", "1.5", "x", "99999999999"] {
            let form = ChannelForm { slow_mode: wrong.to_owned(), ..ChannelForm::default() };
            assert!(form.fields().is_err(), "{wrong}");
        }
    }
}
