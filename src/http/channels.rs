//! The form of a new message, with or without a picture: scripts send both in other ways.

use super::{
    AppState,
    forms::{Form, Unread},
};
use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, ClientKey, PinId, UserId},
        messages::NewMessage,
        pins::{UploadAnswer, Visibility},
        words::PinWords,
    },
    services::{
        Caller, allowances, channels, messages,
        uploads::{self, NewUpload, UploadDetails},
    },
};
use axum::{
    Router,
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::Response,
    routing::post,
};
use uuid::Uuid;

/// The addresses of the forms. Their bodies can hold a picture.
pub(super) fn uploads() -> Router<AppState> {
    Router::new().route("/c/{id}/{channel}", post(send)).route("/messages/{channel}", post(send))
}

/// The channel in the address, whatever else is there.
struct Channel(ChannelId);

impl FromRequestParts<AppState> for Channel {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Path(all) =
            Path::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(|_| Problem::NotFound)?;
        let channel = all.iter().find(|(name, _)| name == "channel").and_then(|(_, id)| id.parse().ok());
        channel.map(Self).ok_or(Problem::NotFound)
    }
}

/// Sends a message, with the picture that came along. Goes back to the channel.
async fn send(Channel(channel): Channel, form: Unread) -> Result<Response, Problem> {
    // Whoever may not write here hears so before anything of a picture is read.
    let caller = form.caller().clone();
    let allowance = match writable(&caller, channel).await {
        Ok(member) => allowances::of(&caller.site, member).await?,
        Err(problem) => return form.refuse(problem).await,
    };
    let mut form = form.read(Some(allowance)).await?;
    let sent = sent(&mut form, channel).await;
    form.answer(sent).await
}

/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the channel is not there or not theirs to see; [`Problem::NotAllowed`].
async fn writable(caller: &Caller, channel: ChannelId) -> Result<UserId, Problem> {
    let member = caller.member()?;
    let detail = channels::detail(caller, channel).await?;
    if detail.writable { Ok(member) } else { Err(Problem::NotAllowed) }
}

async fn sent(form: &mut Form, channel: ChannelId) -> Result<String, Problem> {
    let mut pins = form.get("pins").split_whitespace().map(pin).collect::<Result<Vec<_>, _>>()?;
    let reply_to = form.filled("reply_to").map(|seq| seq.parse().map_err(|_| Problem::NotFound)).transpose()?;
    // Sent twice, it is one message; a form of another kind has no key.
    let key = form.get("key").parse().unwrap_or_else(|_| ClientKey::from_uuid(Uuid::now_v7()));
    let with_picture = posted(form, channel, key).await?;
    pins.extend(with_picture);
    let message = NewMessage { channel, key, body: form.text("body"), reply_to, pins };
    messages::send(&form.caller, message).await?;
    let address = channels::detail(&form.caller, channel).await?.address();
    Ok(if with_picture.is_some() { format!("{address}?sent=1") } else { address })
}

/// Makes a pin of the picture that came along, for those alone who read the channel.
async fn posted(form: &mut Form, channel: ChannelId, key: ClientKey) -> Result<Option<PinId>, Problem> {
    let Some((file_name, file)) = form.named_picture("picture")? else { return Ok(None) };
    let words = PinWords { visibility: Some(Visibility::Channel), channel: Some(channel), ..PinWords::default() };
    let details = UploadDetails { file_name, words, on_duplicate: None, key: Some(key.uuid()) };
    match uploads::pin(&form.caller, vec![NewUpload { file, details }]).await?.pop() {
        Some(UploadAnswer::Accepted { id, .. }) => Ok(Some(id)),
        Some(UploadAnswer::Refused { error, .. }) => Err(Problem::field("picture", error)),
        None => Err(Problem::Internal),
    }
}

/// A pin by its id, or by the address of its page.
fn pin(text: &str) -> Result<PinId, Problem> {
    let last = text.rsplit("/pin/").next().unwrap_or_default();
    let id = last.split(['?', '#', '/']).next().unwrap_or_default();
    id.parse().map_err(|_| Problem::field("pins", "There is no such picture."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_named_by_its_id_or_its_address() {
        let id = PinId::from_uuid(Uuid::from_u128(7));
        for text in [format!("{id}"), format!("/pin/{id}"), format!("https://example.org/pin/{id}?from=explore#x")] {
            assert_eq!(pin(&text), Ok(id), "{text}");
        }
        assert!(pin("https://example.org/").is_err());
    }
}
